"""Structure and identity: sections, tables, rows, the edition due for the year, places that disagree on the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from nianbao.check.catalogue import finding, words
from nianbao.check.view import ReportView
from nianbao.codebook import EDITION_FILES, Edition, RowSpec, TableSpec, load_edition
from nianbao.model import Finding

_FIRST_NATIONAL_YEAR = 2019
"""Since 国办公开办函〔2019〕60号 sections and tables are prescribed; before it the order of the prose was free."""


def check_structure(view: ReportView) -> Iterator[Finding]:
    """Findings about what the form asks for and the document does not have."""
    edition = view.edition
    if edition is None:
        return
    if edition.first_year >= _FIRST_NATIONAL_YEAR:
        yield from _sections(view)
        for table in edition.tables:
            yield from _table(table, view)
    yield from _edition(edition, view)
    yield from _year(view)
    yield from _template(view)


def _sections(view: ReportView) -> Iterator[Finding]:
    for section, spec in zip(view.report.sections, view.edition.sections if view.edition else (), strict=False):
        if not section.found:
            yield finding(
                "STRUCT.section_missing",
                number=section.number,
                expected=spec.zh,
                zh={"title": spec.zh},
                en={"title": spec.en},
            )


def _table(table: TableSpec, view: ReportView) -> Iterator[Finding]:
    flattened = {o.text for o in view.observations("flattened_table")}
    found = {o.text for o in view.observations("table_found")}
    if table.id in found:
        yield from _rows(table, view)
    elif table.id in flattened:
        yield finding("READ.flattened", responsibility="reading", zh={"title": table.zh}, en={"title": table.en})
    else:
        pictures = bool(view.observations("read.needs_ocr") or view.observations("picture"))
        hint = words("picture_hint" if pictures else "no_hint")
        zh = {"title": table.zh, **hint["zh"]}
        en = {"title": table.en, **hint["en"]}
        yield finding("STRUCT.table_missing", responsibility="unclear" if pictures else "source", zh=zh, en=en)


def _rows(table: TableSpec, view: ReportView) -> Iterator[Finding]:
    """Official rows that are not printed, a group printed as one row apart."""
    missing = [row for row in table.rows if not row.is_group and not row.local and _absent(row, table, view)]
    by_group: dict[str | None, list[RowSpec]] = defaultdict(list)
    for row in missing:
        by_group[row.group].append(row)
    for group in [r for r in table.rows if r.is_group and r.subtotal]:
        merged = by_group.get(group.id, [])
        if merged and _printed_subtotal(group, table, view):
            missing = [row for row in missing if row not in merged]
            yield finding(
                "STRUCT.old_row",
                [table.figure_key(row.id, c.id) for row in merged for c in table.columns],
                count=len(merged),
                zh={"label": group.zh},
                en={"label": group.en},
            )
    if missing:
        keys = [table.figure_key(row.id, c.id) for row in missing for c in table.columns_of(row)]
        zh: dict[str, object] = {"title": table.zh, "rows": "、".join(row.zh for row in missing)}
        en: dict[str, object] = {"title": table.en, "rows": "; ".join(row.en for row in missing)}
        yield finding("STRUCT.missing_rows", keys, zh=zh, en=en)


def _absent(row: RowSpec, table: TableSpec, view: ReportView) -> bool:
    return not any(view.is_printed(table.figure_key(row.id, c.id)) for c in table.columns_of(row))


def _printed_subtotal(group: RowSpec, table: TableSpec, view: ReportView) -> bool:
    subtotal = group.subtotal
    return subtotal is not None and any(
        view.is_printed(table.figure_key(subtotal, c.id)) for c in table.columns_of(group)
    )


def _edition(edition: Edition, view: ReportView) -> Iterator[Finding]:
    year = view.report.year
    if year is not None and not edition.first_year <= year <= edition.last_year:
        due = next((e for e in EDITION_FILES if _covers(load_edition(e), year)), None)
        if due is not None:
            yield finding("EDITION.year", expected=due, actual=edition.id, year=year, due=due, edition=edition.id)
    for other in view.observations("mixed_edition"):
        yield finding("EDITION.mixed", edition=edition.id, text=other.text)


def _covers(edition: Edition, year: int) -> bool:
    return edition.first_year <= year <= edition.last_year


def _year(view: ReportView) -> Iterator[Finding]:
    """Title, statistical period and file name disagree on the year; one finding for each other year."""
    year = view.report.year
    spoken = {str(year)}
    for claim in view.report.claims:
        if claim.field not in ("period", "year") or year is None or claim.value[:4] in spoken:
            continue
        spoken.add(claim.value[:4])
        place = words("period" if claim.field == "period" else "file_name" if claim.source == "file" else "title")
        yield finding(
            "IDENTITY.year",
            expected=year,
            actual=int(claim.value[:4]),
            evidence=[claim.evidence],
            zh=place["zh"],
            en=place["en"],
        )


def _template(view: ReportView) -> Iterator[Finding]:
    for observation in view.observations("template_text"):
        yield finding("STRUCT.template_text", evidence=[observation.evidence], text=observation.text)
