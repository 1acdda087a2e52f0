"""Filling a store: from a run as it goes, or from the ``reports.jsonl`` of an earlier one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from nianbao.errors import NotFound, NotPermitted, reason_of
from nianbao.run.task import Lost, Outcome, Task
from nianbao.run.version import parser_version

if TYPE_CHECKING:
    from nianbao.store.store import Store
    from nianbao.store.writing import Filled

UNKNOWN = "unknown"
"""Parser of a ``reports.jsonl`` that has no ``summary.json`` beside it to name one."""


class Keeper:
    """The store beside a run. Opened before anything is read, so that a store that cannot be used is said first."""

    def __init__(self, place: str, output: Path) -> None:
        """Raises StoreError, UsageError."""
        from nianbao.store.store import open_store

        self._store = open_store(place, create=True)
        try:
            self._filling = self._store.filling(parser_version(), output.as_posix())
        except BaseException:
            self._store.close()
            raise

    def __enter__(self) -> Keeper:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._filling.__exit__(kind, error, trace)
        finally:
            self._store.close()

    def keep(self, item: Task | Lost, outcome: Outcome) -> None:
        """One document's report with its bytes, or why there is none."""
        if outcome.lost:
            lost = outcome.lost
            self._filling.fail(lost.path, lost.url, lost.code, lost.details)
        elif isinstance(item, Task):
            self._filling.add(outcome.report, _bytes(Path(item.file), item.sha256))


def fill(store: Store, path: Path, *, sources: bool = True) -> Filled:
    """Fill a store from a ``reports.jsonl``, with the source documents that are still where it says.

    The parser is that of ``summary.json`` beside it. Raises NotFound, NotPermitted; Damaged for a line that is
    no report.
    """
    with store.filling(_parser_of(path), path.as_posix()) as filling:
        for line in _lines(path):
            filling.add(line, _source(line, path.parent) if sources else None)
    return filling.filled


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from (line for line in file if line.strip())
    except FileNotFoundError as error:
        raise NotFound(path.as_posix()) from error
    except OSError as error:
        raise NotPermitted(path.as_posix(), reason=reason_of(error)) from error


def _parser_of(path: Path) -> str:
    try:
        found = json.loads(path.with_name("summary.json").read_bytes())
        return str(found["parser"])
    except (OSError, ValueError, KeyError, TypeError):
        return UNKNOWN


def _source(line: bytes, folder: Path) -> bytes | None:
    """The document, seen from here or from the output folder; None when it is gone or another by now."""
    start = line.find(b'"source":')
    try:
        source, _ = json.JSONDecoder().raw_decode(line[start + len(b'"source":') :][:8192].decode("utf-8", "ignore"))
        path, sha256 = Path(source["path"]), source["sha256"]
    except (ValueError, KeyError, TypeError):
        return None
    found = (_bytes(place, sha256) for place in (folder / path, path))
    return next((data for data in found if data is not None), None)


def _bytes(path: Path, sha256: str) -> bytes | None:
    try:
        data = path.read_bytes()
    except (OSError, ValueError):
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None
