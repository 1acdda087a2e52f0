"""Random consistent reports of every edition in every layout: no figure is wrong, and none is lost that can be had.

``python -m benchmarks.accuracy`` reads two thousand of them and prints the table of the README.
"""

from __future__ import annotations

import os
from random import Random

import pytest

from benchmarks.accuracy import as_markdown, measure
from benchmarks.blame import seed_faults
from nianbao.read.office import find_soffice
from tests.factory import EDITIONS, PERTURBATIONS, draft, make_report
from tests.factory.judge import compare, parse_as
from tests.factory.layouts import LAYOUTS
from tests.factory.model import Draft
from tests.factory.paper import Style, pdf

SEEDS = int(os.environ.get("NIANBAO_LAYOUT_SEEDS", "1"))


def _available(name: str) -> None:
    if LAYOUTS[name].needs_office and find_soffice() is None:
        pytest.skip("LibreOffice is not installed")


def _made(name: str, kind: str, seed: int) -> Draft:
    return draft(make_report(kind, 100 * seed + sum(map(ord, name)) % 7))


@pytest.mark.parametrize("name", [name for name, layout in LAYOUTS.items() if layout.whole])
@pytest.mark.parametrize("kind", EDITIONS)
def test_every_figure_is_right_where_every_cell_has_its_bounds(name: str, kind: str) -> None:
    _available(name)
    layout = LAYOUTS[name]
    for seed in range(SEEDS):
        made = _made(name, kind, seed)
        verdict = compare(made, parse_as(layout.render(made), layout.suffix))
        assert verdict.passed, str(verdict)


@pytest.mark.parametrize("name", [name for name, layout in LAYOUTS.items() if layout.flat])
@pytest.mark.parametrize("kind", EDITIONS)
def test_digits_run_together_are_right_or_several_readings_are_told(name: str, kind: str) -> None:
    layout = LAYOUTS[name]
    for seed in range(SEEDS):
        made = _made(name, kind, seed)
        report = parse_as(layout.render(made), layout.suffix)
        verdict = compare(made, report)
        assert not verdict.wrong, str(verdict)
        told = {f.key for f in report.figures if f.state == "unreadable" and f.candidates}
        assert [line for line in verdict.lost if line.partition(":")[0] not in told] == []


@pytest.mark.parametrize("name", [name for name, layout in LAYOUTS.items() if layout.unruled])
def test_a_table_without_rules_is_right_or_given_up_and_seldom_given_up(name: str) -> None:
    right = lost = 0
    for number, kind in enumerate([*EDITIONS] * SEEDS):
        made = _made(name, kind, number)
        verdict = compare(made, parse_as(LAYOUTS[name].render(made), LAYOUTS[name].suffix))
        assert verdict.wrong == [], str(verdict)
        right, lost = right + verdict.right, lost + len(verdict.lost)
    assert right > 20 * lost


_CHANGES_TO_COLUMNS = [
    "blank cell",
    "blank row",
    "empty column",
    "columns swapped",
    "total column first",
    "column absent",
    "two headers alike",
    "serial column",
    "number merged over two columns",
    "label lost",
    "row cut, figures below",
    "rows reordered",
    "local row",
    "last year's table before",
    "page break anywhere",
]


@pytest.mark.parametrize("change", _CHANGES_TO_COLUMNS)
@pytest.mark.parametrize(
    "style", [Style("none"), Style("horizontal", figures_at="right"), Style("three", level="bottom")]
)
def test_no_change_to_an_unruled_table_shifts_a_figure(change: str, style: Style) -> None:
    for seed, kind in enumerate(
        kind for kind in PERTURBATIONS[change].kinds if kind in ("2021", "2021-single", "2019")
    ):
        made = draft(make_report(kind, seed, PERTURBATIONS[change].size))
        PERTURBATIONS[change].apply(made, Random(seed))
        assert compare(made, parse_as(pdf(made, style=style), ".pdf")).wrong == []


_ONCE_WRONG = [
    ("html-divs", "only last year's table", "2008", 54),
    ("html-classed-divs", "only last year's table", "2019", 79),
    ("html-classed-divs", "table four, blocks in another order", "2019", 507),
    ("ofd", "table four, blocks in another order", "2019", 872),
    ("html-lists", "year column of another year", "2008", 515),
    ("pdf-upright-heads", "year column of another year", "2008", 1174),
    ("html-divs", "label lost", "2021", 1058),
    ("html-cell-paragraphs", "year or cumulative absent", "2008", 1083),
    ("flat-page", "column of last year", "2014", 5102),
    ("html-divs", "money in a unit column", "2014", 5508),
]


@pytest.mark.parametrize(("name", "change", "kind", "seed"), _ONCE_WRONG)
def test_a_change_that_once_misled_the_reading_of_a_layout_does_so_no_more(
    name: str, change: str, kind: str, seed: int
) -> None:
    made = draft(make_report(kind, seed, PERTURBATIONS[change].size))
    PERTURBATIONS[change].apply(made, Random(seed))
    report = parse_as(LAYOUTS[name].render(made), LAYOUTS[name].suffix)
    assert compare(made, report).wrong == []


def test_the_table_of_accuracy_has_a_line_for_each_class_and_no_wrong_cell() -> None:
    scores = measure(len(LAYOUTS))
    lines = list(as_markdown(scores))
    assert len(lines) == len({layout.group for layout in LAYOUTS.values()}) + 3
    assert len({line.count("|") for line in lines}) == 1
    assert sum(score.wrong.total() for score in scores.values()) == 0
    assert lines[-1].startswith("| all |")


def test_a_fault_of_the_report_is_laid_on_the_report() -> None:
    blame = seed_faults(len(LAYOUTS))
    assert blame.holds, "\n".join(blame.examples)
    assert blame.verdicts["source"] == blame.reports == len(LAYOUTS)
