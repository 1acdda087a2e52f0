"""Documents shared out to the workers of a Dask cluster, which may be on other machines and may die.

Chunks of documents go out; a part (see :mod:`nianbao.run.parts`) comes back. When a worker dies on a chunk, Dask
tries it elsewhere; when that fails too, its documents go out one by one. Dask blames all that a dead worker was
about to do, so a document is set aside only when a worker dies while nothing else is at work at all. A worker
reads one chunk at a time whatever its threads: pdfium is not made for several.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from nianbao.errors import Crashed, Unsupported, UsageError
from nianbao.run.parts import (
    keys_of,
    known_parts,
    part_name,
    read_part,
    read_part_cached,
    task_key,
    write_part,
)
from nianbao.run.pool import Result
from nianbao.run.remote import exists
from nianbao.run.task import Lost, Outcome, Task
from nianbao.run.version import result_version
from nianbao.run.worker import attempt, load_worker, outcome

CHUNK = 50
DEATHS_ALONE = 3
START_LIMIT = 60
"""Seconds in which the cluster must have a worker."""
LOCAL = "local"
"""The scheduler address that means: start workers on this machine."""

_AHEAD = 3
"""Chunks given out for each thread of the cluster: enough that none waits, few enough to keep in a scheduler."""

_GLANCE = 5.0
"""Seconds without a result after which one looks whether anybody is at work."""

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where to work. ``parts`` is a folder that all machines reach: a shared disk or an fsspec address."""

    scheduler: str
    parts: str
    chunk: int = CHUNK
    workers: int = 2
    """Of the local cluster."""


def work_all(tasks: Sequence[Task], worker: str, cluster: Cluster, *, timeout: float) -> Generator[Result, None, None]:
    """A result for each task, once, in any order; as :func:`nianbao.run.pool.work_all`, on a Dask cluster.

    Raises Unsupported without Dask, UsageError when the scheduler cannot be reached or a worker has another
    version of nianbao, Crashed when the cluster has no workers.
    """
    parser = result_version(worker)
    done = _from_parts(tasks, cluster.parts, parser)
    left: list[Task] = []
    for task in tasks:
        url = done.get(task_key(task, parser))
        found = read_part_cached(url).get(task_key(task, parser)) if url else None
        if found is None:
            left.append(task)
        else:
            yield Result(task, found.pack())
    if left:
        with _client(cluster) as client:
            yield from _Job(client, cluster, worker, parser, timeout).run(left)


def work_chunk(tasks: Sequence[Task], worker: str, url: str, parser: str, timeout: float) -> str:
    """On a worker: read these documents, write their part, return its address.

    A document that takes longer than ``timeout`` seconds ends the process; alone, its part says so first.
    """
    if _own_parser(worker) != parser:
        raise UsageError("dask", problem="cluster_version", found=_own_parser(worker), expected=parser)
    if exists(url) and len(read_part(url)) == len(tasks):
        return url
    function = load_worker(worker)
    results: list[tuple[Task, Outcome]] = []
    with _one_at_a_time:
        for task in tasks:
            watch = threading.Timer(timeout, _overdue, (task, url if len(tasks) == 1 else "", parser, timeout))
            watch.daemon = True
            watch.start()
            try:
                found = attempt(function, task, outcome)
            finally:
                watch.cancel()
            results.append((task, Outcome(lost=found) if isinstance(found, Lost) else found))
        write_part(url, results, parser)
    return url


@lru_cache(maxsize=4)
def _own_parser(worker: str) -> str:
    return result_version(worker)


def _overdue(task: Task, url: str, parser: str, timeout: float) -> None:
    """Nothing stops a thread that hangs but the end of its process; whoever watches the worker starts another."""
    if url:
        write_part(url, [(task, Outcome(lost=_lost(task, {"reason": "timeout", "limit": f"{timeout:g} s"})))], parser)
    os._exit(1)


@dataclass(slots=True)
class _Job:
    client: Any
    cluster: Cluster
    worker: str
    parser: str
    timeout: float
    given: dict[Any, list[Task]] = field(default_factory=dict)
    ended: queue.SimpleQueue[Any] = field(default_factory=queue.SimpleQueue)
    waiting: deque[list[Task]] = field(default_factory=deque)
    suspects: deque[Task] = field(default_factory=deque)
    """Those a worker died on though they were sent alone; perhaps on what came next to it."""
    deaths: dict[Task, int] = field(default_factory=dict)
    alone: Task | None = None
    """The suspect that is at work, with nothing beside it."""

    def run(self, tasks: Sequence[Task]) -> Iterator[Result]:
        size = max(1, self.cluster.chunk)
        self.waiting.extend(list(tasks[start : start + size]) for start in range(0, len(tasks), size))
        self._give()
        while self.given:
            future = self._next()
            yield from self._end(future, self.given.pop(future))
            self._give()

    def _next(self) -> Any:
        """The next future that is done. Raises Crashed when the cluster has been without a worker for too long.

        Chunks without a worker wait without end, and a nanny gives up on a worker that dies while it starts.
        """
        while True:
            try:
                return self.ended.get(timeout=_GLANCE)
            except queue.Empty:
                _wait_for_worker(self.client, self.cluster.scheduler)

    def _give(self) -> None:
        """As many chunks as keep the cluster busy; it may have grown or shrunk since."""
        room = _AHEAD * max(1, sum(self.client.nthreads().values()))
        while self.waiting and len(self.given) < room:
            self._send(self.waiting.popleft())
        self.alone = None
        if self.suspects and not self.given:
            self.alone = self.suspects.popleft()
            self._send([self.alone])

    def _send(self, chunk: list[Task]) -> None:
        url = part_name(self.cluster.parts, chunk, self.parser)
        job = (chunk, self.worker, url, self.parser, self.timeout)
        future = self.client.submit(work_chunk, *job, pure=False, retries=0)
        self.given[future] = chunk
        future.add_done_callback(self.ended.put)

    def _end(self, future: Any, chunk: list[Task]) -> Iterator[Result]:
        from distributed import KilledWorker

        error = future.exception()
        url = part_name(self.cluster.parts, chunk, self.parser)
        if error is None or (isinstance(error, KilledWorker) and len(chunk) == 1 and exists(url)):
            yield from self._results(url, chunk)
        elif not isinstance(error, KilledWorker):
            raise error
        elif chunk == [self.alone] and self._died_often(chunk[0]):
            yield Result(chunk[0], Outcome(lost=_lost(chunk[0], {"reason": "killed"})).pack())
        elif len(chunk) == 1:
            self.suspects.append(chunk[0])
        else:
            self.waiting.extendleft([task] for task in reversed(chunk))

    def _died_often(self, task: Task) -> bool:
        """Alone and dead three times: it was not somebody else who killed the worker."""
        self.deaths[task] = self.deaths.get(task, 0) + 1
        return self.deaths[task] >= DEATHS_ALONE

    def _results(self, url: str, chunk: list[Task]) -> Iterator[Result]:
        found = read_part(url)
        for task in chunk:
            outcome_ = found.get(task_key(task, self.parser))
            if outcome_ is None:
                raise UsageError(url, problem="part_lost")
            yield Result(task, outcome_.pack())


def _lost(task: Task, details: dict[str, object]) -> Lost:
    return Lost(task.path, Crashed.code, details, task.url)


def _from_parts(tasks: Sequence[Task], folder: str, parser: str) -> dict[str, str]:
    """Key -> part, of those tasks that an earlier run has read."""
    wanted = {task_key(task, parser) for task in tasks}
    return {key: url for url in known_parts(folder) for key in keys_of(url) if key in wanted}


@contextmanager
def _client(cluster: Cluster) -> Iterator[Any]:
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise Unsupported("dask", format="dask", remedy="pip install nianbao[cluster]") from error
    with ExitStack() as stack:
        address = cluster.scheduler
        if address == LOCAL:
            address = str(stack.enter_context(local_cluster(cluster.workers)).scheduler_address)
        try:
            made: Callable[..., Any] = Client
            client = stack.enter_context(made(address, timeout=f"{START_LIMIT}s", set_as_default=False))
        except (OSError, TimeoutError, ValueError) as error:
            raise UsageError(cluster.scheduler, problem="no_scheduler", reason=str(error)) from error
        _wait_for_worker(client, cluster.scheduler)
        yield client


@contextmanager
def local_cluster(workers: int) -> Iterator[Any]:
    """Worker processes on this machine, made anew when they are gone: a nanny gives up on one killed as it starts."""
    import dask
    from distributed import LocalCluster

    made: Callable[..., Any] = LocalCluster
    # A chunk goes back to us at once when its worker dies: there are no flaky machines here, only documents.
    settings = {"distributed.scheduler.allowed-failures": 0, "distributed.deploy.lost-worker-timeout": f"{_GLANCE}s"}
    over = threading.Event()
    with (
        dask.config.set(settings),
        made(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs=50
        ) as local,
    ):
        threading.Thread(target=_keep, args=(local, workers, over), daemon=True).start()
        try:
            yield local
        finally:
            over.set()


def _keep(local: Any, workers: int, over: threading.Event) -> None:
    while not over.wait(_GLANCE):
        local.scale(workers)


def _wait_for_worker(client: Any, address: str) -> None:
    end = time.monotonic() + START_LIMIT
    while not client.nthreads():
        if time.monotonic() > end:
            raise Crashed(address, reason="start")
        time.sleep(0.2)
