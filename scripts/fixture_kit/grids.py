"""The tables of a report as printed: rows of cells with their spans."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.fixture_kit import forms
from scripts.fixture_kit.describe import Report


@dataclass(slots=True)
class Cell:
    """One printed cell; ``head`` for labels and headings."""

    text: str
    columns: int = 1
    rows: int = 1
    head: bool = False


Grid = list[list[Cell]]


def tables_of(report: Report) -> dict[int, Grid]:
    """Section number -> its table; 0 for the one annex table of the older forms."""
    if report.edition in {"2008", "2014"}:
        return {0: statistics_table(report)}
    return {2: disclosure_table(report), 3: request_table(report), 4: dispute_table(report)}


def _head(text: str, columns: int = 1, rows: int = 1) -> Cell:
    return Cell(text, columns, rows, head=True)


def disclosure_table(report: Report) -> Grid:
    """Blocks under the items of article 20, each with its own header row, on four columns."""
    blocks = {"2021": _BLOCKS_2021, "2019": _BLOCKS_2019}[report.edition]
    found: Grid = []
    for item, names in blocks:
        columns = forms.rows(report.edition, "t2")[names[0]]["columns"]
        wide = 4 - len(columns)
        found.append([_head(f"第二十条第（{item}）项", 4)])
        heads = [_head(forms.column_label(report.edition, "t2", column)) for column in columns]
        heads[-1].columns = wide
        found.append([_head("信息内容"), *heads])
        for name in names:
            cells = [Cell(report.cell(f"{name}.{column}")) for column in columns]
            cells[-1].columns = wide
            found.append([_head(forms.label(report.edition, "t2", name)), *cells])
    return found


_BLOCKS_2021 = [
    ("一", ["proactive.regulations", "proactive.normative_documents"]),
    ("五", ["proactive.licensing"]),
    ("六", ["proactive.penalty", "proactive.coercion"]),
    ("八", ["proactive.admin_fees"]),
]
_BLOCKS_2019 = [
    ("一", ["proactive.regulations", "proactive.normative_documents"]),
    ("五", ["proactive.licensing", "proactive.other_services"]),
    ("六", ["proactive.penalty", "proactive.coercion"]),
    ("八", ["proactive.admin_fees"]),
    ("九", ["proactive.procurement"]),
]


def request_table(report: Report) -> Grid:
    """Three label columns (merged as the form has them) and seven columns of figures."""
    edition = report.edition
    names = {column: forms.column_label(edition, "t3", column) for column in forms.COLUMNS}
    note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    found: Grid = [
        [_head(note, 3, 3), _head("申请人情况", 7)],
        [_head(names["natural_person"], rows=2), _head("法人或其他组织", 5), _head(names["total"], rows=2)],
        [_head(names[column]) for column in forms.COLUMNS[1:-1]],
    ]
    for name in ("requests.received", "requests.brought_forward"):
        found.append([_head(forms.label(edition, "t3", name), 3), *_figures(report, name)])
    body = _result_rows(report)
    body[0].insert(0, _head(forms.label(edition, "t3", "results"), rows=len(body)))
    last = "requests.carried_forward"
    return [*found, *body, [_head(forms.label(edition, "t3", last), 3), *_figures(report, last)]]


def _figures(report: Report, row: str) -> list[Cell]:
    return [Cell(report.cell(f"{row}@{column}")) for column in forms.COLUMNS]


def _result_rows(report: Report) -> Grid:
    found: Grid = []
    for name, row in forms.rows(report.edition, "t3").items():
        if row.get("group") != "results":
            continue
        parts = [n for n, r in forms.rows(report.edition, "t3").items() if r.get("group") == name]
        if not parts or (name == "results.other_handling" and report.single_other):
            own = row.get("subtotal", name)
            found.append([_head(row["zh"], 2), *_figures(report, own)])
            continue
        for index, part in enumerate(parts):
            group = [_head(row["zh"], rows=len(parts))] if index == 0 else []
            found.append([*group, _head(forms.label(report.edition, "t3", part)), *_figures(report, part)])
    return found


def dispute_table(report: Report) -> Grid:
    """One line of fifteen figures under three header rows."""
    names = [forms.column_label(report.edition, "t4", result) for result in forms.RESULTS]
    block = {name: forms.label(report.edition, "t4", name) for name in forms.BLOCKS}
    return [
        [_head(block["reconsideration"], 5), _head("行政诉讼", 10)],
        [
            *[_head(name, rows=2) for name in names],
            *[_head(block[name], 5) for name in forms.BLOCKS[1:]],
        ],
        [_head(name) for name in names * 2],
        [Cell(report.cell(f"{name}.{result}")) for name in forms.BLOCKS for result in forms.RESULTS],
    ]


def statistics_table(report: Report) -> Grid:
    """The annex of before 2019: the national one has one column of figures, a local one two."""
    national = report.edition == "2014"
    name = f"t{report.edition}"
    columns = ("value",) if national else ("year", "cumulative")
    heads = ["统计指标", "单位", "统计数"] if national else ["指标名称", "计量单位", f"{report.year}年度", "历年累计"]
    found: Grid = [[_head(text) for text in heads]]
    for row_name, row in forms.rows(report.edition, name).items():
        keys = [forms.key(report.edition, name, row_name, column) for column in columns]
        if row.get("kind") == "group":
            found.append([_head(row["zh"]), _head(""), _head("")])
        elif keys[0] in report.figures:
            found.append([_head(row["zh"]), _head(row["unit"]), *[Cell(report.cell(key)) for key in keys]])
    return found


def placed(grid: Grid) -> list[tuple[int, int, Cell]]:
    """(row, column, cell) for every cell, spans resolved."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, cells in enumerate(grid):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            found.append((row, column, cell))
            taken |= {(row + r, column + c) for r in range(cell.rows) for c in range(cell.columns)}
    return found


def width_of(grid: Grid) -> int:
    """The number of grid columns."""
    return max(column + cell.columns for _, column, cell in placed(grid))
