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
_CHECKSUM = "incorrect data check"


def refuse_damaged_streams(data: bytes, where: str) -> bool:
    """Raise Damaged where a stream with text is garbled; whether one ends at a wrong place or with a wrong checksum.

    Programs exist that write such ends, so that much is only worth saying. Encrypted files are not looked into.
    """
    if b"/Encrypt" in data:
        return False
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
    """Where the compressed streams begin and end that may hold text."""
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - _HEAD) : match.start() + 2].rpartition(b" obj")[2]
        if b"/FlateDecode" not in head or _NO_TEXT.search(head):
            continue
        end = data.find(b"endstream", match.end())
        if end != -1 and end - match.end() <= _MOST:
            yield match.end(), end
