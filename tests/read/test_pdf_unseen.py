"""Numbers in a PDF that nobody sees, or that cannot be put in order, are no figures."""

from __future__ import annotations

import pytest
from reportlab.lib.colors import black, white

from nianbao.read.pdf.sheet import UNMAPPED
from tests.read.pdf_samples import SONG, Paper, texts

XS, YS = [72.0, 172.0, 272.0, 372.0], [100.0, 130.0, 160.0]
ROWS = [["标签", "甲栏", "乙栏"], ["第一行", "12", ""]]
BLANK = (276.0, 134.0)
"""Where the text of the empty cell would stand."""


def _cell(paper: Paper) -> str | None:
    (table,) = paper.read().tables()
    assert texts(table)[1][:2] == ["第一行", "12"]
    return texts(table)[1][2]


def test_a_white_number_on_white_paper_is_not_in_the_cell() -> None:
    paper = Paper()
    paper.grid(XS, YS, ROWS)
    paper.canvas.setFillColor(white)
    paper.text(*BLANK, "99", 10)
    assert _cell(paper) == ""


def test_a_white_number_on_a_dark_ground_is_read() -> None:
    paper = Paper()
    paper.box(272, 130, 372, 160, fill=black)
    paper.grid(XS, YS, ROWS)
    paper.canvas.setFillColor(white)
    paper.text(*BLANK, "99", 10)
    assert _cell(paper) == "99"


@pytest.mark.parametrize("mode", [3, 7])
def test_a_number_laid_out_without_ink_is_not_in_the_cell(mode: int) -> None:
    paper = Paper()
    paper.grid(XS, YS, [*ROWS[:1], ["第一行", "12", ""]])
    text = paper.canvas.beginText(BLANK[0], paper.height - BLANK[1] - 8.5)
    text.setFont(SONG, 10)
    text.setTextRenderMode(mode)
    text.textOut("99")
    paper.canvas.drawText(text)
    assert _cell(paper) == ""


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_digits_on_their_side_or_head_in_an_upright_page_are_unreadable_and_not_read_backwards(angle: int) -> None:
    paper = Paper()
    paper.grid(XS, YS, ROWS)
    paper.canvas.saveState()
    paper.canvas.translate(310, paper.height - 145)
    paper.canvas.rotate(angle)
    paper.canvas.setFont(SONG, 10)
    paper.canvas.drawString(0, 0, "12")
    paper.canvas.restoreState()
    assert set(_cell(paper) or "") == {UNMAPPED}


def test_a_number_filled_into_a_field_over_the_cell_is_in_the_cell() -> None:
    paper = Paper()
    paper.grid(XS, YS, ROWS)
    paper.canvas.acroForm.textfield(
        value="99", x=BLANK[0], y=paper.height - BLANK[1] - 14, width=60, height=14, fontSize=10, borderWidth=0
    )
    assert _cell(paper) == "99"
