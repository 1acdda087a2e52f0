"""Tables whose markup can be read in one way only, taken out of the source before it is parsed.

A table pasted from Word is some hundred cells and a thousand elements that say nothing but how it looks. Where
every tag of a table is written out, closed in order and of a sort that only carries text, the rules of HTML leave a
parser no choice, and its cells are read off the source: the source is cut before every "<", each different piece is
understood once, and what is left is to look up a thousand pieces. In the source, a marked table without content stands
in, so that the parser decides whether and where there is a table at all. Of any other table not a byte is touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nianbao.read.grid import SINGLE
from nianbao.read.html.flow import is_blank, line_text
from nianbao.read.html.spans import span_of
from nianbao.read.html.tags import Pieces
from nianbao.read.html.unseen import COLOURLESS
from nianbao.read.html.words import role_of

MARK = "data-regular-table"
"""The attribute of the table that stands in; its value is the number of the regular table."""

INLINE = ("span", "font", "b", "strong", "i", "em", "u", "o:p", "big", "small", "tt")
"""Elements that say no more than how their text looks."""

_FRAME = 150
"""Characters from which a cell may be running text, and its table a frame of the page."""
_LONGEST_TAG = 2000

_STRUCTURE = {"table": "Tt", "colgroup": "Gg", "tbody": "Bb", "tr": "Rr"}
_CELLS = {"td": "Dd", "th": "Hh"}
_TEXT = {"p": "Pp", **{name: chr(0x100 + at) + chr(0x200 + at) for at, name in enumerate(INLINE)}}
_VOID = {"col": "K", "br": "L"}
_OTHER = "X"
_PAIRED = _STRUCTURE | _CELLS | _TEXT
_LETTERS = {name: letters[0] for name, letters in (_PAIRED | _VOID).items()}
_LETTERS |= {"/" + name: letters[1] for name, letters in _PAIRED.items()}
"""One letter for every tag: a table is a word over these letters."""

_NO_TEXT_BEHIND = frozenset("TGgKBbRrdh")
"""Tags behind which text would not be in a cell."""
_TEXT_IS_OUTSIDE = frozenset(_OTHER + "t")

_CELL, _LINE = "\x1d", "\x1e"
_BEGINS = {"P": _LINE, "p": _LINE, "L": _LINE}
"""What begins behind a tag. The head of a cell stands between two signs, so that heads and texts take turns."""

_INNERMOST = re.compile("T[^Tt]*t")
_INLINE_PAIR = re.compile("|".join(f"{letters[0]}L*{letters[1]}" for name, letters in _TEXT.items() if name != "p"))
_ROWS = "(?:R(?:D(?:L|PL*p)*d|H(?:L|PL*p)*h)*r)*"
_TABLE = re.compile(f"T(?:GK*g)?(?:B{_ROWS}b|{_ROWS})t")

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
_WHITE = " \t\n\r\f"

Head = str
"""Of a cell: its name, how many rows and how many columns it spans (``td 2 1``)."""
Meaning = tuple[str, str]
"""Of a piece: the letter of its tag; what is printed behind it, after the sign of what begins there."""


@dataclass(slots=True)
class RegularTable:
    """A table read off the source."""

    rows: tuple[int, ...]
    """How many cells each row has."""
    heads: tuple[Head, ...]
    texts: tuple[str, ...]
    """Of the cells, one after another."""
    lines: int
    """How many lines its cells have in all, and how many ``p`` elements there are."""
    paragraphs: int


def take_out(pieces: Pieces) -> tuple[bytes, list[RegularTable]]:
    """The source with its regular tables replaced, and these."""
    if pieces.decoded is None:
        return pieces.source, []
    letters, printed = map(list, zip(*map(_meaning, pieces.decoded), strict=True))
    word = _OTHER + "".join(map(letters.__getitem__, pieces.numbers[1:]))
    tables: list[RegularTable] = []
    left: list[bytes] = []
    end = 0
    for match in _INNERMOST.finditer(word):
        first, last = match.start(), match.end() - 1
        if not _is_regular(match[0]):
            continue
        table = _read(match[0], "".join(map(printed.__getitem__, pieces.numbers[first:last])))
        if table is not None:
            left += pieces.all[end:first]
            left.append(b'%s %s="%d">' % (pieces.all[first].partition(b">")[0], MARK.encode(), len(tables)))
            tables.append(table)
            end = last
    return b"<".join([*left, *pieces.all[end:]]), tables


def _is_regular(letters: str) -> bool:
    """Inline elements are closed in order, and what is left is a table of rows of cells of paragraphs.

    What stands between the start tags of two cells is looked at once: wherever it stands, it begins within a cell of
    one and the same row group and must lead to where a cell may begin in it.
    """
    letters = "D".join(dict.fromkeys(letters.split("D")))
    pairs = 1
    while pairs:
        letters, pairs = _INLINE_PAIR.subn("L", letters)
    return _TABLE.fullmatch(letters) is not None


def _read(letters: str, printed: str) -> RegularTable | None:
    """The table; None when it may be a frame of the page: a single column, or running text in a cell."""
    rows = tuple([row.count("D") + row.count("H") for row in letters.split("R")[1:]])
    if max(rows, default=0) <= 1:
        return None
    parts = printed.split(_CELL)
    texts, lines, lengths = zip(*map(_cell, parts[2::2]), strict=True)
    if max(lengths) > _FRAME:
        return None
    return RegularTable(rows, tuple(parts[1::2]), texts, sum(lines), letters.count("P"))


@lru_cache(maxsize=8192)
def _cell(raw: str) -> tuple[str, int, int]:
    """The text of a cell, how many lines it has, and their characters. Blank lines count only where all are blank."""
    lines = [line for part in raw.split(_LINE) if (line := line_text(part))]
    text = "\n".join([line for line in lines if not is_blank(line)] or lines[:1]) if len(lines) > 1 else "".join(lines)
    return text, len(lines), sum(map(len, lines))


# -- pieces


def _meaning(piece: str) -> Meaning:
    source, end, text = piece.partition(">")
    meaning = _tag(source) if end and len(source) <= _LONGEST_TAG else _UNKNOWN
    if not text:
        return meaning
    letter, begins = meaning
    if letter in _NO_TEXT_BEHIND:
        return meaning if not text.strip(_WHITE) else _UNKNOWN
    if letter in _TEXT_IS_OUTSIDE:
        return meaning
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


@lru_cache(maxsize=2048)
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
    return _LETTERS[name], f"{_CELL}{name} {span[0]} {span[1]}{_CELL}"


def _attributes(source: str) -> Iterator[tuple[str, str]]:
    """Lower-case names with their values, the last first: of equal names the first counts."""
    for match in reversed(list(_ATTRIBUTE.finditer(source))):
        yield match[1].lower(), match[2] or match[3] or match[4] or ""
