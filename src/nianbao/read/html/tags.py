"""Tags that lack a quotation mark or their end: a parser takes the text behind them for attributes.

Such damage loses figures without leaving a gap, so it is mended before parsing where only one reading is possible,
and otherwise all tables are declared doubtful.
"""

from __future__ import annotations

import re
from functools import cached_property

from nianbao.model import ReaderNote

UNPRINTED = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|template|textarea|title|select|iframe|xmp|svg)\b.*?(?=</\1|\Z)", re.S | re.I
)
"""Source in which tags are no tags, or print nothing."""

_CELL = re.compile(rb"t[dh](?=[\s/>])", re.I)
_TAG_START = re.compile(rb"/?[a-z]", re.I)
_NAME = re.compile(rb"</?([a-z][^\s/>]*)")
# Digits at the end of any other name are text that the tag has taken.
_PLAIN_NAME = re.compile(rb"/?(?:[a-z]+|h[1-6]|[a-z][a-z0-9]*:[a-z]+)", re.I)
_TAG_IN_VALUE = re.compile(rb'="[^"<]*<[/A-Za-z]')
# A start tag whose last quotation mark opens a value that nothing closes before the tag ends.
_OPEN_QUOTE = re.compile(rb'(<[A-Za-z][^<>"]*(?:"[^"<>]*"[^<>"]*)*="[^"<>]*?)(\s*/?>)')
# A value that nothing closes before the next attribute begins.
_SWALLOWED = re.compile(rb'(="[^"<>=]*?)(\s+[A-Za-z-]+=")')
# A tag that the next one begins in.
_UNENDED = re.compile(
    UNPRINTED.pattern + rb"|<(/?[a-z][a-z0-9:]*+)((?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*+)(?=<)", re.S | re.I
)


class Pieces:
    """The source cut before every "<", equal pieces once: a Word page repeats a few tags a thousand times."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.all = source.split(b"<")
        self.different = set(self.all)
        self.once = b"<".join(self.different)
        """Every different piece, in no order."""

    @property
    def are_utf8(self) -> bool:
        """So is the source, then: no character but "<" itself has the byte at which it was cut."""
        try:
            self.once.decode("utf-8")
        except UnicodeDecodeError:
            return False
        return True

    @property
    def odd(self) -> bool:
        """Somewhere is a quotation mark without a partner."""
        return 1 in [piece.count(b'"') & 1 for piece in self.different]

    @property
    def unended(self) -> bool:
        """Somewhere is what looks like a tag and does not end."""
        return any(map(_TAG_START.match, [piece for piece in self.different if b">" not in piece]))

    @cached_property
    def text(self) -> bytes:
        """Every different piece, in lower case and no order: to ask whether something occurs at all."""
        return b"<" + self.once.lower()

    @property
    def cells(self) -> int:
        """How many start tags of cells there are."""
        cells = frozenset(filter(_CELL.match, self.different))
        return sum(map(cells.__contains__, self.all)) if cells else 0

    def names(self) -> frozenset[str]:
        """The name of every element that there can be in the tree, and perhaps others."""
        names = {name.decode("utf-8", "replace") for name in set(_NAME.findall(self.text))}
        return frozenset(names | {"img"} if "image" in names else names)


def with_whole_tags(pieces: Pieces, notes: list[ReaderNote]) -> tuple[Pieces, bool]:
    """The source with every tag whole, and whether some tag could not be made whole."""
    unclear = False
    if pieces.unended:
        source, unclear = _end_tags(pieces.source, notes)
        pieces = Pieces(source)
    if pieces.odd:
        pieces = Pieces(_close_quotes(pieces, notes))
    return pieces, unclear


def _end_tags(source: bytes, notes: list[ReaderNote]) -> tuple[bytes, bool]:
    """The end is set where it must have been; a tag for which that cannot be said stays as it is."""
    clear = unclear = 0

    def ended(match: re.Match[bytes]) -> bytes:
        nonlocal clear, unclear
        name, rest = match[2], match[3]
        if name is None:
            return match[0]
        behind = max(rest.rfind(b'"'), rest.rfind(b"'")) + 1
        if not (_PLAIN_NAME.fullmatch(name) and (behind or name.startswith(b"/") or not rest.strip())):
            unclear += 1
            return match[0]
        clear += 1
        return b"<" + name + rest[:behind] + b">" + rest[behind:]

    mended = _UNENDED.sub(ended, source)
    if clear or unclear:
        notes.append(ReaderNote("read.markup_mended", detail=f"{clear} of {clear + unclear} tags without an end"))
    return mended, unclear > 0


def _close_quotes(pieces: Pieces, notes: list[ReaderNote]) -> bytes:
    """A missing quotation mark swallows what follows up to the next one: it is set where its value must end."""
    source = pieces.source
    found = swallowed = 0
    if _SWALLOWED.search(pieces.text):
        source, swallowed = _SWALLOWED.subn(rb'\1"\2', source)
    if _OPEN_QUOTE.search(pieces.text) and _TAG_IN_VALUE.search(source):
        source, found = _OPEN_QUOTE.subn(rb'\1"\2', source)
    if found + swallowed:
        notes.append(ReaderNote("read.markup_mended", detail=f"{found + swallowed} missing quotation marks"))
    return source
