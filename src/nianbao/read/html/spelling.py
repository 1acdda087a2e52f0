"""The source of a page spelled: one letter for every tag, so that a table is a word.

The source is cut behind every cell, and before every "<" within. A table pasted from Word repeats the same few cells
hundreds of times, but for their figures, and the same few tags a thousand times: each is understood once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate, count
from typing import NamedTuple, TypeVar

from nianbao.read.grid import SINGLE
from nianbao.read.html.spans import span_of
from nianbao.read.html.unseen import COLOURLESS
from nianbao.read.html.words import role_of
from nianbao.text.remembered import Remembered

INLINE = ("span", "font", "b", "strong", "i", "em", "u", "o:p", "big", "small", "tt")
"""Elements that say no more than how their text looks."""

LONGEST_TAG = 20_000
"""Characters of a tag that is taken as it is; a longer one may be a flood of attributes."""
_LONGEST_TAG = 2000
_LONG = 3000
"""Bytes from which a stretch is no cell of figures, and not worth being remembered."""
_CELL_END = b"</td>"
_CELL_ENDS = re.compile(_CELL_END)
"""Splits a page a quarter faster than the method of bytes."""
_END_TAG = _CELL_END[1:]

_STRUCTURE = {"table": "Tt", "colgroup": "Gg", "tbody": "Bb", "tr": "Rr"}
_CELLS = {"td": "Dd", "th": "Hh"}
TEXT = {"p": "Pp", **{name: chr(0x100 + at) + chr(0x200 + at) for at, name in enumerate(INLINE)}}
_VOID = {"col": "K", "br": "L"}
_OTHER = "X"
_PAIRED = _STRUCTURE | _CELLS | TEXT
_LETTERS = {name: letters[0] for name, letters in (_PAIRED | _VOID).items()}
_LETTERS |= {"/" + name: letters[1] for name, letters in _PAIRED.items()}
"""One letter for every tag: a table is a word over these letters."""

_NO_TEXT_BEHIND = frozenset("TGgKBbRrdh")
"""Tags behind which text would not be in a cell."""
_TEXT_IS_OUTSIDE = frozenset(_OTHER + "t")

CELL, LINE = "\x1d", "\x1e"
_BEGINS = {"P": LINE, "p": LINE, "L": LINE}
"""What begins behind a tag. The head of a cell stands between two signs, so that heads and texts take turns."""

_TAG = re.compile(
    r"(/?[a-z][a-z0-9:]*)((?:\s+[a-z][a-z0-9:_-]*(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=`/]+))?)*+)\s*(/?)",
    re.I | re.A,
)
_ATTRIBUTE = re.compile(r"\s([a-z][a-z0-9:_-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+)))?", re.I | re.A)
_UNSEEN = re.compile(rf"super|align\s*:\s*sub|hid|line-through|display|opacity|font-size\s*:\s*0|{COLOURLESS}", re.A)
"""Words of styles and attributes that change what is seen (see ``unseen``)."""
_REFERENCES = {"nbsp": "\u00a0", "ensp": "\u2002", "emsp": "\u2003", "amp": "&", "lt": "<", "gt": ">", "quot": '"'}
_REFERENCE = re.compile("&(" + "|".join(_REFERENCES) + ");")
_RESERVED = re.compile("[\ufffd\x1d\x1e]")
"""Damaged characters, and the signs used here."""
_NOT_AS_WRITTEN = re.compile(f"[&\r{_RESERVED.pattern[1:]}")
"""Those, and what a parser prints otherwise."""
_TAG_START = re.compile("/?[a-z]", re.I | re.A)
_WHITE = " \t\n\r\f"

Read = TypeVar("Read")
Meaning = tuple[str, str]
"""Of a piece: the letter of its tag; what is printed behind it, after the sign of what begins there."""
Piece = tuple[str, str, bool]
"""A meaning, and whether nothing in the piece has to be mended."""


class Spelling(NamedTuple):
    """A stretch of source."""

    word: str
    """A letter for each piece."""
    shown: tuple[str, ...]
    """What each piece prints."""
    printed: str
    """What they print together."""
    whole: bool
    """Nothing in it has to be mended."""


class Spelled:
    """The source and its spelling."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self._first, *self._stretches = _CELL_ENDS.split(source)
        number: defaultdict[bytes, int] = defaultdict(count(1).__next__)
        self._numbers = [0, *map(number.__getitem__, self._stretches)]
        """Which of the different stretches each is; the first one is like no other."""
        opening = _spell(self._first, _PIECES) if len(self._first) < _LONG else _spell_long(self._first)
        found = [_STRETCHES[each] if len(each) < _LONG else _spell_long(_END_TAG + each) for each in number]
        words, self._shown, self._printed, whole = zip(opening, *found, strict=True)
        self._words = list(map(words.__getitem__, self._numbers))
        self.word = _OTHER + "".join(self._words)[1:]
        self.whole = False not in whole
        self._starts = list(accumulate(map(len, self._words), initial=0))
        """Where in the word each stretch begins."""
        self._offsets = list(accumulate(map(len, self._stretches), initial=len(self._first)))
        """And where in the source, the ends of cells between them left out."""

    def letters_once(self, start: int, end: int) -> str:
        """The letters from ``start`` to ``end``, excluded, with stretches that are spelled alike once."""
        first, last = self._stretch_at(start)[0], self._stretch_at(end)[0]
        if first == last:
            return self.word[start:end]
        between = dict.fromkeys(self._words[first + 1 : last])
        return self.word[start : self._starts[first + 1]] + "".join(between) + self.word[self._starts[last] : end]

    def printed(self, start: int, end: int, read: Callable[[str], Read]) -> list[Read]:
        """What the pieces from ``start`` to ``end``, excluded, print, stretch by stretch, each as ``read`` takes it."""
        (first, skipped), (last, kept) = self._stretch_at(start), self._stretch_at(end)
        opening, closing = self._shown[self._numbers[first]], self._shown[self._numbers[last]]
        if first == last:
            return [read("".join(opening[skipped:kept]))]
        between = self._numbers[first + 1 : last]
        different = {number: read(self._printed[number]) for number in set(between)}
        return [read("".join(opening[skipped:])), *map(different.__getitem__, between), read("".join(closing[:kept]))]

    def offset(self, position: int) -> int:
        """Where in the source the "<" of a piece stands."""
        number, inner = self._stretch_at(position)
        begin = self._offsets[number - 1] + len(_CELL_END) * (number - 1) if number else -1
        return begin + sum(map(len, self._pieces(number)[:inner])) + inner

    def _stretch_at(self, position: int) -> tuple[int, int]:
        """The number of the stretch that a piece lies in, and its number there."""
        number = bisect_right(self._starts, position) - 1
        return number, position - self._starts[number]

    def _pieces(self, number: int) -> list[bytes]:
        """Of a stretch, with the end of the cell before it."""
        return (_END_TAG + self._stretches[number - 1] if number else self._first).split(b"<")


def _spell(source: bytes, known: Mapping[str, Piece]) -> Spelling:
    text = source.decode("utf-8", "replace")
    letters, shown, whole = zip(*map(known.__getitem__, text.split("<")), strict=True)
    return Spelling("".join(letters), shown, "".join(shown), "\ufffd" not in text and False not in whole)


def _spell_long(source: bytes) -> Spelling:
    """What is too long to be remembered, and may repeat itself: a whole page, where its tags are in capitals."""
    return _spell(source, Remembered(_understand, most=len(source)))


def _spell_cell(stretch: bytes) -> Spelling:
    return _spell(_END_TAG + stretch, _PIECES)


def _understand(piece: str) -> Piece:
    source, end, text = piece.partition(">")
    letter, shown = _TAGS[source] if end and len(source) <= _LONGEST_TAG else _UNKNOWN
    if text and letter not in _TEXT_IS_OUTSIDE:
        letter, shown = _with_text(letter, shown, text)
    return letter, shown, _is_whole(piece, bool(end) and len(source) <= LONGEST_TAG)


_PIECES = Remembered(_understand, most=4096)
_STRETCHES = Remembered(_spell_cell, most=2048)


def forget_cells() -> None:
    """Forget the cells of pages read before. It changes no result, only how long one takes."""
    _STRETCHES.clear()
    _PIECES.clear()


_ODD = ("![CDATA[", "iframe", "IFRAME")


def _is_whole(piece: str, ended: bool) -> bool:
    """Nothing looks like a tag without its end or a value without its quotation mark, XHTML, or a page in the page."""
    if not ended and _TAG_START.match(piece):
        return False
    if piece.startswith(_ODD):
        return piece[0] != "!" and "srcdoc" not in piece.lower()
    return not piece.count('"') & 1


def _with_text(letter: str, begins: str, text: str) -> Meaning:
    """The meaning of a tag with text behind it."""
    if letter in _NO_TEXT_BEHIND:
        return (letter, begins) if not text.strip(_WHITE) else _UNKNOWN
    if text.isalnum() or _NOT_AS_WRITTEN.search(text) is None:
        return letter, begins + text
    seen = _as_parsed(text)
    return (letter, begins + seen) if seen is not None else _UNKNOWN


def _as_parsed(text: str) -> str | None:
    """The text as a parser gives it; None when it holds what a parser alone should have to get right."""
    if _RESERVED.search(text):
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    signs = text.count("&")
    text, known = _REFERENCE.subn(lambda match: _REFERENCES[match[1]], text)
    return text if known == signs else None


def _tag(source: str) -> Meaning:
    """The meaning of a tag without its brackets and without text behind it."""
    match = _TAG.fullmatch(source)
    if match is None:
        return _UNKNOWN
    name, attributes, slash = match[1].lower(), match[2], match[3]
    if (slash and name not in _VOID) or (attributes and name[:1] == "/") or _UNSEEN.search(source.lower()):
        return _UNKNOWN
    if name in _CELLS:
        return _cell_tag(name, attributes)
    letter = _LETTERS.get(name, _OTHER)
    return letter, _BEGINS.get(letter, "")


_TAGS = Remembered(_tag, most=2048)
_UNKNOWN = (_OTHER, "")


def _cell_tag(name: str, source: str) -> Meaning:
    """A cell may not be named as part of the page, and its span is written in plain characters."""
    said = dict(_attributes(source))
    if any("&" in said.get(key, "") for key in ("id", "class", "rowspan", "colspan")):
        return _UNKNOWN
    if role_of(name, said.get("id", ""), said.get("class", "")) is not None:
        return _UNKNOWN
    has_span = "rowspan" in said or "colspan" in said
    span = span_of(said.get("rowspan"), said.get("colspan")) if has_span else SINGLE
    return _LETTERS[name], f"{CELL}{name} {span[0]} {span[1]}{CELL}"


def _attributes(source: str) -> Iterator[tuple[str, str]]:
    """Lower-case names with their values, the last first: of equal names the first counts."""
    for match in reversed(list(_ATTRIBUTE.finditer(source))):
        yield match[1].lower(), match[2] or match[3] or match[4] or ""
