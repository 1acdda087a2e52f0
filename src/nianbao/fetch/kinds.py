"""What a document is, by its first bytes: suffixes and the server's word are not asked."""

from __future__ import annotations

from nianbao.fetch.pages import looks_like_html

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole2"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"{\\rtf", "rtf"),
)
_IN_ZIP = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"OFD.xml", "ofd"), (b"ppt/", "pptx"))
PICTURES = {"png", "jpeg", "gif", "bmp", "tiff", "webp"}


def kind_of_document(data: bytes) -> str:
    """``pdf``, ``docx``, ``xlsx``, ``ofd``, ``zip``, ``ole2``, a picture's name, ``html`` or ``other``."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:2] == b"PK":
        return next((name for mark, name in _IN_ZIP if mark in data), "zip")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    found = next((name for mark, name in _SIGNATURES if data.startswith(mark)), None)
    return found or ("html" if looks_like_html(data) else "other")
