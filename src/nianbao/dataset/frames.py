"""The panel in a notebook: from a panel folder, a store or a ``reports.jsonl``, to pandas, polars or Arrow."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from nianbao.dataset.flat import need, tables
from nianbao.errors import NotFound, UsageError

if TYPE_CHECKING:
    from nianbao.dataset.choosing import Rule
    from nianbao.store.store import Store

Kind = Literal["pandas", "polars", "arrow"]


def panel(
    source: str | Path | Store,
    table: str = "panel",
    *,
    to: Kind = "pandas",
    years: Collection[int] = (),
    columns: Sequence[str] | None = None,
    rule: Rule | None = None,
    as_of: str | None = None,
    corrections: bool = False,
) -> Any:
    """One table of a panel as a pandas or polars DataFrame, or an Arrow table.

    ``source`` is a panel folder, an open store, or the address of one; for a store, ``rule``, ``as_of`` and
    ``corrections`` say how to build the panel. ``table`` is ``panel`` (one row a report: harmonised variables and
    indicators with their quality), ``harmonised`` (the same, long), ``figures`` (as published, long),
    ``wide_2021`` and so on (as published, wide), or ``reports``. Raises UsageError for an unknown table or
    column, and when two readings claim one body's year and no rule was given.
    """
    need("pyarrow")
    need("duckdb")
    with _folder(source, tuple(years), rule, as_of, corrections) as folder:
        found = _read(folder, table, years, columns)
    if to == "arrow":
        return found
    if to == "polars":
        need("polars")
        import polars

        return polars.from_arrow(found)
    if to == "pandas":
        need("pandas")
        return found.to_pandas()
    raise UsageError(str(to), problem="panel_kind", known="pandas polars arrow")


def _read(folder: Path, table: str, years: Collection[int], columns: Sequence[str] | None) -> Any:
    import duckdb
    import pyarrow.parquet as pq

    known = tables(folder)
    if table not in known:
        raise UsageError(table, problem="panel_table", known=" ".join(known))
    root = Path(known[table].removesuffix("/**/*.parquet"))
    files = [path for path in sorted(root.rglob("*.parquet")) if not years or path.parent.name in map(str, years)]
    if not files:
        return pq.read_schema(next(root.rglob("*.parquet"))).empty_table()
    strange = set(columns or ()).difference(pq.read_schema(files[0]).names)
    if strange:
        raise UsageError(" ".join(sorted(strange)), problem="panel_column")
    # DuckDB, since Arrow takes three times as long over the many parts; the order of files and rows is kept.
    wanted = ", ".join('"' + name.replace('"', '""') + '"' for name in columns) if columns else "*"
    with duckdb.connect(":memory:") as db:
        parts = [[file.as_posix() for file in files]]
        return db.sql(f"SELECT {wanted} FROM read_parquet(?)", params=parts).to_arrow_table()


@contextmanager
def _folder(
    source: str | Path | Store, years: tuple[int, ...], rule: Rule | None, as_of: str | None, corrections: bool
) -> Iterator[Path]:
    if isinstance(source, str | Path) and "://" not in str(source) and Path(source).is_dir():
        if not (Path(source) / "parquet").is_dir():
            raise NotFound(str(source), what="panel")
        yield Path(source)
        return
    from nianbao.dataset.build import Options, build_panel

    with tempfile.TemporaryDirectory() as folder, _opened(source) as store:
        options = Options(rule=rule, as_of=as_of, years=years, formats=(), corrections=corrections)
        build_panel(store, Path(folder) / "panel", options)
        yield Path(folder) / "panel"


@contextmanager
def _opened(source: str | Path | Store) -> Iterator[Store]:
    if not isinstance(source, str | Path):
        yield source
        return
    from nianbao.store.store import open_store

    with open_store(source) as store:
        yield store
