"""A run fills a store; so does the file of an earlier run."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from nianbao.cli import main
from nianbao.run import Options, run
from nianbao.run.keeping import fill
from nianbao.store.store import open_store
from nianbao.store.upkeep import verify


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A folder with ``out/`` and ``s.sqlite`` of a run over four documents, one of them damaged."""
    folder = tmp_path_factory.mktemp("filled")
    names = ["reports/html-2021-plain.html", "reports/html-2021-with-fault.html", "bad/truncated.pdf"]
    sources = [str(root / "fixtures" / name) for name in [*names, "reports/docx-2021-merged-cells.docx"]]
    run(sources, folder / "out", Options(jobs=1, store=str(folder / "s.sqlite")))
    return folder


def test_a_run_keeps_reports_failures_and_the_documents_themselves(filled: Path) -> None:
    with open_store(filled / "s.sqlite") as store:
        rows = store.reports().items
        assert len(rows) == 3
        assert [row.code for row in store.failures()] == ["damaged"]
        for row in rows:
            source = store.source(row.sha256)
            assert source is not None and hashlib.sha256(source).hexdigest() == row.sha256
        lines = (filled / "out" / "reports.jsonl").read_text(encoding="utf-8").splitlines()
        assert [store.report(row.id).text for row in rows] == lines
        assert list(verify(store.database)) == []


def test_filling_from_the_file_of_that_run_changes_nothing(filled: Path) -> None:
    with open_store(filled / "s.sqlite") as store:
        done = fill(store, filled / "out" / "reports.jsonl")
    assert (done.added, done.replaced, done.unchanged) == (0, 0, 3)


def test_a_fresh_store_from_the_file_has_the_documents_too(filled: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "t.sqlite", create=True) as store:
        assert fill(store, filled / "out" / "reports.jsonl").added == 3
        assert all(store.source(row.sha256) is not None for row in store.reports().items)


def test_a_store_that_cannot_be_used_is_said_before_anything_is_read(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "s.sqlite").write_bytes(b"no database at all" * 50)
    source = str(root / "fixtures" / "reports" / "html-2021-plain.html")
    code = main(["--lang", "en", "run", source, "-o", str(tmp_path / "out"), "--store", str(tmp_path / "s.sqlite")])
    assert code == 2
    assert "not a database" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "action", [["ls"], ["show", "1"], ["diff", "1", "2"], ["verify"], ["gc"], ["migrate"], ["decisions"]]
)
def test_every_action_of_the_command_works_on_a_store(
    filled: Path, action: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["store", *action, "--store", str(filled / "s.sqlite"), "--lang", "zh"]) == 0
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("action", [["show"], ["show", "x"], ["diff", "1"], ["add"], ["fly"]])
def test_wrong_use_of_the_command_ends_with_2(filled: Path, action: list[str]) -> None:
    try:
        code = main(["store", *action, "--store", str(filled / "s.sqlite")])
    except SystemExit as leaving:
        code = int(str(leaving.code))
    assert code == 2
