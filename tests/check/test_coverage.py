"""Who should have reported and who did: missing, late, of another year, unreadable, doubled, unknown."""

from __future__ import annotations

from datetime import date

import pytest

from nianbao.errors import UsageError
from nianbao.model import Claim, Unit, Unread
from nianbao.pipeline.across import audit
from tests.factory.county import PARENT, YEAR, County, filing, make_county

BODY = "青岚县财政局"


@pytest.fixture
def county() -> County:
    return make_county(7)


def _units(county: County, unread: list[Unread] | None = None, year: int | None = None) -> dict[str, Unit]:
    result = audit(county.filings(), county.lasts(), unread or [], county.tree, year)
    return {unit.name: unit for unit in result.units}


def _codes(unit: Unit) -> list[str]:
    return [f.code for f in unit.findings if f.code.startswith("COVERAGE.")]


def test_a_body_of_the_tree_without_a_report_is_missing(county: County) -> None:
    del county.now[BODY]
    unit = _units(county)[BODY]
    assert (unit.arrival, _codes(unit)) == ("missing", ["COVERAGE.missing"])


def test_a_body_that_need_not_report_is_not_missed(county: County) -> None:
    del county.now[BODY]
    county.tree.bodies[BODY].due = False
    unit = _units(county)[BODY]
    assert (unit.arrival, _codes(unit)) == ("not_due", [])


def test_a_report_of_another_year_is_told_with_its_file_and_takes_no_part(county: County) -> None:
    old = filing(BODY, 2022, county.now.pop(BODY), [], "2024/财政局.html")
    result = audit([*county.filings(), old], county.lasts(), tree=county.tree)
    unit = next(u for u in result.units if u.name == BODY)
    assert unit.arrival == "wrong_year" and unit.filing is None
    (found,) = [f for f in unit.findings if f.code == "COVERAGE.wrong_year"]
    assert (found.actual, found.expected) == (2022, YEAR)
    assert "2024/财政局.html" in found.message.zh


def test_last_years_report_in_the_same_folder_serves_as_last_years(county: County) -> None:
    both = [*county.filings(), *county.lasts()]
    result = audit(both, tree=county.tree, year=YEAR)
    assert all(unit.last is not None for unit in result.units)
    assert not [f for unit in result.units for f in unit.findings]


def test_in_a_folder_of_both_years_a_body_with_last_years_report_only_has_not_filed(county: County) -> None:
    del county.now[BODY]
    result = audit([*county.filings(), *county.lasts()], tree=county.tree, year=YEAR)
    unit = next(u for u in result.units if u.name == BODY)
    assert (unit.arrival, _codes(unit)) == ("missing", ["COVERAGE.missing"])
    assert unit.last is not None


def test_of_two_versions_the_later_is_taken_and_the_cells_that_differ_are_named(county: County) -> None:
    changed = {**county.now[BODY], "requests.received@total": 999}
    later = filing(BODY, YEAR, changed, [], "later.html")
    later.report.published = "2025-01-28"
    result = audit([*county.filings(), later], county.lasts(), tree=county.tree)
    unit = next(u for u in result.units if u.name == BODY)
    assert unit.report is later.report
    (found,) = [f for f in unit.findings if f.code == "COVERAGE.versions"]
    assert found.keys == ["requests.received@total"]
    assert "later.html" in found.message.zh and f"{YEAR}/{BODY}.html" in found.message.zh


def test_an_unreadable_document_belongs_to_the_body_whose_name_its_file_bears(county: County) -> None:
    del county.now[BODY]
    lost = Unread(f"2024/{BODY}年报.pdf", "encrypted", "文件有密码", "a password is needed")
    unit = _units(county, [lost])[BODY]
    assert (unit.arrival, _codes(unit)) == ("unreadable", ["COVERAGE.unreadable"])
    assert "文件有密码" in unit.findings[0].message.zh


def test_an_unreadable_document_of_nobody_is_kept_by_itself(county: County) -> None:
    lost = Unread("2024/scan0001.pdf", "damaged", "残缺", "damaged")
    assert audit(county.filings(), [], [lost], county.tree).unread == [lost]


def test_a_report_of_a_body_that_nobody_declared_is_said(county: County) -> None:
    del county.tree.bodies[BODY]
    assert _codes(_units(county)[BODY]) == ["COVERAGE.unknown_body"]


def test_a_longer_name_is_the_same_body_when_only_one_ends_so(county: County) -> None:
    named = filing(f"云山省{BODY}", YEAR, county.now.pop(BODY), [])
    result = audit([*county.filings(), named], county.lasts(), tree=county.tree)
    assert {u.name for u in result.units} == set(county.tree.bodies)
    assert not [f for u in result.units for f in u.findings]


def test_a_like_named_body_of_another_place_is_not_taken_for_ours(county: County) -> None:
    county.tree.bodies[BODY].aliases = ("县财政局",)
    for stranger in ("白云县财政局", "青岚县财政局城关分局"):
        named = filing(stranger, YEAR, county.now[BODY], [])
        result = audit([*county.filings(), named], county.lasts(), tree=county.tree)
        unit = next(u for u in result.units if u.name == stranger)
        assert "COVERAGE.unknown_body" in _codes(unit)


@pytest.mark.parametrize(("source", "arrival"), [("signature", "late"), ("meta:pubdate", "time_unknown")])
def test_a_date_of_reposting_never_proves_lateness(county: County, source: str, arrival: str) -> None:
    county.tree.bodies[BODY].deadline = date(2025, 1, 15)
    filings = county.filings()
    report = next(f.report for f in filings if f.report.issuer.name == BODY)
    report.claims = [Claim("published", "2025-01-20", source)]
    unit = next(u for u in audit(filings, county.lasts(), tree=county.tree).units if u.name == BODY)
    assert unit.arrival == arrival
    assert ("COVERAGE.late" in _codes(unit)) is (arrival == "late")


def test_the_year_is_that_of_most_reports_unless_it_is_given(county: County) -> None:
    stray = filing("某局", 2019, county.now[BODY], [])
    assert audit([*county.filings(), stray]).year == YEAR
    assert audit([*county.filings(), stray], year=2019).year == 2019
    nameless = filing(PARENT, YEAR, {}, [])
    nameless.report.year = None
    with pytest.raises(UsageError):
        audit([nameless])
