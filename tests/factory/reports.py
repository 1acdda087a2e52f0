"""Whole reports: the tables as the official forms print them, headings, a few sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from nianbao.codebook import RowSpec, TableSpec, load_edition
from tests.factory.figures import SIZES, Number, Size, draw_figures
from tests.factory.model import Cell, Draft, Expect, Grid, Paragraph, Part

EDITIONS = ("2021", "2021-single", "2019", "2014", "2008")
"""Kinds of report; ``2021-single`` prints （六）其他处理 as one row."""

_YEARS = {"2021": (2021, 2025), "2019": (2019, 2020), "2014": (2014, 2018), "2008": (2009, 2013)}
_BODIES = ("青溪县人民政府", "云浦市水务局", "栖河区财政局", "白鹭镇人民政府", "南屏经济开发区管理委员会")
_NUMERALS = "一二三四五六七八"


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """What one report says, before any printing."""

    edition: str
    single_other: bool
    seed: int
    year: int
    issuer: str
    figures: dict[str, Number]


def make_report(kind: str = "2021", seed: int = 0, size: Size | None = None) -> ReportSpec:
    """A consistent report; the same arguments give the same report."""
    rng = Random(f"{kind}/{seed}/{size}")
    edition, _, single = kind.partition("-")
    form = load_edition(edition)
    keys = [spec.key for spec in form.keys.values() if not spec.local]
    if edition == "2008":
        keys = [key for key in keys if key.endswith(("@year", "@cumulative"))]
    dropped = "results.other_handling." if edition == "2021" and single else ""
    printed = [key for key in keys if key not in form.optional]
    if dropped:
        printed = [key for key in printed if not key.startswith(dropped)]
        printed += [key for key in form.optional if key.startswith(dropped)]
    figures = draw_figures(form, printed, rng, size or SIZES[seed % len(SIZES)])
    year = rng.randint(*_YEARS[edition])
    return ReportSpec(edition, bool(dropped), seed, year, rng.choice(_BODIES), figures)


def draft(spec: ReportSpec) -> Draft:
    """The report laid out as the official form asks, with its truth."""
    rng = Random(f"prose/{spec.edition}/{spec.seed}")
    title = f"{spec.issuer}{spec.year}年政府信息公开工作年度报告"
    made = Draft(title, spec.year, spec.issuer, spec.edition, f"{spec.year + 1}-01-22", [], {})
    made.parts = [Paragraph(title, "title"), *_body(spec, rng), *_signature(spec)]
    made.truth = {key: Expect(value) for key, value in spec.figures.items()}
    if spec.single_other:
        form = load_edition(spec.edition)
        left = [key for key in form.expected_keys() if key not in spec.figures]
        made.truth |= {key: Expect(None, frozenset({"missing"})) for key in left}
    return made


def _signature(spec: ReportSpec) -> list[Part]:
    return [Paragraph(spec.issuer), Paragraph(f"{spec.year + 1}年1月22日")]


def _body(spec: ReportSpec, rng: Random) -> list[Part]:
    form = load_edition(spec.edition)
    parts: list[Part] = [Paragraph(f"本报告所列数据的统计期限为{spec.year}年1月1日至{spec.year}年12月31日。")]
    for section in form.sections:
        parts.append(Paragraph(f"{_NUMERALS[section.number - 1]}、{section.zh}", "heading"))
        parts.extend(Paragraph(text) for text in _sentences(section.number, rng))
        parts.extend(table_grid(table, spec) for table in form.tables if table.section == section.number)
    annexes = [table for table in form.tables if table.section == 0]
    if annexes:
        parts.append(Paragraph(f"附件：{annexes[0].zh}", "heading"))
        parts.extend(table_grid(table, spec) for table in annexes)
    return parts


def _sentences(number: int, rng: Random) -> list[str]:
    """Neutral sentences, some with figures that are none of the tables'."""
    if number == 1:
        return [
            f"本单位全年更新网站栏目{rng.randint(2, 30)}个，印发工作提示{rng.randint(2, 12)}份。",
            "对群众来电均已逐一回应。",
        ]
    if number == 5:
        return ["部分栏目更新不够及时，下一步将完善内部流程，并安排专人核对。"]
    if number == 6:
        return ["没有其他事项。"]
    return []


def table_grid(table: TableSpec, spec: ReportSpec) -> Grid:
    """A table of the form as it is printed officially."""
    return _MAKERS[table.id](table, spec)


def show(value: Number) -> str:
    """A number as printed plainly."""
    return str(value)


class _Printer:
    """Cells of one table."""

    def __init__(self, table: TableSpec, figures: dict[str, Number]) -> None:
        self.table, self.figures = table, figures
        self.columns = {column.id: column for column in table.columns}

    def row_key(self, row: RowSpec) -> str:
        return (row.subtotal or row.id) if row.is_group else row.id

    def figure(self, row: RowSpec, column: str) -> Cell:
        key = self.table.figure_key(self.row_key(row), column)
        return Cell(show(self.figures[key]), key=key)

    def column(self, column: str) -> Cell:
        return Cell(self.columns[column].zh, names=column)

    def has(self, row: RowSpec) -> bool:
        first = next(self.table.columns_of(row))
        return self.table.figure_key(self.row_key(row), first.id) in self.figures


def _label(row: RowSpec) -> Cell:
    return Cell(row.zh, names=row.id)


def _disclosure(table: TableSpec, spec: ReportSpec) -> Grid:
    """Blocks under the items of article 20, each with its header, on four columns."""
    printer = _Printer(table, spec.figures)
    slots: list[list[Cell]] = []
    items = [text for text in table.furniture if text != "信息内容"]
    for item, rows in zip(items, _blocks(table), strict=True):
        columns = [column.id for column in table.columns_of(rows[0])]
        slots.append([Cell(item, names="item")] * 4)
        slots.append(_four([Cell("信息内容", names="content"), *map(printer.column, columns)]))
        slots.extend(_four([_label(row), *(printer.figure(row, column) for column in columns)]) for row in rows)
    return Grid("t2", slots, 0)


def _blocks(table: TableSpec) -> list[list[RowSpec]]:
    """Rows of table two by the item of article 20: same columns, but licences stand apart."""
    blocks: list[list[RowSpec]] = []
    for row in table.rows:
        if row.local:
            continue
        fresh = not blocks or blocks[-1][0].columns != row.columns or row.id == "proactive.penalty"
        if fresh:
            blocks.append([])
        blocks[-1].append(row)
    return blocks


def _four(cells: list[Cell]) -> list[Cell]:
    """Fill four columns by widening the last cell."""
    return cells + [cells[-1]] * (4 - len(cells))


def _requests(table: TableSpec, spec: ReportSpec) -> Grid:
    """Three label columns, merged as the form has them, and seven columns of figures."""
    printer = _Printer(table, spec.figures)
    columns = [column.id for column in table.columns]
    rows = {row.id: row for row in table.rows}
    labels = {row.id: _label(row) for row in table.rows}
    slots = _request_header(table, printer, columns)
    for row in table.rows:
        if not printer.has(row):
            continue
        chain = [row.id]
        while (parent := rows[chain[0]].group) is not None:
            chain.insert(0, parent)
        cells = [labels[name] for name in chain]
        cells += [cells[-1]] * (3 - len(cells))
        slots.append([*cells, *(printer.figure(row, column) for column in columns)])
    return Grid("t3", slots, 3)


def _request_header(table: TableSpec, printer: _Printer, columns: list[str]) -> list[list[Cell]]:
    note, applicants, bodies = (Cell(text, names="furniture") for text in table.furniture)
    names = [printer.column(column) for column in columns]
    return [
        [note] * 3 + [applicants] * 7,
        [note] * 3 + [names[0]] + [bodies] * 5 + [names[6]],
        [note] * 3 + names,
    ]


def _disputes(table: TableSpec, spec: ReportSpec) -> Grid:
    """One line of fifteen figures under three header rows."""
    printer = _Printer(table, spec.figures)
    columns = [column.id for column in table.columns]
    first, *others = (_label(row) for row in table.rows)
    litigation = Cell(table.furniture[0], names="furniture")
    names = [printer.column(column) for _ in table.rows for column in columns]
    slots = [
        [first] * 5 + [litigation] * 10,
        names[:5] + [others[0]] * 5 + [others[1]] * 5,
        names,
        [printer.figure(row, column) for row in table.rows for column in columns],
    ]
    return Grid("t4", slots, 3)


def _national(table: TableSpec, spec: ReportSpec) -> Grid:
    heads = ["统计指标", "单位", "统计数"]
    return _statistics(table, spec, heads, ["value"])


def _local(table: TableSpec, spec: ReportSpec) -> Grid:
    return _statistics(table, spec, ["指标名称", "计量单位", f"{spec.year}年度", "历年累计"], ["year", "cumulative"])


def _statistics(table: TableSpec, spec: ReportSpec, heads: list[str], columns: list[str]) -> Grid:
    """The annex of before 2019: label, unit, figures."""
    printer = _Printer(table, spec.figures)
    slots = [[Cell(text, names="header") for text in heads]]
    for row in table.rows:
        if row.is_group:
            slots.append([_label(row), *(Cell("") for _ in heads[1:])])
        elif not row.local:
            slots.append([_label(row), Cell(row.unit or ""), *(printer.figure(row, c) for c in columns)])
    return Grid(table.id, slots, 1)


_MAKERS: dict[str, Callable[[TableSpec, ReportSpec], Grid]] = {
    "t2": _disclosure,
    "t3": _requests,
    "t4": _disputes,
    "t2014": _national,
    "t2008": _local,
}
