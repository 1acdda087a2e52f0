"""A summary beside its members: the cell, the residual, who is missing, and no false alarm about 本级."""

from __future__ import annotations

import pytest

from nianbao.model import Audit, Finding, SumRow, Unit
from nianbao.pipeline.across import audit
from tests.factory.county import PARENT, County, make_county


@pytest.fixture
def county() -> County:
    return make_county(5)


def _audit(county: County) -> Audit:
    return audit(county.filings(), county.lasts(), tree=county.tree)


def _parent(result: Audit) -> Unit:
    return next(unit for unit in result.units if unit.name == PARENT)


def _sums(result: Audit) -> list[Finding]:
    return [f for f in _parent(result).findings if f.code.startswith("UNITS.")]


def _row(result: Audit, key: str) -> SumRow:
    return next(row for row in result.sums if row.key == key)


def test_a_cell_that_is_not_the_sum_is_named_with_its_residual(county: County) -> None:
    key = "results.granted@natural_person"
    county.now[PARENT][key] += 3
    result = _audit(county)
    (found,) = _sums(result)
    assert (found.code, found.severity, found.keys) == ("UNITS.sum", "error", [key])
    assert _row(result, key).residual == 3
    assert "差 3" in found.message.zh


def test_a_member_that_was_left_out_is_named_as_the_likely_cause_and_the_tables_are_one_finding(county: County) -> None:
    left_out = county.members[2]
    for key in county.now[PARENT]:
        county.now[PARENT][key] = round(county.now[PARENT][key] - county.now[left_out][key], 6)
    (found,) = _sums(_audit(county))
    assert f"“{left_out}”" in found.message.zh
    assert {c.code for c in found.consequences} == {"UNITS.sum"}


def test_with_a_member_missing_the_sum_is_not_assessed_and_the_member_named(county: County) -> None:
    gone = county.members[0]
    del county.now[gone]
    result = _audit(county)
    assert _sums(result) == []
    (gap,) = [g for g in _parent(result).not_assessed if g.code == "UNITS.sum"]
    assert gone in gap.message.zh
    assert _row(result, "requests.received@total").absent == [gone]


def test_a_summary_smaller_than_the_members_at_hand_is_wrong_whoever_is_missing(county: County) -> None:
    del county.now[county.members[0]]
    county.now[PARENT]["results.granted@total"] = 1
    (found,) = _sums(_audit(county))
    assert (found.code, found.keys) == ("UNITS.less", ["results.granted@total"])


def test_figures_of_the_body_itself_may_make_a_summary_larger_when_the_tree_says_so(county: County) -> None:
    county.now[PARENT]["results.granted@natural_person"] += 3
    county.tree.bodies[PARENT].own_part = True
    result = _audit(county)
    assert _sums(result) == []
    assert _row(result, "results.granted@natural_person").verdict == "own_part"
    county.now[PARENT]["results.granted@natural_person"] = 0
    assert [f.code for f in _sums(_audit(county))] == ["UNITS.less"]


def test_a_vertical_agency_reports_and_is_not_counted(county: County) -> None:
    vertical = county.members[1]
    county.tree.bodies[vertical].vertical, county.tree.bodies[vertical].counted = True, False
    (found,) = _sums(_audit(county))  # the county counted it all the same
    assert f"“{vertical}”" in found.message.zh and "不应计入" in found.message.zh
    for key in county.now[PARENT]:
        county.now[PARENT][key] = round(county.now[PARENT][key] - county.now[vertical][key], 6)
    assert _sums(_audit(county)) == []


def test_a_blank_cell_of_a_member_is_unknown_and_not_0(county: County) -> None:
    key = "proactive.licensing.decisions"
    del county.now[county.members[3]][key]
    result = _audit(county)
    assert _sums(result) == []
    assert _row(result, key).verdict == "not_assessed"
