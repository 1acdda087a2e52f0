"""SQL over a panel folder: DuckDB in memory, which reads the folder's Parquet and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nianbao.dataset.flat import need, quoted, tables
from nianbao.errors import NotFound, UsageError


@contextmanager
def opened(folder: Path) -> Iterator[Any]:
    """A DuckDB connection with one view for each table of the panel. Other files and the network are shut off.

    Raises NotFound when the folder is no panel; Unsupported without duckdb.
    """
    need("duckdb")
    import duckdb

    if not (folder / "parquet").is_dir():
        raise NotFound(folder.as_posix(), what="panel")
    with duckdb.connect(":memory:") as db:
        for name, pattern in tables(folder.resolve()).items():
            db.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({quoted(pattern)})")
        db.execute(f"SET allowed_directories = [{quoted(folder.resolve().as_posix())}]")
        db.execute("SET enable_external_access = false")
        db.execute("SET lock_configuration = true")
        yield db


def query(folder: Path, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """(column names, rows) of one SELECT. Raises UsageError with what DuckDB says of a wrong one."""
    import duckdb

    with opened(folder) as db:
        try:
            _only_select(db, sql)
            found = db.execute(sql)
            names = [column[0] for column in found.description or ()]
            return names, found.fetchall()
        except duckdb.Error as error:
            said = " ".join(str(error).split())[:300]
            raise UsageError("query", problem="sql", reason=said) from error


def _only_select(db: Any, sql: str) -> None:
    """A panel is read, never written to: its checksums hold."""
    import duckdb

    statements = db.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise UsageError("query", problem="only_select")
