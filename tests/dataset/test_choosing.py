"""Two readings of one body's year: nobody but the researcher can say which is meant."""

from __future__ import annotations

import pytest

from nianbao.dataset.build import Options, build_panel
from nianbao.dataset.choosing import choose
from nianbao.errors import UsageError
from nianbao.store.queries import Candidate
from nianbao.store.store import Store
from tests.store.conftest import make_report, put


def candidate(number: int, published: str | None, **facts: str | None) -> Candidate:
    known: dict[str, str | None] = {"issuer": "甲县人民政府", "division": "320801", "scope": "body", **facts}
    return Candidate(
        id=number,
        document_id=number,
        name=f"{number}.html",
        path=f"{number}.html",
        sha256=f"{number:064x}",
        issuer=known["issuer"],
        division=known["division"],
        province=(known["division"] or "")[:2] or None,
        year=2024,
        scope=known["scope"],
        published=published,
        fetched_at=None,
        seen_at="2026-01-01T00:00:00Z",
    )


EARLY, LATE = candidate(1, "2025-01-10"), candidate(2, "2025-03-20")


def test_without_a_rule_the_pair_is_handed_back() -> None:
    choice = choose([LATE, EARLY], None)
    assert (choice.chosen, choice.open) == ([], [[EARLY, LATE]])


@pytest.mark.parametrize(("rule", "kept", "other"), [("latest", LATE, EARLY), ("first", EARLY, LATE)])
def test_the_rule_decides_and_the_other_is_named(rule: str, kept: Candidate, other: Candidate) -> None:
    choice = choose([LATE, EARLY], rule)  # type: ignore[arg-type]
    assert choice.chosen == [kept]
    assert [(found.candidate, found.reason) for found in choice.excluded] == [(other, "other_version")]


def test_as_of_a_date_is_what_was_known_that_day() -> None:
    choice = choose([EARLY, LATE], "as-of", "2025-02-01")
    assert choice.chosen == [EARLY]
    assert [found.reason for found in choice.excluded] == ["later"]


def test_the_body_and_the_region_are_different_reports() -> None:
    region = candidate(3, None, scope="region")
    assert len(choose([EARLY, region], None).chosen) == 2


def test_a_reading_without_a_division_belongs_to_the_only_body_of_its_name() -> None:
    bare = candidate(3, None, division=None)
    assert len(choose([EARLY, bare], None).open) == 1
    elsewhere = candidate(4, None, division="330101")
    assert choose([EARLY, elsewhere], None).open == []


def test_a_reading_without_issuer_or_year_is_left_out_and_said() -> None:
    choice = choose([candidate(3, None, issuer=None)], "latest")
    assert (choice.chosen, [found.reason for found in choice.excluded]) == ([], ["no_issuer"])


def test_the_panel_asks_before_it_writes_anything(empty_store: Store, tmp_path_factory: pytest.TempPathFactory) -> None:
    output = tmp_path_factory.mktemp("x") / "panel"
    put(empty_store, make_report("a.html"), make_report("a-reissued.html", received=13))
    with pytest.raises(UsageError) as caught:
        build_panel(empty_store, output)
    assert caught.value.details["problem"] == "panel_versions"
    assert "a-reissued.html" in str(caught.value.details["detail"])
    assert not output.exists()
    built = build_panel(empty_store, output, Options(rule="latest", formats=()))
    assert (built.reports, built.excluded) == (1, {"other_version": 1})
    empty_store.close()


def test_a_former_version_of_the_same_document_can_be_asked_for(
    empty_store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import nianbao

    put(empty_store, make_report("a.html", received=12))
    put(empty_store, make_report("a.html", sha256="1" * 64, received=13))
    values = {
        rule: nianbao.panel(empty_store, rule=rule, columns=["received"])["received"].tolist()
        for rule in ("first", "latest")
    }
    assert values == {"first": [12.0], "latest": [13.0]}
    empty_store.close()


def test_corrections_are_in_the_panel_on_request_only(empty_store: Store) -> None:
    import nianbao
    from nianbao.store.subjects import figure_subjects

    put(empty_store, make_report(received=None))
    found = empty_store.report(1)
    subject, digest = figure_subjects(found.data["figures"])[0]
    empty_store.decide(found.row.document_id, subject, digest, "correct", who="张三", value=12)
    published = nianbao.panel(empty_store, to="arrow").to_pylist()[0]
    mended = nianbao.panel(empty_store, to="arrow", corrections=True).to_pylist()[0]
    assert (published["received"], published["received_state"]) == (None, "blank")
    assert (mended["received"], mended["received_state"]) == (12.0, "value")
    figures = nianbao.panel(empty_store, "figures", to="arrow", corrections=True).to_pylist()
    assert [row["corrected"] for row in figures] == [True, False, False]
    empty_store.close()
