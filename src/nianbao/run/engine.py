"""The run: name documents, fetch, look up, read, write.

    names -> expand -> collect (fetch, digest) -> spool or pool -> spool -> outputs

Results go to the spool as they come, and from there, streamed, to the output files in the order of the input:
memory does not grow with the figures. Stopped at any point, the next run goes on from there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.errors import Damaged, UsageError
from nianbao.model import Source
from nianbao.run.attached import attached_tasks, attachments_at_hand, is_beside
from nianbao.run.changes import amendments, write_changes
from nianbao.run.harvest import Harvested, archived_sources, fill_archive, open_archive, write_ledgers
from nianbao.run.keeping import Keeper
from nianbao.run.members import documents_of
from nianbao.run.office import Conversions
from nianbao.run.outputs import Outputs
from nianbao.run.paging import joined
from nianbao.run.pool import Result, default_jobs, work_all
from nianbao.run.progress import Log
from nianbao.run.sources import expand, local_task
from nianbao.run.summary import Summary
from nianbao.run.task import Lost, Outcome, Task
from nianbao.run.twins import restamped, split_twins
from nianbao.run.version import parser_version, result_version
from nianbao.run.worker import PARSE_DOCUMENT
from nianbao.store.spool import Key, Spool

if TYPE_CHECKING:
    from nianbao.fetch import Policy
    from nianbao.run.cluster import Cluster

HIDDEN = ".nianbao"
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
    from_archive: Path | None = None
    """Read what an earlier harvest fetched into this folder, and ask nobody."""
    worker: str = PARSE_DOCUMENT
    store: str | None = None
    """A store to fill as well: a path or an address."""
    cluster: Cluster | None = None
    """A Dask cluster to work on, instead of processes of our own."""


@dataclass(slots=True)
class _Collected:
    """Documents in input order, and how each address ended."""

    items: list[Task | Lost] = field(default_factory=list)
    harvested: Harvested | None = None


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
    expansion = expand(names, leave_out=output, may_be_none=options.from_archive is not None)
    spool = Spool(output / HIDDEN / "spool.sqlite", result_version(options.worker))
    with spool:
        if spool.rebuilt:
            log.notice("spool_rebuilt", spool.path.as_posix())
        found = _collect(expansion.entries, output, options, log)
        summary = Summary(parser=parser_version(), duplicates=expansion.duplicates, passed_over=expansion.passed_over)
        _read(found.items, spool, options, log, summary)
        carriers = _follow(found, spool, options, log, summary)
        with Outputs(output, bom=options.bom) as outputs:
            unread: set[str] = set()
            for item, outcome in _outcomes(found.items, spool):
                if outcome.lost and outcome.lost.url:
                    unread.add(outcome.lost.url)
                if outcome.lost and outcome.lost.formless and not carriers.isdisjoint(outcome.lost.names):
                    summary.wrappers += 1  # the report is its attachment, which has an outcome of its own
                    continue
                outputs.add(outcome)
                summary.add(outcome)
                if keeper:
                    keeper.keep(item, outcome)
            if found.harvested:
                summary.harvest.update(row.outcome for row in found.harvested.rows)
                write_ledgers(output, found.harvested, unread, bom=options.bom)
                write_changes(output, list(amendments(options.from_archive or output)), bom=options.bom)
            outputs.finish(summary)
    return summary


def read_documents(names: Iterable[str], output: Path, options: Options, log: Log) -> Iterator[Outcome]:
    """The outcome of every document on disk that ``names`` mean, in their order; for those who write other files.

    Pages that only carry an attachment are left out, as in a run. A second call with the same ``output`` and worker
    reads only what changed. Raises UsageError for addresses.
    """
    entries = expand(names, leave_out=output).entries
    stranger = next((entry for entry in entries if isinstance(entry, Source)), None)
    if stranger is not None:
        raise UsageError(stranger.url or "", problem="address")
    with Spool(output / HIDDEN / "spool.sqlite", result_version(options.worker)) as spool:
        found = _collect(entries, output, options, log)
        summary = Summary()
        _read(found.items, spool, options, log, summary)
        carriers = _follow(found, spool, options, log, summary)
        for _, outcome in _outcomes(found.items, spool):
            if not (outcome.lost and outcome.lost.formless and not carriers.isdisjoint(outcome.lost.names)):
                yield outcome


def _collect(entries: Sequence[str | Source | Lost], output: Path, options: Options, log: Log) -> _Collected:
    """The bytes of every document on disk, and their digests."""
    found = _Collected()
    sources = [entry for entry in entries if isinstance(entry, Source)]
    if options.from_archive is not None and not sources:
        entries = [*entries, *(sources := archived_sources(options.from_archive))]
    if sources or options.from_archive is not None:
        found.harvested = _harvest(sources, output, options, log)
    for entry in entries:
        if isinstance(entry, Source):
            items = found.harvested.results[entry] if found.harvested else []
        else:
            items = [local_task(entry) if isinstance(entry, str) else entry]
        for item in items:
            found.items += documents_of(item) if isinstance(item, Task) else [item]
    found.items = joined(found.items)
    if found.harvested:  # pages saved by hand that belong to none of the sources
        given = set(sources)
        found.items += [i for source, some in found.harvested.results.items() if source not in given for i in some]
    return found


def _follow(found: _Collected, spool: Spool, options: Options, log: Log, summary: Summary) -> set[str]:
    """Read what formless pages name and have beside them; the pages and mails that carry a document at hand."""
    items: list[Task | Lost] = []
    fresh: list[Task | Lost] = []
    known = {os.path.normcase(os.path.abspath(t.file)) for t in found.items if isinstance(t, Task)}  # noqa: PTH100
    carriers = {item.parent for item in found.items if isinstance(item, Task) and item.parent}
    paths = {item.path for item in found.items if isinstance(item, Task)}
    for item, outcome in _outcomes(found.items, spool, Outcome.head):
        items.append(item)
        if outcome.lost and is_beside(outcome.lost, paths):
            carriers.add(item.path)
        for file in attachments_at_hand(outcome.lost) if outcome.lost else []:
            carriers.add(item.path)
            if os.path.normcase(os.path.abspath(file)) not in known:  # noqa: PTH100
                more = attached_tasks(file, item.path)
                items += more
                fresh += more
    if fresh:
        counts = (summary.parsed, summary.reused)
        _read(fresh, spool, options, log, summary)
        summary.parsed, summary.reused = summary.parsed + counts[0], summary.reused + counts[1]
    found.items = items
    return carriers


def _harvest(sources: Sequence[Source], output: Path, options: Options, log: Log) -> Harvested:
    """What the archive holds, after the portals were asked for what is new."""
    from nianbao.fetch import ARCHIVE, Policy

    if options.from_archive is None:
        fill_archive(sources, output, options.policy or Policy(), log)
    return open_archive(sources, options.from_archive or output / ARCHIVE, output)


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
        _put(spool, task, restamped(Outcome.unpack(_kept(first, spool)), task).pack(), log)
    spool.commit()


def _work(tasks: Sequence[Task], spool: Spool, options: Options, log: Log) -> None:
    jobs = options.jobs or default_jobs()
    committed = time.monotonic()
    with Conversions(tasks) as conversions:
        ready: list[Task] = []
        for task in tasks:
            item = conversions.ready(task)
            if isinstance(item, Lost):
                _put(spool, task, Outcome(lost=item).pack(), log)
            else:
                ready.append(item)
        with closing(_shared_out(ready, options, jobs)) as results:
            for result in results:
                _put(spool, result.task, result.packed, log)
                if time.monotonic() - committed > COMMIT_SECONDS:
                    spool.commit()
                    committed = time.monotonic()


def _shared_out(tasks: Sequence[Task], options: Options, jobs: int) -> Generator[Result, None, None]:
    if options.cluster is None:
        return work_all(tasks, options.worker, jobs=jobs, timeout=options.timeout)
    from nianbao.run import cluster

    return cluster.work_all(tasks, options.worker, options.cluster, timeout=options.timeout)


def _put(spool: Spool, task: Task, packed: bytes, log: Log) -> None:
    lost = Outcome.head(packed).lost
    spool.put(_key(task), packed, keep=not (lost and lost.transient))
    log.done(task.path, lost)


def _outcomes(
    items: Iterable[Task | Lost], spool: Spool, opened: Callable[[bytes], Outcome] = Outcome.unpack
) -> Iterator[tuple[Task | Lost, Outcome]]:
    """One outcome for each item, in the order of the input; whole or ``opened`` as said."""
    for item in items:
        yield item, Outcome(lost=item) if isinstance(item, Lost) else opened(_kept(item, spool))


def _kept(task: Task, spool: Spool) -> bytes:
    packed = spool.get(_key(task))
    if packed is None:
        raise Damaged(spool.path.as_posix(), format="sqlite", reason=f"lost {task.path}")
    return packed


def _key(task: Task) -> Key:
    # A file name may hold half characters, which a database refuses.
    path = task.path.encode("utf-8", "backslashreplace").decode()
    return Key(path, task.url or "", task.sha256, task.told)
