"""What the store promises, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from nianbao.errors import Conflict, Damaged, NotFound, UsageError
from nianbao.export.published import from_json
from nianbao.store.entries import entry_of
from nianbao.store.filtering import Filter
from nianbao.store.store import Store, open_store
from nianbao.store.subjects import figure_subjects, finding_subjects
from nianbao.store.upkeep import differences, gc, verify
from tests.store.conftest import KEY, make_report, put


def test_a_report_comes_back_byte_for_byte(store: Store) -> None:
    text = make_report()
    put(store, text)
    found = store.report(store.reports().items[0].id)
    assert found.text == text
    assert (found.row.issuer, found.row.year, found.row.figures, found.row.doubtful) == ("云溪县人民政府", 2024, 3, 1)


def test_filling_twice_changes_nothing(store: Store) -> None:
    texts = [make_report("a.html"), make_report("b.html", year=2023)]
    assert put(store, *texts) == (2, 0, 0)
    assert put(store, *texts) == (0, 0, 2)
    assert store.size() == (2, 2, 2)


def test_the_same_page_fetched_again_is_the_same_report(store: Store) -> None:
    first = make_report().replace('"fetched_at":null', '"fetched_at":"2025-03-01T00:00:00Z"')
    assert put(store, first) == (1, 0, 0)
    assert put(store, first.replace("2025-03-01", "2026-03-01")) == (0, 0, 1)
    assert put(store, first.replace('"value":12', '"value":13')) == (0, 1, 0)


def test_another_parser_replaces_the_reading_and_the_former_stays(store: Store) -> None:
    put(store, make_report(received=12))
    assert put(store, make_report(received=13), parser="v2") == (0, 1, 0)
    first, second = store.readings(store.reports().items[0].document_id)
    assert (first.current, first.parser_version, second.current, second.parser_version) == (False, "v1", True, "v2")
    assert store.report(first.id).data["figures"][0]["value"] == 12
    assert list(differences(store.report(first.id).data, store.report(second.id).data)) == [(f"{KEY}:table", 12, 13)]


def test_new_bytes_of_a_document_are_a_new_version(store: Store) -> None:
    put(store, make_report())
    put(store, make_report(sha256="1" * 64, received=14))
    assert store.size() == (1, 2, 2)
    assert [row.sha256[0] for row in store.readings(1)] == ["0", "1"]
    assert store.reports().items[0].sha256 == "1" * 64


def test_an_interrupted_filling_leaves_what_was_flushed_and_no_half(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.filling("v1") as filling:
        filling.add(make_report("a.html"))
        filling.flush()
        filling.add(make_report("b.html"))
        raise ZeroDivisionError
    assert [row.path for row in store.reports().items] == ["a.html"]
    assert store.runs()[0].finished_at is None
    assert list(verify(store.database)) == []


def test_what_is_no_report_is_refused(store: Store) -> None:
    with pytest.raises(Damaged), store.filling("v1") as filling:
        filling.add('{"schema_version": "1"}')


def test_filters_and_sorting_leave_what_they_say(store: Store) -> None:
    put(
        store,
        make_report("a.html", year=2023, issuer="甲县人民政府", division="320801"),
        make_report("b.html", year=2024, issuer="乙县教育局", division="330102", findings=0),
        make_report("c.html", year=2024, issuer="甲县人民政府", division="320801", findings=2),
    )

    def paths(chosen: Filter, **order: object) -> list[str]:
        page = store.reports(chosen, **order)  # type: ignore[arg-type]
        assert page.total == len(page.items)
        return [row.path for row in page.items]

    assert paths(Filter(search="甲县")) == ["a.html", "c.html"]
    assert paths(Filter(search="教育局2024年")) == ["b.html"]
    assert paths(Filter(search="100%_'")) == []
    assert paths(Filter(years=(2024,))) == ["b.html", "c.html"]
    assert paths(Filter(divisions=("32",))) == ["a.html", "c.html"]
    assert paths(Filter(divisions=("3301", "32080"))) == ["a.html", "b.html", "c.html"]
    assert paths(Filter(codes=("T3.balance",), severity="error")) == ["a.html", "c.html"]
    assert paths(Filter(codes=("T3.balance",), severity="info")) == []
    assert paths(Filter(open=False)) == ["b.html"]
    assert paths(Filter(), sort="open_findings", descending=True) == ["c.html", "a.html", "b.html"]
    assert paths(Filter(), sort="year", descending=True) == ["c.html", "b.html", "a.html"]


def test_an_unknown_sort_is_refused(store: Store) -> None:
    with pytest.raises(UsageError):
        store.reports(sort="issuer; DROP TABLE report")  # type: ignore[arg-type]


def test_pages_neither_repeat_nor_skip(store: Store) -> None:
    put(store, *(make_report(f"{n}.html", year=2020 + n % 3) for n in range(25)))
    pages = [store.reports(sort="year", limit=7, offset=offset) for offset in range(0, 28, 7)]
    ids = [row.id for page in pages for row in page.items]
    assert len(ids) == len(set(ids)) == pages[0].total == 25


def test_counts_speak_of_current_reports_only(store: Store) -> None:
    put(store, make_report("a.html", year=2023), make_report("b.html", year=2024))
    put(store, make_report("a.html", year=2024, findings=0), parser="v2")
    assert store.counts("year") == [(2024, 2)]
    assert store.counts("code") == [("T3.balance", 1)]
    assert store.counts("severity", Filter(years=(2024,))) == [("error", 1)]
    found, total = store.findings(Filter(codes=("T3.balance",)))
    assert (total, found[0].issuer, found[0].keys) == (1, "云溪县人民政府", KEY)


def test_unmapped_labels_are_counted_over_reports(store: Store) -> None:
    put(store, make_report("a.html"), make_report("b.html"))
    (row,) = store.unmapped()
    assert (row.label, row.unit, row.count, row.reports) == ("座谈会", "场", 2, 2)


def test_a_failure_is_listed_until_the_document_is_read(store: Store) -> None:
    with store.filling("v1") as filling:
        filling.fail("a.html", None, "damaged", {"reason": "truncated"})
    assert [(row.path, row.code) for row in store.failures()] == [("a.html", "damaged")]
    put(store, make_report("a.html"))
    assert store.failures() == []


def test_the_source_document_is_kept_as_it_was(store: Store) -> None:
    page, binary = "<p>报告</p>".encode() * 100, bytes(range(256))
    shas = [hashlib.sha256(data).hexdigest() for data in (page, binary)]
    with store.filling("v1") as filling:
        filling.add(make_report("a.html", sha256=shas[0]), page)
        filling.add(make_report("b.pdf", sha256=shas[1]), binary)
    assert [store.source(sha) for sha in shas] == [page, binary]
    assert store.source("f" * 64) is None


def test_iterating_gives_every_current_report_once(store: Store) -> None:
    put(store, *(make_report(f"{n}.html") for n in range(9)))
    put(store, make_report("3.html", received=1), parser="v2")
    assert sorted(found.row.path for found in store.iterate(batch=2)) == [f"{n}.html" for n in range(9)]


def _finding_of(store: Store) -> tuple[int, str, str]:
    row = store.findings()[0][0]
    return row.document_id, row.subject, row.digest


def test_a_decision_survives_rereading_and_reopens_when_the_evidence_changes(store: Store) -> None:
    put(store, make_report())
    decided = store.decide(*_finding_of(store), "dismiss", who="张三", reason="与电话核实")
    assert (decided.revision, store.reports().items[0].open_findings) == (1, 0)
    put(store, make_report(), parser="v2")
    assert store.reports().items[0].open_findings == 0
    put(store, make_report(sha256="1" * 64, expected=14), parser="v2")
    assert store.reports().items[0].open_findings == 1
    document, subject, digest = _finding_of(store)
    assert (subject, digest) not in store.standing(document)
    assert [d.reason for d in store.decisions(document)] == ["与电话核实"]


def test_the_second_of_two_people_is_told_who_decided(store: Store) -> None:
    put(store, make_report())
    subject = _finding_of(store)
    store.decide(*subject, "accept", who="张三")
    with pytest.raises(Conflict) as caught:
        store.decide(*subject, "dismiss", who="李四")
    assert (caught.value.details["who"], caught.value.details["verdict"]) == ("张三", "accept")
    store.decide(*subject, "dismiss", who="李四", expected_revision=1)
    assert [d.verdict for d in store.decisions(subject[0])] == ["accept", "dismiss"]
    assert [(row.who, row.action) for row in store.audit()][:2] == [("李四", "decide"), ("张三", "decide")]


def test_a_decision_taken_back_opens_the_finding_again(store: Store) -> None:
    put(store, make_report())
    subject = _finding_of(store)
    store.decide(*subject, "accept", who="张三")
    store.decide(*subject, "withdraw", who="张三", expected_revision=1)
    assert store.reports().items[0].open_findings == 1
    assert store.standing(subject[0]) == {}


def test_a_correction_stands_beside_what_was_read(store: Store) -> None:
    put(store, make_report(received=None))
    found = store.report(store.reports().items[0].id)
    subject, digest = figure_subjects(found.data["figures"])[0]
    store.decide(found.row.document_id, subject, digest, "correct", who="张三", value=12)
    figure = store.corrected(store.report(found.row.id))["figures"][0]
    assert (figure["value"], figure["state"]) == (12, "value")
    assert figure["as_published"] == {"value": None, "state": "blank"}
    assert store.report(found.row.id).data["figures"][0]["value"] is None


@pytest.mark.parametrize(
    ("verdict", "value", "state"), [("correct", None, None), ("correct", 1, "blank"), ("x", 1, None)]
)
def test_a_decision_that_makes_no_sense_is_refused(
    store: Store, verdict: str, value: int | None, state: str | None
) -> None:
    put(store, make_report())
    with pytest.raises(UsageError):
        store.decide(*_finding_of(store), verdict, who="张三", value=value, state=state)  # type: ignore[arg-type]


def test_a_decision_about_a_document_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(NotFound):
        store.decide(99, "figure:x", "0", "accept", who="张三")


def test_gc_throws_away_old_readings_and_nothing_else(store: Store) -> None:
    put(store, make_report(sha256="1" * 64))
    for parser in ("v1", "v2", "v3"):
        put(store, make_report(), parser=parser)
    store.decide(*_finding_of(store), "accept", who="张三")
    assert gc(store.database, keep=1).readings == 2
    assert [row.parser_version for row in store.readings(1)] == ["v1", "v3"]
    assert len(store.decisions(1)) == 1
    assert list(verify(store.database)) == []


def test_verify_names_a_record_that_was_tampered_with(store: Store) -> None:
    put(store, make_report("a.html"), make_report("b.html"))
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE record SET packed = (SELECT packed FROM record WHERE report_id = 1)")
        connection.exec_driver_sql("UPDATE report SET year = 1999 WHERE id = 1")
    faults = {(fault.what, fault.where, fault.detail) for fault in verify(store.database)}
    assert faults == {("record", "report 1", "year"), ("record", "report 2", "digest")}


def test_the_two_databases_need_no_migration_beyond_those_shipped(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from nianbao.store.models import Base

    with store.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_two_may_fill_at_once(place: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    open_store(place, create=True).close()

    def fill(worker: int) -> None:
        with open_store(place) as store, store.filling("v1") as filling:
            for n in range(15):
                filling.add(make_report(f"{worker}/{n}.html"))
                if n % 8 == 0:
                    filling.flush()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(fill, range(2)))
    with open_store(place) as store:
        assert store.reports().total == 30
        assert list(verify(store.database)) == []


def test_the_short_cut_reads_the_same_as_parsing_it_all(root: Path) -> None:
    import nianbao

    for path in ("pdf-2021-single-other.pdf", "html-2021-with-fault.html", "text-2021-spaced.txt"):
        from nianbao.export.published import to_json

        report = nianbao.parse(root / "fixtures" / "reports" / path)
        text = to_json(report)
        whole = json.dumps(json.loads(text), ensure_ascii=False)  # laid out otherwise: parsed whole
        short, long = entry_of(text), entry_of(whole)
        assert (short.columns, short.findings, short.unmapped) == (long.columns, long.findings, long.unmapped)
        assert short.columns["figures"] == len(from_json(text).figures)


def test_quotes_that_look_like_json_do_not_mislead_the_short_cut() -> None:
    text = json.loads(make_report())
    text["figures"][0]["evidence"]["quote"] = '],"findings":[ ,"figures":[ {"key":"prose.unmapped"} "grade":"doubtful"'
    compact = json.dumps(text, ensure_ascii=False, separators=(",", ":"))
    entry = entry_of(compact)
    assert (entry.columns["figures"], entry.columns["doubtful"], len(entry.unmapped)) == (3, 1, 1)


def test_the_digest_of_evidence_does_not_move_with_the_place() -> None:
    before, after = json.loads(make_report()), json.loads(make_report())
    after["findings"][0]["evidence"][0]["row"] = 99
    assert finding_subjects(before["findings"]) == finding_subjects(after["findings"])
    after["findings"][0]["evidence"][0]["quote"] = "13"
    assert finding_subjects(before["findings"]) != finding_subjects(after["findings"])
