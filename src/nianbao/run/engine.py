"""The run: name documents, fetch, look up, read, write.

    names -> expand -> collect (fetch, digest) -> spool or pool -> spool -> outputs

Results go to the spool as they come, and from there, streamed, to the output files in the order of the input:
memory does not grow with the figures. Stopped at any point, the next run goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.errors import Damaged
from nianbao.model import Capture, Source
from nianbao.run.keeping import Keeper
from nianbao.run.outputs import Outputs, write_harvest
from nianbao.run.pool import default_jobs, work_all
from nianbao.run.progress import Log
from nianbao.run.sources import expand, local_task
from nianbao.run.summary import Summary
from nianbao.run.task import Lost, Outcome, Task
from nianbao.run.twins import restamped, split_twins
from nianbao.run.version import parser_version
from nianbao.run.worker import PARSE_DOCUMENT
from nianbao.store.spool import Key, Spool

if TYPE_CHECKING:
    from nianbao.fetch import HarvestRow, Policy

HIDDEN = ".nianbao"
CAPTURES = "captures"
COMMIT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Options:
    """How to run. None of this changes what is read; ``bom`` changes the first bytes of the CSV files."""

    jobs: int | None = None
    """Processes; None for one a processor, 1 for none beside ours."""
    timeout: float = 120.0
    """Seconds one document may take in a process of its own."""
    bom: bool = False
    policy: Policy | None = None
    """Manners of fetching; None for the default ones."""
    worker: str = PARSE_DOCUMENT
    store: str | None = None
    """A store to fill as well: a path or an address."""


@dataclass(slots=True)
class _Collected:
    """Documents in input order, and how each address ended."""

    items: list[Task | Lost] = field(default_factory=list)
    harvest: list[HarvestRow] = field(default_factory=list)
    fetched: bool = False


def run(names: Iterable[str], output: Path, options: Options | None = None, log: Log | None = None) -> Summary:
    """Read everything that ``names`` mean and write the files of :mod:`nianbao.run.outputs` to ``output``.

    Raises UsageError for names, sources files and folders that cannot be used. Documents that cannot be read
    are no error here: they stand in ``errors.csv`` and in the summary.
    """
    options, log = options or Options(), log or Log()
    if options.store is None:
        return _run(names, output, options, log, None)
    with Keeper(options.store, output) as keeper:
        return _run(names, output, options, log, keeper)


def _run(names: Iterable[str], output: Path, options: Options, log: Log, keeper: Keeper | None) -> Summary:
    expansion = expand(names, leave_out=output)
    spool = Spool(output / HIDDEN / "spool.sqlite", f"{parser_version()} {options.worker}")
    with spool:
        if spool.rebuilt:
            log.notice("spool_rebuilt", spool.path.as_posix())
        found = _collect(expansion.entries, output, options, log)
        summary = Summary(parser=parser_version(), duplicates=expansion.duplicates, passed_over=expansion.passed_over)
        _read(found.items, spool, options, log, summary)
        with Outputs(output, bom=options.bom) as outputs:
            wrappers = {item.parent for item in found.items if isinstance(item, Task) and item.parent}
            for item, outcome in _outcomes(found.items, spool):
                if outcome.lost and outcome.lost.formless and outcome.lost.url in wrappers:
                    summary.wrappers += 1  # the report is its attachment, which has an outcome of its own
                    continue
                outputs.add(outcome)
                summary.add(outcome)
                if keeper:
                    keeper.keep(item, outcome)
            summary.harvest.update(row.outcome for row in found.harvest)
            if found.fetched:
                write_harvest(output, found.harvest, bom=options.bom)
            outputs.finish(summary)
    return summary


def _collect(entries: Sequence[str | Source | Lost], output: Path, options: Options, log: Log) -> _Collected:
    """The bytes of every document on disk, and their digests."""
    found = _Collected()
    sources = [entry for entry in entries if isinstance(entry, Source)]
    fetched = _fetch(sources, output, options, log, found) if sources else {}
    for entry in entries:
        if isinstance(entry, Source):
            found.items += fetched[entry]
        else:
            found.items.append(local_task(entry) if isinstance(entry, str) else entry)
    return found


def _fetch(
    sources: Sequence[Source], output: Path, options: Options, log: Log, found: _Collected
) -> dict[Source, list[Task | Lost]]:
    from nianbao.fetch import Policy, fetch_all

    def keep(row: HarvestRow) -> None:
        found.harvest.append(replace(row, saved=_shown(row.saved, output) if row.saved else ""))
        log.fetched(row.url, row.outcome)

    found.fetched = True
    results: dict[Source, list[Task | Lost]] = {source: [] for source in sources}
    policy = options.policy or Policy()
    seen: set[tuple[str | None, str]] = set()
    for source, got in fetch_all(sources, policy=policy, save_to=output / CAPTURES, log=keep):
        if not isinstance(got, Capture):
            facts: dict[str, object] = {"outcome": got.outcome, "status": got.status, "detail": got.detail}
            results[source].append(Lost("", "fetch_failed", facts, got.url))
            continue
        shown = _shown(got.path, output)
        task = Task(shown, got.sha256, got.path, got.url, got.fetched_at, got.media_type, got.parent, got.declared)
        if (task.url, task.sha256) not in seen:  # two sources may lead to one article
            seen.add((task.url, task.sha256))
            results[source].append(task)
    return results


def _shown(saved: str, output: Path) -> str:
    """Where a download lies in the output folder."""
    return Path(saved).relative_to(output).as_posix()


def _read(items: Sequence[Task | Lost], spool: Spool, options: Options, log: Log, summary: Summary) -> None:
    """Bring the spool up to date: what is not in it is worked out, same bytes under one name only once."""
    tasks = [item for item in items if isinstance(item, Task)]
    missing = [task for task in tasks if spool.get(_key(task)) is None]
    firsts, twins = split_twins(missing)
    summary.parsed, summary.reused = len(firsts), len(tasks) - len(missing)
    log.begin(len(items), len(tasks) - len(missing))
    for item in items:
        if isinstance(item, Lost):
            log.done(item.path, item)
    _work(firsts, spool, options, log)
    for task, first in twins:
        _put(spool, task, restamped(_kept(first, spool), task).pack(), log)
    spool.commit()


def _work(tasks: Sequence[Task], spool: Spool, options: Options, log: Log) -> None:
    jobs = options.jobs or default_jobs()
    committed = time.monotonic()
    with closing(work_all(tasks, options.worker, jobs=jobs, timeout=options.timeout)) as results:
        for result in results:
            _put(spool, result.task, result.packed, log)
            if time.monotonic() - committed > COMMIT_SECONDS:
                spool.commit()
                committed = time.monotonic()


def _put(spool: Spool, task: Task, packed: bytes, log: Log) -> None:
    lost = Outcome.lost_in(packed)
    spool.put(_key(task), packed, keep=not (lost and lost.transient))
    log.done(task.path, lost)


def _outcomes(items: Iterable[Task | Lost], spool: Spool) -> Iterator[tuple[Task | Lost, Outcome]]:
    """One outcome for each item, in the order of the input."""
    for item in items:
        yield item, Outcome(lost=item) if isinstance(item, Lost) else _kept(item, spool)


def _kept(task: Task, spool: Spool) -> Outcome:
    packed = spool.get(_key(task))
    if packed is None:
        raise Damaged(spool.path.as_posix(), format="sqlite", reason=f"lost {task.path}")
    return Outcome.unpack(packed)


def _key(task: Task) -> Key:
    # A file name may hold half characters, which a database refuses.
    path = task.path.encode("utf-8", "backslashreplace").decode()
    return Key(path, task.url or "", task.sha256, task.told)
