"""The Word reader (DOCX): zip and XML only, no layout engine.

What is read is the document with all tracked changes accepted, without headers, footers, footnotes, comments
and automatic numbering.
"""

from __future__ import annotations

from typing import Any

from nianbao.errors import Damaged, EmptyFile, TooLarge
from nianbao.model import Capture, Document, ReaderNote
from nianbao.read.docx.body import BodyReader
from nianbao.read.docx.names import BODY, CHANGES
from nianbao.read.docx.package import Package
from nianbao.read.docx.styles import Styles

__all__ = ["read_docx"]

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_CORE_PROPERTIES = "docProps/core.xml"


def read_docx(capture: Capture) -> Document:
    """The paragraphs, tables and pictures of a Word document in reading order.

    Raises Damaged (no zip, no body, bad XML), Encrypted, TooLarge (bombs, bounds, nesting), EmptyFile.
    """
    try:
        return _read(capture)
    except RecursionError as error:
        raise TooLarge(capture.path, what="nesting") from error


def _read(capture: Capture) -> Document:
    package = Package(capture.data, capture.path)
    main = package.main_part()
    root = package.xml(main)
    body = None if root is None else root.find(BODY)
    if body is None:
        raise Damaged(capture.path, format="docx", reason=f"{main}: no body")
    styles = package.related(main, "styles")
    reader = BodyReader(Styles(package.xml(styles) if styles else None), package.targets(main), capture.path)
    reader.read(body)
    if not reader.blocks:
        raise EmptyFile(capture.path)
    return Document(
        reader="docx",
        media_type=_MEDIA_TYPE,
        text="\n".join(reader.lines),
        blocks=reader.blocks,
        metadata=_metadata(package),
        notes=[*_tracked(body), *reader.notes],
    )


def _tracked(body: Any) -> list[ReaderNote]:
    """A note when the document holds tracked changes: what is read is a proposal nobody has accepted yet."""
    tracked = next(body.iter(*CHANGES), None) is not None
    return [ReaderNote("read.tracked_changes")] if tracked else []


def _metadata(package: Package) -> dict[str, str]:
    core = package.xml(_CORE_PROPERTIES)
    title = "" if core is None else (core.findtext(_TITLE) or "").strip()
    return {"title": title} if title else {}
