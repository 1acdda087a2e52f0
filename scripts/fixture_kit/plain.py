"""A report as text, unsigned and undated: tables as spaced lines, or as Markdown pipes."""

from __future__ import annotations

from scripts.fixture_kit.describe import Report
from scripts.fixture_kit.grids import Cell, Grid, placed, width_of
from scripts.fixture_kit.web import parts_of


def spaced(report: Report) -> bytes:
    """Plain text: every table row a line, its cells apart by two spaces or more."""
    lines = [report.title, ""]
    for part in parts_of(report):
        lines += [part, ""] if isinstance(part, str) else [*_spaced_table(part), ""]
    return "\n".join(lines).encode()


def _spaced_table(grid: Grid) -> list[str]:
    lines = []
    for row in grid:
        heads = [cell.text for cell in row if cell.head]
        figures = [f"{cell.text:>8}" for cell in row if not cell.head]
        lines.append(("  ".join(heads) + "    " + "  ".join(figures)).strip())
    return lines


def markdown(report: Report) -> bytes:
    """Markdown: headings marked, tables as pipes; columns that a cell is merged over are empty."""
    lines = [f"# {report.title}", ""]
    for part in parts_of(report):
        if isinstance(part, str):
            heading = "## " if part[1:2] == "、" and len(part) < 40 else ""
            lines += [heading + part, ""]
        else:
            lines += [*_pipes(part), ""]
    return "\n".join(lines).encode()


def _pipes(grid: Grid) -> list[str]:
    count = width_of(grid)
    lines = [[""] * count for _ in grid]
    for row, column, cell in placed(grid):
        _print(lines, row, column, cell)
    printed = ["| " + " | ".join(line) + " |" for line in lines]
    return [printed[0], "|" + " --- |" * count, *printed[1:]]


def _print(lines: list[list[str]], row: int, column: int, cell: Cell) -> None:
    """Markdown knows no spans: labels over several rows are repeated, as converters do; figures are not."""
    for index in range(cell.rows):
        lines[row + index][column] = cell.text
