"""Tables without lines whose cells are parted by white strips upon shading, or by the gaps between their fills."""

from __future__ import annotations

from itertools import pairwise

import pytest
from reportlab.lib.colors import HexColor, black, white

from tests.factory import draft, make_report
from tests.factory.judge import compare, parse_as
from tests.factory.layouts import LAYOUTS
from tests.read.pdf_samples import Paper, spans, texts

XS, YS = (72.0, 172.0, 272.0, 372.0), (100.0, 130.0, 160.0, 190.0)
ROWS = [["信息内容", "本年制发件数", "现行有效件数"], ["规章", "47", "0"], ["规范性文件", "12", "33"]]
PALE, DEEP = HexColor("#c6d9f1"), HexColor("#335577")


def _nothing(*_: float) -> None:
    """For tables whose cells are painted otherwise."""


def _strips(paper: Paper, width: float) -> None:
    half = width / 2
    for x in XS:
        paper.box(x - half, YS[0], x + half, YS[-1], fill=white)
    for y in YS:
        paper.box(XS[0], y - half, XS[-1], y + half, fill=white)


def _cells(
    paper: Paper, gap: float, fill: HexColor = PALE, rows: slice = slice(None), columns: slice = slice(None)
) -> None:
    for top, bottom in list(pairwise(YS))[rows]:
        for left, right in list(pairwise(XS))[columns]:
            paper.box(left + gap / 2, top + gap / 2, right - gap / 2, bottom - gap / 2, fill=fill)


def _read(paper: Paper) -> list[list[list[str | None]]]:
    paper.grid(XS, YS, ROWS, draw=_nothing)
    return [texts(table) for table in paper.read().tables()]


@pytest.mark.parametrize("width", [1, 4, 7])
@pytest.mark.parametrize("ruled", [False, True])
def test_white_strips_upon_shading_are_rules_however_thick(width: float, ruled: bool) -> None:
    paper = Paper()
    if ruled:
        paper.line(72, 60, 372, 60)
    paper.box(XS[0], YS[0], XS[-1], YS[-1], fill=PALE)
    _strips(paper, width)
    assert _read(paper) == [ROWS]


def test_white_strips_go_on_between_rows_that_are_shaded_in_turn() -> None:
    paper = Paper()
    _cells(paper, 0, rows=slice(0, None, 2))
    _strips(paper, 4)
    assert _read(paper) == [ROWS]


def test_white_strips_that_nobody_sees_are_no_rules() -> None:
    bare = Paper()
    _strips(bare, 4)
    assert _read(bare) == []

    under = Paper()
    _strips(under, 4)
    under.box(XS[0], YS[0], XS[-1], YS[-1], fill=PALE)
    assert _read(under) == []

    merged = Paper()
    merged.box(72, 600, 372, 640, fill=PALE)
    merged.box(100, 600, 104, 640, fill=white)
    merged.box(XS[1] - 2, YS[1] + 1, XS[1] + 2, YS[2] - 1, fill=white)
    merged.grid(XS, YS, [ROWS[0], ["合并的", "", "3"], ROWS[2]], merges=[(1, 0, 1, 1)])
    (table,) = merged.read().tables()
    assert spans(table)["合并的"] == (1, 0, 1, 2)


@pytest.mark.parametrize("gap", [1, 3, 6])
def test_gaps_between_shaded_cells_are_rules(gap: float) -> None:
    paper = Paper()
    _cells(paper, gap)
    assert _read(paper) == [ROWS]


def test_gaps_leave_merged_cells_whole() -> None:
    paper = Paper()
    _cells(paper, 3, rows=slice(1, None))
    paper.box(XS[0] + 1.5, YS[0] + 1.5, XS[-1] - 1.5, YS[1] - 1.5, fill=PALE)
    paper.grid(XS, YS, [["申请人情况", "", ""], *ROWS[1:]], draw=_nothing)
    (table,) = paper.read().tables()
    assert spans(table)["申请人情况"] == (0, 0, 1, 3)
    assert texts(table)[1:] == ROWS[1:]


def test_white_cells_upon_a_dark_ground_are_parted_by_what_shows_of_it() -> None:
    paper = Paper()
    paper.box(XS[0], YS[0], XS[-1], YS[-1], fill=DEEP)
    _cells(paper, 1.5, fill=white)
    assert _read(paper) == [ROWS]


def test_one_row_of_the_same_columns_on_the_next_page_belongs_to_the_table() -> None:
    paper = Paper()
    _cells(paper, 3)
    paper.grid(XS, YS, ROWS, draw=_nothing)
    paper.next_page()
    _cells(paper, 3, rows=slice(1))
    paper.grid(XS, YS, [["规章", "8", "9"], ["", "", ""], ["", "", ""]], draw=_nothing)
    paper.text(XS[0], 300, "二、本年未收到申请。")
    assert [texts(table) for table in paper.read().tables()] == [ROWS, [["规章", "8", "9"]]]


@pytest.mark.parametrize("part", ["rows", "columns"])
def test_fills_of_the_labels_alone_are_no_table_that_would_part_them_from_their_figures(part: str) -> None:
    paper = Paper()
    if part == "rows":
        _cells(paper, 3, rows=slice(2))
    else:
        _cells(paper, 3, columns=slice(2))
    assert _read(paper) == []


def test_cells_that_touch_are_not_parted() -> None:
    paper = Paper()
    _cells(paper, 0)
    assert _read(paper) == []


def test_highlighted_words_are_no_cells() -> None:
    paper = Paper()
    for top, ends in ((98, (72, 140, 300)), (126, (72, 190, 300))):
        for left, right in pairwise(ends):
            paper.box(left + 1, top, right - 1, top + 24, fill=PALE)
    paper.paragraph(100, ["本年共收到申请四十七件，", "同比增长百分之三，均已答复。"], size=12)
    document = paper.read()
    assert list(document.tables()) == []
    assert "四十七件" in document.text


def test_ruled_tables_keep_their_rules_whatever_is_filled_within() -> None:
    paper = Paper()
    _cells(paper, 3)
    paper.canvas.setStrokeColor(black)
    paper.grid(XS, YS, [["合并的", "", "3"], *ROWS[1:]], merges=[(0, 0, 0, 1)])
    (table,) = paper.read().tables()
    assert spans(table)["合并的"] == (0, 0, 1, 2)


@pytest.mark.parametrize("layout", ["pdf-white-strips", "pdf-gaps"])
@pytest.mark.parametrize("kind", ["2021", "2019"])
def test_every_figure_of_a_shaded_report_is_right(layout: str, kind: str) -> None:
    made = draft(make_report(kind, 1))
    verdict = compare(made, parse_as(LAYOUTS[layout].render(made), ".pdf"))
    assert verdict.passed, str(verdict)
