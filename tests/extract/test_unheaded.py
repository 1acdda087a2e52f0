"""Tables in lines of text whose header is damaged: read where sums and labels tell the columns, never shifted."""

from __future__ import annotations

from random import Random

import pytest

from tests.factory.judge import compare, parse_as
from tests.factory.layouts import LAYOUTS
from tests.factory.layouts.lines import FATAL, GAPS, MENDABLE, UNTOLD, in_lines
from tests.factory.model import Draft
from tests.factory.perturb import PERTURBATIONS
from tests.factory.reports import draft, make_report

KINDS = ("2021", "2019", "2021-single")


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("damage", MENDABLE)
def test_every_figure_is_read_whatever_became_of_the_header(damage: str, gap: str) -> None:
    for seed, kind in enumerate(KINDS):
        made = draft(make_report(kind, seed))
        verdict = compare(made, parse_as(in_lines(made, gap, MENDABLE[damage]), ".txt"))
        assert verdict.passed, f"{kind}: {verdict}"


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("damage", [*FATAL, *UNTOLD])
def test_without_the_names_of_the_columns_the_totals_alone_are_certain(damage: str, gap: str) -> None:
    made = draft(make_report("2021", 1))
    verdict = compare(made, parse_as(in_lines(made, gap, {**FATAL, **UNTOLD}[damage]), ".txt"))
    assert not verdict.wrong
    assert not [line for line in verdict.lost if "@" not in line or "@total" in line]


@pytest.mark.parametrize("change", ["columns swapped", "total column first", "row doubled differently", "label lost"])
@pytest.mark.parametrize("damage", [*MENDABLE, *FATAL, *UNTOLD])
def test_nothing_is_shifted_when_more_than_the_header_is_odd(damage: str, change: str) -> None:
    for seed, kind in enumerate(KINDS):
        made = draft(make_report(kind, seed, "distinct"))
        PERTURBATIONS[change].apply(made, Random(seed))
        gap = list(GAPS)[(seed + len(damage)) % len(GAPS)]
        verdict = compare(made, parse_as(in_lines(made, gap, {**MENDABLE, **FATAL, **UNTOLD}[damage]), ".txt"))
        assert not verdict.wrong, f"{kind}: {verdict}"


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("damage", [*MENDABLE, *FATAL, *UNTOLD])
def test_a_column_moved_behind_its_neighbours_group_is_not_read_in_its_old_place(damage: str, gap: str) -> None:
    made = _natural_person_behind_the_organisations()
    verdict = compare(made, parse_as(in_lines(made, gap, {**MENDABLE, **FATAL, **UNTOLD}[damage]), ".txt"))
    assert not verdict.wrong


@pytest.mark.parametrize("name", [name for name, layout in LAYOUTS.items() if layout.suffix in (".txt", ".html")])
def test_a_moved_column_is_seen_in_every_layout_of_text(name: str) -> None:
    made = _natural_person_behind_the_organisations()
    assert not compare(made, parse_as(LAYOUTS[name].render(made), LAYOUTS[name].suffix)).wrong


def _natural_person_behind_the_organisations() -> Draft:
    made = draft(make_report("2021", 1, "distinct"))
    for row in made.grid("t3").slots:
        row.insert(8, row.pop(3))
    return made
