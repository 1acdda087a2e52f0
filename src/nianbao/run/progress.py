"""What a run says while it goes: a bar on a terminal, lines of JSON for a program, or nothing."""

from __future__ import annotations

import json
import sys
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from nianbao.export.messages import Language, text, word
from nianbao.run.task import Lost

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from nianbao.fetch import Progress as HarvestCounts

_GOOD = {"ok", "not_modified"}


class Log:
    """Says nothing; the base of those that do. Use as a context around the run."""

    def __enter__(self) -> Log:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def fetched(self, url: str, outcome: str, counts: HarvestCounts) -> None:
        """One address has ended; ``counts`` tell how far the harvest has come."""

    def begin(self, total: int, reused: int) -> None:
        """So many documents, of which so many are known from before."""

    def done(self, path: str, lost: Lost | None) -> None:
        """One document has ended."""

    def notice(self, name: str, where: str) -> None:
        """Something the user should know; ``name`` is a sentence of the messages file."""


class JsonLog(Log):
    """One JSON object a line: ``event`` and what belongs to it."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr

    def _say(self, event: str, **facts: object) -> None:
        print(
            json.dumps({"event": event, **facts}, ensure_ascii=False, default=str),
            file=self._stream,
            flush=True,
        )

    def fetched(self, url: str, outcome: str, counts: HarvestCounts) -> None:
        """``fetched``: url, outcome, and the counts of the harvest."""
        self._say("fetched", url=url, outcome=outcome, **counts.facts())

    def begin(self, total: int, reused: int) -> None:
        """``begin``: documents, reused."""
        self._say("begin", documents=total, reused=reused)

    def done(self, path: str, lost: Lost | None) -> None:
        """``read``: path; or ``failed``: path, code, details."""
        if lost:
            self._say("failed", path=path, url=lost.url, code=lost.code, details=lost.details)
        else:
            self._say("read", path=path)

    def notice(self, name: str, where: str) -> None:
        """``notice``: name, where."""
        self._say("notice", name=name, where=where)


class PlainLog(Log):
    """Notices only, as sentences: for a log file or a pipe."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def notice(self, name: str, where: str) -> None:
        """One line on standard error."""
        print(f"nianbao: {text('text', name, self._language, where=where)}", file=sys.stderr)


class Bar(PlainLog):
    """A progress bar on standard error: done, rate, failures, time left."""

    def __init__(self, language: Language) -> None:
        super().__init__(language)
        self._failed = 0
        self._task: TaskID | None = None
        self._harvest: TaskID | None = None
        self._progress = _columns()

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def fetched(self, url: str, outcome: str, counts: HarvestCounts) -> None:
        """One line that moves for all, and a line above it for every failure."""
        if outcome not in _GOOD:
            said = text("text", "fetched", self._language, url=url, outcome=word("value", outcome, self._language))
            self._progress.console.print(said, markup=False, highlight=False)
        facts = {**counts.facts(), "left": _clock_time(counts.seconds_left)}
        line = text("text", "harvesting", self._language, **facts)
        if self._harvest is None:
            self._harvest = self._progress.add_task(line, total=None, failed="")
        done = counts.ended
        self._progress.update(self._harvest, description=line, completed=done, total=done + counts.waiting)

    def begin(self, total: int, reused: int) -> None:
        """The bar appears, already as far as the last run came."""
        if self._harvest is not None:
            self._progress.remove_task(self._harvest)
        label = text("text", "progress_read", self._language)
        self._task = self._progress.add_task(label, total=total, completed=reused, failed="")

    def done(self, path: str, lost: Lost | None) -> None:
        """One step."""
        if self._task is None:
            return
        if lost:
            self._failed += 1
        failed = text("text", "progress_failed", self._language, count=self._failed) if self._failed else ""
        self._progress.update(self._task, advance=1, failed=failed)

    def notice(self, name: str, where: str) -> None:
        """A line above the bar."""
        said = text("text", name, self._language, where=where)
        self._progress.console.print(said, markup=False, highlight=False)


def _columns() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from nianbao.run.rate import RateColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(),
        TextColumn("[red]{task.fields[failed]}"),
        console=Console(stderr=True),
        transient=True,
    )


def _clock_time(seconds: float) -> str:
    hours, rest = divmod(round(seconds), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}"


def make_log(language: Language, *, quiet: bool, log_json: bool) -> Log:
    """The log that was asked for; the bar only where a person watches."""
    if log_json:
        return JsonLog()
    if quiet:
        return Log()
    return Bar(language) if sys.stderr.isatty() else PlainLog(language)
