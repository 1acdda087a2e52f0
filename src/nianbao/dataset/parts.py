"""Parquet in parts, year by year and province by province, in bounded memory.

A part is written in groups of rows; of each table no more than one group is held. The same rows give the same
bytes (with the same version of Arrow, which writes its name into the file).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nianbao.dataset.columns import Column

GROUP_CELLS = 2_000_000
_IDENTITY = 9
_TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}


@lru_cache(maxsize=16)
def arrow_schema(columns: tuple[Column, ...]) -> pa.Schema:
    """Columns as Arrow has them, labels in the metadata of the fields (not of those that tell another's quality)."""
    return pa.schema(pa.field(column.name, _TYPES[column.type], metadata=_labels(column)) for column in columns)


def _labels(column: Column) -> dict[str, str] | None:
    return None if column.of else {"zh": column.zh, "en": column.en}


def arrow_table(schema: pa.Schema, rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Rows as an Arrow table."""
    turned = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [pa.array(values, type=type_) for values, type_ in zip(turned, schema.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


class Part:
    """One Parquet file that grows by rows. Use as a context."""

    def __init__(self, path: Path, columns: tuple[Column, ...]) -> None:
        self._schema = arrow_schema(columns)
        self._limit = max(1, GROUP_CELLS // len(columns))
        self._rows: list[Sequence[Any]] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        # Statistics of a thousand columns weigh more than the columns; rows are looked for by whose they are.
        wanted = [column.name for column in columns[:_IDENTITY]]
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd", write_statistics=wanted)

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
            self._writer.write_table(arrow_table(self._schema, self._rows))
            self._rows = []
