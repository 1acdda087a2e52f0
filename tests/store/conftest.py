"""A store to test with: SQLite always, PostgreSQL where a server is installed (and always in CI)."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from nianbao.export.published import to_json
from nianbao.model import Evidence, Figure, Finding, Issuer, Message, Report, SourceRef
from nianbao.store.store import Store, open_store

KEY = "requests.received@total"


def make_report(
    path: str = "a.html",
    *,
    sha256: str = "0" * 64,
    received: int | None = 12,
    year: int = 2024,
    issuer: str = "云溪县人民政府",
    findings: int = 1,
    expected: int = 13,
    division: str = "320800",
) -> str:
    """One published report; a null ``received`` is a blank cell."""
    evidence = Evidence("html", table=2, row=4, column=7, quote="" if received is None else str(received))
    state = "blank" if received is None else "value"
    found = Finding(
        "T3.balance",
        "error",
        [KEY],
        Message("不平", "does not balance"),
        expected,
        received,
        "source",
        evidence=[evidence],
    )
    return to_json(
        Report(
            "1",
            SourceRef(path, None, sha256, "text/html", None),
            Issuer(issuer, "government", "county", division),
            year,
            "2021",
            f"{issuer}{year}年政府信息公开工作年度报告",
            f"{year + 1}-01-20",
            None,
            "body",
            [],
            [
                Figure(KEY, received, state, "件", evidence.quote, "table", grade="doubtful", evidence=evidence),  # type: ignore[arg-type]
                Figure("results.granted@total", None, "unreadable", "件", "1 2", "table"),
                Figure("prose.unmapped", 3, "value", "场", "3", "prose", evidence=evidence, label="座谈会"),
            ],
            [found] * findings,
        )
    )


def put(store: Store, *texts: str, parser: str = "v1") -> tuple[int, int, int]:
    """Fill and tell (added, replaced, unchanged)."""
    with store.filling(parser, "test") as filling:
        for text in texts:
            filling.add(text)
    done = filling.filled
    return done.added, done.replaced, done.unchanged


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a throw-away server; the tests are skipped where PostgreSQL is not installed."""
    programs = _programs()
    if programs is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not installed, and CI installs it")
        pytest.skip("PostgreSQL (initdb, pg_ctl) is not installed")
    folder = Path(tempfile.mkdtemp(prefix="nianbao-pg-"))
    run = _as_postgres(folder)
    try:
        run(programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "--no-sync")
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c lock_timeout=0"
        run(programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start")
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        with suppress(subprocess.CalledProcessError):
            run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store-to-be."""
    if request.param == "sqlite":
        yield str(tmp_path / "s.sqlite")
        return
    server = request.getfixturevalue("postgres")
    from sqlalchemy import create_engine, text

    engine = create_engine(server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    name = f"t{os.urandom(6).hex()}"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield server.replace("/postgres?", f"/{name}?")
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    """An empty store."""
    with open_store(place, create=True) as found:
        yield found


def _programs() -> Path | None:
    """Where initdb is: Debian keeps it off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _as_postgres(folder: Path) -> Callable[..., None]:
    """Run a program; as the user postgres when we are root, whom the server refuses."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        shutil.chown(folder, "postgres")
    prefix = ["runuser", "-u", "postgres", "--"] if root else []

    def run(*command: object) -> None:
        subprocess.run([*prefix, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=120)

    return run
