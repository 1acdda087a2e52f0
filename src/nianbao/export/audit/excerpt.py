"""The part of a table that a finding speaks of, as the form prints it, with the cells to look at shaded."""

from __future__ import annotations

from dataclasses import dataclass

from nianbao.codebook import Edition, RowSpec, TableSpec, load_edition
from nianbao.export.messages import Language, text
from nianbao.model import Figure, Finding, Report

SUSPECT = "F4B183"
"""Fill of the cell that is likely wrong."""
CONCERNED = "FFF2CC"
"""Fill of the other cells of the relation."""
_LINES = 14
_OVERALL = ("total", "year")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as printed; ``fill`` is six hexadecimal digits."""

    text: str
    fill: str


@dataclass(frozen=True, slots=True)
class ExcerptLine:
    """One row."""

    label: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some rows and columns of one table."""

    title: str
    corner: str
    columns: list[str]
    lines: list[ExcerptLine]


def excerpt(report: Report | None, finding: Finding, language: Language) -> Excerpt | None:
    """The rows and columns a finding names; None when it is not about a table.

    Of a long column, the rows that hold something stay; what is left out is 0 or blank.
    """
    if report is None or report.edition is None:
        return None
    edition = load_edition(report.edition)
    figures = {f.key: f for f in report.figures if f.origin != "prose"}
    keys = [key for key in finding.keys if key in edition.keys and key in figures]
    if not keys:
        return None
    table = edition.table(edition.keys[keys[0]].table)
    own = {key for key in keys if edition.keys[key].table == table.id}
    suspects = _suspects(finding, own)
    rows, columns = _frame(own, suspects, table, edition, figures)
    english = language == "en"
    return Excerpt(
        table.en if english else table.zh,
        text("audit", "letter_row", language),
        [column.en if english else column.zh for column in table.columns if column.id in columns],
        [
            ExcerptLine(
                row.en if english else row.zh,
                [_cell(key, figures, own, suspects, language) for key in _keys(row, columns, table)],
            )
            for row in rows
        ],
    )


def _suspects(finding: Finding, own: set[str]) -> set[str]:
    """The cells suggested; where nothing is suggested, a finding across reports names its cells."""
    best = finding.suggestions[0] if finding.suggestions else None
    if best is not None and best.key in own:
        return {best.key, *(change.key for change in best.also)}
    return own if finding.code.startswith(("YEARS.", "UNITS.", "COPIES.")) else set()


def _frame(
    own: set[str], suspects: set[str], table: TableSpec, edition: Edition, figures: dict[str, Figure]
) -> tuple[list[RowSpec], set[str]]:
    """Which rows and columns to show."""
    columns = {edition.keys[key].column for key in own}
    columns |= {column.id for column in table.columns if column.id in _OVERALL}
    rows = [row for row in table.rows if any(key in own for key in _keys(row, {c.id for c in table.columns}, table))]
    if len(rows) == 1:
        columns |= {column.id for column in table.columns_of(rows[0])}
    if len(rows) > _LINES:
        filled = {edition.keys[key].row for key in own if key in suspects or figures[key].value not in (0, None)}
        rows = [row for row in rows if row.id in filled][:_LINES]
    return rows, columns


def _keys(row: RowSpec, columns: set[str], table: TableSpec) -> list[str | None]:
    """The key under each shown column; None where the row has no cell."""
    row_id = row.subtotal if row.is_group else row.id
    has = {column.id for column in table.columns_of(row)}
    shown = [column.id for column in table.columns if column.id in columns]
    return [table.figure_key(row_id, c) if row_id is not None and c in has else None for c in shown]


def _cell(key: str | None, figures: dict[str, Figure], own: set[str], suspects: set[str], language: Language) -> Cell:
    figure = figures.get(key) if key else None
    if key is None or figure is None:
        return Cell("", "FFFFFF")
    printed = figure.raw if figure.state == "value" else text("mark", figure.state, language)
    fill = SUSPECT if key in suspects else CONCERNED if key in own else "FFFFFF"
    return Cell(printed.strip() or str(figure.value), fill)
