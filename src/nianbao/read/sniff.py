"""Which format some bytes are in, by the bytes alone: published files carry wrong suffixes and media types.

The order is: signatures at the start, PDF (which may begin late), containers looked into, and what is left
is text of some kind or nothing known.
"""

from __future__ import annotations

import io
import re
import zipfile

from nianbao.read.decode import decode

_HEAD = 64 * 1024

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"{\\rtf", "rtf"),
)
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TORN_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

# What a container holds tells what it is; the first hit decides.
_ZIP_MEMBERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"word/document\d*\.xml"), "docx"),
    (re.compile(r"xl/workbook\.xml"), "xlsx"),
    (re.compile(r"xl/workbook\.bin"), "xlsb"),
    (re.compile(r"ppt/presentation\.xml"), "pptx"),
    (re.compile(r"ofd\.xml"), "ofd"),
    (re.compile(r"content\.xml"), "odt"),
)
# The type that an OpenDocument container names in its first member, which is not compressed.
_OPEN_DOCUMENT: tuple[tuple[bytes, str], ...] = (
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument.presentation", "odp"),
)
_OLE2_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "encrypted_ooxml"),
    ("WordDocument", "doc"),
    ("WpsDocument", "wps"),
    ("ETExtData", "et"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)

_PDF = re.compile(rb"%PDF-\d")
_MAIL_HEADER = re.compile(r"\A(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_MIME = re.compile(r"^(?:MIME-Version|Content-Type)\s*:", re.I | re.M)
_MULTIPART_PAGE = re.compile(r"multipart/related", re.I)

_COMMENTS = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_TAG = re.compile(r"<(?:!doctype\s+html|/?[a-z][a-z0-9]*(?:[\s/>]|:[a-z]))", re.I)
_PAGE_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|span|center|font|section|article|meta)[\s/>]", re.I)
_TABLE = re.compile(r"<table[\s>].*?(?:</table\s*>|\Z)", re.I | re.S)
_XML = re.compile(r"<\?xml\b", re.I)
_OFFICE_XML = re.compile(r"mso-application|<(?:w:wordDocument|pkg:package|Workbook)\b")

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x1c-\x1f\x7f]")
_PIPE_RULE = re.compile(
    r"^[ \t]{0,9}\|?[ \t]{0,9}:?-{2,}:?[ \t]{0,9}(?:\|[ \t]{0,9}:?-{2,}:?[ \t]{0,9})+\|?[ \t]{0,9}$", re.M
)
_ATX_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.M)


def sniff(data: bytes) -> str:
    """The name of the format: one of the readers', a recognised foreign one, ``empty`` or ``binary``.

    Never raises: a damaged container keeps the name its beginning promises; its reader says what is wrong.
    """
    return _binary_format(data) or _text_format(data)


def _binary_format(data: bytes) -> str | None:
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if data.startswith(_ZIP):
        return _zip_format(data)
    if data.startswith(_OLE2):
        return _ole2_format(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0":
        return "bmp"
    if data[257:262] == b"ustar":
        return "tar"
    return "pdf" if _PDF.search(data, 0, 1024) else None


def _zip_format(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name.replace("\\", "/").lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, IndexError):
        return _torn_zip_format(data)
    for pattern, name in _ZIP_MEMBERS:
        if any(pattern.fullmatch(member) for member in names):
            return _open_document_format(data) if name == "odt" else name
    return "zip"


def _open_document_format(data: bytes) -> str:
    return next((name for mark, name in _OPEN_DOCUMENT if mark in data[:256]), "odt")


def _torn_zip_format(data: bytes) -> str:
    """A download cut short has lost its directory; the local headers at the start still name the parts."""
    for mark, name in (
        (b"word/", "docx"),
        (b"xl/", "xlsx"),
        (b"ppt/", "pptx"),
        (b"OFD.xml", "ofd"),
        (_TORN_ODT, "odt"),
    ):
        if mark in data:
            return name
    return "zip"


def _ole2_format(data: bytes) -> str:
    for stream, name in _OLE2_STREAMS:
        if _has_stream(data, stream.encode("utf-16-le") + b"\0\0"):
            return name
    return "ole2"


def _has_stream(data: bytes, name: bytes) -> bool:
    """A directory entry of that name: entries of 128 bytes lie in sectors, so at multiples of 128."""
    at = data.find(name)
    while at != -1 and at % 128:
        at = data.find(name, at + 2)
    return at != -1


_PLAIN_HTML = re.compile(rb"[ \t\r\n]*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
"""Most pages say at once what they are; the rest is decoded and looked at."""


def _text_format(data: bytes) -> str:
    if _PLAIN_HTML.match(data):
        return "html"
    text = decode(data)[0]
    head = text[:_HEAD]
    if not text.strip("\0\ufeff\u200b \t\r\n\f\v\u00a0\u3000"):
        return "binary" if "\0" in head else "empty"
    markup = _markup_format(head, text)
    if markup:
        return markup
    if _looks_binary(head):
        return "binary"
    if _TABLE.search(text) or _PIPE_RULE.search(text) or _ATX_HEADING.search(text):
        return "markdown"
    return "text"


def _markup_format(head: str, text: str) -> str | None:
    """HTML, a foreign XML, or mail; None for everything that does not begin as markup."""
    mail = _MAIL_HEADER.match(head)
    if mail and _MIME.search(mail.group()):
        return "mhtml" if _MULTIPART_PAGE.search(mail.group()) else "eml"
    start = _COMMENTS.sub("", text[: 16 * _HEAD]).lstrip("\0\ufeff\u200b \t\r\n\f\v\u00a0\u3000")
    if _XML.match(start):
        return _xml_format(start)
    if _TAG.match(start) and not _starts_as_markdown_table(start):
        return "html"
    outside = _TABLE.sub("", start)
    return "html" if len(_PAGE_TAG.findall(outside)) >= 2 else None


def _starts_as_markdown_table(start: str) -> bool:
    """Markdown that opens with an HTML table: text without any page tag stands outside the tables."""
    if not start[:6].lower().startswith("<table"):
        return False
    outside = _TABLE.sub("", start)
    return bool(_ATX_HEADING.search(outside)) and not _PAGE_TAG.search(outside)


def _xml_format(start: str) -> str:
    if _OFFICE_XML.search(start[:4096]):
        return "office_xml"
    return "html" if re.search(r"<(?:!doctype\s+)?html\b|<body\b", start, re.I) else "xml"


def _looks_binary(head: str) -> bool:
    """Control characters do not occur in text; a few undecodable ones do, in damaged pages."""
    controls = len(_CONTROL.findall(head))
    undecodable = head.count("\ufffd")
    return controls * 100 > len(head) or undecodable * 10 > len(head)
