"""Tables without rules: the search for labels among the words of a page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest

from nianbao.codebook import load_edition
from nianbao.extract.forms.aligned import read_aligned
from nianbao.extract.forms.chains import find_labels, words_of
from nianbao.extract.forms.labels import table_labels
from nianbao.model import Document, Place, Words


def _document(words: Sequence[tuple[str, float, float]]) -> Document:
    placed = [Words(text, Place(page=1, bbox=(x, y, x + 9.0 * len(text), y + 9.0))) for text, x, y in words]
    return Document("pdf", "application/pdf", "", [], aligned=placed)


def test_a_label_over_several_lines_is_put_together_and_one_with_a_stranger_beneath_is_not() -> None:
    table = load_edition("2021").table("t3")
    whole = [("2.其他法律行政法规", 50, 100), ("禁止公开", 60, 110)]
    found = find_labels(words_of(_document(whole)), table_labels(table))
    assert found is not None
    assert [label.spec.id for label in found.rows] == ["results.refused.law_prohibited"]
    cut = find_labels(words_of(_document([("2.其他", 50, 100), ("甲乙丙丁", 50, 110)])), table_labels(table))
    assert cut is not None
    assert cut.rows == []


@pytest.mark.parametrize("text", ["三、", "自", "其他"])
def test_a_page_of_words_that_fit_in_countless_ways_is_given_up(text: str) -> None:
    edition = load_edition("2021")
    words = [(text, 11.0 * x, 11.0 * y) for x, y in product(range(50), range(100))]
    assert read_aligned(_document(words), edition, edition.tables, 2022) == {}


RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def test_figures_left_of_the_name_of_their_block_belong_to_it() -> None:
    """行政复议 stands over the middle of its five columns: those left of it are its own all the same."""
    edition = load_edition("2021")
    width = 45.0
    words = [("行政复议", 2 * width, 80.0), ("行政诉讼", 9 * width, 80.0)]
    words += [("未经复议直接起诉", 6 * width, 92.0), ("复议后起诉", 12 * width, 92.0)]
    words += [(text, width * at, 104.0) for at, text in enumerate(RESULTS * 3)]
    figures = [0, 1, 0, 0, 1, 2, 0, 0, 0, 2, 0, 0, 3, 0, 3]
    words += [(str(figure), width * at + 12, 118.0) for at, figure in enumerate(figures)]
    read = read_aligned(_document(words), edition, [edition.table("t4")], 2022)
    assert [(figure.state, figure.value) for figure in read["t4"]] == [("value", figure) for figure in figures]


def test_a_numbered_heading_close_below_a_label_is_no_part_of_it() -> None:
    table = load_edition("2021").table("t3")
    words = [("四、结转下年度继续办理", 50.0, 100.0), ("四、政府信息公开行政复议、行政诉讼情况", 50.0, 111.0)]
    found = find_labels(words_of(_document(words)), table_labels(table))
    assert found is not None
    assert [label.spec.id for label in found.rows] == ["requests.carried_forward"]
