"""One letter for each unit (核查反馈), from a Word template that the office may restyle. Twice the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from nianbao.codebook import rules
from nianbao.errors import UsageError, reason_of
from nianbao.export.audit.excerpt import Excerpt, excerpt
from nianbao.export.audit.facts import ordered, places, printable, say, spoken, suggestions
from nianbao.export.messages import Language
from nianbao.model import Audit, Finding, Office, Unit

_BUILT_IN = "letter.docx"
EXCERPT = "nianbao-excerpt"
"""Title (table properties, alternative text) of the tables in the template whose widths are set after filling."""
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_NAME = 60
_QUOTED = 400


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as a letter tells it."""

    number: int
    title: str
    message: str
    follows: str
    place: str
    suggestion: str
    basis: str
    remedy: str
    excerpt: Excerpt | None


def built_in_template() -> bytes:
    """The template of the package."""
    return files("nianbao").joinpath("data", "audit", _BUILT_IN).read_bytes()


def letters(audit: Audit, office: Office, template: Path | None, language: Language) -> Iterator[tuple[str, bytes]]:
    """(file name, letter) for each unit. Raises UsageError for a template that cannot be used."""
    source = _template(template)
    taken: set[str] = set()
    for unit in audit.units:
        if unit.body is not None and not unit.body.due and unit.filing is None:
            continue
        name = say("letter_file", language, unit=_FORBIDDEN.sub("_", unit.name)[:_NAME])
        while name in taken:
            name += "_"
        taken.add(name)
        yield f"{name}.docx", _letter(source, _context(unit, audit, office, language), template)


def try_template(template: Path | None) -> None:
    """Raises UsageError for a template that cannot be filled, before any report is read."""
    if template is not None:
        empty = Unit("")
        _letter(_template(template), _context(empty, Audit(0, [empty]), Office(), "zh"), template)


def _template(path: Path | None) -> bytes:
    if path is None:
        return built_in_template()
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(path.as_posix(), problem="bad_template", reason=reason_of(error)) from None


def _letter(source: bytes, context: dict[str, Any], path: Path | None) -> bytes:
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError
    from jinja2.sandbox import SandboxedEnvironment
    from lxml.etree import XMLSyntaxError

    buffer = BytesIO()
    try:
        document = DocxTemplate(BytesIO(source))
        document.render(context, SandboxedEnvironment(autoescape=True))
        _set_widths(document.docx)
        document.save(buffer)
    except (TemplateError, PackageNotFoundError, BadZipFile, KeyError, ValueError, XMLSyntaxError) as error:
        where = path.as_posix() if path else _BUILT_IN
        raise UsageError(where, problem="bad_template", reason=str(error)) from error
    return _timeless(buffer.getvalue())


def _set_widths(document: Any) -> None:
    """Excerpts have any number of columns: the labels get what the figures leave of the text's width."""
    from docx.oxml.ns import qn

    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for table in document.tables:
        caption = table._tbl.tblPr.find(qn("w:tblCaption"))
        if caption is None or caption.get(qn("w:val")) != EXCERPT:
            continue
        figures = len(table.columns) - 1
        each = min(room // 5, room * 2 // 3 // max(figures, 1))
        for number, column in enumerate(table.columns):
            column.width = each if number else room - each * figures
            for cell in column.cells:
                cell.width = column.width


def _timeless(data: bytes) -> bytes:
    """The same package with one fixed date on every member."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = ZIP_DEFLATED, 0
            target.writestr(info, source.read(name))
    return buffer.getvalue()


def _context(unit: Unit, audit: Audit, office: Office, language: Language) -> dict[str, Any]:
    """What the template may use."""
    open_ones = [f for f in ordered(unit.findings) if f.waived is None]
    unread = [f for f in open_ones if rules()[f.code].group == "reading" and f.severity != "info"]
    others = [f for f in open_ones if f not in unread]
    parts: dict[str, list[Any]] = {
        "errors": _told([f for f in others if f.severity == "error"], unit, language),
        "warnings": _told([f for f in others if f.severity == "warning"], unit, language),
        "unread": _told(unread, unit, language),
        "gaps": list(dict.fromkeys(_clean(spoken(gap.message, language)) for gap in unit.not_assessed)),
    }
    return {
        **parts,
        "parts": _numbered(parts),
        "numerals": ["", *"一二三四五六七八九十"],
        "unit": _clean(unit.name),
        "year": audit.year,
        "missing": unit.filing is None,
        "office": _clean(office.name or say("letter_office", language)),
        "contact": _clean(office.contact or ""),
        "document_number": _clean(office.document_number or ""),
        "deadline": _deadline(office, language),
        "date": _day(office.day, language),
    }


def _numbered(parts: dict[str, list[Any]]) -> dict[str, int]:
    """Parts that have something are numbered in their order."""
    present = [name for name, content in parts.items() if content]
    return {name: present.index(name) + 1 if name in present else 0 for name in parts}


def _told(findings: list[Finding], unit: Unit, language: Language) -> list[Told]:
    return [_tell(number, finding, unit, language) for number, finding in enumerate(findings, start=1)]


def _tell(number: int, finding: Finding, unit: Unit, language: Language) -> Told:
    rule = rules()[finding.code]
    english = language == "en"
    return Told(
        number,
        rule.en if english else rule.zh,
        _clean(spoken(finding.message, language)),
        _clean("".join(spoken(c.message, language) for c in finding.consequences)),
        places(finding, language),
        suggestions(finding, unit.report, language).replace("\n", "；"),
        rule.legal_basis(language),
        rule.remedy_en if english else rule.remedy_zh,
        excerpt(unit.report, finding, language),
    )


def _deadline(office: Office, language: Language) -> str:
    if office.deadline is not None:
        return _day(office.deadline, language)
    return say("letter_days", language, days=office.deadline_days)


def _day(day: date | None, language: Language) -> str:
    """The day in words; a gap to be filled by hand when none is set."""
    if day is None:
        return say("letter_blank_date", language)
    return say("letter_date", language, year=day.year, month=day.month, day=day.day)


def _clean(said: str) -> str:
    """Printable, and not longer than a person reads."""
    bare = printable(said)
    return bare if len(bare) <= _QUOTED * 3 else bare[: _QUOTED * 3] + "…"
