"""The current reports of a store in one file: JSON lines, or their figures as CSV, Parquet or xlsx."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nianbao.dataset import columns
from nianbao.dataset.rows import figure_rows
from nianbao.errors import UsageError
from nianbao.export.atomic import atomic_write, not_writable
from nianbao.export.tables import csv_text

if TYPE_CHECKING:
    from nianbao.store.filtering import Filter
    from nianbao.store.queries import ReportRow
    from nianbao.store.store import Store

_SHEET_ROWS = 1_048_575
_Found = tuple["ReportRow", dict[str, Any]]


def write_one(
    store: Store, path: Path, format_: str, chosen: Filter, *, corrections: bool = False, bom: bool = False
) -> int:
    """Write the file and tell how many reports are in it. The columns are those of the panel's table ``figures``.

    Raises UsageError when the file cannot be written, or has more rows than a sheet.
    """
    count = 0

    def found() -> Iterator[_Found]:
        nonlocal count
        for report in store.iterate(chosen):
            count += 1
            yield report.row, store.corrected(report) if corrections else report.data

    _WRITERS[format_](found(), path, bom)
    return count


def _jsonl(found: Iterator[_Found], path: Path, bom: bool) -> None:
    import json

    with atomic_write(path, bom=bom) as file:
        for _, data in found:
            file.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")


def _csv(found: Iterator[_Found], path: Path, bom: bool) -> None:
    with atomic_write(path, bom=bom) as file:
        file.write(csv_text([[column.name for column in columns.figures()]]))
        for row, data in found:
            file.write(csv_text(figure_rows(row, data)))


def _parquet(found: Iterator[_Found], path: Path, bom: bool) -> None:
    from nianbao.dataset.flat import need
    from nianbao.dataset.parts import Part

    need("pyarrow")
    with beside(path) as temporary, Part(temporary, columns.figures()) as part:
        for row, data in found:
            for figure in figure_rows(row, data):
                part.add(figure)


def _xlsx(found: Iterator[_Found], path: Path, bom: bool) -> None:
    from nianbao.dataset.flat import workbook, write_sheet

    def rows() -> Iterator[Any]:
        for number, figure in enumerate(f for row, data in found for f in figure_rows(row, data)):
            if number >= _SHEET_ROWS:
                raise UsageError(path.as_posix(), problem="sheet_full", limit=_SHEET_ROWS)
            yield figure

    with beside(path) as temporary, workbook(temporary) as book:
        write_sheet(book, "figures", [column.name for column in columns.figures()], rows())


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A file to write to that takes the place of ``path`` when the block ends well."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise not_writable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


_WRITERS = {"jsonl": _jsonl, "csv": _csv, "parquet": _parquet, "xlsx": _xlsx}
