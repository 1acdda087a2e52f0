"""The same job on a real local Dask cluster, whose workers are killed under it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nianbao.cli import main
from nianbao.errors import Crashed, UsageError
from nianbao.run import Options, run
from nianbao.run.cluster import Cluster, local_cluster, work_chunk
from nianbao.run.parts import known_parts, part_name, read_part, task_key
from nianbao.run.remote import address
from nianbao.run.sources import local_task
from nianbao.run.task import Task

pytest.importorskip("distributed", reason="Dask (extra cluster) is not installed")
pytestmark = pytest.mark.filterwarnings("default")  # of Dask's own, about workers that we kill

OUTPUTS = ("reports.jsonl", "figures.csv", "findings.csv", "errors.csv", "summary.json")
ACT = "tests.run.fake_workers:act"
SLOW = "tests.run.fake_workers:slow"


@pytest.fixture(scope="module")
def dask() -> Iterator[Any]:
    """The cluster of ``--scheduler local``: two worker processes, made anew when their nannies give them up.

    On a busy machine a nanny may: a worker that is killed while it starts is not started again.
    """
    with local_cluster(2) as cluster:
        yield cluster


def job(dask: Any, output: Path, chunk: int = 20) -> Cluster:
    return Cluster(dask.scheduler_address, address(str(output / "parts")), chunk)


def write(folder: Path, texts: dict[str, str]) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return [str(folder)]


def test_local_pool_and_dask_write_the_same_bytes(dask: Any, tmp_path: Path, root: Path) -> None:
    names = [str(root / "fixtures" / "reports" / n) for n in ("html-2021-plain.html", "text-2021-spaced.txt")]
    names.append(str(root / "fixtures" / "bad"))
    outputs = {
        "one": Options(jobs=1),
        "pool": Options(jobs=2),
        "dask": Options(cluster=job(dask, tmp_path / "dask", chunk=3)),
    }
    for name, options in outputs.items():
        run(names, tmp_path / name, options)
    for file in OUTPUTS:
        assert len({(tmp_path / name / file).read_bytes() for name in outputs}) == 1, file


def test_no_document_is_lost_when_workers_are_killed(dask: Any, tmp_path: Path) -> None:
    names = write(tmp_path / "in", {f"{n:03}": f"words {n}" for n in range(120)})
    stop = threading.Event()
    killed: list[int] = []

    def kill() -> None:
        while not stop.wait(1.0) and len(killed) < 3:
            pid = next((w.pid for w in dask.workers.values() if w.pid), None)
            if pid:
                os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
                killed.append(pid)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        summary = run(names, tmp_path / "out", Options(worker=SLOW, cluster=job(dask, tmp_path / "out", chunk=30)))
    finally:
        stop.set()
        killer.join()
    assert killed
    assert (summary.documents, summary.reports) == (120, 120)


def test_a_document_that_kills_its_worker_is_set_aside_and_the_rest_is_read(dask: Any, tmp_path: Path) -> None:
    names = write(tmp_path / "in", {"a": "one", "b": "poison", "c": "three", "d": "four"})
    summary = run(names, tmp_path / "out", Options(worker=ACT, cluster=job(dask, tmp_path / "out", chunk=4)))
    assert (summary.reports, dict(summary.errors)) == (3, {"crashed": 1})
    assert "b.txt" in (tmp_path / "out" / "errors.csv").read_text(encoding="utf-8")


def test_a_document_that_hangs_is_set_aside_after_its_time(dask: Any, tmp_path: Path) -> None:
    names = write(tmp_path / "in", {"a": "one", "b": "sleep"})
    options = Options(worker=ACT, timeout=2.0, cluster=job(dask, tmp_path / "out", chunk=1))
    summary = run(names, tmp_path / "out", options)
    assert (summary.reports, dict(summary.errors)) == (1, {"crashed": 1})
    assert "timeout" in (tmp_path / "out" / "errors.csv").read_text(encoding="utf-8")


def test_what_is_in_the_parts_is_not_read_again(dask: Any, tmp_path: Path) -> None:
    names = write(tmp_path / "in", {f"{n}": f"words {n}" for n in range(6)})
    cluster = job(dask, tmp_path / "first", chunk=2)
    run(names, tmp_path / "first", Options(worker=ACT, cluster=cluster))
    nowhere = Cluster("tcp://127.0.0.1:1", cluster.parts, 5)
    run(names, tmp_path / "second", Options(worker=ACT, cluster=nowhere))
    for file in OUTPUTS:
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()


def test_a_damaged_part_is_made_anew(dask: Any, tmp_path: Path) -> None:
    names = write(tmp_path / "in", {"a": "one", "b": "two"})
    cluster = job(dask, tmp_path / "out", chunk=1)
    run(names, tmp_path / "out", Options(worker=ACT, cluster=cluster))
    part = Path(next(known_parts(cluster.parts)).removeprefix("file://"))
    part.write_bytes(part.read_bytes()[:100])
    (tmp_path / "out" / ".nianbao" / "spool.sqlite").unlink()
    assert run(names, tmp_path / "out", Options(worker=ACT, cluster=cluster)).reports == 2


def test_a_worker_with_another_version_refuses(tmp_path: Path) -> None:
    write(tmp_path, {"a": "one"})
    task = local_task(str(tmp_path / "a.txt"))
    assert isinstance(task, Task)
    with pytest.raises(UsageError) as caught:
        work_chunk([task], ACT, address(str(tmp_path / "p.parquet")), "0.0.0+other", 5)
    assert caught.value.details["problem"] == "cluster_version"


def test_a_part_holds_reports_and_errors_under_the_key_of_their_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nianbao.run.version import parser_version

    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"a": "one", "b": "damaged", "c": "bug"})
    tasks = [task for name in "abc" if isinstance(task := local_task(f"{name}.txt"), Task)]
    parser = f"{parser_version()} {ACT}"
    url = part_name(address("parts"), tasks, parser)
    assert work_chunk(tasks, ACT, url, parser, 60) == url
    found = [read_part(url)[task_key(task, parser)] for task in tasks]
    assert [outcome.lost.code if outcome.lost else "" for outcome in found] == ["", "damaged", "crashed"]
    assert found[0].report.startswith(b'{"schema_version"')


@pytest.mark.parametrize("options", [["--engine", "dask"], ["--scheduler", "local"]])
def test_engine_and_scheduler_go_together(tmp_path: Path, options: list[str]) -> None:
    assert main(["run", str(tmp_path), "-o", str(tmp_path / "out"), *options]) == 2


def test_documents_are_read_from_object_storage(tmp_path: Path, root: Path) -> None:
    import fsspec

    files = fsspec.filesystem("memory")
    for name in ("html-2021-plain.html", "docx-2021-merged-cells.docx", "html-2021-plain.golden"):
        files.pipe_file(f"/bucket/reports/{name}", (root / "fixtures" / "reports" / name).read_bytes())
    summary = run(["memory://bucket/reports"], tmp_path / "out", Options(jobs=1))
    assert (summary.reports, dict(summary.passed_over)) == (2, {".golden": 1})
    assert "memory://bucket/reports/html-2021-plain.html" in (tmp_path / "out" / "reports.jsonl").read_text("utf-8")
    missing = run(["memory://bucket/none"], tmp_path / "out2", Options(jobs=1))
    assert dict(missing.errors) == {"not_found": 1}
    with pytest.raises(UsageError):
        run(["nosuch://bucket/x"], tmp_path / "out3", Options(jobs=1))


def test_a_cluster_that_lost_all_its_workers_ends_the_run_and_keeps_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr("nianbao.run.cluster.START_LIMIT", 1)
    monkeypatch.setattr("nianbao.run.cluster._GLANCE", 0.5)
    names = write(tmp_path / "in", {f"{n:03}": f"words {n}" for n in range(200)})
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, silence_logs=60
    ) as short_lived:
        cluster = job(short_lived, tmp_path / "out", chunk=5)

        def dismiss() -> None:
            while not list(known_parts(cluster.parts)):
                time.sleep(0.05)
            short_lived.scale(0)

        threading.Thread(target=dismiss, daemon=True).start()
        with pytest.raises(Crashed):
            run(names, tmp_path / "out", Options(worker=SLOW, cluster=cluster))
    assert run(names, tmp_path / "out", Options(worker=SLOW)).reports == 200
