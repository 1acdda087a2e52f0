"""Saved pages and mails (MHTML, EML): the page in them, read as any page.

The charset that a part names is not asked: the bytes decide, as they do for a page from the web.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.errors import (
    CloseBoundaryNotFoundDefect,
    InvalidBase64CharactersDefect,
    InvalidBase64LengthDefect,
    MessageError,
    StartBoundaryNotFoundDefect,
)
from email.message import EmailMessage
from urllib.parse import unquote, urljoin

from nianbao.errors import Damaged, EmptyFile, TooLarge
from nianbao.model import Capture, Document, Picture, ReaderNote
from nianbao.read.html import read_html
from nianbao.read.limits import MAX_MEMBERS
from nianbao.read.sniff import sniff
from nianbao.read.text import read_text

__all__ = ["attachments", "read_saved"]

_MEDIA_TYPES = {"mhtml": "multipart/related", "eml": "message/rfc822"}
_PAGE, _TEXT = "text/html", "text/plain"
_MOST_HEADERS = 64 * 1024
"""Characters of the headers of one part."""
_TORN = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)
_UNDECODED = (InvalidBase64CharactersDefect, InvalidBase64LengthDefect)
# The header parser of the standard library lets these through on headers that no mail program writes.
_PARSER_ERRORS = (MessageError, LookupError, ValueError, TypeError, AttributeError, AssertionError)


@dataclass(slots=True)
class _Part:
    """A part that is no container of others."""

    kind: str
    name: str
    identity: str
    location: str
    """Its Content-Location: the address that it was saved from."""
    attached: bool
    data: bytes
    sound: bool
    """Its content decodes, and the file does not end in it."""


def read_saved(capture: Capture) -> Document:
    """The saved page, or the text of the mail; ``Document.reader`` is that of the part (``html``, ``text``).

    The page is the part named as the start, else the first page; where that is a frameset, the only page beside
    it. Other pages with tables are told by the note ``read.part_left_out``. Raises Damaged (the file ends within
    the page, or the part does not decode), EmptyFile when there is neither page nor text, TooLarge, and what the
    page's reader raises.
    """
    form = sniff(capture.data)
    parts, start = _parts(capture, form)
    root, others = _chosen([part for part in parts if not part.attached], start)
    if root is None:
        raise EmptyFile(capture.path, what="blank page")
    try:
        document = _read(root, capture, form)
    except EmptyFile:
        if root.kind != _PAGE or len(others) != 1:
            raise
        document, others = _read(others[0], capture, form), []
    _enclose(document, root, parts)
    document.media_type = _MEDIA_TYPES.get(form, document.media_type)
    left_out = sum(1 for part in others if b"<table" in part.data.lower())
    if left_out:
        document.notes.append(ReaderNote("read.part_left_out", detail=f"{left_out} pages with tables"))
    return document


def attachments(capture: Capture) -> Iterator[tuple[str, bytes | None]]:
    """Name and content of each file attached to a mail; None for one that is cut or does not decode.

    Raises Damaged and TooLarge for the mail as a whole.
    """
    parts, _ = _parts(capture, sniff(capture.data))
    for number, part in enumerate(parts, 1):
        if part.attached:
            yield part.name or f"attachment-{number}", part.data if part.sound else None


def _chosen(parts: list[_Part], start: str) -> tuple[_Part | None, list[_Part]]:
    """The part to read, and the other pages."""
    pages = [part for part in parts if part.kind == _PAGE]
    texts = [part for part in parts if part.kind == _TEXT]
    named = [part for part in pages if start and part.identity == start]
    root = next(iter([*named, *pages, *texts]), None)
    return root, [part for part in pages if part is not root]


def _enclose(document: Document, root: _Part, parts: list[_Part]) -> None:
    """Give each picture of the page the bytes of the part it names, by ``cid:`` or by the address it was saved from."""
    known: dict[str, _Part] = {}
    for part in parts:
        if part.sound and part.kind.startswith("image/"):
            names = [f"cid:{part.identity.strip('<>')}"] if part.identity else []
            names += [part.location, urljoin(root.location, part.location)] if part.location else []
            for name in names:
                known.setdefault(name, part)
    for block in document.blocks:
        if isinstance(block, Picture) and not block.inline:
            source = block.source.strip()
            found = known.get(source) or known.get(unquote(source)) or known.get(urljoin(root.location, source))
            if found is not None:
                block.inline = f"data:{found.kind};base64,{b64encode(found.data).decode('ascii')}"


def _read(part: _Part, capture: Capture, form: str) -> Document:
    if not part.sound:
        raise Damaged(capture.path, format=form, reason="truncated")
    reader = read_html if part.kind == _PAGE else read_text
    return reader(replace(capture, data=part.data))


def _parts(capture: Capture, form: str) -> tuple[list[_Part], str]:
    """All parts in order, and the identity of the one to start with."""
    try:
        message = message_from_bytes(capture.data, policy=policy.default)
        walked = [part for part in message.walk() if isinstance(part, EmailMessage)]
        if len(walked) > MAX_MEMBERS:
            raise TooLarge(capture.path, what="members", limit=MAX_MEMBERS, actual=len(walked))
        torn = any(isinstance(defect, _TORN) for part in walked for defect in part.defects)
        leaves = [part for part in walked if not part.is_multipart()]
        parts = [_part(leaf, torn and leaf is leaves[-1]) for leaf in leaves]
        return parts, str(message.get_param("start") or "").strip()
    except RecursionError as error:
        raise TooLarge(capture.path, what="nesting") from error
    except _PARSER_ERRORS as error:
        raise Damaged(capture.path, format=form, reason=type(error).__name__) from error


def _part(part: EmailMessage, cut: bool) -> _Part:
    if sum(len(str(value)) for _, value in part.raw_items()) > _MOST_HEADERS:
        raise ValueError("endless headers")
    data = part.get_payload(decode=True)
    undecoded = any(isinstance(defect, _UNDECODED) for defect in part.defects)
    return _Part(
        part.get_content_type(),
        part.get_filename() or "",
        str(part.get("Content-ID", "")).strip(),
        "".join(str(part.get("Content-Location", "")).split()),
        part.get_content_disposition() == "attachment" or _is_named_document(part),
        data if isinstance(data, bytes) else b"",
        not (cut or undecoded),
    )


def _is_named_document(part: EmailMessage) -> bool:
    """A file with a name that is no part of a page: mail programs often forget to call it an attachment."""
    return bool(part.get_filename()) and part.get_content_maintype() == "application"
