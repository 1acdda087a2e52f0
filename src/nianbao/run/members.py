"""What a file holds: itself, or the documents in an archive or a mail; and which of them LibreOffice must open.

Members are read from memory; nothing is unpacked to disk. A member is known by its place in the archive, since
archives may hold two files of one name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from nianbao.errors import DocumentError, NotFound
from nianbao.model import Capture
from nianbao.run.remote import is_remote, read_bytes
from nianbao.run.task import Lost, Task

_CONTAINERS = frozenset({"zip", "rar", "7z", "eml"})
_OFFICE = frozenset({"doc", "wps", "rtf", "odt", "office_xml"})
# The beginnings of what may be a container or need LibreOffice; all else is not looked into here.
_HEAD = re.compile(rb"PK\x03\x04|PK\x05\x06|Rar!|7z\xbc\xaf|\xd0\xcf\x11\xe0|\{\\rtf|\s*<\?xml|[A-Za-z][\w-]*:", re.S)


def documents_of(task: Task) -> list[Task | Lost]:
    """The documents of a file in the order of the archive; the file itself when it holds no others."""
    if is_remote(task.file):
        return _opened(task, read_bytes(task.file))
    from nianbao.read import limits

    try:
        if Path(task.file).stat().st_size > limits.MAX_FILE_BYTES:
            return [task]  # whoever reads it says that it is too large
        with Path(task.file).open("rb") as file:
            head = file.read(64)
            if not _HEAD.match(head):
                return [task]
            data = head + file.read()
    except OSError:
        return [task]  # whoever reads it says why
    return _opened(task, data)


def _opened(task: Task, data: bytes) -> list[Task | Lost]:
    from nianbao.read import sniff

    form = sniff(data)
    if form in _OFFICE:
        return [replace(task, form=form)]
    if form not in _CONTAINERS or hashlib.sha256(data).hexdigest() != task.sha256:
        return [task]
    try:
        found = list(_members(task, _capture(task, data)))
    except DocumentError as error:
        return [Lost(task.path, error.code, error.details, task.url)]
    return found or [Lost(task.path, "empty", {"what": "archive"}, task.url)]


def _members(task: Task, capture: Capture) -> Iterator[Task | Lost]:
    from nianbao.read import members, sniff

    for number, member in enumerate(members(capture)):
        if isinstance(member, DocumentError):
            yield Lost(member.where, member.code, member.details, task.url)
        elif member is capture:
            yield task
        else:
            form = sniff(member.data)
            parent = task.path if capture.path == task.path and sniff(capture.data) == "eml" else task.parent
            yield replace(
                task,
                path=member.path,
                sha256=member.sha256,
                media_type=None,
                parent=parent,
                member=number,
                form=form if form in _OFFICE else "",
            )


def capture_of(task: Task) -> Capture:
    """The bytes of a task. Raises DocumentError, NotFound where the archive has changed since."""
    if task.member is None:
        return _loaded(task.file) if task.url is None else _capture(task, _loaded(task.file).data)
    try:
        changed = 0 if is_remote(task.file) else Path(task.file).stat().st_mtime_ns
    except OSError as error:
        raise NotFound(task.path) from error
    found = _unpacked(task.file, changed)
    member = found[task.member] if task.member < len(found) else None
    if not isinstance(member, Capture) or member.sha256 != task.sha256:
        raise NotFound(task.path)
    return _capture(task, member.data)


@lru_cache(maxsize=1)
def _unpacked(file: str, changed: int) -> list[Capture | DocumentError]:
    """The members of the archive at hand: its documents come one after another."""
    from nianbao.read import members

    return list(members(_loaded(file)))


def _loaded(file: str) -> Capture:
    from nianbao.read import load

    if not is_remote(file):
        return load(file)
    data = read_bytes(file)
    return Capture(data=data, path=file, sha256=hashlib.sha256(data).hexdigest())


def _capture(task: Task, data: bytes) -> Capture:
    return Capture(
        data=data,
        path=task.path,
        sha256=task.sha256,
        url=task.url,
        fetched_at=task.fetched_at,
        media_type=task.media_type,
        parent=task.parent,
        declared=task.declared,
    )
