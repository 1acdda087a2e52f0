"""Documents shared out to worker processes that may die, hang, or be killed.

Not ``concurrent.futures``: there a killed process takes every chunk in flight with it, nobody can tell which
document it died on, and one that hangs cannot be ended. Here each worker has a pipe of its own and answers
document by document, so the one it died on is known: it is tried once more alone, then set aside. Processes
are spawned on every system alike.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from nianbao.errors import Crashed
from nianbao.run.task import Lost, Outcome, Task
from nianbao.run.worker import load_worker, work

CHUNK = 20
DEATHS = 2
FALSE_STARTS = 6
"""Workers in a row that died while they started, with nobody at work, after which no more are tried."""
RETIRE_AFTER = 2000
"""Documents after which a worker makes room for a fresh one: libraries leak."""
START_LIMIT = 120.0
"""Seconds in which a worker must have started."""
GOODBYE = 5.0
"""Seconds in which a worker with nothing to do must have ended."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one document ended: a packed Outcome."""

    task: Task
    packed: bytes


def work_all(tasks: Sequence[Task], worker: str, *, jobs: int, timeout: float) -> Generator[Result, None, None]:
    """A result for each task, once, in any order. ``worker`` is ``package.module:function``.

    With one job nothing is started and ``timeout`` (seconds for one document) does nothing. Raises Crashed
    when workers cannot even start. Leaving the loop early ends the processes.
    """
    if jobs == 1:
        function = load_worker(worker)
        yield from (Result(task, work(function, task)) for task in tasks)
        return
    pool = _Pool(worker, timeout, deque(tasks))
    try:
        yield from pool.run(min(jobs, len(tasks)))
    finally:
        pool.close()


@dataclass(slots=True)
class _Hand:
    """One worker process: what it was given and has not answered, and since when it is at the first of it."""

    process: SpawnProcess
    pipe: Connection
    given: deque[Task] = field(default_factory=deque)
    since: float = field(default_factory=time.monotonic)
    started: bool = False
    done: int = 0


@dataclass(slots=True)
class _Pool:
    worker: str
    timeout: float
    waiting: deque[Task]
    alone: deque[Task] = field(default_factory=deque)
    """Those a worker died on."""
    hands: list[_Hand] = field(default_factory=list)
    deaths: dict[Task, int] = field(default_factory=dict)
    false_starts: int = 0

    def run(self, size: int) -> Iterator[Result]:
        while wanted := self._work_left():
            while len(self.hands) < min(size, wanted):
                self.hands.append(_hire(self.worker))
            yield from self._turn()

    def _work_left(self) -> int:
        """Workers that would have something to do: those at work, and one for each document that waits."""
        return sum(bool(hand.given) for hand in self.hands) + len(self.alone) + len(self.waiting)

    def _turn(self) -> Iterator[Result]:
        """Wait for an answer, a death or a time limit; deal with all there are."""
        ready = wait([hand.pipe for hand in self.hands], timeout=self._patience())
        for hand in list(self.hands):
            if hand.pipe in ready:
                yield from self._listen(hand)
            elif time.monotonic() >= self._end(hand):
                yield from self._overdue(hand)

    def _listen(self, hand: _Hand) -> Iterator[Result]:
        try:
            packed = hand.pipe.recv_bytes()
        except (EOFError, OSError):
            yield from self._died(hand)
            return
        hand.since = time.monotonic()
        if hand.started:
            hand.done += 1
            yield Result(hand.given.popleft(), packed)
        hand.started, self.false_starts = True, 0
        if not hand.given:
            self._give(hand)

    def _give(self, hand: _Hand) -> None:
        """The next chunk; smaller towards the end, so that all finish together."""
        if hand.done >= RETIRE_AFTER or not (self.alone or self.waiting):
            self._dismiss(hand)
            return
        size = max(1, min(CHUNK, len(self.waiting) // (4 * len(self.hands))))
        chunk = [self.alone.popleft()] if self.alone else [self.waiting.popleft() for _ in range(size)]
        hand.given.extend(chunk)
        with suppress(OSError):  # it died while idle: the next turn hears of it
            hand.pipe.send(chunk)

    def _died(self, hand: _Hand) -> Iterator[Result]:
        self._dismiss(hand)
        if not hand.started:
            self.false_starts += 1
            at_work = any(other.started for other in self.hands)
            if self.false_starts >= FALSE_STARTS and not at_work:  # whoever kills beginners has not stopped the others
                raise Crashed(self.worker, reason="start", status=hand.process.exitcode)
        elif hand.given:
            task = hand.given.popleft()
            self.deaths[task] = self.deaths.get(task, 0) + 1
            if self.deaths[task] < DEATHS:
                self.alone.append(task)
            else:
                yield _set_aside(task, {"reason": "killed", "status": hand.process.exitcode})
        self._take_back(hand)

    def _overdue(self, hand: _Hand) -> Iterator[Result]:
        hand.process.kill()
        if not hand.started:
            yield from self._died(hand)
            return
        self._dismiss(hand)
        yield _set_aside(hand.given.popleft(), {"reason": "timeout", "limit": f"{self.timeout:g} s"})
        self._take_back(hand)

    def _take_back(self, hand: _Hand) -> None:
        self.waiting.extendleft(reversed(hand.given))
        hand.given.clear()

    def _end(self, hand: _Hand) -> float:
        """When patience with this hand ends; never for one that has nothing to do."""
        if not hand.started:
            return hand.since + START_LIMIT
        return hand.since + self.timeout if hand.given else float("inf")

    def _patience(self) -> float | None:
        """Seconds until the first hand is overdue."""
        end = min(self._end(hand) for hand in self.hands)
        return None if end == float("inf") else max(0.0, end - time.monotonic())

    def _dismiss(self, hand: _Hand) -> None:
        self.hands.remove(hand)
        hand.pipe.close()  # a live worker finds its pipe closed and ends
        hand.process.join(GOODBYE)
        if hand.process.is_alive():
            hand.process.kill()
            hand.process.join()

    def close(self) -> None:
        for hand in list(self.hands):
            hand.process.kill()
            self._dismiss(hand)


def _hire(worker: str) -> _Hand:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, worker), daemon=True)
    process.start()
    theirs.close()
    return _Hand(process, ours)


def _serve(pipe: Connection, worker: str) -> None:
    """A worker's whole life: say that it is there, answer chunk after chunk until nobody asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    threading.Thread(target=_end_with_parent, daemon=True).start()
    function = load_worker(worker)
    try:
        pipe.send_bytes(b"")
        while True:
            for task in pipe.recv():
                pipe.send_bytes(work(function, task))
    except (EOFError, OSError):
        return


def _end_with_parent() -> None:
    """Not even a document that hangs outlives the run."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _set_aside(task: Task, details: dict[str, object]) -> Result:
    lost = Lost(task.path, Crashed.code, details, task.url)
    return Result(task, Outcome(lost=lost).pack())


def default_jobs() -> int:
    """One process for each processor this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
