"""Stand-ins for the parser: what a document says decides what happens to the process that reads it."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from pathlib import Path

from nianbao.errors import Damaged
from nianbao.model import Evidence, Figure, Finding, Issuer, Message, Report, SourceRef
from nianbao.run.task import Task


def make_report(task: Task, words: str) -> Report:
    """A report with one figure whose value is the length of the document."""
    evidence = Evidence("text", start=0, end=len(words), quote=words)
    figure = Figure("requests.received@total", len(words), "value", "件", words, "table", evidence=evidence)
    blank = Figure("requests.received@natural_person", None, "blank", "件", "", "table")
    finding = Finding("T3.balance", "warning", [figure.key], Message("不平", "does not balance"))
    source = SourceRef(task.path, task.url, task.sha256, "text/plain", task.fetched_at)
    return Report(
        "1",
        source,
        Issuer("云溪县人民政府"),
        2024,
        "2021",
        None,
        None,
        None,
        None,
        [],
        [figure, blank],
        [finding],
    )


def count(task: Task) -> Report:
    """Read; leave a line in ``calls.log``."""
    with Path("calls.log").open("a", encoding="utf-8") as log:
        log.write(f"{Path(task.file).name}\n")
    return act(task)


def act(task: Task) -> Report:
    """Do what the document says."""
    words = Path(task.file).read_text(encoding="utf-8")
    if words.startswith("damaged"):
        raise Damaged(task.path, format="text", reason="cut")
    if words.startswith("bug"):
        raise ZeroDivisionError(words)
    if words.startswith("kill once") and not Path("killed").exists():
        Path("killed").touch()
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    if words.startswith("poison"):
        os._exit(7)
    if words.startswith("sleep"):
        time.sleep(600)
    return make_report(task, words)


def slow(task: Task) -> Report:
    """Read, in a twentieth of a second."""
    time.sleep(0.05)
    return make_report(task, Path(task.file).read_text(encoding="utf-8"))


def does_not_say_its_digest(task: Task) -> Report:
    """A document that changed between digest and reading."""
    report = make_report(task, "x")
    report.source.sha256 = hashlib.sha256(b"other").hexdigest()
    return report
