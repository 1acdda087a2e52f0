"""What is remembered of other reports changes nothing: same bytes in, same report out, whatever was read before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nianbao.extract.forms import forget_shapes
from nianbao.model import Report
from nianbao.pipeline import parse
from tests.factory import PERTURBATIONS
from tests.factory.campaign import sample
from tests.factory.judge import parse_bytes
from tests.factory.render import render

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "reports"


def _documents() -> Iterator[tuple[bytes, str]]:
    for name in PERTURBATIONS:
        for case in sample(name, 1):
            yield render(case.make(), case.form), case.form


def test_perturbed_reports_read_the_same_after_all_others_as_alone() -> None:
    documents = list(_documents())
    alone: list[Report] = []
    for data, form in documents:
        forget_shapes()
        alone.append(parse_bytes(data, form))
    again = [parse_bytes(data, form) for data, form in reversed(documents)][::-1]
    assert again == alone


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.html")), ids=lambda path: path.stem)
def test_a_report_of_the_same_shape_gives_its_own_figures(path: Path) -> None:
    page = path.read_bytes()
    other = re.sub(rb"(?<=>)\d+(?=<)", lambda digits: b"%d" % (int(digits[0]) + 7), page)
    forget_shapes()
    alone = parse_bytes(other, "html")
    parse(path)
    assert parse_bytes(other, "html") == alone
    forget_shapes()
    first = parse_bytes(page, "html")
    parse_bytes(other, "html")
    assert parse_bytes(page, "html") == first
    assert [f.value for f in first.figures] != [f.value for f in alone.figures]


@pytest.mark.parametrize("sound_first", [True, False])
def test_figures_that_only_their_arithmetic_binds_are_bound_anew_in_each_report(sound_first: bool) -> None:
    forget_shapes()
    sound, unsound = [1, 0, 2, 3, 6] + [0] * 10, [1, 0, 2, 3, 5] + [0] * 10
    read = {total: _disputes(figures) for total, figures in ((6, sound), (5, unsound))[:: 1 if sound_first else -1]}
    assert read[6]["reconsideration.total"] == 6
    assert set(read[5].values()) == {None}


def _disputes(figures: list[int]) -> dict[str, object]:
    """Table four as some archives have it: a line of figures under what is left of the header."""
    row = "".join(f"<td>{figure}</td>" for figure in figures)
    blocks = "".join(f"<td colspan=5>{block}</td>" for block in ("行政复议", "未经复议直接起诉", "复议后起诉"))
    page = (
        "<html><body><h1>某县2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>四、行政复议、行政诉讼情况</p>"
        f"<table><tr>{blocks}</tr><tr>{row}</tr></table></body></html>"
    )
    return {figure.key: figure.value for figure in parse_bytes(page.encode(), "html").figures}
