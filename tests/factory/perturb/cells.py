"""What may stand in one cell."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.factory.model import Cell, Draft, Grid, Run
from tests.factory.perturb.common import (
    ALL,
    ANNUAL,
    ANY,
    DELIMITED,
    RULED,
    STYLED,
    Perturbation,
    a_figure,
    a_row,
    set_text,
)

_FULL_WIDTH = str.maketrans("0123456789-.,", "０１２３４５６７８９－．，")


def blank_cell(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng)
    set_text(draft, cell, rng.choice(["", "\u00a0", "\u3000"]))
    draft.no_value([str(cell.key)], "blank")


def blank_row(draft: Draft, rng: Random) -> None:
    grid, row = a_row(draft, rng)
    for cell in [c for c in grid.slots[row] if c.key is not None]:
        set_text(draft, cell, "")
        # A line of nothing but a label is no longer told from a heading in plain text: unreadable is accepted.
        draft.no_value([str(cell.key)], "blank", "unreadable")


def placeholder_cell(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng)
    set_text(draft, cell, rng.choice(["/", "-", "—", "无", "——", "\\", "不适用"]))
    draft.no_value([str(cell.key)], "not_applicable")


def thousands_separators(draft: Draft, rng: Random) -> None:
    comma = rng.choice([",", "，"])
    for grid in draft.grids():
        for cell in list(grid.figures()):
            value = draft.truth[str(cell.key)].value
            if value is not None and value >= 1000:
                set_text(draft, cell, f"{value:,}".replace(",", comma))


def full_width_digits(draft: Draft, rng: Random) -> None:
    _each_of_a_row(draft, rng, lambda text: text.translate(_FULL_WIDTH))


def nbsp_around_digits(draft: Draft, rng: Random) -> None:
    _each_of_a_row(draft, rng, lambda text: f"\u00a0{text}\u00a0")


def _each_of_a_row(draft: Draft, rng: Random, change: Callable[[str], str]) -> None:
    grid, row = a_row(draft, rng)
    for cell in [c for c in grid.slots[row] if c.key is not None]:
        set_text(draft, cell, change(cell.text))


def digits_in_several_spans(draft: Draft, rng: Random) -> None:
    for _ in range(12):
        cell = a_figure(draft, rng, least=10)
        set_text(draft, cell, cell.text, runs=tuple(Run(char) for char in cell.text))


def footnote_mark(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng, least=1)
    set_text(draft, cell, cell.text, runs=(Run(cell.text), Run(rng.choice(["1", "2", "①", "注1"]), "sup")))


def footnote_mark_in_line(draft: Draft, rng: Random) -> None:
    """12①, 12[1], 12*: the mark is plain to see, but giving up is no error."""
    cell = a_figure(draft, rng, least=1)
    set_text(draft, cell, cell.text + rng.choice(["①", "[1]", "*", "（注1）", "¹"]))
    draft.allow([str(cell.key)], "unreadable")


def struck_out_number(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng, least=1)
    old = str(rng.randint(1, 99))
    kind = rng.choice(["strike", "deleted"])
    set_text(draft, cell, cell.text, runs=(Run(old, kind), Run(cell.text)))
    draft.allow([str(cell.key)], "unreadable")


def hidden_number(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng, least=1)
    set_text(draft, cell, cell.text, runs=(Run(str(rng.randint(1, 99)), "hidden"), Run(cell.text)))


def unit_in_cell(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng)
    set_text(draft, cell, cell.text + rng.choice(["件", " 件", "条"]))


def zero_written_otherwise(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng)
    set_text(draft, cell, rng.choice(["０", "零", "0\u00a0", "0件"]))
    draft.expect_value(str(cell.key), 0)


def letter_for_zero(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng, least=10)
    text = cell.text[:-1] + rng.choice("OoＯ")
    set_text(draft, cell, text)
    draft.no_value([str(cell.key)], "unreadable")


def space_between_digits(draft: Draft, rng: Random) -> None:
    """1 2 may be 12 or 1 and 2."""
    cell = a_figure(draft, rng, least=10)
    set_text(draft, cell, f"{cell.text[0]} {cell.text[1:]}")
    draft.no_value([str(cell.key)], "unreadable")


def two_numbers_in_a_cell(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng, least=1)
    set_text(draft, cell, cell.text + rng.choice(["\n3", "/3", "、3", "；3", "（3）", "+3", "-3", "~3"]))
    draft.no_value([str(cell.key)], "unreadable")


def negative_count(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng, least=1)
    set_text(draft, cell, rng.choice(["-", "－", "−"]) + cell.text)
    draft.no_value([str(cell.key)], "unreadable")


def decimal_count(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng)
    set_text(draft, cell, f"{cell.text}.{rng.choice('1257')}")
    draft.no_value([str(cell.key)], "unreadable")


def words_in_a_cell(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng)
    set_text(
        draft, cell, rng.choice(["见附件", "待统计", "数据涉密", "详见第2页", "?", "xx", "12%", "1月", "#REF!", "3#"])
    )
    draft.no_value([str(cell.key)], "unreadable")


def bracketed_number(draft: Draft, rng: Random) -> None:
    """(5) is 5, or minus 5 to an accountant: giving up is no error."""
    cell = a_figure(draft, rng, least=1)
    left, right = rng.choice([("(", ")"), ("（", "）"), ("【", "】")])
    set_text(draft, cell, f"{left}{cell.text}{right}")
    draft.allow([str(cell.key)], "unreadable")


def approximate_number(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng, least=1)
    set_text(draft, cell, rng.choice(["约{}", "{}余", "近{}", "{}左右", ">{}"]).format(cell.text))
    draft.allow([str(cell.key)], "unreadable")


def leading_zeros(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng, least=1)
    set_text(draft, cell, "0" + cell.text)
    draft.allow([str(cell.key)], "unreadable")


def number_in_ten_thousands(draft: Draft, rng: Random) -> None:
    cell = a_figure(draft, rng)
    set_text(draft, cell, "1.2万")
    draft.expect_value(str(cell.key), 12000)
    draft.allow([str(cell.key)], "unreadable")


def wrong_comma(draft: Draft, rng: Random) -> None:
    """1,23 is no grouping of thousands."""
    cell = a_figure(draft, rng, least=100)
    set_text(draft, cell, f"{cell.text[0]},{cell.text[1:]}" if len(cell.text) == 3 else f"{cell.text},1")
    draft.no_value([str(cell.key)], "unreadable")


def money_with_unit(draft: Draft, rng: Random) -> None:
    cell = _money(draft)
    text, value = rng.choice(
        [
            ("251000元", 25.1),
            ("160.5964万元", 160.5964),
            ("75394432.52元", 7539.443252),
            ("1,234.5万元", 1234.5),
            ("24,252.311082", 24252.311082),
            ("３８．５", 38.5),
            ("2.5亿元", 25000),
            ("0.00", 0),
            ("0元", 0),
        ]
    )
    set_text(draft, cell, text)
    draft.expect_value(str(cell.key), value)


def _money(draft: Draft) -> Cell:
    key = "proactive.procurement.amount" if draft.edition == "2019" else "proactive.admin_fees.amount"
    return next(cell for cell in draft.grid("t2").figures() if cell.key == key)


def money_in_unit_column(draft: Draft, rng: Random) -> None:
    """The unit column of the form of 2014 prints 元 where the form has 万元."""
    grid = draft.grid("t2014")
    row = next(r for r in grid.figure_rows() if "fees.request_collected" in grid.keys_in(r))
    _, unit, figure = grid.slots[row]
    grid.put(unit, unit.copy(text="元"))
    grid.put(figure, figure.copy(text="125000"))
    draft.expect_value("fees.request_collected", 12.5)


def signed_changes(draft: Draft, rng: Random) -> None:
    ways = [
        ("增1", 1),
        ("减少2", -2),
        ("-3", -3),
        ("±0", 0),
        ("－15", -15),
        ("+4", 4),
        ("增加12项", 12),
        ("0", 0),
        ("−7", -7),
    ]
    for cell in [c for c in draft.grid("t2").figures() if str(c.key).endswith(".change")]:
        text, value = rng.choice(ways)
        set_text(draft, cell, text)
        draft.expect_value(str(cell.key), value)


def merged_over_two_columns(draft: Draft, rng: Random) -> None:
    """One number over two crossings belongs to neither for certain."""
    grid, row = a_row(draft, rng, draft.grid("t3"))
    at = rng.randrange(3, 9)
    left, right = grid.slots[row][at : at + 2]
    grid.slots[row][at + 1] = left
    draft.no_value([str(left.key), str(right.key)], "unreadable")


def merged_over_two_rows(draft: Draft, rng: Random) -> None:
    grid: Grid = draft.grid("t3")
    row = rng.choice([r for r in grid.figure_rows() if r + 1 < len(grid.slots)])
    at = rng.randrange(3, 10)
    upper, lower = grid.slots[row][at], grid.slots[row + 1][at]
    grid.slots[row + 1][at] = upper
    draft.no_value([str(upper.key), str(lower.key)], "unreadable")


def blank_merged_over_row(draft: Draft, rng: Random) -> None:
    """A row of blanks merged into one empty cell."""
    grid, row = a_row(draft, rng, draft.grid("t3"))
    first = grid.slots[row][3]
    keys = grid.keys_in(row)
    empty = first.copy(text="")
    grid.slots[row][3:] = [empty] * 7
    draft.no_value(keys, "blank", "unreadable")


CELLS = [
    Perturbation("blank cell", blank_cell, DELIMITED, ANY),
    Perturbation("blank row", blank_row, DELIMITED, ANY),
    Perturbation("placeholder in a cell", placeholder_cell, DELIMITED, ANY),
    Perturbation("thousands separators", thousands_separators, ALL, ANY, size="large"),
    Perturbation("full-width digits", full_width_digits, ALL, ANY),
    Perturbation("nbsp around digits", nbsp_around_digits, DELIMITED, ANY),
    Perturbation("digits in several spans", digits_in_several_spans, STYLED, ANY),
    Perturbation("superscript footnote mark", footnote_mark, STYLED, ANY),
    Perturbation("footnote mark in line", footnote_mark_in_line, RULED, ANY),
    Perturbation("struck-out number", struck_out_number, STYLED, ANY),
    Perturbation("hidden number in a cell", hidden_number, STYLED, ANY),
    Perturbation("unit in a cell", unit_in_cell, RULED, ANY),
    Perturbation("zero written otherwise", zero_written_otherwise, RULED, ANY),
    Perturbation("letter O for zero", letter_for_zero, RULED, ANY),
    Perturbation("space between digits", space_between_digits, (*STYLED, "piped", "markdown"), ANY),
    Perturbation("two numbers in a cell", two_numbers_in_a_cell, STYLED, ANY),
    Perturbation("negative number in a count", negative_count, DELIMITED, ANY),
    Perturbation("decimal in a count", decimal_count, DELIMITED, ANY),
    Perturbation("words in a cell", words_in_a_cell, RULED, ANY),
    Perturbation("number in brackets", bracketed_number, RULED, ANY),
    Perturbation("approximate number", approximate_number, RULED, ANY),
    Perturbation("leading zeros", leading_zeros, RULED, ANY),
    Perturbation("count in ten thousands", number_in_ten_thousands, RULED, ANY),
    Perturbation("comma in a wrong place", wrong_comma, RULED, ANY),
    Perturbation("money with its unit", money_with_unit, RULED, ANNUAL),
    Perturbation("money in a unit column", money_in_unit_column, DELIMITED, ("2014",)),
    Perturbation("signed changes", signed_changes, DELIMITED, ("2019",)),
    Perturbation("number merged over two columns", merged_over_two_columns, RULED, ANNUAL),
    Perturbation("number merged over two rows", merged_over_two_rows, STYLED, ANNUAL),
    Perturbation("blanks merged into one cell", blank_merged_over_row, STYLED, ANNUAL),
]
