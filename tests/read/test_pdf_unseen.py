"""Numbers in a PDF that nobody sees, or that cannot be put in order, are no figures."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image
from reportlab.lib.colors import Color, black, lightgrey, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth

from nianbao.read.pdf.sheet import UNMAPPED
from tests.read.pdf_samples import SONG, Paper, read, texts

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


@pytest.mark.parametrize("behind", [True, False])
def test_an_unseen_digit_that_touches_a_number_makes_it_no_larger_and_does_not_hide_it(behind: bool) -> None:
    paper = Paper()
    paper.grid(XS, YS, ROWS)
    paper.text(*BLANK, "99", 10)
    paper.canvas.setFillColor(white)
    paper.text(
        BLANK[0] + stringWidth("99", SONG, 10) if behind else BLANK[0] - stringWidth("7", SONG, 10), BLANK[1], "7", 10
    )
    assert _cell(paper) == ("99" if behind else f"{UNMAPPED}99")


def test_a_number_laid_out_digit_by_digit_is_read() -> None:
    paper = Paper()
    paper.grid(XS, YS, ROWS)
    for at, digit in enumerate("998"):
        paper.text(BLANK[0] + 5 * at, BLANK[1], digit, 10)
    assert _cell(paper) == "998"


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


def _rectangle(paper: Paper, x0: float, top: float, x1: float, bottom: float) -> Any:
    path = paper.canvas.beginPath()
    path.rect(x0, paper.height - bottom, x1 - x0, bottom - top)
    return path


def _printed(*, within: tuple[float, float, float, float] | None = None, text: str = "99") -> Paper:
    """A table with a number in the last cell, which is clipped to a box."""
    paper = Paper()
    paper.grid(XS, YS, ROWS)
    paper.canvas.saveState()
    if within:
        paper.canvas.clipPath(_rectangle(paper, *within), stroke=0, fill=0)
    paper.text(*BLANK, text, 10)
    paper.canvas.restoreState()
    return paper


@pytest.mark.parametrize("colour", [white, black, lightgrey])
def test_a_number_under_a_box_is_not_in_the_cell(colour: Color) -> None:
    paper = _printed()
    paper.box(273, 131, 371, 159, fill=colour)
    document = paper.read()
    assert texts(next(iter(document.tables())))[1] == ["第一行", "12", ""]
    assert [(note.code, note.detail) for note in document.notes] == [("read.covered_text", "99")]


def test_a_number_printed_upon_the_box_over_another_takes_its_place() -> None:
    paper = _printed()
    paper.box(273, 131, 371, 159, fill=white)
    paper.text(*BLANK, "15", 10)
    assert _cell(paper) == "15"


def test_a_number_under_a_box_that_hides_only_a_part_is_unreadable() -> None:
    paper = _printed(text="1234")
    paper.box(287, 131, 371, 159, fill=white)
    cell = _cell(paper) or ""
    assert cell and not cell.isdigit() and UNMAPPED in cell


def test_a_number_on_a_box_is_read_and_so_is_one_beside_a_later_box() -> None:
    paper = Paper()
    paper.box(273, 131, 371, 159, fill=lightgrey)
    paper.grid(XS, YS, ROWS)
    paper.text(*BLANK, "99", 10)
    paper.box(310, 131, 371, 159, fill=white)
    assert _cell(paper) == "99"


def test_a_number_under_a_box_that_can_be_seen_through_is_read() -> None:
    paper = _printed()
    paper.box(273, 131, 371, 159, fill=Color(0.8, 0.8, 0, alpha=0.3))
    assert _cell(paper) == "99"


def test_a_number_within_a_frame_that_is_painted_later_is_read() -> None:
    paper = _printed()
    path = _rectangle(paper, 273, 131, 371, 159)
    path.rect(274.5, paper.height - 157.5, 95, 25)
    paper.canvas.drawPath(path, stroke=0, fill=1, fillMode=0)
    assert _cell(paper) == "99"


def test_a_number_outside_of_what_it_is_clipped_to_is_not_in_the_cell() -> None:
    assert _cell(_printed(within=(300, 131, 371, 159))) == ""


def test_a_number_cut_by_what_it_is_clipped_to_is_unreadable() -> None:
    cell = _cell(_printed(within=(273, 131, 287, 159), text="1234")) or ""
    assert not cell.isdigit() and UNMAPPED in cell


def test_a_number_clipped_to_its_cell_is_read() -> None:
    assert _cell(_printed(within=(273, 131, 371, 159))) == "99"


@pytest.mark.parametrize("shift", [0, 40])
def test_what_hides_a_number_in_a_form_hides_it_wherever_the_form_is_put(shift: float) -> None:
    paper = Paper()
    canvas = paper.canvas
    canvas.beginForm("cell", 0, 0, paper.width, paper.height)
    paper.text(BLANK[0], BLANK[1] - shift, "99", 10)
    paper.text(BLANK[0] - 100, BLANK[1] - shift, "12", 10)
    paper.box(273, 131 - shift, 371, 159 - shift, fill=white)
    canvas.endForm()
    paper.grid(XS, YS, [ROWS[0], ["第一行", "", ""]])
    canvas.translate(0, -shift)
    canvas.doForm("cell")
    assert _cell(paper) == ""


def _picture(paper: Paper, x0: float, top: float, x1: float, bottom: float, opacity: int = 255) -> None:
    image = ImageReader(Image.new("RGBA", (20, 20), (255, 255, 255, opacity)))
    paper.canvas.drawImage(image, x0, paper.height - bottom, x1 - x0, bottom - top, mask="auto")


def test_a_number_under_a_picture_is_not_in_the_cell() -> None:
    paper = _printed()
    _picture(paper, 273, 131, 371, 159)
    assert _cell(paper) == ""


@pytest.mark.parametrize("opacity", [0, 100])
def test_a_number_under_a_picture_that_can_be_seen_through_is_read(opacity: int) -> None:
    paper = _printed()
    _picture(paper, 60, 90, 580, 700, opacity)
    assert _cell(paper) == "99"


def test_a_page_under_a_picture_of_all_of_it_is_read_as_that_picture() -> None:
    paper = _printed()
    _picture(paper, 0, 0, 595, 842)
    document = paper.read()
    assert not list(document.tables())
    assert {note.code for note in document.notes} <= {"read.needs_ocr", "read.illegible"} and document.notes


def _form(value: str = "99", *, drawn: bool = False, must_draw: bool = False, flags: str = "") -> bytes:
    """A field over the empty cell; without an appearance stream unless it is ``drawn``."""
    paper = Paper(pageCompression=0)
    paper.grid(XS, YS, ROWS)
    x, y = BLANK[0], paper.height - BLANK[1] - 14
    paper.canvas.acroForm.textfield(value=value, x=x, y=y, width=60, height=14, borderWidth=0, annotationFlags=flags)
    data = paper.data()
    assert b"/AP <<" in data and b"/Fields" in data
    data = data if drawn else data.replace(b"/AP <<", b"/XP <<")
    return data.replace(b"/Fields", b"/NeedAppearances true /Fields") if must_draw else data


def _read_form(data: bytes) -> tuple[str | None, list[str]]:
    document = read(data)
    (table,) = document.tables()
    return texts(table)[1][2], [note.detail for note in document.notes if note.code == "read.undrawn_value"]


def test_a_value_of_a_field_that_is_not_drawn_is_unreadable_and_said_to_be() -> None:
    cell, notes = _read_form(_form())
    assert set(cell or "") == {UNMAPPED} and notes == ["99"]


def test_a_value_of_a_field_that_every_program_must_draw_is_in_the_cell() -> None:
    assert _read_form(_form(must_draw=True)) == ("99", [])


def test_a_field_that_is_drawn_and_must_be_drawn_is_in_the_cell_once() -> None:
    assert _read_form(_form(drawn=True, must_draw=True)) == ("99", [])


def test_an_old_drawing_of_a_field_that_must_be_drawn_anew_is_unreadable() -> None:
    cell, notes = _read_form(_form(drawn=True, must_draw=True).replace(b"/V (99)", b"/V (15)"))
    assert not (cell or "").isdigit() and UNMAPPED in (cell or "") and notes == ["15"]


@pytest.mark.parametrize("must_draw", [False, True])
def test_an_empty_field_is_a_blank_cell(must_draw: bool) -> None:
    assert _read_form(_form("", must_draw=must_draw)) == ("", [])


@pytest.mark.parametrize("must_draw", [False, True])
def test_a_hidden_field_is_a_blank_cell(must_draw: bool) -> None:
    assert _read_form(_form(flags="hidden", must_draw=must_draw)) == ("", [])


def test_a_note_typed_over_a_cell_that_is_not_drawn_is_unreadable_and_said_to_be() -> None:
    paper = Paper()
    paper.grid(XS, YS, ROWS)
    y = paper.height - BLANK[1] - 14
    paper.canvas.freeTextAnnotation("99", "/Helv 10 Tf 0 g", Rect=[BLANK[0], y, BLANK[0] + 60, y + 14])
    cell, notes = _read_form(paper.data())
    assert set(cell or "") == {UNMAPPED} and notes == ["99"]


@pytest.mark.parametrize(("left", "seen"), [(273, "99"), (300, "")])
def test_what_a_number_in_a_form_is_clipped_to_moves_with_the_form(left: float, seen: str) -> None:
    paper = Paper()
    canvas = paper.canvas
    canvas.beginForm("cell", 0, 0, paper.width, paper.height)
    canvas.clipPath(_rectangle(paper, left, 91, 371, 119), stroke=0, fill=0)
    canvas.clipPath(_rectangle(paper, left, 90, 500, 400), stroke=0, fill=0)
    paper.text(BLANK[0], BLANK[1] - 40, "99", 10)
    canvas.endForm()
    paper.grid(XS, YS, ROWS)
    canvas.translate(0, -40)
    canvas.doForm("cell")
    assert _cell(paper) == seen
