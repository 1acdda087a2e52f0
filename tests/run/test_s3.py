"""Documents and parts on S3, against a server process that speaks its protocol (moto)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from nianbao.cli import main
from nianbao.errors import NotFound, UsageError
from nianbao.run import Options, remote, run
from nianbao.run.cluster import Cluster

NAMES = ("html-2021-plain.html", "docx-2021-merged-cells.docx", "html-2021-with-fault.html")
FILES = ("reports.jsonl", "figures.csv", "findings.csv", "errors.csv", "summary.json")


@dataclass(frozen=True, slots=True)
class Bucket:
    """An S3 bucket on a server of ours."""

    endpoint: str
    log: Path

    def put(self, key: str, data: bytes) -> None:
        headers = {"Content-Type": "application/octet-stream"}  # moto would read the default one as a form
        request = urllib.request.Request(f"{self.endpoint}/{key}", data, headers, method="PUT")
        urllib.request.urlopen(request, timeout=10).close()

    def requests(self, method: str, key: str) -> int:
        """How often the server was asked so."""
        return self.log.read_text(encoding="utf-8", errors="replace").count(f'"{method} /{key}')


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Bucket]:
    program = shutil.which("moto_server") or shutil.which("moto_server", path=str(root / ".moto" / "bin"))
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("moto_server is not installed, and CI installs it")
        pytest.skip("moto_server (an S3 server) is not installed: see .ci/run")
    pytest.importorskip("obstore", reason="the extra s3 is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("s3") / "log"
    with log.open("wb") as file:
        process = subprocess.Popen([program, "-H", "127.0.0.1", "-p", str(port)], stdout=file, stderr=file)
        try:
            bucket = Bucket(f"http://127.0.0.1:{port}", log)
            _wait_for(bucket, process)
            for name in NAMES:
                bucket.put(f"bucket/reports/{name}", (root / "fixtures" / "reports" / name).read_bytes())
            yield bucket
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(bucket: Bucket, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            bucket.put("bucket", b"")
            return
        except urllib.error.URLError:
            assert process.poll() is None, bucket.log.read_text(encoding="utf-8", errors="replace")
            time.sleep(0.1)
    pytest.fail("the S3 server does not answer")


@pytest.fixture
def bucket(server: Bucket, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    for name, value in {
        "AWS_ENDPOINT_URL": server.endpoint,
        "AWS_ENDPOINT": server.endpoint,
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    remote._filesystem.cache_clear()
    yield server
    remote._filesystem.cache_clear()


def test_reports_on_s3_are_read_and_the_next_run_reads_nothing_again(bucket: Bucket, tmp_path: Path) -> None:
    first = run(["s3://bucket/reports"], tmp_path / "out", Options(jobs=1))
    assert (first.reports, first.parsed, first.failed) == (len(NAMES), len(NAMES), 0)
    assert run(["s3://bucket/reports"], tmp_path / "out", Options(jobs=1)).parsed == 0


def test_parts_on_s3_are_taken_up_from_another_machine(bucket: Bucket, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    job = Cluster("local", "s3://bucket/parts", 2, 1)
    run(["s3://bucket/reports"], tmp_path / "here", Options(cluster=job))
    written = bucket.requests("PUT", "bucket/parts/part-")
    assert written == 2
    run(["s3://bucket/reports"], tmp_path / "there", Options(cluster=job))
    assert bucket.requests("PUT", "bucket/parts/part-") == written
    run(["s3://bucket/reports"], tmp_path / "plain", Options(jobs=1))
    for name in FILES:
        assert len({(tmp_path / way / name).read_bytes() for way in ("here", "there", "plain")}) == 1


def test_a_bucket_that_is_not_there_is_one_sentence(
    bucket: Bucket, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "en", "run", "s3://nobody/reports", "-o", str(tmp_path / "o")]) == 2
    said = capsys.readouterr().err
    assert "s3://nobody/reports" in said and "NoSuchBucket" not in said.partition("<")[0] and said.count("\n") == 1


def test_an_object_that_has_gone_is_not_found(bucket: Bucket) -> None:
    with pytest.raises(NotFound):
        remote.read_bytes("s3://bucket/reports/none.html")
    with pytest.raises(UsageError):
        remote.write_bytes("s3://nobody/x", b"1")
