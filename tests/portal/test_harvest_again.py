"""The second pass, reports that were silently changed, and replays from the archive."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nianbao.cli import main
from nianbao.errors import Damaged
from nianbao.fetch import Ledger
from nianbao.run import Options, run
from tests.portal.judging import policy_for
from tests.portal.server import Reply, Seen, Simulator
from tests.portal.sites import html, normal_hosts

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "portal" / "zwgk" / "zfxxgknb"
HOST = "www.yunxi.example"
PATH = "/nb/202503/t20250318_1.html"
OUTPUTS = (
    *("reports.jsonl", "figures.csv", "findings.csv", "errors.csv", "summary.json"),
    *("harvest.csv", "coverage.csv", "changes.csv"),
)


@dataclass(slots=True)
class Passes:
    """Two harvests, a report amended in between."""

    output: Path
    first: list[Seen]
    second: list[Seen]
    outcomes: dict[str, str]


def _sources(folder: Path, urls: list[str]) -> Path:
    path = folder / "sources.toml"
    path.write_text("".join(f'[[source]]\nurl = "{url}"\n' for url in urls), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def passes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Passes]:
    folder = tmp_path_factory.mktemp("again")
    report = (FIXTURES / "202503" / "t20250318_2401.html").read_bytes()
    assert report.count(b">10277<") == 1
    pages = {
        "/nb/": html(f'<a href="{PATH}">云溪县人民政府2024年政府信息公开工作年度报告</a>'),
        PATH: Reply(200, report),
    }
    # Flavours whose lists can be asked for conditionally: a POST cannot.
    hosts = [host for host in normal_hosts(13, 5) if host.flavour not in {"jpage", "kpcms"}]
    sites = {host.name: host.site() for host in hosts}
    sites[HOST] = lambda request: _copy(pages.get(request.path, Reply(404, b"none")))
    urls = [f"http://{HOST}/nb/", *(host.url for host in hosts)]
    sources = _sources(folder, urls)
    with Simulator(sites) as simulator:
        options = Options(jobs=1, policy=policy_for(simulator, delay=0.005))
        run([str(sources)], folder / "out", options)
        first = len(simulator.log)
        pages[PATH] = Reply(200, report.replace(b">10277<", b">10377<"))
        later = policy_for(simulator, delay=0.005, clock=lambda: datetime(2025, 6, 1, tzinfo=UTC))
        run([str(sources)], folder / "out", Options(jobs=1, policy=later))
        with (folder / "out" / "harvest.csv").open(encoding="utf-8", newline="") as file:
            outcomes = {row["url"]: row["outcome"] for row in csv.DictReader(file)}
        yield Passes(folder / "out", simulator.log[:first], simulator.log[first:], outcomes)


def _copy(reply: Reply) -> Reply:
    return Reply(reply.status, reply.body)


def test_the_second_pass_asks_only_whether_something_changed(passes: Passes) -> None:
    # One list declares more pages than there are; nothing can be known of what was not there.
    unconditional = [seen.url for seen in passes.second if not seen.conditional]
    assert unconditional == ["GET host01.example/xxgk/nb/index_2.html"]
    assert [seen.url for seen in passes.second if seen.status == 200] == [f"GET {HOST}{PATH}"]
    assert len(passes.second) <= len(passes.first)
    assert set(passes.outcomes.values()) == {"ok", "not_modified", "http_404"}
    assert passes.outcomes[f"http://{HOST}{PATH}"] == "ok"


def test_a_silent_amendment_is_found_and_its_cells_are_listed(passes: Passes) -> None:
    with (passes.output / "changes.csv").open(encoding="utf-8", newline="") as file:
        (change,) = csv.DictReader(file)
    assert (change["url"], change["key"]) == (f"http://{HOST}{PATH}", "proactive.licensing.decisions")
    assert (change["old_value"], change["new_value"]) == ("10277", "10377")
    assert (change["old_fetched_at"], change["new_fetched_at"]) == ("2025-04-01T00:00:00Z", "2025-06-01T00:00:00Z")


def test_both_versions_are_kept_and_the_export_has_the_new_one(passes: Passes) -> None:
    with Ledger(passes.output) as ledger:
        (row,) = [row for row in ledger.rows() if row.url.endswith(PATH)]
        bodies = [ledger.body(record)[0] for _, record in row.records]
    assert [b"10277" in body for body in bodies] == [True, False]
    reports = [json.loads(line) for line in (passes.output / "reports.jsonl").read_text("utf-8").splitlines()]
    (report,) = [r for r in reports if r["source"]["url"] == f"http://{HOST}{PATH}"]
    values = [f["value"] for f in report["figures"] if f["key"] == "proactive.licensing.decisions"]
    assert values == [10377]


def test_diff_tells_a_person_what_changed(passes: Passes, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(passes.output), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "1 figures changed" in said
    assert "proactive.licensing.decisions: 10277 -> 10377" in said


@pytest.mark.parametrize("named", [True, False])
def test_a_replay_from_the_archive_gives_the_same_bytes(passes: Passes, tmp_path: Path, named: bool) -> None:
    """Offline: the simulator is gone by now for all that this run knows, since no address leads to it."""
    sources = [str(passes.output.parent / "sources.toml")] if named else []
    arguments = ["run", *sources, "--from-archive", str(passes.output), "-o", str(tmp_path / "replay"), "-q", "-j", "1"]
    assert main(arguments) == 3  # what was not found then is not found now
    for name in OUTPUTS:
        assert (tmp_path / "replay" / name).read_bytes() == (passes.output / name).read_bytes(), name


def test_the_archive_is_one_that_others_can_read(passes: Passes) -> None:
    from warcio.archiveiterator import ArchiveIterator

    kinds = []
    for path in sorted((passes.output / "archive").glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.content_stream().read()
                kinds.append(record.rec_type)
    assert kinds.count("request") == len(passes.first) + len(passes.second)
    assert kinds.count("revisit") == sum(seen.status == 304 for seen in passes.second)


@pytest.mark.parametrize("damage", ["truncated", "flipped", "another body"])
def test_a_damaged_record_is_never_read_as_a_report(passes: Passes, tmp_path: Path, damage: str) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    for path in (passes.output / "archive").iterdir():
        (archive / path.name).write_bytes(path.read_bytes())
    with Ledger(tmp_path) as ledger:
        (row,) = [row for row in ledger.rows() if row.url.endswith(PATH)]
        file, start, length = ledger.place(row.records[-1][1])
    path = archive / file
    data = bytearray(path.read_bytes())
    if damage == "truncated":
        del data[start + length // 2 :]
    elif damage == "flipped":
        data[start + length // 2] ^= 1
    else:
        packed = gzip.compress(gzip.decompress(bytes(data[start : start + length])).replace(b"10377", b"10477"))
        data[start : start + length] = packed[:length].ljust(length, b"\0")
    path.write_bytes(data)
    with Ledger(tmp_path) as ledger, pytest.raises(Damaged):
        ledger.body(row.records[-1][1])
    summary = run([], tmp_path / "replay", Options(jobs=1, from_archive=tmp_path))
    assert summary.errors["damaged"] >= 1
    with (tmp_path / "replay" / "errors.csv").open(encoding="utf-8", newline="") as errors:
        codes = {line["url"]: line["code"] for line in csv.DictReader(errors)}
    assert codes[f"http://{HOST}{PATH}"] == "damaged"


def test_an_archive_whose_index_was_lost_is_never_cut(passes: Passes, tmp_path: Path) -> None:
    from nianbao.fetch.warc import Archive

    (file,) = (passes.output / "archive").glob("*.warc.gz")
    copy = tmp_path / file.name
    copy.write_bytes(file.read_bytes() + b"half a record")
    Archive(tmp_path).recover({})
    assert copy.read_bytes() == file.read_bytes() + b"half a record"
    Archive(tmp_path).recover({file.name: file.stat().st_size})
    assert copy.read_bytes() == file.read_bytes(), "what was not noted goes, where it is known how much was"
