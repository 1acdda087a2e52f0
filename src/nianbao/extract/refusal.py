"""Refusing what is readable and yet no annual report: better said than an empty report."""

from __future__ import annotations

import re

from nianbao.data import load_toml
from nianbao.errors import EmptyFile, NotAReport
from nianbao.extract.forms import FormReading
from nianbao.extract.identity import Identity, names_report
from nianbao.extract.sections import Heading
from nianbao.model import Document, Picture
from nianbao.text.fold import squeeze
from nianbao.text.numerals import chinese

_MOST_LINKS = 20
UNREAD = frozenset({"read.needs_ocr", "read.illegible"})
"""What a reader notes of a page or picture whose text it could not read."""
_TITLE_LENGTH = 400
"""Half-year and website reports say so in their first lines."""


def refuse_other_documents(
    document: Document, path: str, identity: Identity, tables: FormReading, headings: list[Heading]
) -> None:
    """Raise NotAReport (with the reason) or EmptyFile; return when the document is an annual report."""
    if not document.text.strip() and not document.blocks:
        raise EmptyFile(path)
    reason = _other_document(document, identity)
    if reason:
        raise NotAReport(path, reason=reason)
    sections = len({h.number for h in headings})
    if _has_figures(tables) or sections >= 3:
        return
    if _is_unread(document):
        return
    if identity.title and (sections or identity.period or _only_pictures(document)):
        return
    attached = list(dict.fromkeys(href for _, href in document.links))[:_MOST_LINKS]
    if attached:
        raise NotAReport(path, reason="attachment_only", attachments=attached)
    raise NotAReport(path, reason="no_form")


def _other_document(document: Document, identity: Identity) -> str | None:
    words = load_toml("identity.toml")
    title = identity.title or squeeze(document.metadata.get("articletitle", "") + document.metadata.get("title", ""))
    head = title or squeeze(document.text[:_TITLE_LENGTH])
    if any(word in head for word in words["half_year"]) or _is_of_months(title, words["months"]):
        return "half_year"
    if any(word in head for word in words["other_titles"]) and not names_report(head):
        return "other_report"
    return None


def _is_of_months(title: str, pattern: str) -> bool:
    """The title names a stretch of months that is not the whole year: 2023年1-9月."""
    spans = [match.groups() for match in re.finditer(pattern, title)]
    return any((_month(first), _month(last)) != (1, 12) for first, last in spans)


def _month(text: str) -> int | None:
    """The number of a month."""
    return int(text) if text.isdecimal() else chinese(text)


def _has_figures(tables: FormReading) -> bool:
    return any(figure.state != "missing" for figure in tables.figures)


def _is_unread(document: Document) -> bool:
    """A scan that could not be read here: nobody can say what it is, and its reader says why."""
    return not document.text.strip() and any(note.code in UNREAD for note in document.notes)


def _only_pictures(document: Document) -> bool:
    return any(isinstance(block, Picture) for block in document.blocks)
