"""Rows absent, added, doubled, moved, and damaged labels."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from rapidfuzz.distance import Levenshtein

from tests.factory.model import Cell, Draft, Grid, Paragraph
from tests.factory.perturb.common import (
    ALL,
    ANY,
    DELIMITED,
    RULED,
    STYLED,
    Perturbation,
    a_row,
    detail_rows,
    fresh_row,
    main_grid,
)


def row_absent(draft: Draft, rng: Random) -> None:
    grid, row = a_row(draft, rng)
    _allow_homonyms(draft, grid, row)
    draft.no_value(grid.keys_in(row), "missing")
    del grid.slots[row]


def _allow_homonyms(draft: Draft, grid: Grid, row: int) -> None:
    """Rows below that only this row's label tells apart (（二）被依法纠错数 stands under 复议 and under 诉讼)."""
    labels = [cell.text for cell in (grid.label_of(r) for r in grid.figure_rows())]
    for below in [r for r in grid.figure_rows() if r > row]:
        if labels.count(grid.label_of(below).text) > 1:
            draft.allow(grid.keys_in(below), "missing", "unreadable")


def three_rows_absent(draft: Draft, rng: Random) -> None:
    for _ in range(3):
        row_absent(draft, rng)


def total_row_absent(draft: Draft, rng: Random) -> None:
    grid = draft.grid("t3")
    row = next(r for r in grid.figure_rows() if grid.label_of(r).names == "results.total")
    draft.no_value(grid.keys_in(row), "missing")
    del grid.slots[row]


def disclosure_row_absent(draft: Draft, rng: Random) -> None:
    grid = draft.grid("t2")
    row = rng.choice(grid.figure_rows())
    draft.no_value(grid.keys_in(row), "missing")
    del grid.slots[row]


def annex_cut_off(draft: Draft, rng: Random) -> None:
    grid, row = a_row(draft, rng)
    for gone in range(row, len(grid.slots)):
        draft.no_value(grid.keys_in(gone), "missing")
    del grid.slots[row:]


def first_half_missing(draft: Draft, rng: Random) -> None:
    """The table's upper half is lost, but its header is there."""
    grid = main_grid(draft)
    rows = grid.figure_rows()
    last = rows[len(rows) // 2]
    for gone in range(grid.header, last):
        draft.no_value(grid.keys_in(gone), "missing")
    del grid.slots[grid.header : last]


def local_row(draft: Draft, rng: Random) -> None:
    """A row the province added: it has no key, and must not shift the rows below."""
    grid = main_grid(draft)
    at = rng.choice(detail_rows(grid))
    label = rng.choice(
        ["9.属于本地另行规定的情形", "其中：通过政务服务热线转来", "4.涉及历史遗留事项", "本省新增统计项"]
    )
    grid.slots.insert(at, fresh_row(grid, at, label, _numbers(rng, 7)))


def local_disclosure_row(draft: Draft, rng: Random) -> None:
    grid = draft.grid("t2")
    at = rng.choice(grid.figure_rows())
    label = rng.choice(["行政裁决", "行政奖励", "其他规定要求公开的文件（含通知、公告、意见等）", "行政检查"])
    grid.slots.insert(at + 1, fresh_row(grid, at, label, _numbers(rng, 3)))


def subtotal_rows(draft: Draft, rng: Random) -> None:
    """A line 小计 at the end of a group."""
    grid = draft.grid("t3")
    at = next(r for r in grid.figure_rows() if grid.label_of(r).names == "results.refused.admin_query")
    grid.slots.insert(at + 1, fresh_row(grid, at, "小计", _numbers(rng, 7)))


def rows_reordered(draft: Draft, rng: Random) -> None:
    """Two neighbours of a group change places."""
    grid = main_grid(draft)
    rows = grid.figure_rows()
    for _ in range(3):
        row = rng.choice(rows[2:-3])
        if grid.slots[row][:-7][:2] == grid.slots[row + 1][:-7][:2] and row + 1 in rows:
            grid.slots[row], grid.slots[row + 1] = grid.slots[row + 1], grid.slots[row]


def disclosure_rows_reordered(draft: Draft, rng: Random) -> None:
    grid = draft.grid("t2")
    upper, lower = grid.figure_rows()[:2]
    grid.slots[upper], grid.slots[lower] = grid.slots[lower], grid.slots[upper]


def empty_row(draft: Draft, rng: Random) -> None:
    grid, row = a_row(draft, rng)
    above = set(map(id, grid.slots[row - 1]))
    grid.slots.insert(row, [cell if id(cell) in above else Cell("") for cell in grid.slots[row]])


def row_doubled_alike(draft: Draft, rng: Random) -> None:
    grid, row = a_row(draft, rng)
    texts = [cell.text for cell in grid.slots[row] if cell.key is not None]
    grid.slots.insert(row + 1, fresh_row(grid, row, grid.label_of(row).text, texts))


def row_doubled_differently(draft: Draft, rng: Random) -> None:
    """The same row twice with other figures: neither can be chosen."""
    grid, row = a_row(draft, rng)
    cells = [cell for cell in grid.slots[row] if cell.key is not None]
    other = rng.randrange(len(cells))
    texts = [cell.text for cell in cells]
    texts[other] = str(int(float(texts[other])) + 1)
    grid.slots.insert(row + 1, fresh_row(grid, row, grid.label_of(row).text, texts))
    draft.no_value([str(cells[other].key)], "unreadable")


def header_repeated_inside(draft: Draft, rng: Random) -> None:
    """The header again in the middle of the table, as after a page break."""
    grid = draft.grid("t3")
    row = rng.choice(grid.figure_rows()[1:])
    cut = grid.part(row, len(grid.slots)).slots
    grid.slots = [*grid.slots[:row], *grid.part(0, grid.header).slots, *cut]


def group_label_repeated(draft: Draft, rng: Random) -> None:
    """三、本年度办理结果 cut into two merged cells, both with the label."""
    grid = draft.grid("t3")
    row = rng.choice(grid.figure_rows()[4:-2])
    grid.slots = [*grid.slots[:row], *grid.part(row, len(grid.slots)).slots]


def group_label_continues_blank(draft: Draft, rng: Random) -> None:
    """The merged group label is cut, and its second half is empty."""
    grid = draft.grid("t3")
    row = rng.choice(grid.figure_rows()[4:-2])
    above = set(map(id, grid.slots[row - 1]))
    blanks = {id(cell): Cell("") for cell in grid.slots[row][:3] if id(cell) in above}
    lower = [[blanks.get(id(cell), cell) for cell in line] for line in grid.slots[row:]]
    grid.slots = [*grid.slots[:row], *lower]


def _damaged(draft: Draft, rng: Random, damage: Callable[[str, Random], str]) -> list[str]:
    grid = main_grid(draft)
    row = rng.choice(detail_rows(grid))
    label = grid.label_of(row)
    grid.put(label, label.copy(text=damage(label.text, rng)))
    return grid.keys_in(row)


def label_typo(draft: Draft, rng: Random) -> None:
    """One character of a long label is another one; rows that could be another's must be given up."""
    grid = main_grid(draft)
    labels = {key: grid.label_of(row).text for row in grid.figure_rows() for key in grid.keys_in(row)}
    for key in _damaged(draft, rng, _typo):
        twins = [text for text in set(labels.values()) if Levenshtein.distance(text, labels[key]) <= 3]
        if len(twins) > 1:
            draft.allow([key], "missing", "unreadable")


def _typo(text: str, rng: Random) -> str:
    at = rng.randrange(len(text) // 2, len(text) - 1)
    return text[:at] + rng.choice("甲乙丙丁戊") + text[at + 1 :]


def label_clipped(draft: Draft, rng: Random) -> None:
    """Three characters of a label are gone."""
    keys = _damaged(draft, rng, lambda text, r: text[:-5] + text[-2:] if r.random() < 0.5 else text[:-3])
    draft.allow(keys, "missing", "unreadable")


def label_spaced(draft: Draft, rng: Random) -> None:
    _damaged(draft, rng, lambda text, r: " ".join(text) if r.random() < 0.5 else text[:4] + "\u3000 " + text[4:])


def label_broken_over_lines(draft: Draft, rng: Random) -> None:
    _damaged(draft, rng, lambda text, r: text[:4] + "\n" + text[4:])


def label_lost(draft: Draft, rng: Random) -> None:
    """An empty label cell: who would swear which row it is?"""
    keys = _damaged(draft, rng, lambda text, r: "")
    draft.allow(keys, "missing", "unreadable")


def label_of_another_form(draft: Draft, rng: Random) -> None:
    keys = _damaged(draft, rng, lambda text, r: "与本表无关的自拟统计口径")
    draft.allow(keys, "missing", "unreadable")


def labels_without_numbering(draft: Draft, rng: Random) -> None:
    for grid in draft.grids():
        for cell in {id(c): c for row in grid.slots for c in row if c.names and c.text}.values():
            grid.put(cell, cell.copy(text=cell.text.lstrip("123456789（一二三四五六七八九）、.")))


def labels_numbered_otherwise(draft: Draft, rng: Random) -> None:
    mark = rng.choice(["．", "、", "）", " "])
    grid = main_grid(draft)
    for cell in {id(c): c for row in grid.slots for c in row if c.names}.values():
        if cell.text[:1].isdigit() and cell.text[1:2] == ".":
            grid.put(cell, cell.copy(text=cell.text.replace(".", mark, 1)))


def note_row(draft: Draft, rng: Random) -> None:
    """A note under the figures, inside the table."""
    grid = main_grid(draft)
    note = Cell(
        rng.choice(
            [
                "注：表内数据截至12月31日，其中2件跨年度办理。",
                "另有2件转其他渠道办理",
                "填表人：张某  联系电话：0512-5550199",
            ]
        )
    )
    grid.slots.append([note] * grid.width)


def caption_row(draft: Draft, rng: Random) -> None:
    """The name of the table and the unit as a first row."""
    for grid in draft.grids():
        caption = Cell(rng.choice(["政府信息公开情况统计表", f"表一 {draft.year}年度情况（单位：件）"]))
        grid.slots.insert(0, [caption] * grid.width)
        grid.header += 1 if grid.header else 0


def flat_group_lines(draft: Draft, rng: Random) -> None:
    """No merged groups: one label column, each group a line of its own with blank cells."""
    grid = draft.grid("t3")
    grid.slots = _flattened(grid, subtotals=False, draft=draft, rng=rng)


def flat_group_lines_with_subtotals(draft: Draft, rng: Random) -> None:
    """As before, and the line of a group carries its sum."""
    grid = draft.grid("t3")
    grid.slots = _flattened(grid, subtotals=True, draft=draft, rng=rng)


def _flattened(grid: Grid, *, subtotals: bool, draft: Draft, rng: Random) -> list[list[Cell]]:
    slots = [row[2:] for row in grid.slots]
    done = [*slots[: grid.header]]
    printed: set[str] = set()
    for row, line in zip(grid.slots[grid.header :], slots[grid.header :], strict=True):
        for group in [c for c in row[:2] if c is not row[2] and c.names not in printed]:
            printed.add(str(group.names))
            values = [Cell("") for _ in range(7)]
            if subtotals and group.names != "results":
                values = _subtotals(str(group.names), draft)
            done.append([group.copy(), *values])
        done.append(line)
    return done


def _subtotals(group: str, draft: Draft) -> list[Cell]:
    columns = [key.partition("@")[2] for key in draft.truth if key.startswith("results.granted@")]
    cells = []
    for column in columns:
        parts = [e for k, e in draft.truth.items() if k.startswith(f"{group}.") and k.endswith(f"@{column}")]
        total = sum(part.value or 0 for part in parts)
        key = f"{group}.subtotal@{column}"
        draft.expect_value(key, total)
        cells.append(Cell(str(total), key=key))
    return cells


def serial_numbers_in_label_cells(draft: Draft, rng: Random) -> None:
    """Labels under a bracket of numbers: 第1行 in front of each label."""
    grid = main_grid(draft)
    for row in grid.figure_rows():
        label = grid.label_of(row)
        grid.put(label, label.copy(text=f"（{row}）{label.text}"))
    draft.allow(list(draft.truth), "missing", "unreadable")


def paragraph_inside_split(draft: Draft, rng: Random) -> None:
    """A stray paragraph with numbers right behind the table."""
    draft.after(main_grid(draft), Paragraph("另有2件转其他机关办理，15件电话咨询当场答复。"))


def _numbers(rng: Random, count: int) -> list[str]:
    return [str(rng.randint(1, 997)) for _ in range(count)]


ROWS = [
    Perturbation("row absent", row_absent, ALL, ANY),
    Perturbation("three rows absent", three_rows_absent, ALL, ANY),
    Perturbation("total row absent", total_row_absent, ALL),
    Perturbation("row of table two absent", disclosure_row_absent, ALL),
    Perturbation("annex cut off", annex_cut_off, ALL, ANY),
    Perturbation("first half missing", first_half_missing, ALL, ANY),
    Perturbation("local row", local_row, ALL, ANY),
    Perturbation("local row in table two", local_disclosure_row, ALL),
    Perturbation("subtotal row", subtotal_rows, ALL),
    Perturbation("rows reordered", rows_reordered, DELIMITED, ANY),
    Perturbation("rows of table two reordered", disclosure_rows_reordered, ALL),
    Perturbation("empty row", empty_row, RULED, ANY),
    Perturbation("row doubled alike", row_doubled_alike, ALL, ANY),
    Perturbation("row doubled differently", row_doubled_differently, ALL, ANY),
    Perturbation("header repeated inside", header_repeated_inside, DELIMITED),
    Perturbation("group label repeated", group_label_repeated, DELIMITED),
    Perturbation("group label goes on blank", group_label_continues_blank, DELIMITED),
    Perturbation("label with a typo", label_typo, ALL, ANY),
    Perturbation("label clipped", label_clipped, ALL, ANY),
    Perturbation("label with spaces", label_spaced, RULED, ANY),
    Perturbation("label over two lines", label_broken_over_lines, STYLED, ANY),
    Perturbation("label lost", label_lost, DELIMITED, ANY),
    Perturbation("label of no form", label_of_another_form, ALL, ANY),
    Perturbation("labels without numbering", labels_without_numbering, ALL),
    Perturbation("labels numbered otherwise", labels_numbered_otherwise, ALL, ANY),
    Perturbation("note row", note_row, ALL, ANY),
    Perturbation("caption row", caption_row, RULED, ANY),
    Perturbation("groups as lines", flat_group_lines, DELIMITED),
    Perturbation("groups as lines with sums", flat_group_lines_with_subtotals, DELIMITED, ("2021",)),
    Perturbation("row numbers in labels", serial_numbers_in_label_cells, DELIMITED, ("2014", "2008")),
    Perturbation("note under the table", paragraph_inside_split, ALL, ANY),
]
