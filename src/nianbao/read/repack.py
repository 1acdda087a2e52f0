"""RAR and 7z through libarchive's bsdtar, where it is installed: the archive as one tar stream, never on disk."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from nianbao.errors import Damaged, Encrypted, TooLarge
from nianbao.model import Capture
from nianbao.read.limits import MAX_CONTAINER_BYTES, MAX_MEMBERS, MAX_PART_BYTES

SECONDS = 60.0
"""The time limit of unpacking one archive."""

_CHUNK = 256 * 1024
# Since Windows 10 and on every Mac, ``tar`` is bsdtar.
_NAMES = ("bsdtar", "tar") if sys.platform in ("win32", "darwin") else ("bsdtar",)
_LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
_LOCKED = (b"passphrase", b"encrypt")


def find_unpacker() -> str | None:
    """The program, if it is on the PATH."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def repacked(capture: Capture, form: str, program: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file in the archive.

    Raises Damaged (also for an archive that is cut: none of its members is given), Encrypted and TooLarge.
    """
    stream = _stream(capture, form, program)
    try:
        with tarfile.open(fileobj=io.BytesIO(stream), mode="r:") as archive:
            members = [member for member in archive if member.isfile()]
            if len(members) > MAX_MEMBERS:
                raise TooLarge(capture.path, what="members", limit=MAX_MEMBERS, actual=len(members))
            for member in members:
                if member.size > MAX_PART_BYTES:
                    raise TooLarge(capture.path, what="inflated_bytes", limit=MAX_PART_BYTES, actual=member.size)
                content = archive.extractfile(member)
                yield member.name, content.read() if content else b""
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise Damaged(capture.path, format=form, reason=type(error).__name__) from error


def _stream(capture: Capture, form: str, program: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as name:
        source, errors = Path(name) / "archive", Path(name) / "errors"
        source.write_bytes(capture.data)
        with errors.open("wb") as log:
            data, status = _output([program, "-cf", "-", "--format=pax", f"@{source}"], log, capture.path)
        said = errors.read_bytes().lower()
    if any(word in said for word in _LOCKED):
        raise Encrypted(capture.path, format=form)
    if status:
        raise Damaged(capture.path, format=form, reason="unpacking failed")
    return data


def _output(command: list[str], log: IO[bytes], path: str) -> tuple[bytes, int]:
    """What a program writes, up to the bound, and how it ended; it is killed when its time is over."""
    pieces: list[bytes] = []
    size = 0
    try:
        process = subprocess.Popen(
            command,
            env=os.environ | {"LC_ALL": _LOCALE},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    except OSError as error:
        raise Damaged(path, format="archive", reason=type(error).__name__) from error
    timer = threading.Timer(SECONDS, process.kill)
    timer.start()
    with process, contextlib.ExitStack() as stack:
        stack.callback(process.kill)
        stack.callback(timer.cancel)
        assert process.stdout is not None, "a pipe was asked for"
        while piece := process.stdout.read(_CHUNK):
            size += len(piece)
            if size > MAX_CONTAINER_BYTES:
                raise TooLarge(path, what="inflated_bytes", limit=MAX_CONTAINER_BYTES, actual=size)
            pieces.append(piece)
        return b"".join(pieces), process.wait()
