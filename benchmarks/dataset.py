"""The store, the panel and the cluster: how fast, in how much memory, and whether anything is lost.

Each measurement is a process of its own (``benchmarks.dataset_child``), so that its memory is its own. ``scale``
1 is what the targets are about (100,000 reports in the store, 1,000,000 in the panel); a smaller one measures the
same on less, without judging.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from typing import Any

from benchmarks.processes import python
from benchmarks.rows import Row, Target
from benchmarks.timing import Spread, ratio, spread

LISTED, FILLED, SYNTHETIC, BUILT, JOB = 100_000, 4_000, 1_000_000, 20_000, 2_000


def measure(scale: float, repeat: int) -> Iterator[Row]:
    """All of it; three processes' worth of repetitions at most."""
    turns = min(repeat, 3)
    yield from _store(scale, turns)
    yield from _panel(scale, turns)
    yield from _pool(scale, turns)
    yield from _cluster(scale, turns)


def _child(what: str, count: int, *more: object) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        arguments = (what, folder, str(count), *map(str, more))
        found: dict[str, Any] = json.loads(python("-m", "benchmarks.dataset_child", *arguments))
        return found


def _store(scale: float, turns: int) -> Iterator[Row]:
    count = max(50, int(FILLED * scale))
    found = [_child("fill", count) for _ in range(turns)]
    rates = [count / f["cpu"] for f in found]
    yield _row(
        "store",
        f"{count} reports of 200 figures, SQLite",
        "filled, a second of CPU time",
        spread(rates),
        "reports/s",
        Target(at_least=2000, unit="/s"),
        scale,
        f"{spread([count / f['wall'] for f in found]).middle:.0f} a second that passes;"
        f" {spread([f['cpu'] / f['loads'] for f in found]).middle:.1f} times json.loads of the same lines;"
        f" {found[0]['bytes'] / count / 1024:.1f} KB a report",
    )
    yield _row(
        "store",
        f"{count} reports of 200 figures, SQLite",
        "one report read again and replaced",
        spread([f["replace_ms"] for f in found]),
        "ms",
        Target(below=20, unit=" ms"),
        scale,
        f"{spread([f['replace_cpu_ms'] for f in found]).middle:.1f} ms of CPU time",
    )
    count = max(100, int(LISTED * scale))
    found = [_child("lists", count)]
    for name, times in found[0]["lists"].items():
        yield _row("store", f"{count} reports", name, spread(times), "ms", Target(below=100, unit=" ms"), scale)


def _panel(scale: float, turns: int) -> Iterator[Row]:
    count = max(1000, int(SYNTHETIC * scale))
    found = [_child("panel", count) for _ in range(turns)]
    document = f"{count} synthetic reports"
    yield _row(
        "panel",
        document,
        "10 variables by year and province (SQL)",
        spread([f["sql_s"] for f in found]),
        "s",
        Target(below=1, unit=" s"),
        scale,
        f"peak {spread([f['sql_mb'] for f in found]).middle:.0f} MB",
    )
    yield _row(
        "panel",
        document,
        "10 variables of every report to Arrow",
        spread([f["arrow_s"] for f in found]),
        "s",
        Target(below=1, unit=" s"),
        scale,
    )
    yield _row(
        "panel",
        document,
        "peak memory of both",
        spread([f["arrow_mb"] for f in found]),
        "MB",
        Target(below=1024, unit=" MB"),
        scale,
    )
    count = max(100, int(BUILT * scale))
    found = [_child("build", count)]
    grown = found[0]["whole_mb"] - found[0]["tenth_mb"]
    yield _row(
        "panel",
        f"{count} reports of 200 figures",
        "built from the store",
        spread([count / found[0]["wall"]]),
        "reports/s",
        None,
        scale,
        f"peak {found[0]['whole_mb']:.0f} MB",
    )
    yield _row(
        "panel",
        f"{count} reports of 200 figures",
        f"more memory than for {count // 10}",
        spread([grown]),
        "MB",
        Target(below=150, unit=" MB"),
        scale,
    )


def _cluster(scale: float, turns: int) -> Iterator[Row]:
    count = max(40, int(JOB * scale))
    document = f"{count} copies of the bundled reports"
    found = [_child("dask", count) for _ in range(turns)]
    one, two = ([count / f[name] for f in found] for name in ("one_s", "two_s"))
    yield Row(
        "cluster",
        document,
        "Dask, two local workers",
        spread(two),
        "documents/s",
        ratio(two, one),
        "the rate of one worker:",
        target=_judged(Target(at_least=1.6), scale),
        remark=_sameness(found),
    )
    for what, name in (("kill", "Dask workers"), ("kill_pool", "processes")):
        found = [_child(what, count)]
        yield _row(
            "cluster",
            document,
            f"lost while {found[0]['killed']} {name} were killed",
            spread([found[0]["lost"]]),
            "documents",
            Target(below=1, unit=""),
            scale,
            _sameness(found),
        )


def _pool(scale: float, turns: int) -> Iterator[Row]:
    count = max(40, int(JOB * scale))
    found = [_child("pool", count) for _ in range(turns)]
    one, two = ([count / f[name] for f in found] for name in ("one_s", "two_s"))
    own, workers = (spread([f[name] / count * 1000 for f in found]).middle for name in ("two_own", "two_workers"))
    alone = spread([f["one_own"] / count * 1000 for f in found]).middle
    yield Row(
        "run",
        f"{count} copies of the bundled reports",
        "nianbao run --jobs 2, start-up included",
        spread(two),
        "documents/s",
        ratio(two, one),
        "the rate of --jobs 1:",
        target=_judged(Target(at_least=1.7), scale),
        remark=f"CPU time a document: main process {own:.2f} ms, workers {workers:.1f} ms, alone {alone:.1f} ms:"
        f" on free processors {2 * alone / (own + workers):.2f}x at most; {_sameness(found)}",
    )


def _sameness(found: list[dict[str, Any]]) -> str:
    return "outputs the same as of one process" if all(f["same"] for f in found) else "OUTPUTS DIFFER"


def _judged(target: Target | None, scale: float) -> Target | None:
    return target if scale >= 1 else None


def _row(
    area: str,
    document: str,
    what: str,
    amount: Spread,
    unit: str,
    target: Target | None,
    scale: float,
    remark: str = "",
) -> Row:
    return Row(area, document, what, amount, unit, target=_judged(target, scale), remark=remark)
