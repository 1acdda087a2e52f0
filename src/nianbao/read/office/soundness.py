"""Whether a file is whole, before LibreOffice is given it: that program opens half a file without a word."""

from __future__ import annotations

import re
import struct

from nianbao.errors import Damaged, Encrypted, Unsupported
from nianbao.model import Capture
from nianbao.read.container import Container

_COMPOUND = b"\xd0\xcf\x11\xe0"
_HEADER_FATS = 109
_FREE = 0xFFFFFFFF
_LARGEST_SECTOR = 0xFFFFFFFA
_DIRECTORY_ENTRY = 128
_DOCUMENT_STREAM = "WordDocument".encode("utf-16-le") + b"\0\0"
_ENCRYPTED_BIT = 0x0100
_ODF_ENCRYPTED = b"encryption-data"

# Chinese characters of two bytes may end in a brace; escaped braces are text.
_RTF_TEXT = re.compile(rb"[\x81-\xfe][\x40-\xfe]|\\[\\{}]")
_RTF_BINARY = rb"\bin"
_WORKBOOK_XML = re.compile(rb"<(?:\w+:)?Workbook\b")


def refuse_unsound(capture: Capture, name: str) -> None:
    """Raise Damaged, Encrypted, TooLarge or Unsupported for a file of format ``name`` that must not be converted."""
    if capture.data.startswith(_COMPOUND):
        _check_compound(capture, name)
    elif name == "rtf":
        _check_rtf(capture)
    elif name == "odt":
        _check_odt(capture)
    elif _WORKBOOK_XML.search(capture.data, 0, 4096):
        raise Unsupported(capture.path, format="office_xml", remedy="save_as_xlsx")


def _check_compound(capture: Capture, name: str) -> None:
    """A compound file holds every sector its allocation table knows."""
    data = capture.data
    if len(data) < 512:
        raise Damaged(capture.path, format=name, reason="truncated")
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise Damaged(capture.path, format=name, reason="sector size")
    size = 1 << shift
    if len(data) < (_last_sector(data, size) + 1) * size + 1:
        raise Damaged(capture.path, format=name, reason="truncated")
    if _is_encrypted_word(data, size):
        raise Encrypted(capture.path, format=name)


def _last_sector(data: bytes, size: int) -> int:
    """The highest sector in use; the header is no sector, so sector n begins at (n + 1) * size."""
    fats = [sector for sector in struct.unpack_from(f"<{_HEADER_FATS}I", data, 76) if sector < _LARGEST_SECTOR]
    last = max(fats, default=0)
    per_table = size // 4
    for index, sector in enumerate(fats):
        table = data[(sector + 1) * size : (sector + 2) * size]
        if len(table) < size:
            break
        entries = struct.unpack(f"<{per_table}I", table)
        used = [at for at, entry in enumerate(entries) if entry != _FREE]
        if used:
            last = max(last, index * per_table + used[-1])
    return last


def _is_encrypted_word(data: bytes, size: int) -> bool:
    """The flag in the file information block of a Word document."""
    at = data.find(_DOCUMENT_STREAM)
    while at != -1 and at % _DIRECTORY_ENTRY:
        at = data.find(_DOCUMENT_STREAM, at + 2)
    if at == -1 or at + _DIRECTORY_ENTRY > len(data):
        return False
    start = (int(struct.unpack_from("<I", data, at + 116)[0]) + 1) * size
    if start + 12 > len(data):
        return False
    return bool(struct.unpack_from("<H", data, start + 10)[0] & _ENCRYPTED_BIT)


def _check_rtf(capture: Capture) -> None:
    """Groups that are opened and never closed: the end is missing."""
    if _RTF_BINARY in capture.data:
        return
    bare = _RTF_TEXT.sub(b"", capture.data)
    if bare.count(b"{") > bare.count(b"}"):
        raise Damaged(capture.path, format="rtf", reason="truncated")


def _check_odt(capture: Capture) -> None:
    container = Container(capture.data, capture.path, "odt")
    if _ODF_ENCRYPTED in (container.part("META-INF/manifest.xml") or b""):
        raise Encrypted(capture.path, format="odt")
    container.verify()
