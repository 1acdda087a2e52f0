"""The same bytes under the same name in several places: read once, reported for each place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from nianbao.export.published import from_json
from nianbao.run.task import Lost, Outcome, Task
from nianbao.run.worker import attempt, outcome


def split_twins(tasks: Sequence[Task]) -> tuple[list[Task], list[tuple[Task, Task]]]:
    """(those to read, pairs of one that need not be read and the one that is read for it).

    Twins have the same bytes and the same file name, in different folders: the name takes part in the reading
    (it may say a year, its suffix promises a format). A page belongs to its address and has no twin.
    """
    firsts: dict[tuple[str, str], Task] = {}
    to_read: list[Task] = []
    pairs: list[tuple[Task, Task]] = []
    for task in tasks:
        first = firsts.setdefault(_twin_key(task), task) if _may_have_twin(task) else task
        if first is task:
            to_read.append(task)
        else:
            pairs.append((task, first))
    return to_read, pairs


def _twin_key(task: Task) -> tuple[str, str]:
    return task.sha256, PurePath(task.path).name


def _may_have_twin(task: Task) -> bool:
    """Not a page; nor a file whose name is no text, since its JSON cannot be read back."""
    return task.url is None and not any("\ud800" <= character <= "\udfff" for character in task.path)


def restamped(result: Outcome, task: Task) -> Outcome:
    """The same result for the document that lies elsewhere."""
    if result.lost:
        return Outcome(lost=Lost(task.path, result.lost.code, result.lost.details, task.url))
    again = attempt(lambda _: from_json(result.report), task, outcome)
    return Outcome(lost=again) if isinstance(again, Lost) else again
