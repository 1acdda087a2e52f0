"""Reports on paper in the less usual ways: every figure is still right, and none comes from a watermark."""

from __future__ import annotations

import pytest
from reportlab.lib.colors import Color

from nianbao.model import Table
from tests.read.pdf_samples import Paper

XS, YS = [72.0, 200.0, 300.0, 400.0], [100.0, 120.0, 140.0]
ROWS = [["信息内容", "本年制发件数", "现行有效件数"], ["规章", "3", "15"]]


def _texts(paper: Paper) -> list[str]:
    (table,) = (block for block in paper.read().blocks if isinstance(block, Table))
    return [cell.text for cell in table.cells]


@pytest.mark.parametrize("angle", [-40, 25, 60])
@pytest.mark.parametrize("size", [9, 14, 40])
def test_digits_of_a_watermark_askew_fall_into_no_cell(angle: float, size: int) -> None:
    paper = Paper()
    paper.grid(XS, YS, ROWS)
    for x in range(80, 400, 40):
        paper.canvas.saveState()
        paper.canvas.translate(x, paper.height - 138)
        paper.canvas.rotate(angle)
        paper.canvas.setFont("STSong-Light", size)
        paper.canvas.drawString(0, 0, "2025-01-06")
        paper.canvas.restoreState()
    assert _texts(paper) == [text for row in ROWS for text in row]


def test_a_large_stamp_over_the_table_is_none_of_its_text() -> None:
    paper = Paper()
    paper.grid(XS, YS, ROWS)
    paper.canvas.setFillColor(Color(0.8, 0.8, 0.8))
    paper.text(150, 95, "第2025稿", 48)
    assert _texts(paper) == [text for row in ROWS for text in row]


def test_two_numbers_printed_over_each_other_are_not_read() -> None:
    paper = Paper()
    paper.grid(XS, YS, ROWS)
    paper.text(XS[1] + 4, YS[1] + 4, "8", 10)
    paper.text(XS[1] + 5, YS[1] + 4, "8", 10)
    assert not _texts(paper)[4].isdigit()


def test_cells_drawn_in_coordinates_of_their_own_are_where_they_are_seen() -> None:
    """Browsers and printer drivers scale everything: the points of a path are not those of the page."""
    plain, scaled = Paper(), Paper()
    for paper, factor in ((plain, 1.0), (scaled, 0.24)):
        paper.grid(XS, YS, ROWS, draw=lambda *_: None)
        paper.canvas.scale(factor, factor)
        for row in range(2):
            for column in range(3):
                x0, x1 = XS[column] / factor, XS[column + 1] / factor
                top, bottom = (paper.height - YS[row]) / factor, (paper.height - YS[row + 1]) / factor
                paper.canvas.rect(x0, bottom, x1 - x0, top - bottom)
    assert _texts(scaled) == _texts(plain) == [text for row in ROWS for text in row]
