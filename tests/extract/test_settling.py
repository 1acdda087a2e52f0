"""Doubtful cells of scans: the ties decide what they can decide alone, and nothing else."""

from __future__ import annotations

import pytest

from nianbao.codebook import load_edition
from nianbao.extract.settling import settle
from nianbao.model import Figure
from tests.factory import make_report

EDITION = load_edition("2021")
RECEIVED = "requests.received@natural_person"
FEES = "proactive.admin_fees.amount"


def figures(doubts: dict[str, list[str]]) -> list[Figure]:
    """The figures of a consistent report, some of them only as candidates."""
    made = make_report("2021", 1)
    found = []
    for key, value in made.figures.items():
        candidates = doubts.get(key)
        if candidates is None:
            found.append(Figure(key, value, "value", None, str(value), "table"))
        else:
            found.append(Figure(key, None, "unreadable", None, "", "table", candidates=tuple(candidates)))
    return found


def settled(key: str, candidates: list[str]) -> Figure:
    found = figures({key: candidates})
    settle(found, {key}, EDITION)
    return next(figure for figure in found if figure.key == key)


def true(key: str) -> str:
    return str(make_report("2021", 1).figures[key])


def test_two_ties_choose_the_only_number_that_fits_even_if_it_seemed_less_likely() -> None:
    figure = settled(RECEIVED, ["999", true(RECEIVED)])
    assert (figure.state, str(figure.value), figure.candidates) == ("value", true(RECEIVED), ())


def test_a_figure_in_no_tie_stays_unreadable_with_its_candidates() -> None:
    figure = settled(FEES, [true(FEES), "1"])
    assert (figure.state, figure.value, figure.candidates) == ("unreadable", None, (true(FEES), "1"))


def test_no_candidate_that_fits_leaves_the_figure_unreadable() -> None:
    figure = settled(RECEIVED, ["998", "999"])
    assert (figure.state, figure.value) == ("unreadable", None)


@pytest.mark.parametrize("likelier", [True, False])
def test_one_tie_alone_confirms_what_seemed_likeliest_and_overrules_nothing(likelier: bool) -> None:
    """A single sum may be wrong in the source: it would then choose the wrong digit."""
    key = "reconsideration.upheld"
    candidates = [true(key), "999"] if likelier else ["999", true(key)]
    figure = settled(key, candidates)
    assert (figure.state == "value") is likelier


def test_two_doubts_that_share_a_sum_are_not_decided_where_both_ways_add_up() -> None:
    found = figures({"reconsideration.upheld": ["1", "2"], "reconsideration.corrected": ["1", "2"]})
    total = next(f for f in found if f.key == "reconsideration.total")
    rest = sum(int(f.value or 0) for f in found if f.key in ("reconsideration.other", "reconsideration.pending"))
    total.value = 3 + rest
    settle(found, {"reconsideration.upheld", "reconsideration.corrected"}, EDITION)
    assert {f.state for f in found if f.key in ("reconsideration.upheld", "reconsideration.corrected")} == {
        "unreadable"
    }


def test_figures_repeated_with_other_content_are_no_doubt_of_a_reader() -> None:
    """Their candidates are both printed: the ties may not choose between them."""
    found = figures({"reconsideration.upheld": [true("reconsideration.upheld"), "7"]})
    settle(found, set(), EDITION)
    assert next(f for f in found if f.key == "reconsideration.upheld").state == "unreadable"
