"""SQL over a panel folder: DuckDB in memory, which reads the folder's Parquet and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nianbao.errors import NotFound, UsageError
from nianbao.dataset.flat import need, tables


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
            db.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{pattern.replace(chr(39), chr(39) * 2)}')")
        db.execute("SET allowed_directories = [?]", [folder.resolve().as_posix()])
        db.execute("SET enable_external_access = false")
        db.execute("SET lock_configuration = true")
        yield db


def query(folder: Path, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """(column names, rows) of one SELECT. Raises UsageError with what DuckDB says of a wrong one."""
    import duckdb

    with opened(folder) as db:
        try:
            found = db.execute(sql)
            names = [column[0] for column in found.description or ()]
            return names, found.fetchall()
        except duckdb.Error as error:
            said = " ".join(str(error).split())[:300]
            raise UsageError("query", problem="sql", reason=said) from error
