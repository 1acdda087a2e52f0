"""This year's report beside last year's: what must connect, what jumps, what was only copied."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nianbao.check.configuration import read_settings
from nianbao.model import Audit, Figure, Finding, Unit
from nianbao.pipeline.across import audit
from tests.factory.county import YEAR, County, Figures, filing, make_county

BODY = "青岚县财政局"


def _unit(county: County, name: str = BODY, result: Audit | None = None) -> Unit:
    result = result or audit(county.filings(), county.lasts())
    return next(unit for unit in result.units if unit.name == name)


def _found(county: County, code: str, name: str = BODY) -> list[Finding]:
    return [f for f in _unit(county, name).findings if f.code == code]


@pytest.fixture
def county() -> County:
    return make_county(3)


def _shift(figures: Figures, row: str, column: str, by: int) -> None:
    """Another number in a cell and in the totals that hang on it, so that the report still balances by itself."""
    for key in (f"{row}@{column}", f"{row}@total"):
        figures[key] += by


def test_a_county_whose_years_connect_has_no_finding_and_nothing_left_unchecked(county: County) -> None:
    for unit in audit(county.filings(), county.lasts(), tree=county.tree).units:
        assert [f.code for f in unit.findings] == []
        assert unit.not_assessed == []


def test_brought_forward_must_be_what_was_carried_forward_column_by_column(county: County) -> None:
    _shift(county.now[BODY], "requests.brought_forward", "business", 3)
    _shift(county.now[BODY], "requests.received", "business", -3)
    (found,) = _found(county, "YEARS.carry")
    assert found.severity == "error"
    assert found.keys == ["requests.brought_forward@business", "requests.brought_forward@total"]
    assert "商业企业" in found.message.zh
    assert found.evidence[0].table == 1


def test_the_mending_value_is_named_only_when_this_years_own_table_agrees(county: County) -> None:
    key = "requests.brought_forward@natural_person"
    right = county.now[BODY][key]
    county.now[BODY][key] += 2  # the balance of the column breaks as well
    (found,) = _found(county, "YEARS.carry")
    assert [(s.key, s.value, s.repairs) for s in found.suggestions if s.key == key] == [(key, right, 3)]
    other = make_county(3)
    _shift(other.last[BODY], "requests.carried_forward", "natural_person", 1)  # last year's report is the wrong one
    assert _found(other, "YEARS.carry")[0].suggestions == []


def test_a_blank_cell_is_not_compared_and_said_to_be_so(county: County) -> None:
    del county.now[BODY]["requests.brought_forward@natural_person"]
    unit = _unit(county)
    assert [f for f in unit.findings if f.code.startswith("YEARS.")] == []
    (gap,) = [g for g in unit.not_assessed if g.code == "YEARS.carry"]
    assert gap.reason == "blank_cells"
    assert gap.keys == ["requests.brought_forward@natural_person"]


def test_without_last_years_report_every_rule_across_years_says_that_it_was_not_applied(county: County) -> None:
    result = audit(county.filings())
    codes = {gap.code for gap in _unit(county, result=result).not_assessed}
    assert codes == {
        *("YEARS.carry", "YEARS.in_force", "YEARS.roll_forward", "YEARS.jump", "YEARS.unit"),
        *("YEARS.copied_rows", "YEARS.pending"),
    }


def test_documents_in_force_follow_from_last_years(county: County) -> None:
    county.now[BODY]["proactive.normative_documents.in_force"] += 7
    (found,) = _found(county, "YEARS.in_force")
    assert (found.severity, found.actual, found.expected) == ("warning", found.expected + 7, found.actual - 7)  # type: ignore[operator]


@pytest.mark.parametrize(("lapsed", "explained"), [(30, True), (29, False)])
def test_documents_that_lapsed_beside_those_repealed_explain_the_stock(
    county: County, lapsed: int, explained: bool
) -> None:
    """清理规范性文件，宣布失效30件: the form has no column for them."""
    key = "proactive.normative_documents.repealed"
    county.now[BODY]["proactive.normative_documents.in_force"] -= 30
    filings = county.filings()
    own = next(f for f in filings if f.report.issuer and f.report.issuer.name == BODY)
    own.report.figures.append(Figure(key, lapsed, "value", "件", str(lapsed), "prose"))
    unit = _unit(county, result=audit(filings, county.lasts(), tree=county.tree))
    assert [f.code for f in unit.findings if f.code == "YEARS.in_force"] == ([] if explained else ["YEARS.in_force"])


def test_a_jump_of_the_whole_table_is_one_finding_with_its_rows_beneath(county: County) -> None:
    figures = county.now[BODY]
    for key in [k for k in figures if "@" in k and not k.startswith("requests.brought")]:
        figures[key] *= 12
    (found,) = _found(county, "YEARS.jump")
    assert found.keys[0] == "requests.received@total"
    assert "results.granted@total" in found.keys


@pytest.mark.parametrize(("last", "now", "jumps"), [(60, 400, True), (400, 60, True), (60, 290, False), (2, 40, False)])
def test_a_jump_needs_the_factor_and_a_minimum_size(county: County, last: int, now: int, jumps: bool) -> None:
    county.last[BODY]["proactive.penalty.decisions"] = last
    county.now[BODY]["proactive.penalty.decisions"] = now
    assert bool(_found(county, "YEARS.jump")) is jumps


def test_the_factor_can_be_set(county: County) -> None:
    county.last[BODY]["proactive.penalty.decisions"] = 100
    county.now[BODY]["proactive.penalty.decisions"] = 320
    settings = read_settings('[rules."YEARS.jump".thresholds]\nfactor = 3\n', "nianbao.toml")
    result = audit(county.filings(), county.lasts(), settings=settings)
    assert "YEARS.jump" in [f.code for f in _unit(county, result=result).findings]


def test_money_ten_thousand_times_as_large_is_a_slip_of_the_unit_and_not_a_jump(county: County) -> None:
    county.last[BODY]["proactive.admin_fees.amount"] = 160.6
    county.now[BODY]["proactive.admin_fees.amount"] = 1723000
    codes = [f.code for f in _unit(county).findings]
    assert codes == ["YEARS.unit"]


def test_whole_rows_taken_over_from_last_year_are_named(county: County) -> None:
    for row in ("results.granted", "results.unavailable.not_held"):
        for column in ("natural_person", "business"):
            county.last[BODY][f"{row}@{column}"] = county.now[BODY][f"{row}@{column}"] = 41
    (found,) = _found(county, "YEARS.copied_rows")
    assert "予以公开" in found.message.zh and "不掌握" in found.message.zh


def test_pending_cases_that_vanish_are_found(county: County) -> None:
    county.last[BODY]["reconsideration.pending"] = county.now[BODY]["reconsideration.total"] + 1
    assert _found(county, "YEARS.pending")[0].keys[0] == "reconsideration.total"


def test_what_a_merged_body_carried_forward_is_brought_forward_by_its_successor(county: County) -> None:
    gone = "青岚县教育局"
    for column in ("natural_person", "business"):
        more = int(county.last[gone][f"requests.carried_forward@{column}"])
        _shift(county.now[BODY], "requests.brought_forward", column, more)
        _shift(county.now[BODY], "requests.received", column, -more)
    del county.now[gone]
    assert _found(county, "YEARS.carry")
    county.tree.bodies[gone].merged_into = BODY
    result = audit(county.filings(), county.lasts(), tree=county.tree)
    assert not [f for f in _unit(county, result=result).findings if f.code == "YEARS.carry"]
    assert gone not in [unit.name for unit in result.units]


@pytest.mark.shared
def test_the_reference_series_of_one_body_is_judged_as_it_says(shared: Path) -> None:
    for entry in json.loads((shared / "real" / "series.json").read_text(encoding="utf-8")):
        if entry["check"] != "carry":
            continue
        last, now = ({}, {})
        last["requests.carried_forward@total"], now["requests.brought_forward@total"] = entry["right"], entry["left"]
        result = audit([filing("某委", YEAR, now, [])], [filing("某委", YEAR - 1, last, [])])
        assert (not [f for f in result.units[0].findings if f.code == "YEARS.carry"]) is entry["agrees"]


@pytest.mark.shared
def test_the_real_reports_of_the_series_are_compared_across_years(shared: Path) -> None:
    from nianbao.model import Filing
    from nianbao.pipeline import examine
    from nianbao.read import load

    def read(year: int) -> Filing:
        (path,) = (p for p in (shared / "real" / f"pingtan-gwh-{year}").iterdir() if p.name.startswith("report."))
        extracted = examine(load(path))
        return Filing(extracted.report, extracted.passages)

    expected = {(2016, 2017): ["YEARS.roll_forward"], (2019, 2020): [], (2020, 2021): []}
    for (last, now), codes in expected.items():
        (unit,) = audit([read(now)], [read(last)], year=now).units
        ties = ("YEARS.carry", "YEARS.roll_forward", "YEARS.in_force")
        assert [f.code for f in unit.findings if f.code in ties] == codes, (last, now)
