"""The benchmarks run, measure what they say, and judge as they say. Nothing here depends on how fast anything is."""

from __future__ import annotations

import json
import zipfile
from functools import partial
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import batch, memory, parsing
from benchmarks.contestants import CONTESTANTS, Contestant
from benchmarks.documents import (
    BUNDLED,
    LARGE_PAGE,
    Specimen,
    bundled_reports,
    inflated,
    specimen,
    specimens,
    write_copies,
)
from benchmarks.layout import as_json, as_markdown, as_text
from benchmarks.rows import Row, Target
from benchmarks.timing import Spread, interleaved, ratio, spread
from nianbao.pipeline import parse

_NOWHERE = Path("nowhere")
_ALL = [(format_, contestant) for format_, group in CONTESTANTS.items() for contestant in group]


@pytest.fixture(scope="module")
def bundled() -> dict[str, Specimen]:
    return {format_: specimens(format_, reference=_NOWHERE)[0] for format_ in CONTESTANTS}


@pytest.mark.parametrize(("format_", "contestant"), _ALL, ids=[f"{f}-{c.name}" for f, c in _ALL])
def test_every_contestant_finds_something_in_the_document_it_is_timed_on(
    format_: str, contestant: Contestant, bundled: dict[str, Specimen]
) -> None:
    if not contestant.installed:
        pytest.skip(f"{contestant.library} is not installed; it comes with the extra 'bench'")
    assert contestant.run(bundled[format_].capture) > 0


def test_the_large_page_is_large_and_still_says_the_same(tmp_path: Path) -> None:
    path = BUNDLED / "html-2021-word-paste.html"
    page = inflated(path.read_bytes())
    assert LARGE_PAGE <= len(page) < 2 * LARGE_PAGE
    (tmp_path / path.name).write_bytes(page)
    assert _figures(tmp_path / path.name) == _figures(path)


def test_copies_differ_in_bytes_and_agree_in_figures(tmp_path: Path) -> None:
    originals = bundled_reports()
    count = len(originals) + 1
    size = write_copies(tmp_path, count)
    copies = sorted(tmp_path.iterdir())
    assert len(copies) == count == len({path.read_bytes() for path in copies})
    assert size == sum(path.stat().st_size for path in copies)
    for copy, original in zip(copies, [*originals, originals[0]], strict=True):
        assert copy.name.endswith(original.name)
        assert _figures(copy) == _figures(original)


def test_every_bundled_report_is_copied_and_nothing_else() -> None:
    truths = {path.name.removesuffix(".truth.json") for path in BUNDLED.glob("*.truth.json")}
    assert {path.stem for path in bundled_reports()} == truths
    assert len(bundled_reports()) == len(truths)


def test_a_word_copy_is_still_a_sound_archive(tmp_path: Path) -> None:
    write_copies(tmp_path, 1)
    (copy,) = tmp_path.iterdir()
    with zipfile.ZipFile(copy) as archive:
        assert archive.testzip() is None


def test_repetitions_are_interleaved_and_the_first_to_go_changes() -> None:
    order: list[str] = []
    samples = interleaved({name: partial(_slow, order, name) for name in "ab"}, repeat=2)
    assert {name: len(found) for name, found in samples.items()} == {"a": 2, "b": 2}
    turns = [name for name, before in zip(order, ["", *order], strict=False) if name != before]
    assert turns == ["a", "b", "a", "b", "a"]  # warm-up, first turn from a, second turn from b


def test_a_ratio_compares_within_each_repetition() -> None:
    """Noise that doubles one repetition for everybody is not to be seen."""
    assert ratio([2.0, 4.0, 2.0], [1.0, 2.0, 1.0]) == Spread(2.0, 2.0, 2.0)
    assert spread([1.0, 2.0, 3.0, 4.0, 5.0]) == Spread(2.0, 3.0, 4.0)


@pytest.mark.parametrize(
    ("target", "value", "verdict"),
    [
        (Target(at_least=10), 10.0, "ok"),
        (Target(at_least=10), 9.99, "missed"),
        (Target(below=2.2), 2.2, "missed"),
        (Target(below=2.2), 2.19, "ok"),
    ],
)
def test_a_target_is_judged_by_its_bound(target: Target, value: float, verdict: str) -> None:
    assert target.verdict(value) == verdict
    assert verdict.upper() in "\n".join(as_text([_row(value, target)]))
    assert json.loads(as_json([_row(value, target)], {}))["rows"][0]["verdict"] == verdict


def test_floors_and_rivals_are_compared_the_way_their_words_say(bundled: dict[str, Specimen]) -> None:
    rows = {row.what: row for row in parsing.measure(bundled["docx"], repeat=1)}
    ours = rows["nianbao, whole parse"].amount.middle
    floor, rival = rows["unzip + XML parse"], rows["python-docx, all cells"]
    assert floor.relation == "the time of"
    assert floor.ratio is not None
    assert floor.ratio.middle == pytest.approx(ours / floor.amount.middle)
    assert rival.relation == "the speed of"
    assert rival.ratio is not None
    assert rival.ratio.middle == pytest.approx(rival.amount.middle / ours)


def test_pages_are_counted_where_there_are_pages() -> None:
    found = specimen("x", BUNDLED / "pdf-2021-cut-over-pages.pdf")
    assert found.pages == 3
    assert specimen("x", BUNDLED / "docx-2021-merged-cells.docx").pages is None


def test_peak_memory_is_that_of_the_process_measured(bundled: dict[str, Specimen]) -> None:
    """Not of the one that started it, which Linux hands down."""
    rows = {row.what: row.amount.middle for row in memory.measure(bundled["docx"], repeat=1)}
    if not rows:
        pytest.skip("this system does not tell the peak memory of a process")
    assert rows[memory.BARE.name] < rows["nianbao, whole parse"]


def test_a_batch_is_read_without_loss_and_its_memory_is_noted() -> None:
    rows = list(batch.measure(count=3, repeat=1))
    rates = [row for row in rows if row.area == "run"]
    assert [row.what for row in rates] == [f"nianbao run --jobs {jobs}" for jobs in batch.JOBS]
    assert all(row.amount.middle > 0 and "0 failed" in row.remark for row in rates)
    assert all(row.target is None for row in rows if row.area == "run memory"), "three documents prove no growth"


def test_one_part_can_be_had_alone_as_text_markdown_and_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.json"
    assert command.main(["--only", "start", "--repeat", "1", "--markdown", "--json", str(path)]) == 0
    printed = capsys.readouterr().out
    assert "START  start-up" in printed
    assert "| start: start-up |" in printed
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    assert [row["what"] for row in rows[:2]] == ["python -c pass", "nianbao --help"]
    assert rows[1]["verdict"] in ("ok", "missed")


def test_markdown_has_as_many_columns_in_each_line() -> None:
    lines = list(as_markdown([_row(3.0, Target(below=5))]))
    assert {line.count("|") for line in lines} == {7}


def _row(value: float, target: Target) -> Row:
    amount = Spread(1.0, 1.0, 1.0)
    return Row("pdf", "d", "w", amount, "ms", ratio=Spread(value, value, value), relation="the speed of", target=target)


def _slow(order: list[str], name: str) -> None:
    order.append(name)
    sum(range(200_000))


def _figures(path: Path) -> list[tuple[str, object, str]]:
    return [(figure.key, figure.value, figure.state) for figure in parse(path).figures]


def test_the_dataset_benchmark_fills_lists_and_asks_what_it_says(tmp_path: Path) -> None:
    from benchmarks import dataset_child as child

    for what in ("fill", "lists", "synthetic"):
        (tmp_path / what).mkdir()
    filled = child.fill(tmp_path / "fill", 12)
    assert filled["cpu"] > 0 and filled["bytes"] > 0
    assert all(len(times) == 5 for times in child.lists(tmp_path / "lists", 30)["lists"].values())
    child._synthetic(tmp_path / "synthetic", 500)
    assert child.sql(tmp_path / "synthetic", 500)["seconds"] > 0
    assert child.arrow(tmp_path / "synthetic", 500)["seconds"] > 0
