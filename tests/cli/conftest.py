"""The command line with a stand-in for the parser: a document's words decide what is read from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nianbao.cli import main
from nianbao.errors import Damaged
from nianbao.model import Evidence, Figure, Finding, Issuer, Message, Report, SourceRef
from nianbao.run import worker
from nianbao.run.task import Task

Cli = Callable[..., tuple[int, str, str]]


def _parse(task: Task, settings: object = None) -> Report:
    words = Path(task.file).read_text(encoding="utf-8")
    if "damaged" in words:
        raise Damaged(task.path, format="text", reason="truncated")
    if "bug" in words:
        raise ZeroDivisionError
    severity = "error" if "error" in words else "warning"
    evidence = Evidence("text", start=0, end=2, quote=words)
    key = "requests.received@total"
    finding = Finding("T3.balance", severity, [key], Message("不平", "does not balance"), 1, 2)  # type: ignore[arg-type]
    return Report(
        "1",
        SourceRef(task.path, task.url, task.sha256, "text/plain", None),
        Issuer("云溪县人民政府"),
        2024,
        "2021",
        "云溪县人民政府 2024 年年度报告",
        None,
        None,
        "body",
        [],
        [
            Figure(key, 12, "value", "件", "12", "table", grade="doubtful", evidence=evidence),
            Figure("results.granted@total", None, "unreadable", "件", "1 2", "table"),
            Figure("local.invented@total", 77, "value", "件", "77", "table"),
            Figure("prose.unmapped", 3, "value", "场", "3", "prose", evidence=evidence, label="座谈会"),
        ],
        [] if "clean" in words else [finding],
    )


@pytest.fixture
def cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run a command in an empty folder: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(worker, "parse_document", _parse)
    for name in ("LC_ALL", "LC_MESSAGES", "NIANBAO_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    def call(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as leaving:  # argparse: --help, --version, wrong usage
            code = leaving.code if isinstance(leaving.code, int) else 0
        out, err = capsys.readouterr()
        return code, out, err

    return call
