"""Structure: sections, tables, rows, cells, the edition due for the year, template text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from nianbao.check.cascade import add_consequence
from nianbao.check.catalogue import finding, words
from nianbao.check.cells import check_cells
from nianbao.check.sections import check_sections
from nianbao.check.view import FIRST_NATIONAL_YEAR, ReportView
from nianbao.codebook import EDITION_FILES, Edition, RowSpec, TableSpec, load_edition
from nianbao.model import Evidence, Finding
from nianbao.text.fold import label, squeeze


def check_structure(view: ReportView) -> Iterator[Finding]:
    """Findings about what the form asks for and the document does not have."""
    edition = view.edition
    if edition is None:
        return
    if view.has_six_sections:
        yield from check_sections(view)
        found, flattened = ({o.text for o in view.observations(k)} for k in ("table_found", "flattened_table"))
        for table in edition.tables:
            if table.id in found:
                yield from _rows(table, edition, view)
                yield from check_cells(table, view)
            elif table.id not in flattened:
                yield _missing_table(table, view)
        yield from _flattened(edition, view)
    yield from _edition(edition, view)
    yield from _labels(view)
    yield from _template(view)


_PICTURES = ("picture", "read.needs_ocr", "read.illegible", "read.recognised")
"""What is noted where a table may stand in a picture."""


def _missing_table(table: TableSpec, view: ReportView) -> Finding:
    """Missing or only a picture is an error; where figures stand in a table that nobody could name, it may be that."""
    pictures = any(view.observations(kind) for kind in _PICTURES)
    nameless = bool(view.observations("unplaced_table") or view.observations("unplaced_row"))
    hint = words("picture_hint" if pictures else "nameless_hint" if nameless else "no_hint")
    return finding(
        "STRUCT.table_missing",
        severity="warning" if nameless else None,
        responsibility="unclear" if pictures or nameless else "source",
        zh={"title": table.zh, **hint["zh"]},
        en={"title": table.en, **hint["en"]},
    )


def _flattened(edition: Edition, view: ReportView) -> Iterator[Finding]:
    """Tables that lost their cells did so together: one finding."""
    flattened = {o.text for o in view.observations("flattened_table")}
    lost = [
        finding("READ.flattened", responsibility="reading", zh={"title": table.zh}, en={"title": table.en})
        for table in edition.tables
        if table.id in flattened
    ]
    for other in lost[1:]:
        add_consequence(lost[0], other)
    yield from lost[:1]


def _rows(table: TableSpec, edition: Edition, view: ReportView) -> Iterator[Finding]:
    """Official rows that are not printed, a group printed as one row apart."""
    if view.is_all_printed(_first_cells(edition.id, table.id)):
        return
    missing = [row for row, keys in _due_rows(edition.id, table.id) if not view.is_any_printed(keys)]
    if not missing:
        return
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
    twice = [row for row in missing if _printed_twice(row, view)]
    for row in twice:
        keys = [table.figure_key(row.id, c.id) for c in table.columns_of(row)]
        yield finding("READ.repeated_row", keys, zh={"label": row.zh}, en={"label": row.en})
    missing = [row for row in missing if row not in twice]
    if missing:
        keys = [table.figure_key(row.id, c.id) for row in missing for c in table.columns_of(row)]
        zh: dict[str, object] = {"title": table.zh, "rows": "、".join(row.zh for row in missing)}
        en: dict[str, object] = {"title": table.en, "rows": "; ".join(row.en for row in missing)}
        yield finding("STRUCT.missing_rows", keys, zh=zh, en=en)


@lru_cache(maxsize=32)
def _due_rows(edition_id: str, table_id: str) -> list[tuple[RowSpec, tuple[str, ...]]]:
    """The official rows of a table, with their keys."""
    table = load_edition(edition_id).table(table_id)
    return [(row, tuple(table.keys_of(row).values())) for row in table.rows if not row.is_group and not row.local]


@lru_cache(maxsize=32)
def _first_cells(edition_id: str, table_id: str) -> frozenset[str]:
    """The first key of each official row: where all of them are printed, no row is missing."""
    return frozenset(keys[0] for _, keys in _due_rows(edition_id, table_id))


def _printed_twice(row: RowSpec, view: ReportView) -> bool:
    """Two lines under the row's label, neither of which was taken: it is not missing."""
    lines = [observation.text.split(" | ") for observation in view.observations("extra_row")]
    return sum(any(label(cell) == label(row.zh) for cell in line) for line in lines) > 1


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
        if not (view.has_six_sections and load_edition(other.text).first_year >= FIRST_NATIONAL_YEAR):
            continue  # 计量单位 heads a column of the local forms, and stands in many others
        yield finding("EDITION.mixed", edition=edition.id, text=other.text)


def _covers(edition: Edition, year: int) -> bool:
    return edition.first_year <= year <= edition.last_year


def _template(view: ReportView) -> Iterator[Finding]:
    for observation in view.observations("template_text"):
        yield finding("STRUCT.template_text", evidence=[observation.evidence], text=observation.text)


def _labels(view: ReportView) -> Iterator[Finding]:
    """Row labels that are read and yet not the official ones; one finding for all of them."""
    edition = view.edition
    if edition is None or not view.has_six_sections:
        return
    pairs: dict[str, tuple[str, Evidence | None]] = {}
    for other in view.observations("variant_label"):
        spec = edition.keys.get(other.keys[0]) if other.keys else None
        if spec is not None:
            row = next(r for r in edition.table(spec.table).rows if r.id == spec.row)
            pairs.setdefault(f"“{squeeze(other.text)}”（{row.zh}）", (row.zh, other.evidence))
    if pairs:
        yield finding(
            "STRUCT.label",
            evidence=[evidence for _, evidence in pairs.values()],
            responsibility="source",
            labels="；".join(pairs),
        )
