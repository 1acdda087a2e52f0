"""Columns added, swapped, absent, and damaged headers."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.factory.model import Cell, Draft, Grid
from tests.factory.perturb.common import (
    ALL,
    ANNUAL,
    DELIMITED,
    RULED,
    STYLED,
    Perturbation,
    main_grid,
)

OLD = ("2014", "2008")


def _insert(grid: Grid, at: int, header: Cell, values: list[Cell]) -> None:
    for number, row in enumerate(grid.slots):
        inside = 0 < at < len(row) and row[at - 1] is row[at]
        new = header if number < grid.header else values[number - grid.header]
        row.insert(at, row[at] if inside else new)


def unit_column(draft: Draft, rng: Random) -> None:
    """A column 单位 between labels and figures."""
    grid = draft.grid("t3")
    _insert(grid, 3, Cell(rng.choice(["单位", "计量单位"])), [Cell("件") for _ in grid.slots])


def unit_column_left_out(draft: Draft, rng: Random) -> None:
    grid = main_grid(draft)
    for row in grid.slots:
        del row[1]


def remark_column(draft: Draft, rng: Random) -> None:
    """A column 备注 on the right, with words or numbers in some rows."""
    grid = main_grid(draft)
    remarks = [Cell(rng.choice(["", "", "含上年", "3", "12", "见说明"])) for _ in grid.slots]
    _insert(grid, grid.width, Cell("备注"), remarks)


def serial_column(draft: Draft, rng: Random) -> None:
    """A column 序号 on the left, with 1, 2, 3 ..."""
    grid = main_grid(draft)
    _insert(grid, 0, Cell(rng.choice(["序号", "行次"])), [Cell(str(n + 1)) for n in range(len(grid.slots))])


def serial_column_without_header(draft: Draft, rng: Random) -> None:
    """Numbers of rows under an empty header cell."""
    grid = main_grid(draft)
    _insert(grid, 0, Cell(""), [Cell(str(n + 1)) for n in range(len(grid.slots))])


def code_column(draft: Draft, rng: Random) -> None:
    """A column 代码 between label and figures."""
    grid = main_grid(draft)
    at = 3 if grid.name == "t3" else 1
    _insert(grid, at, Cell("代码"), [Cell(f"{n + 1:02d}") for n in range(len(grid.slots))])


def percent_column(draft: Draft, rng: Random) -> None:
    grid = draft.grid("t3")
    _insert(grid, grid.width, Cell("占比"), [Cell(f"{rng.randint(1, 99)}%") for _ in grid.slots])


def subtotal_column(draft: Draft, rng: Random) -> None:
    """小计 of the organisations, before 总计."""
    grid = draft.grid("t3")
    _insert(grid, 9, Cell("小计"), [Cell(str(rng.randint(1, 997))) for _ in grid.slots])


def previous_year_column(draft: Draft, rng: Random) -> None:
    """Last year's figures beside this year's, in the form of 2014 and the local forms."""
    grid = main_grid(draft)
    at = rng.choice([2, 3])
    header = Cell(rng.choice(["上年统计数", "上年数", "上年同期", f"{draft.year - 1}年"]))
    _insert(grid, at, header, [Cell(str(rng.randint(1, 997))) for _ in grid.slots])


def year_column_of_another_year(draft: Draft, rng: Random) -> None:
    """The column of the year is headed by last year: it is not this year's, or the header is a slip."""
    grid = main_grid(draft)
    head = grid.slots[0][2]
    grid.put(head, head.copy(text=f"{draft.year - 1}年度"))
    draft.no_value([k for k in draft.truth if k.endswith("@year")], "missing", "unreadable")


def columns_swapped(draft: Draft, rng: Random) -> None:
    grid = draft.grid("t3")
    left, right = rng.choice([(3, 9), (4, 5), (5, 8), (7, 8)])
    for row in grid.slots:
        if row[left] is not row[right]:
            row[left], row[right] = row[right], row[left]


def year_columns_swapped(draft: Draft, rng: Random) -> None:
    for row in main_grid(draft).slots:
        row[2], row[3] = row[3], row[2]


def total_column_first(draft: Draft, rng: Random) -> None:
    grid = draft.grid("t3")
    for row in grid.slots:
        row.insert(3, row.pop(9))


def column_absent(draft: Draft, rng: Random) -> None:
    grid = draft.grid("t3")
    at = rng.randrange(3, 10)
    gone = [str(row[at].key) for row in grid.slots if row[at].key is not None]
    for row in grid.slots:
        del row[at]
    draft.no_value(gone, "missing")


def cumulative_column_absent(draft: Draft, rng: Random) -> None:
    grid = main_grid(draft)
    at = rng.choice([2, 3])
    gone = [str(row[at].key) for row in grid.slots if row[at].key is not None]
    for row in grid.slots:
        del row[at]
    draft.no_value(gone, "missing")


def empty_column(draft: Draft, rng: Random) -> None:
    grid = main_grid(draft)
    at = rng.choice([grid.width, grid.width - 1])
    _insert(grid, at, Cell(""), [Cell("") for _ in grid.slots])


def _header_cells(grid: Grid) -> list[Cell]:
    row = grid.slots[grid.header - 1]
    return [cell for cell in row if cell.names is not None and cell.names not in ("furniture", "header")]


def header_broken_over_lines(draft: Draft, rng: Random) -> None:
    """商业 / 企业."""
    grid = draft.grid("t3")
    for cell in _header_cells(grid):
        grid.put(cell, cell.copy(text=cell.text[: len(cell.text) // 2] + "\n" + cell.text[len(cell.text) // 2 :]))


def header_spaced(draft: Draft, rng: Random) -> None:
    grid = draft.grid("t3")
    for cell in _header_cells(grid):
        grid.put(cell, cell.copy(text=rng.choice([" ", "\u3000", "\u00a0"]).join(cell.text)))


def header_split_over_rows(draft: Draft, rng: Random) -> None:
    """Every column header cut into two cells, one above the other."""
    grid = draft.grid("t3")
    top, below = [], []
    for cell in grid.slots[2]:
        half = len(cell.text) // 2
        whole = cell.names == "furniture" or cell is grid.slots[1][3] or cell is grid.slots[1][9]
        top.append(cell if whole else cell.copy(text=cell.text[:half]))
        below.append(cell if whole else cell.copy(text=cell.text[half:]))
    grid.slots[2:3] = [top, below]
    grid.header += 1


def header_damaged(draft: Draft, rng: Random) -> None:
    """One column header is another word: that column may be given up, no other."""
    _change_header(draft, rng, lambda text: text[:-2] + "企亚" if len(text) > 3 else "其它人")


def header_lost(draft: Draft, rng: Random) -> None:
    _change_header(draft, rng, lambda text: "")


def _change_header(draft: Draft, rng: Random, change: Callable[[str], str]) -> None:
    grid = draft.grid("t3")
    cell = rng.choice(_header_cells(grid))
    at = grid.slots[2].index(cell)
    draft.allow([str(row[at].key) for row in grid.slots if row[at].key], "missing", "unreadable")
    grid.put(cell, cell.copy(text=change(cell.text)))


def header_row_lost(draft: Draft, rng: Random) -> None:
    """No header at all above seven columns of figures."""
    grid = draft.grid("t3")
    del grid.slots[: grid.header]
    grid.header = 0
    draft.allow([k for k in draft.truth if "@" in k], "missing", "unreadable")


def headers_of_bodies_lost(draft: Draft, rng: Random) -> None:
    """The third header row is gone: 法人或其他组织 stands over five columns without names."""
    grid = draft.grid("t3")
    del grid.slots[2]
    grid.header = 2
    bodies = ("@business", "@research_institution", "@public_welfare_org", "@legal_service_org", "@other_org")
    draft.allow([k for k in draft.truth if k.endswith(bodies)], "missing", "unreadable")


def two_headers_alike(draft: Draft, rng: Random) -> None:
    """科研机构 stands over two columns: neither is certain."""
    grid = draft.grid("t3")
    old = next(c for c in _header_cells(grid) if c.names == "legal_service_org")
    grid.put(old, old.copy(text="科研机构"))
    touched = [k for k in draft.truth if k.endswith(("@legal_service_org", "@research_institution"))]
    draft.allow(touched, "missing", "unreadable")


def transposed(draft: Draft, rng: Random) -> None:
    """Applicants as rows, the rows of the form as columns."""
    grid = draft.grid("t3")
    grid.slots = [list(row) for row in zip(*grid.slots, strict=True)]
    grid.header = 3


def transposed_statistics(draft: Draft, rng: Random) -> None:
    grid = main_grid(draft)
    rows = grid.figure_rows()[:8]
    for gone in [r for r in grid.figure_rows() if r not in rows]:
        draft.no_value(grid.keys_in(gone), "missing")
    kept = [grid.slots[0], *(grid.slots[r] for r in rows)]
    grid.slots = [list(row) for row in zip(*kept, strict=True)]


COLUMNS = [
    Perturbation("unit column", unit_column, ALL),
    Perturbation("unit column left out", unit_column_left_out, ALL, OLD),
    Perturbation("remark column", remark_column, RULED, (*ANNUAL, *OLD)),
    Perturbation("serial column", serial_column, RULED, (*ANNUAL, *OLD)),
    Perturbation("serial column without header", serial_column_without_header, DELIMITED, (*ANNUAL, *OLD)),
    Perturbation("code column", code_column, ALL, (*ANNUAL, *OLD)),
    Perturbation("percent column", percent_column, ALL),
    Perturbation("subtotal column", subtotal_column, ALL),
    Perturbation("column of last year", previous_year_column, ALL, OLD),
    Perturbation("year column of another year", year_column_of_another_year, DELIMITED, ("2008",)),
    Perturbation("columns swapped", columns_swapped, ALL),
    Perturbation("year and cumulative swapped", year_columns_swapped, ALL, ("2008",)),
    Perturbation("total column first", total_column_first, ALL),
    Perturbation("column absent", column_absent, RULED),
    Perturbation("year or cumulative absent", cumulative_column_absent, ALL, ("2008",)),
    Perturbation("empty column", empty_column, RULED, (*ANNUAL, *OLD)),
    Perturbation("header over two lines", header_broken_over_lines, RULED),
    Perturbation("header with spaces", header_spaced, RULED),
    Perturbation("header cut into two rows", header_split_over_rows, RULED),
    Perturbation("header damaged", header_damaged, DELIMITED),
    Perturbation("header lost", header_lost, RULED),
    Perturbation("header rows lost", header_row_lost, ALL),
    Perturbation("headers of bodies lost", headers_of_bodies_lost, DELIMITED),
    Perturbation("two headers alike", two_headers_alike, DELIMITED),
    Perturbation("transposed", transposed, DELIMITED),
    Perturbation("transposed statistics", transposed_statistics, STYLED, OLD),
]
