"""Whether the compressed parts of a PDF are what was written: pdfium reads on over damage without a word.

Only streams that carry text are looked at (pages, forms, character maps, objects); fonts and pictures are not, since
damage to them changes no character code.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from nianbao.errors import Damaged

_STREAM = re.compile(rb">>\s*stream\r?\n")
_HEAD = 600
"""Bytes before a stream that hold its dictionary."""
_MOST = 4 * 1024 * 1024
"""Bytes of one stream; text never fills as many."""
_NO_TEXT = re.compile(
    rb"/Length[123]\b|/Image\b|/CIDFontType0C|/Type1C|/OpenType|/Metadata\b|/XML\b|/DCTDecode|/ASCII|/LZW|/Crypt\b|/XRef\b"
)
_LENGTH = re.compile(rb"/Length\s+(\d{1,9})\b(?!\s+\d+\s+R)")
_CHECKSUM = "incorrect data check"


def refuse_damaged_streams(data: bytes, where: str) -> bool:
    """Raise Damaged where a stream with text is garbled; whether one ends at a wrong place or with a wrong checksum.

    Programs exist that write such ends, so that much is only worth saying. Not for encrypted files.
    """
    doubtful = False
    for start, end in _streams(data):
        inflater = zlib.decompressobj()
        try:
            inflater.decompress(data[start:end], _MOST)
        except zlib.error as error:
            if _CHECKSUM not in str(error):
                raise Damaged(where, format="pdf", reason="stream") from error
            doubtful = True
        else:
            whole = inflater.eof and not inflater.unused_data.strip()
            doubtful = doubtful or not (whole or inflater.unconsumed_tail)
    return doubtful


def _streams(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the compressed streams begin and end that may hold text.

    Fonts and pictures, nearly all of most files, are leapt over by the length they say they have.
    """
    match = _STREAM.search(data)
    while match:
        start = end = match.end()
        head = data[max(0, match.start() - _HEAD) : match.start() + 2].rpartition(b" obj")[2]
        if b"/FlateDecode" not in head or _NO_TEXT.search(head):
            end = _behind(data, start, head)
        else:
            end = data.find(b"endstream", start)
            if end != -1 and end - start <= _MOST:
                yield start, end
            end = start
        match = _STREAM.search(data, end)


def _behind(data: bytes, start: int, head: bytes) -> int:
    """The end of a stream where its length is true, else its start."""
    length = _LENGTH.search(head)
    end = start + int(length[1]) if length else start
    return end if data[end : end + 12].lstrip().startswith(b"endstream") else start
