"""The grid: what a browser draws from spans, without two cells in one place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.read.grid import Layout, Position, Span, lay_out

ONE = (1, 1)


@pytest.mark.parametrize(
    ("rows", "sections", "positions", "ragged", "why"),
    [
        ([[ONE, ONE], [ONE, ONE]], [], [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)], [], "plain"),
        ([[(2, 1), ONE], [ONE]], [], [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)], [], "a label beside two rows"),
        ([[(3, 1), ONE], [ONE]], [], [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)], [0], "ends with the table"),
        (
            [[(2, 1), ONE], [ONE, ONE]],
            [1],
            [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)],
            [0],
            "a row span of the head ends with the head",
        ),
        ([[(0, 1), ONE], [ONE]], [], [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)], [], "0 is down to the end"),
        ([[(1, 0), ONE]], [], [(0, 0, 1, 1), (0, 1, 1, 1)], [0], "no column at all is one column, and wrong"),
        ([[(1, 9)], [ONE, ONE]], [], [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)], [0], "wider than the table"),
        ([[ONE, ONE], [ONE]], [], [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1)], [1], "a cell is missing"),
        (
            [[ONE, ONE], [ONE, ONE, ONE]],
            [],
            [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)],
            [0],
            "a cell too many makes the other row the short one",
        ),
        (
            [[ONE, (3, 1)], [(1, 2)], [ONE, ONE]],
            [],
            [(0, 0, 1, 1), (0, 1, 3, 1), (1, 0, 1, 1), (2, 0, 1, 1), (2, 2, 1, 1)],
            [0, 1],
            "a span runs into a cell from above: cut, and both rows marked",
        ),
        ([[ONE], [], [ONE]], [], [(0, 0, 1, 1), (1, 0, 1, 1)], [], "a row without cells is not drawn"),
        ([[(2, 1)], [], [ONE]], [], [(0, 0, 2, 1), (2, 0, 1, 1)], [], "unless a cell reaches into it"),
        ([], [], [], [], "nothing"),
    ],
)
def test_cells_lie_where_a_browser_draws_them(
    rows: list[list[Span]], sections: list[int], positions: list[Position], ragged: list[int], why: str
) -> None:
    layout = lay_out(rows, sections)
    assert layout.positions == positions, why
    assert sorted(layout.ragged) == ragged, why


def test_the_width_of_an_absurd_span_is_bounded() -> None:
    assert lay_out([[(1, 10**9)] * 3]).column_count < 1100


def _slots(layout: Layout) -> list[tuple[int, int]]:
    return [
        (row, column)
        for top, left, height, width in layout.positions
        for row in range(top, top + height)
        for column in range(left, left + width)
    ]


@st.composite
def consistent_tables(draw: st.DrawFn) -> tuple[list[list[Span]], list[Position]]:
    """A grid cut at random into rectangles: its rows of spans, and where each cell truly lies."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    free = {(row, column) for row in range(height) for column in range(width)}
    rows: list[list[Span]] = [[] for _ in range(height)]
    positions: list[Position] = []
    for row in range(height):
        for column in range(width):
            if (row, column) not in free:
                continue
            widest = next((w for w in range(1, width - column) if (row, column + w) not in free), width - column)
            spans = (draw(st.integers(1, height - row)), draw(st.integers(1, widest)))
            free -= {(row + y, column + x) for y in range(spans[0]) for x in range(spans[1])}
            rows[row].append(spans)
            positions.append((row, column, *spans))
    return rows, positions


@given(consistent_tables())
def test_a_table_without_mistakes_is_laid_out_as_it_was_cut(table: tuple[list[list[Span]], list[Position]]) -> None:
    rows, positions = table
    layout = lay_out(rows)
    begun = max(column for _, column, _, _ in positions) + 1
    assert [position[:2] for position in layout.positions] == [position[:2] for position in positions]
    assert not layout.ragged
    assert len(_slots(layout)) == layout.row_count * layout.column_count
    assert layout.column_count >= begun


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=6), max_size=8),
    st.lists(st.integers(0, 8), max_size=3),
)
def test_whatever_the_spans_no_two_cells_share_a_slot(rows: list[list[Span]], ends: list[int]) -> None:
    layout = lay_out(rows, [end for end in ends if end <= len(rows)])
    slots = _slots(layout)
    assert len(slots) == len(set(slots))
    assert all(row < layout.row_count and column < layout.column_count for row, column in slots)
    assert len(layout.positions) == sum(map(len, rows))
    short = {row for row in range(layout.row_count) if sum(s[0] == row for s in slots) < layout.column_count}
    assert short <= layout.ragged
