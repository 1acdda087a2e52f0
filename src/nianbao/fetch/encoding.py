"""The characters of a page, and those of the questions that its links ask."""

from __future__ import annotations

import re
from urllib.parse import quote

_QUESTION = re.compile(r"""(?<=["'=])[^"'<>\s?]{0,300}\?[^"'<>\s?=]{1,60}=[^"'<>\s]{1,300}""")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def decode(data: bytes) -> str:
    """UTF-8 when it is, else GB18030, which every page of these portals that is not UTF-8 uses."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def in_its_own_encoding(data: bytes) -> str:
    """The page, with what is asked after a ``?`` written in the page's own encoding, as browsers send it."""
    source = decode(data)
    if source.isascii() or _is_utf8(data):
        return source
    return _QUESTION.sub(lambda match: _NOT_ASCII.sub(lambda text: quote(text[0].encode("gb18030")), match[0]), source)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True
