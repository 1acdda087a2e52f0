"""``python -m benchmarks.dataset_child WHAT FOLDER COUNT`` does one thing and prints what it cost, as JSON."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.documents import bundled_reports, write_copies
from benchmarks.processes import children_seconds, peak_megabytes
from nianbao.export.published import to_json
from nianbao.pipeline import parse

PROVINCES = (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54)
YEARS = range(2008, 2026)
VARIABLES = (
    *("received", "brought_forward", "carried_forward", "results_total", "granted", "granted_in_part"),
    *("refused_total", "not_held", "reconsid_total", "litig_total"),
)


CHUNK = 20
KILL_AFTER = 60
"""Documents read between two kills: as many kills on a slow machine as on a fast one."""


def reports(count: int, seed: int = 1) -> Iterator[str]:
    """Lines of published JSON: bundled reports of the 2021 form under other names, bodies and years."""
    draw = random.Random(seed)
    base = []
    for path in bundled_reports():
        report = parse(path)
        if report.edition == "2021":
            base.append(to_json(report))
    known = [json.loads(line) for line in base]
    for number in range(count):
        line, facts = base[number % len(base)], known[number % len(base)]
        changes = {
            facts["source"]["sha256"]: f"{number:064x}",
            json.dumps(facts["source"]["path"], ensure_ascii=False): f'"reports/{number}.html"',
            json.dumps(facts["issuer"]["name"], ensure_ascii=False): f'"第{number // len(YEARS)}县人民政府"',
            f'"year":{facts["year"]},': f'"year":{YEARS[number % len(YEARS)]},',
            f'"division":{json.dumps(facts["issuer"]["division"])}': (
                f'"division":"{PROVINCES[number // len(YEARS) % len(PROVINCES)]}{draw.randrange(100, 2000):04}"'
            ),
        }
        for before, after in changes.items():
            line = line.replace(before, after, 1)
        yield line


def fill(folder: Path, count: int) -> dict[str, Any]:
    """Seconds to fill a store, and milliseconds to replace one report in it."""
    from nianbao.store.store import open_store

    lines = [line.encode() for line in reports(count)]
    start = time.process_time()
    for line in lines:
        json.loads(line)
    loads = time.process_time() - start
    with open_store(folder / "s.sqlite", create=True) as store:
        wall, cpu = time.perf_counter(), time.process_time()
        with store.filling("v1") as filling:
            for line in lines:
                filling.add(line)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        replaced, busy = [], time.process_time()
        for turn in range(9):
            start = time.perf_counter()
            with store.filling(f"v{turn + 2}") as filling:
                filling.add(lines[0])
            replaced.append((time.perf_counter() - start) * 1000)
        busy = (time.process_time() - busy) / len(replaced) * 1000
    size = (folder / "s.sqlite").stat().st_size
    return {
        "wall": wall,
        "cpu": cpu,
        "loads": loads,
        "bytes": size,
        "replace_ms": sorted(replaced)[4],
        "replace_cpu_ms": busy,
    }


def lists(folder: Path, count: int) -> dict[str, Any]:
    """Milliseconds of the lists that the review page shows."""
    from nianbao.store.filtering import Filter
    from nianbao.store.store import open_store

    with open_store(folder / "s.sqlite", create=True) as store:
        with store.filling("v1") as filling:
            for line in reports(count):
                filling.add(line)
        asked: dict[str, Callable[[], object]] = {
            "first page": lambda: store.reports(),
            "page in the middle, by year": lambda: store.reports(sort="year", offset=count // 2),
            "search in names": lambda: store.reports(Filter(search="第123县")),
            "year and province, by issuer": lambda: store.reports(
                Filter(years=(2024,), divisions=("32",)), sort="issuer"
            ),
            "by open findings": lambda: store.reports(sort="open_findings", descending=True),
            "with one finding": lambda: store.reports(Filter(codes=("T3.row_total",)), sort="issuer"),
            "counts by year": lambda: store.counts("year"),
            "counts by rule": lambda: store.counts("code"),
            "one report": lambda: store.report(count // 2),
        }
        return {"lists": {name: [_milliseconds(ask) for _ in range(5)] for name, ask in asked.items()}}


def panel(folder: Path, count: int) -> dict[str, Any]:
    """Seconds and peak memory of ten variables over a synthetic panel, each in a process of its own."""
    _synthetic(folder, count)
    found: dict[str, Any] = {}
    for what in ("sql", "arrow"):
        command = [sys.executable, "-m", "benchmarks.dataset_child", what, str(folder), str(count)]
        done = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        found |= {f"{what}_s": done["seconds"], f"{what}_mb": done["megabytes"]}
    return found


def sql(folder: Path, count: int) -> dict[str, Any]:
    """Sums of ten variables by year and province, figures in doubt left out."""
    from nianbao.dataset.query import query

    sums = ", ".join(f"sum({name}) FILTER ({name}_grade <> 'doubtful')" for name in VARIABLES)
    import duckdb  # noqa: F401 - loaded before the clock starts

    start = time.perf_counter()
    _, rows = query(folder, f"SELECT year, province, count(*), {sums} FROM panel GROUP BY ALL ORDER BY ALL")
    seconds = time.perf_counter() - start
    assert sum(row[2] for row in rows) == count
    return {"seconds": seconds, "megabytes": peak_megabytes()}


def arrow(folder: Path, count: int) -> dict[str, Any]:
    """All rows of ten variables in memory."""
    import pyarrow.parquet  # noqa: F401 - loaded before the clock starts

    import nianbao

    start = time.perf_counter()
    table = nianbao.panel(folder, columns=["issuer", "year", "province", *VARIABLES], to="arrow")
    seconds = time.perf_counter() - start
    assert table.num_rows == count
    return {"seconds": seconds, "megabytes": peak_megabytes()}


def build(folder: Path, count: int) -> dict[str, Any]:
    """Seconds and peak memory of building a panel: of a tenth first, then of all."""
    found: dict[str, Any] = {}
    for name, part in (("tenth", count // 10), ("whole", count)):
        command = [sys.executable, "-m", "benchmarks.dataset_child", "build_one", str(folder / name), str(part)]
        done = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        found |= {f"{name}_mb": done["megabytes"], "wall": done["seconds"]}
    return found


def build_one(folder: Path, count: int) -> dict[str, Any]:
    """One panel, Parquet and CSV."""
    from nianbao.dataset.build import Options, build_panel
    from nianbao.store.store import open_store

    folder.mkdir()
    with open_store(folder / "s.sqlite", create=True) as store:
        with store.filling("v1") as filling:
            for line in reports(count):
                filling.add(line)
        start = time.perf_counter()
        built = build_panel(store, folder / "panel", Options(formats=("csv",), rule="latest"))
        seconds = time.perf_counter() - start
    assert built.reports == count
    return {"seconds": seconds, "megabytes": peak_megabytes()}


def dask(folder: Path, count: int) -> dict[str, Any]:
    """Seconds with one and with two local workers, started beforehand, and whether the outputs are one process's."""
    from nianbao.run import Options, run
    from nianbao.run.cluster import Cluster
    from nianbao.run.remote import address

    names = _documents(folder, count)
    found: dict[str, Any] = {}
    for name, workers in (("one_s", 1), ("two_s", 2)):
        with _workers(workers) as cluster:
            _warm(cluster)
            job = Cluster(cluster.scheduler_address, address(str(folder / name / "parts")), 20)
            start = time.perf_counter()
            run(names, folder / name, Options(cluster=job))
            found[name] = time.perf_counter() - start
    run(names, folder / "plain", Options(jobs=1))
    return {**found, "same": _same(folder, "one_s", "two_s", "plain")}


_OUTPUTS = ("reports.jsonl", "figures.csv", "findings.csv", "errors.csv", "summary.json")


def _same(folder: Path, *ways: str) -> bool:
    return all(len({(folder / way / name).read_bytes() for way in ways}) == 1 for name in _OUTPUTS)


def pool(folder: Path, count: int) -> dict[str, Any]:
    """Seconds of one and of two processes, the CPU seconds of the main one and of its workers."""
    from nianbao.run import Options, run

    names = _documents(folder, count)
    found: dict[str, Any] = {}
    for name, jobs in (("one", 1), ("two", 2)):
        wall, own, others = time.perf_counter(), time.process_time(), children_seconds() or 0.0
        run(names, folder / name, Options(jobs=jobs))
        found |= {
            f"{name}_s": time.perf_counter() - wall,
            f"{name}_own": time.process_time() - own,
            f"{name}_workers": (children_seconds() or 0.0) - others,
        }
    return {**found, "same": _same(folder, "one", "two")}


def kill(folder: Path, count: int) -> dict[str, Any]:
    """Documents lost in a job whose workers are killed one after the other."""
    from nianbao.run import Options, run
    from nianbao.run.cluster import Cluster, local_cluster
    from nianbao.run.remote import address

    names = _documents(folder, count)
    stop = threading.Event()
    killed: list[int | None] = []
    with local_cluster(2) as cluster:

        def killer() -> None:
            while not stop.wait(0.1):
                parts = len(list((folder / "parts").glob("part-*")))
                if parts * CHUNK < KILL_AFTER * (len(killed) + 1) or len(killed) >= count // KILL_AFTER:
                    continue
                alive = [nanny.pid for nanny in cluster.workers.values() if nanny.pid]
                if alive:
                    pid = alive[len(killed) % len(alive)]
                    os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
                    killed.append(pid)

        thread = threading.Thread(target=killer, daemon=True)
        thread.start()
        job = Cluster(cluster.scheduler_address, address(str(folder / "parts")), CHUNK)
        summary = run(names, folder / "out", Options(cluster=job))
        stop.set()
        thread.join()
    run(names, folder / "plain", Options(jobs=1))
    return {"lost": count - summary.reports, "killed": len(killed), "same": _same(folder, "out", "plain")}


def kill_pool(folder: Path, count: int) -> dict[str, Any]:
    """Documents lost in a run with two processes that are killed one after the other."""
    import multiprocessing

    from nianbao.run import Options, run
    from nianbao.run.progress import Log
    from nianbao.run.task import Lost

    names = _documents(folder, count)
    killed: list[int | None] = []

    class Killer(Log):
        read = 0

        def done(self, path: str, lost: Lost | None) -> None:
            self.read += 1
            alive = multiprocessing.active_children()
            if alive and self.read % KILL_AFTER == 0:
                worker = alive[len(killed) % len(alive)]
                worker.kill()
                killed.append(worker.pid)

    summary = run(names, folder / "out", Options(jobs=2), Killer())
    run(names, folder / "plain", Options(jobs=1))
    return {"lost": count - summary.reports, "killed": len(killed), "same": _same(folder, "out", "plain")}


def _documents(folder: Path, count: int) -> list[str]:
    (folder / "in").mkdir()
    write_copies(folder / "in", count)
    return [str(folder / "in")]


def _workers(count: int) -> Any:
    import dask as settings
    from distributed import LocalCluster

    settings.config.set({"distributed.scheduler.allowed-failures": 0})
    made: Callable[..., Any] = LocalCluster
    return made(n_workers=count, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=60)


def _warm(cluster: Any) -> None:
    """The workers have loaded what they read with, as they have in a long job."""
    from distributed import Client

    made: Callable[..., Any] = Client
    with made(cluster.scheduler_address, set_as_default=False) as client:
        client.run(_parse_all)


def _parse_all() -> None:
    for path in bundled_reports():
        parse(path)


def _synthetic(folder: Path, count: int) -> None:
    """The wide panel of ``count`` reports as parts by year and province, all columns of the real one."""
    import numpy
    import pyarrow as pa
    import pyarrow.parquet as pq

    from nianbao.dataset.columns import panel as columns
    from nianbao.dataset.parts import arrow_schema

    schema = arrow_schema(columns())
    draw = numpy.random.default_rng(1)
    parts = [(year, province) for year in YEARS for province in PROVINCES]
    for place, (year, province) in enumerate(parts):
        rows = count // len(parts) + (place < count % len(parts))
        arrays = [_column(field, rows, year, province, draw, pa) for field in schema]
        path = folder / "parquet" / "panel" / str(year) / f"{province}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")


def _column(field: Any, rows: int, year: int, province: int, draw: Any, pa: Any) -> Any:
    fixed = {"year": year, "province": str(province), "division": f"{province}0000", "edition": "2021"}
    if field.name in fixed:
        return pa.array([fixed[field.name]] * rows, type=field.type)
    if field.name == "issuer":
        return pa.array([f"{province}第{number}县人民政府" for number in range(rows)])
    if field.type == pa.float64():
        return pa.array(draw.lognormal(3, 1.5, rows).round(), mask=draw.random(rows) < 0.03)
    if field.name.endswith("_grade"):
        return pa.array(draw.choice(["proved", "read", "doubtful"], rows, p=[0.7, 0.25, 0.05]).tolist())
    return pa.array(["value"] * rows, type=field.type)


def _milliseconds(ask: Callable[[], object]) -> float:
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    what, folder, count = sys.argv[1:4]
    print(json.dumps(globals()[what](Path(folder), int(count))))
