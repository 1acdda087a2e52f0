"""Parquet in parts, year by year and province by province, in bounded memory.

A part is written in groups of rows; of each table no more than one group is held. The same rows give the same
bytes (with the same version of Arrow, which writes its name into the file).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nianbao.dataset.columns import Column

GROUP_CELLS = 2_000_000
_TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}


def arrow_schema(columns: Sequence[Column]) -> pa.Schema:
    """Columns as Arrow has them, labels in the metadata of each field."""
    return pa.schema(
        pa.field(column.name, _TYPES[column.type], metadata={"zh": column.zh, "en": column.en}) for column in columns
    )


def arrow_table(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Rows as an Arrow table."""
    schema = arrow_schema(columns)
    turned = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [pa.array(values, type=field.type) for values, field in zip(turned, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


class Part:
    """One Parquet file that grows by rows. Use as a context."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._limit = max(1, GROUP_CELLS // len(columns))
        self._rows: list[Sequence[Any]] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = pq.ParquetWriter(path, arrow_schema(columns), compression="zstd")

    def __enter__(self) -> Part:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, row: Sequence[Any]) -> None:
        """One row, in the order of the columns."""
        self._rows.append(row)
        if len(self._rows) >= self._limit:
            self._flush()

    def close(self) -> None:
        """The file is whole."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(arrow_table(self._columns, self._rows))
            self._rows = []
