"""Rows longer than their header: a figure behind the last column means that something has shifted."""

from __future__ import annotations

import pytest

from nianbao.codebook import load_edition
from nianbao.extract.forms import read_tables
from nianbao.model import Cell, Document, Figure, Place, Table

EDITION = load_edition("2021")
T3 = EDITION.table("t3")
HEADER = ["项目", *(column.zh for column in T3.columns), ""]
FULL = ["一、本年新收政府信息公开申请数量", "3", "0", "0", "0", "0", "1", "4", ""]


def _read(*rows: list[str]) -> dict[str, Figure]:
    """The figures of a table whose header row ends in an empty cell, as every row of it does."""
    cells = [
        Cell(r, c, text, Place(element=f"table[1]/tr[{r + 1}]/td[{c + 1}]"))
        for r, row in enumerate([HEADER, FULL, *rows])
        for c, text in enumerate(row)
    ]
    table = Table(cells, 2 + len(rows), len(HEADER), Place(element="table[1]"))
    document = Document("html", "text/html", "", [table])
    return {figure.key: figure for figure in read_tables(document, EDITION).figures}


def test_an_empty_last_cell_in_every_row_changes_nothing() -> None:
    figures = _read(["二、上年结转政府信息公开申请数量", "2", "0", "0", "0", "0", "0", "2", ""])
    assert [figures[f"requests.brought_forward@{c.id}"].value for c in T3.columns] == [2, 0, 0, 0, 0, 0, 2]


@pytest.mark.parametrize(
    "shifted",
    [
        ["", "2", "0", "0", "0", "0", "0", "2"],
        ["2", "0", "", "0", "0", "0", "0", "2"],
        ["2", "0", "0", "0", "0", "0", "9", "2"],
    ],
)
def test_a_figure_behind_the_last_column_makes_the_row_unreadable_not_shifted(shifted: list[str]) -> None:
    figures = _read(["二、上年结转政府信息公开申请数量", *shifted])
    row = [figures[f"requests.brought_forward@{c.id}"] for c in T3.columns]
    assert {(figure.state, figure.value) for figure in row} == {("unreadable", None)}
    assert figures["requests.received@total"].value == 4
