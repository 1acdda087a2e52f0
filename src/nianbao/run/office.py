"""Many office documents through one call of LibreOffice: starting it costs more than converting twenty files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from nianbao.errors import DocumentError
from nianbao.run.members import capture_of
from nianbao.run.task import Lost, Task

BATCH = 25
"""Files in one call: few enough that a file which hangs the program costs little."""


class Conversions:
    """Documents that LibreOffice must open, converted batch by batch when the first of a batch is wanted.

    Use as a context: the converted files lie in a folder of its own until it is left.
    """

    def __init__(self, tasks: Iterable[Task | Lost]) -> None:
        self._waiting = [task for task in tasks if isinstance(task, Task) and task.form]
        self._done: dict[Task, Task | Lost] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True)

    def __enter__(self) -> Conversions:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def ready(self, task: Task) -> Task | Lost:
        """The task with its converted file beside it; why there is none; the task itself when it needs none."""
        if not task.form:
            return task
        if task not in self._done:
            batch = self._waiting[:BATCH] if task in self._waiting[:BATCH] else [task]
            self._convert(batch)
            self._waiting = [other for other in self._waiting if other not in self._done]
        return self._done[task]

    def _convert(self, tasks: list[Task]) -> None:
        from nianbao.read.office import Converted, convert

        captures = {}
        for task in tasks:
            try:
                captures[task] = capture_of(task)
            except DocumentError as error:
                self._done[task] = _lost(task, error)
        outcomes = convert(list(captures.values()))
        for task, capture in captures.items():
            outcome = outcomes[capture]
            if isinstance(outcome, Converted):
                self._done[task] = replace(task, converted=self._written(outcome.docx))
            else:
                self._done[task] = _lost(task, outcome)

    def _written(self, docx: bytes) -> str:
        file = Path(self._folder.name) / f"{len(self._done)}.docx"
        file.write_bytes(docx)
        return str(file)


def _lost(task: Task, error: DocumentError) -> Lost:
    return Lost(task.path, error.code, error.details, task.url)
