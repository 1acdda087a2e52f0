"""Marks that are no figures and look like some: what the recogniser makes of them is not believed.

The recogniser is played by its answers, so that nothing here depends on a model.
"""

from __future__ import annotations

import numpy as np
import pytest

from nianbao.read.pdf.lattice import Grid, Span
from nianbao.read.scan import cells
from nianbao.read.scan.cells import Reading, read_cells
from nianbao.read.scan.engine import Image
from nianbao.read.scan.spelling import Legibility, Spelling
from tests.read.scans import require_ocr

SCALE = 2.0
WIDE, HIGH, COUNT = 120, 50, 8


def spelling(text: str, chance: float = 0.99) -> Spelling:
    numbers = ((text, chance),) if text and all(char in "0123456789/-—" for char in text) else ()
    return Spelling(text, chance if text else 0.0, (0.5,) * len(text), (chance,) * len(text), numbers)


def read_all(page: Image, answer: str, monkeypatch: pytest.MonkeyPatch, chance: float = 0.99) -> list[Reading]:
    """One row of cells, every line of which is read as ``answer``, with this certainty and twice."""
    require_ocr()
    monkeypatch.setattr(cells, "read_crops", lambda crops: [spelling(answer, chance) for _ in crops])
    xs = [index * WIDE / SCALE for index in range(COUNT + 1)]
    grid = Grid(
        xs, [0.0, HIGH / SCALE], [Span(0, column, 1, 1) for column in range(COUNT)], [[*range(COUNT)]], frozenset()
    )
    (found,) = read_cells(page, SCALE, [grid], Legibility())
    return found


def paper() -> Image:
    return np.full((HIGH, WIDE * COUNT), 255, np.uint8)


def line(page: Image, start: tuple[int, int], end: tuple[int, int], thickness: int = 2) -> None:
    import cv2

    for column in range(COUNT):
        one, other = ((x + column * WIDE, y) for x, y in (start, end))
        cv2.line(page, one, other, 0, thickness, cv2.LINE_AA)


def test_an_upright_stem_is_a_one(monkeypatch: pytest.MonkeyPatch) -> None:
    page = paper()
    line(page, (60, 16), (60, 34))
    assert read_all(page, "1", monkeypatch) == [Reading("1")] * COUNT


def test_a_slanted_stroke_is_no_one_though_all_cells_without_a_figure_have_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """``/`` of many fonts: the recogniser is sure that it is a 1, and all of them look alike."""
    page = paper()
    line(page, (57, 34), (63, 16))
    assert all(reading.candidates for reading in read_all(page, "1", monkeypatch))


def test_the_stem_of_a_seven_is_no_one(monkeypatch: pytest.MonkeyPatch) -> None:
    page = paper()
    line(page, (56, 16), (65, 16), 1)
    line(page, (59, 34), (65, 16))
    assert all(reading.candidates for reading in read_all(page, "1", monkeypatch))


def test_a_one_grown_together_with_its_neighbour_must_be_certain_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    page = paper()
    line(page, (56, 16), (56, 34))
    line(page, (64, 16), (64, 34))
    line(page, (56, 25), (64, 25))
    assert all(reading.candidates for reading in read_all(page, "11", monkeypatch, 0.95))
    assert read_all(page, "11", monkeypatch) == [Reading("11")] * COUNT


@pytest.mark.parametrize("answer", ["一", "—", "-", "二"])
def test_a_dash_is_a_dash_whatever_it_is_read_as(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read as the Chinese numeral it would be a 1 to everyone who takes numerals for numbers."""
    page = paper()
    line(page, (50, 25), (70, 25))
    # Something on the page tells the size of type.
    page[14:36, 4] = 0
    found = read_all(page, answer, monkeypatch)
    assert {(reading.text, reading.candidates) for reading in found[1:]} <= {("—", ()), (answer, ("?",))}
    assert all(not reading.candidates or reading.candidates == ("?",) for reading in found)


def test_strokes_on_two_lines_are_not_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pen went through the cell; each half was read as the numeral one, and together they were eleven."""
    page = paper()
    line(page, (40, 10), (70, 10))
    line(page, (40, 40), (70, 40))
    found = read_all(page, "一", monkeypatch)
    assert all(reading.candidates == ("?",) for reading in found)


def test_ink_that_reads_as_nothing_is_not_a_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """The edge of a shadow over a figure."""
    page = paper()
    line(page, (40, 8), (70, 12), 6)
    line(page, (40, 40), (70, 38), 6)
    found = read_all(page, "", monkeypatch)
    assert all(reading.candidates for reading in found)
