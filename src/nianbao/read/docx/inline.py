"""The text of one paragraph as a person sees it, and what hangs on it: text boxes and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from nianbao.read.docx.names import (
    ALTERNATE,
    BLIP,
    CHOICE,
    DEL,
    DROPPED_CHANGES,
    EMBED,
    FALLBACK,
    FLD_CHAR,
    FLD_CHAR_TYPE,
    FLD_SIMPLE,
    GRAPHIC_DATA,
    GRAPHICS,
    IMAGE_DATA,
    INSTR,
    INSTR_TEXT,
    LINK,
    MATH_BELOW,
    MATH_RAISED,
    MATH_TEXT,
    OUTLINE,
    P_PR,
    P_STYLE,
    PLAIN,
    R_PR,
    RID,
    RUBY,
    RUBY_BASE,
    SDT,
    SDT_CONTENT,
    SYM,
    SYM_CHAR,
    SYM_FONT,
    TEXT_BOX,
    VAL,
    R,
    T,
)
from nianbao.read.docx.styles import PLAIN_STYLE, Look, Style, Styles, outline_heading
from nianbao.read.unknown import UNKNOWN

_CHART_NAMESPACES = ("chart", "diagram", "chartex")
_COMPUTED = ("=", "EQ", "FORMDROPDOWN")
"""Fields that print what is kept in the field itself, or what Word computes when it opens the document."""
_LIKE_ASCII = "0123456789+-.,"
"""Signs of the font Symbol that stand where ASCII has them."""


@dataclass(slots=True)
class Inline:
    """One ``w:p``, read."""

    text: str
    style: Style
    heading: bool = False
    joined: bool = False
    """Its paragraph mark is a tracked deletion: the next paragraph goes on in the same line."""
    boxes: list[Any] = field(default_factory=list)
    """``w:txbxContent`` elements anchored here."""
    pictures: list[str] = field(default_factory=list)
    """Relation ids, or ``chart`` where a drawing has no picture."""
    symbols: bool = False
    """It prints signs of a font of pictures, which have no text."""


@dataclass(slots=True)
class _Field:
    """A complex field that is open."""

    begin: int
    instruction: str = ""
    separated: bool = False


def read_inline(paragraph: Any, styles: Styles) -> Inline:
    """Inserted text kept, deleted, hidden and struck text left out, fields by their result."""
    inline = Inline("", PLAIN_STYLE)
    properties = paragraph[0] if len(paragraph) and paragraph[0].tag == P_PR else paragraph.find(P_PR)
    if properties is not None:
        _read_properties(properties, styles, inline)
    inline.text = _Runs(styles, inline).read(paragraph)
    return inline


def chosen(alternate: Any) -> Any | None:
    """The one branch of ``mc:AlternateContent`` that is read: the first choice, else the fallback."""
    for child in alternate:
        if child.tag == CHOICE and len(child):
            return child
    return alternate.find(FALLBACK)


def _read_properties(properties: Any, styles: Styles, inline: Inline) -> None:
    # One pass: a form has hundreds of cells, and every look-up by name costs as much as this loop.
    own: bool | None = None
    for node in properties:
        tag = node.tag
        if tag == P_STYLE:
            inline.style = styles.get(node.get(VAL))
        elif tag == OUTLINE:
            own = outline_heading(node)
        elif tag == R_PR and node.find(DEL) is not None:
            inline.joined = True
    inline.heading = bool(own) or inline.style.heading


class _Runs:
    """Collects (text, raised) pieces in order.

    A complex field leaves only its result: what was collected since ``begin`` is discarded at ``separate``,
    or at ``end`` when there was no result. A field that its paragraph never separates keeps its text: then
    the markup is broken, and losing text would be worse than showing an instruction.
    """

    __slots__ = ("faint", "fields", "inherited", "inline", "pieces", "styles")

    def __init__(self, styles: Styles, inline: Inline) -> None:
        self.styles = styles
        self.inline = inline
        self.inherited = inline.style.look
        self.pieces: list[tuple[str, bool]] = []
        self.fields: list[_Field] = []
        self.faint: list[int] = []
        """Which pieces are digits in white, or too small to be seen."""

    def read(self, paragraph: Any) -> str:
        self._walk(paragraph)
        if not self.pieces:
            return ""
        if self.faint:
            self._doubt_faint()
        if not any(raised for _, raised in self.pieces):
            return "".join([text for text, _ in self.pieces])
        return "".join(_marked(self.pieces))

    def _discard(self, begin: int) -> None:
        del self.pieces[begin:]
        self.faint = [at for at in self.faint if at < begin]

    def _doubt_faint(self) -> None:
        """Faint digits beside others: whether they are seen depends on what is behind them, and on the reader."""
        if any(text.strip() for at, (text, _) in enumerate(self.pieces) if at not in self.faint):
            for at in self.faint:
                self.pieces[at] = (UNKNOWN, False)

    def _walk(self, node: Any) -> None:
        for child in node:
            tag = child.tag
            if tag == R:
                self._run(child)
            elif tag == P_PR or tag in DROPPED_CHANGES:
                continue
            elif tag == MATH_TEXT:
                self.pieces.append((child.text or "", False))
            elif tag in MATH_RAISED:
                self.pieces.append(("".join(child.itertext(MATH_TEXT)), True))
            else:
                self._walk_wrapper(child, tag)

    def _walk_wrapper(self, child: Any, tag: str) -> None:
        """Hyperlinks, smart tags, simple fields, content controls ...: what is inside is printed."""
        begin = len(self.pieces)
        if tag == MATH_BELOW:
            self.pieces.append(("/", False))
        inside: Any | None = child
        if tag == SDT:
            inside = child.find(SDT_CONTENT)
        elif tag == ALTERNATE:
            inside = chosen(child)
        if inside is not None and len(inside):
            self._walk(inside)
        if tag == FLD_SIMPLE:
            self._say_unknown(begin, child.get(INSTR, ""))

    def _run(self, run: Any) -> None:
        look = self.inherited
        if len(run) and run[0].tag == R_PR:
            look = self.styles.look(run[0], look)
        self._content(run, look)

    def _content(self, run: Any, look: Look) -> None:
        for child in run:
            tag = child.tag
            if tag == T:
                self._emit(child.text or "", look)
            elif tag in PLAIN:
                self._emit(PLAIN[tag], look)
            elif tag == FLD_CHAR:
                self._field(child.get(FLD_CHAR_TYPE))
            elif tag == INSTR_TEXT and self.fields:
                self.fields[-1].instruction += child.text or ""
            elif tag == SYM:
                self._symbol(child, look)
            elif tag in GRAPHICS:
                self._graphics(child)
            elif tag == ALTERNATE:
                branch = chosen(child)
                if branch is not None:
                    self._content(branch, look)
            elif tag == RUBY and (base := child.find(RUBY_BASE)) is not None:
                self._walk(base)

    def _emit(self, text: str, look: Look) -> None:
        if text and not look.dropped:
            if look.faint and text.strip().isdigit():
                self.faint.append(len(self.pieces))
            self.pieces.append((text, look.raised))

    def _symbol(self, node: Any, look: Look) -> None:
        code = node.get(SYM_CHAR, "")[-2:]
        sign = chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{2}", code) else ""
        if sign and sign in _LIKE_ASCII and node.get(SYM_FONT) == "Symbol":
            self._emit(sign, look)
        elif not look.dropped:
            self.inline.symbols = True

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self.fields.append(_Field(len(self.pieces)))
        elif kind == "separate" and self.fields:
            self._discard(self.fields[-1].begin)
            self.fields[-1].separated = True
        elif kind == "end" and self.fields:
            ended = self.fields.pop()
            if not ended.separated:
                self._discard(ended.begin)
            self._say_unknown(ended.begin, ended.instruction)

    def _say_unknown(self, begin: int, instruction: str) -> None:
        """A sum nobody has computed, or a choice kept in the field, is not blank."""
        if len(self.pieces) == begin and instruction.strip().upper().startswith(_COMPUTED):
            self.pieces.append((UNKNOWN, False))

    def _graphics(self, node: Any) -> None:
        for child in node:
            tag = child.tag
            if tag == TEXT_BOX:
                self.inline.boxes.append(child)
            elif tag == BLIP:
                self.inline.pictures.append(child.get(EMBED) or child.get(LINK) or "")
            elif tag == IMAGE_DATA:
                self.inline.pictures.append(child.get(RID) or "")
            elif tag == GRAPHIC_DATA and child.get("uri", "").rsplit("/", 1)[-1] in _CHART_NAMESPACES:
                self.inline.pictures.append("chart")
            elif tag == ALTERNATE:
                branch = chosen(child)
                if branch is not None:
                    self._graphics(branch)
            elif len(child):
                self._graphics(child)


def _marked(pieces: list[tuple[str, bool]]) -> Iterator[str]:
    """Neighbouring raised pieces as one ``^{...}``; raised white space needs no mark."""
    for raised, group in groupby(pieces, key=lambda piece: piece[1]):
        text = "".join([text for text, _ in group])
        yield f"^{{{text}}}" if raised and text.strip() else text
