"""Tables cut, joined, moved, doubled; table four in its other shapes; tables that are not this year's."""

from __future__ import annotations

from random import Random

from tests.factory.model import Cell, Draft, Grid, Paragraph, Part
from tests.factory.perturb.common import (
    ALL,
    ANY,
    DELIMITED,
    RULED,
    Perturbation,
    main_grid,
)

_PAGE_NUMBERS = ("4", "第4页", "- 4 -", "— 4 —", "P. 4", "4 / 9", "第 4 页 共 9 页")


def page_numbers(draft: Draft, rng: Random) -> None:
    """Page numbers between the tables, as a text dump keeps them."""
    for grid in draft.grids():
        draft.after(grid, Paragraph(rng.choice(_PAGE_NUMBERS)))
        at = draft.index(grid)
        draft.parts.insert(at, Paragraph(rng.choice(_PAGE_NUMBERS)))


def _cut(draft: Draft, rng: Random, grid: Grid, *between: Part) -> tuple[Grid, Grid]:
    row = rng.choice(grid.figure_rows()[1:])
    upper, lower = grid.part(0, row), grid.part(row, len(grid.slots))
    lower.header = 0
    draft.replace(grid, upper, *between, lower)
    return upper, lower


def split_in_two(draft: Draft, rng: Random) -> None:
    """A table saved as two; merged labels are printed again in the second."""
    _cut(draft, rng, main_grid(draft))


def split_around_page_number(draft: Draft, rng: Random) -> None:
    _cut(draft, rng, main_grid(draft), Paragraph(rng.choice(_PAGE_NUMBERS)))


def split_table_two(draft: Draft, rng: Random) -> None:
    _cut(draft, rng, draft.grid("t2"))


def split_in_three(draft: Draft, rng: Random) -> None:
    _, lower = _cut(draft, rng, main_grid(draft))
    if len(lower.figure_rows()) > 2:
        _cut(draft, rng, lower)


def split_with_header(draft: Draft, rng: Random) -> None:
    """The header row is repeated on the second half."""
    grid = main_grid(draft)
    _, lower = _cut(draft, rng, grid)
    header = grid.part(0, grid.header)
    lower.slots = [*header.slots, *lower.slots]
    lower.header = grid.header


def split_with_blank_labels(draft: Draft, rng: Random) -> None:
    """The second half begins inside a group, and the group's cell is empty there."""
    grid = draft.grid("t3")
    _, lower = _cut(draft, rng, grid)
    for cell in lower.slots[0][:2]:
        if cell is not lower.slots[0][2]:
            lower.put(cell, cell.copy(text=""))


def split_with_cut_group(draft: Draft, rng: Random) -> None:
    """The group's label is cut in two between the halves: （四）无 / 法提供."""
    grid = draft.grid("t3")
    rows = [
        r
        for r in grid.figure_rows()[1:]
        if any(c is d for c, d in zip(grid.slots[r][:2], grid.slots[r - 1][:2], strict=True))
    ]
    row = rng.choice(rows)
    upper, lower = grid.part(0, row), grid.part(row, len(grid.slots))
    lower.header = 0
    for old, high, low in zip(grid.slots[row][:2], upper.slots[-1][:2], lower.slots[0][:2], strict=True):
        if old is grid.slots[row - 1][grid.slots[row].index(old)]:
            half = len(old.text) // 2
            upper.put(high, high.copy(text=old.text[:half]))
            lower.put(low, low.copy(text=old.text[half:]))
    draft.replace(grid, upper, lower)


def _split_row(draft: Draft, rng: Random, *, figures_above: bool) -> None:
    """A row at the foot of the page: its label goes on over the page, its figures stand in one half."""
    grid = main_grid(draft)
    row = rng.choice([r for r in grid.figure_rows()[2:-1] if len(grid.label_of(r).text) > 8])
    upper, lower = grid.part(0, row + 1), grid.part(row, len(grid.slots))
    lower.header = 0
    label = grid.label_of(row)
    at = next(i for i, c in enumerate(grid.slots[row]) if c is label)
    half = rng.randint(3, len(label.text) - 3)
    _halve(upper, len(upper.slots) - 1, at, label.text[:half], keep=figures_above)
    _halve(lower, 0, at, label.text[half:], keep=not figures_above)
    draft.replace(grid, upper, lower)


def _halve(grid: Grid, row: int, at: int, label: str, *, keep: bool) -> None:
    old = grid.slots[row][at]
    grid.put(old, old.copy(text=label))
    for cell in [c for c in grid.slots[row] if c.key is not None]:
        if not keep:
            grid.put(cell, Cell(""))


def row_cut_figures_above(draft: Draft, rng: Random) -> None:
    _split_row(draft, rng, figures_above=True)


def row_cut_figures_below(draft: Draft, rng: Random) -> None:
    _split_row(draft, rng, figures_above=False)


def split_columns_narrower(draft: Draft, rng: Random) -> None:
    """The second half has no column for the outer group labels (a page break drops the merged corner)."""
    grid = draft.grid("t3")
    _, lower = _cut(draft, rng, grid)
    lower.slots = [row[1:] for row in lower.slots]


def header_alone_then_figures(draft: Draft, rng: Random) -> None:
    """A table whose header is one table and whose lines another."""
    grid = main_grid(draft)
    upper, lower = grid.part(0, grid.header), grid.part(grid.header, len(grid.slots))
    lower.header = 0
    draft.replace(grid, upper, lower)


def page_break_in_header(draft: Draft, rng: Random) -> None:
    """A page ends between the header rows of a table: giving that table up is accepted."""
    grid = rng.choice([draft.grid("t3"), draft.grid("t4")])
    grid.break_before = rng.choice([1, 2])
    draft.allow([str(c.key) for c in grid.figures()], "missing", "unreadable")


def page_break_anywhere(draft: Draft, rng: Random) -> None:
    for grid in draft.grids():
        grid.break_before = rng.choice(grid.figure_rows())


def merged_labels_repeated(draft: Draft, rng: Random) -> None:
    """A label stands in each of the columns it is merged over, its figure in the first of them."""
    for grid in draft.grids():
        grid.repeat_merged = True


def unperturbed(draft: Draft, rng: Random) -> None:
    """Nothing is changed."""


def tables_in_other_order(draft: Draft, rng: Random) -> None:
    grids = draft.grids()
    places = [draft.index(grid) for grid in grids]
    for place, grid in zip(places, grids[1:] + grids[:1], strict=True):
        draft.parts[place] = grid


def tables_at_the_end(draft: Draft, rng: Random) -> None:
    """All tables as annexes behind the text, without headings of their own."""
    grids = draft.grids()
    draft.parts = [part for part in draft.parts if not isinstance(part, Grid)]
    for number, grid in enumerate(grids, 1):
        draft.parts += [Paragraph(f"附件{number}"), grid]


def one_big_table(draft: Draft, rng: Random) -> None:
    """All tables in one grid, as an export of a spreadsheet has them."""
    grids = draft.grids()
    width = max(grid.width for grid in grids)
    rows: list[list[Cell]] = []
    for grid in grids:
        head = Cell(next(p.text for p in reversed(draft.parts[: draft.index(grid)]) if isinstance(p, Paragraph)))
        rows.append([head] * width)
        rows += [row + [Cell("") for _ in range(width - len(row))] for row in grid.slots]
    big = Grid("big", rows, 0)
    draft.replace(grids[0], big)
    for grid in grids[1:]:
        draft.parts.remove(grid)


def text_and_tables_in_one_table(draft: Draft, rng: Random) -> None:
    """A page frame: every paragraph is a one-cell row of the table that holds the figures."""
    grid = main_grid(draft)
    at = draft.index(grid)
    above = [p for p in draft.parts[1:at] if isinstance(p, Paragraph)][-2:]
    for paragraph in above:
        draft.parts.remove(paragraph)
    grid.slots = [*([Cell(p.text)] * grid.width for p in above), *grid.slots]
    grid.header += len(above) if grid.header else 0


def metadata_table_first(draft: Draft, rng: Random) -> None:
    rows = [
        ["索引号", "QX01-0200-2023-0012", "主题分类", "政务公开"],
        ["发布机构", draft.issuer, "成文日期", draft.published],
        ["名称", draft.title, "文号", "无"],
    ]
    draft.parts.insert(1, Grid("metadata", [[Cell(text) for text in row] for row in rows], 0))


def other_statistics_table(draft: Draft, rng: Random) -> None:
    """A table of the report's own, between text and form."""
    heads = ["栏目", "发布数量", "较上年"]
    rows = [["通知公告", "87", "12"], ["政策解读", "31", "-4"], ["办事指南", "56", "9"], ["总计", "174", "17"]]
    grid = Grid("own", [[Cell(text) for text in row] for row in [heads, *rows]], 1)
    draft.parts.insert(3, grid)


def table_of_channels(draft: Draft, rng: Random) -> None:
    """A table of the report's own that shares some labels with the form: 其他, 总计, 政府网站."""
    heads = ["渠道", "政府网站", "政务微信", "其他", "总计"]
    rows = [["自然人", "12", "30", "4", "46"], ["商业企业", "5", "6", "1", "12"]]
    grid = Grid("own", [[Cell(text) for text in row] for row in [heads, *rows]], 1)
    draft.parts.insert(draft.index(main_grid(draft)) - 1, grid)


def _last_year(draft: Draft, rng: Random, grid: Grid) -> Grid:
    """The same table with other figures and without keys."""
    copy = grid.part(0, len(grid.slots))
    for cell in list(copy.figures()):
        copy.put(cell, Cell(str(rng.randint(1, 997))))
    return copy


def _caption(draft: Draft, rng: Random, name: str) -> Paragraph:
    words = [
        "上年同期情况（{}年）",
        "附：{}年度情况",
        "{}年政府信息公开情况统计表（供对比）",
        "上一年度（{}年）数据如下：",
    ]
    return Paragraph(rng.choice(words).format(draft.year - 1))


def last_year_after(draft: Draft, rng: Random) -> None:
    """The table of last year printed behind this year's for comparison: giving up is accepted, mixing is not."""
    grid = rng.choice([draft.grid("t2"), main_grid(draft)]) if draft.edition in ("2019", "2021") else main_grid(draft)
    draft.after(grid, _caption(draft, rng, grid.name), _last_year(draft, rng, grid))
    draft.allow([str(c.key) for c in grid.figures()], "unreadable")


def last_year_before(draft: Draft, rng: Random) -> None:
    grid = rng.choice([draft.grid("t2"), main_grid(draft)]) if draft.edition in ("2019", "2021") else main_grid(draft)
    at = draft.index(grid)
    now = Paragraph(f"{draft.year}年度情况")
    draft.parts[at:at] = [_caption(draft, rng, grid.name), _last_year(draft, rng, grid), now]
    draft.allow([str(c.key) for c in grid.figures()], "unreadable")


def last_year_alone(draft: Draft, rng: Random) -> None:
    """Only last year's table is printed: this year's figures are not there."""
    grid = main_grid(draft)
    caption = Paragraph(f"上年同期情况（{draft.year - 1}年）：")
    draft.replace(grid, caption, _last_year(draft, rng, grid))
    gone = [str(c.key) for c in grid.figures()]
    draft.no_value(gone, "missing", "unreadable")
    draft.allow([key for key in draft.truth if key.startswith("results.other_handling")], "unreadable")


def comparison_of_disclosure(draft: Draft, rng: Random) -> None:
    """行政许可 and 行政处罚 of two years side by side, in a table of the report's own."""
    before, now = f"{draft.year - 1}年", f"{draft.year}年"
    heads = ["项目", before, now] if rng.random() < 0.5 else ["项目", before]
    rows = [["行政许可", "311", "298"], ["行政处罚", "45", "67"], ["行政强制", "2", "3"]]
    slots = [[Cell(text) for text in row[: len(heads)]] for row in [heads, *rows]]
    touched = [
        k for k in draft.truth if k.startswith(("proactive.licensing", "proactive.penalty", "proactive.coercion"))
    ]
    draft.parts.insert(rng.choice([3, draft.index(draft.grid("t2")) + 1]), Grid("own", slots, 1))
    draft.allow(touched, "unreadable")


def of_lower_bodies(draft: Draft, rng: Random) -> None:
    """The same rows by subordinate bodies, in a table behind the form's."""
    heads = ["单位", "本年新收", "予以公开", "部分公开", "总计"]
    rows = [[name, *(str(rng.randint(1, 99)) for _ in range(4))] for name in ("青溪镇", "东湾街道", "合计")]
    grid = Grid("own", [[Cell(text) for text in row] for row in [heads, *rows]], 1)
    draft.parts.append(Paragraph("附表：所属单位受理情况"))
    draft.parts.append(grid)


def lookalike_alone(draft: Draft, rng: Random) -> None:
    """A table of the report's own that shares labels with a table of the form, and the form's table is not there."""
    add, name = rng.choice([(of_lower_bodies, "t3"), (comparison_of_disclosure, "t2"), (table_of_channels, "t3")])
    add(draft, rng)
    grid = draft.grid(name)
    draft.no_value([str(c.key) for c in grid.figures()], "missing", "unreadable")
    draft.parts.remove(grid)


def form_printed_twice(draft: Draft, rng: Random) -> None:
    """The whole table again with the same figures, as a page and its attachment have it."""
    grid = main_grid(draft)
    twin = grid.part(0, len(grid.slots))
    for cell in list(twin.figures()):
        twin.put(cell, Cell(cell.text))
    draft.parts += [Paragraph("附表"), twin]


STRUCTURE = [
    Perturbation("unperturbed", unperturbed, ALL, ANY),
    Perturbation("page break in a header", page_break_in_header, ("pdf",)),
    Perturbation("page break anywhere", page_break_anywhere, ("pdf",), ANY),
    Perturbation("merged labels repeated", merged_labels_repeated, ("tabbed", "piped", "markdown")),
    Perturbation("page numbers between tables", page_numbers, ALL, ANY),
    Perturbation("table split in two", split_in_two, RULED, ANY),
    Perturbation("table split around a page number", split_around_page_number, RULED, ANY),
    Perturbation("table two split", split_table_two, RULED),
    Perturbation("table split in three", split_in_three, RULED, ANY),
    Perturbation("table split, header repeated", split_with_header, RULED, ANY),
    Perturbation("table split, group label blank", split_with_blank_labels, RULED),
    Perturbation("table split, group label cut", split_with_cut_group, RULED),
    Perturbation("row cut, figures above", row_cut_figures_above, RULED, ANY),
    Perturbation("row cut, figures below", row_cut_figures_below, RULED, ANY),
    Perturbation("table split, outer column gone", split_columns_narrower, RULED),
    Perturbation("header in a table of its own", header_alone_then_figures, RULED, ANY),
    Perturbation("tables in another order", tables_in_other_order, ALL),
    Perturbation("tables at the end", tables_at_the_end, ALL),
    Perturbation("one big table", one_big_table, (*RULED, "tabbed")),
    Perturbation("paragraphs in the table", text_and_tables_in_one_table, RULED, ANY),
    Perturbation("metadata table first", metadata_table_first, DELIMITED, ANY),
    Perturbation("another statistics table", other_statistics_table, ALL, ANY),
    Perturbation("table sharing labels", table_of_channels, ALL, ANY),
    Perturbation("last year's table after", last_year_after, DELIMITED, ANY),
    Perturbation("last year's table before", last_year_before, DELIMITED, ANY),
    Perturbation("only last year's table", last_year_alone, DELIMITED, ANY),
    Perturbation("comparison of two years", comparison_of_disclosure, DELIMITED),
    Perturbation("table of lower bodies", of_lower_bodies, DELIMITED),
    Perturbation("lookalike table alone", lookalike_alone, DELIMITED),
    Perturbation("form printed twice", form_printed_twice, DELIMITED, ANY),
]
