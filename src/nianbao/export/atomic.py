"""Files that are whole or not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TextIO

from nianbao.errors import UsageError, reason_of

BOM = "\ufeff"


@contextmanager
def atomic_write(path: Path, *, bom: bool = False) -> Iterator[TextIO]:
    """A text file (UTF-8, line ends as written) that replaces ``path`` only when the block ends well.

    On any error, and when the process dies, a file that was there before stays as it was. ``bom`` puts the
    mark in front by which Excel knows UTF-8. Half characters (of a file name that is no text) are escaped as
    JSON escapes them. Raises UsageError where the folder cannot be written.
    """
    with atomic_stream(path, bom=bom) as raw:
        file = TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", newline="")
        try:
            yield file
        finally:
            file.detach()


@contextmanager
def atomic_stream(path: Path, *, bom: bool = False) -> Iterator[IO[bytes]]:
    """As :func:`atomic_write`, for what is bytes already."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = temporary.open("wb")
    except OSError as error:
        raise not_writable(path, error) from error
    try:
        with file:
            if bom:
                file.write(BOM.encode())
            yield file
            file.flush()
            os.fsync(file.fileno())
        _replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _replace(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except OSError as error:  # on Windows: the old file is open in Excel
        raise not_writable(path, error) from error


def not_writable(path: Path, error: OSError) -> UsageError:
    """The one error for a place that the user named and the system does not let us write."""
    return UsageError(path.as_posix(), problem="not_writable", reason=reason_of(error))


def atomic_bytes(path: Path, data: bytes) -> None:
    """A whole file that replaces ``path``. Raises UsageError where it cannot be written, as when Excel has it open."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise not_writable(path, error) from error
    try:
        _replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
