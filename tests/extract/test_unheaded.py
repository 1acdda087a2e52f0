"""Tables in lines of text whose header is damaged: read where sums and labels tell the columns, never shifted."""

from __future__ import annotations

from random import Random

import pytest

from tests.factory.judge import compare, parse_as
from tests.factory.layouts.lines import FATAL, GAPS, MENDABLE, in_lines
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
@pytest.mark.parametrize("damage", FATAL)
def test_without_the_names_of_the_columns_the_totals_alone_are_certain(damage: str, gap: str) -> None:
    made = draft(make_report("2021", 1))
    verdict = compare(made, parse_as(in_lines(made, gap, FATAL[damage]), ".txt"))
    assert not verdict.wrong
    assert not [line for line in verdict.lost if "@" not in line or "@total" in line]


@pytest.mark.parametrize("change", ["columns swapped", "total column first", "row doubled differently", "label lost"])
@pytest.mark.parametrize("damage", [name for name in (*MENDABLE, *FATAL) if name != "a label left out"])
def test_nothing_is_shifted_when_more_than_the_header_is_odd(damage: str, change: str) -> None:
    for seed, kind in enumerate(KINDS):
        made = draft(make_report(kind, seed, "distinct"))
        PERTURBATIONS[change].apply(made, Random(seed))
        gap = list(GAPS)[(seed + len(damage)) % len(GAPS)]
        verdict = compare(made, parse_as(in_lines(made, gap, {**MENDABLE, **FATAL}[damage]), ".txt"))
        assert not verdict.wrong, f"{kind}: {verdict}"
