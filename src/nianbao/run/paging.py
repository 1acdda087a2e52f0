"""A report over several article pages (1/3, 2/3, 3/3): the pages that belong together are one document.

Portals name the further pages after the first: ``t2024.html``, ``t2024_1.html``, ``t2024_2.html``. They are joined
where they lie beside the first, and each leads to the next.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nianbao.run.task import Lost, Task

MOST = 20
_PAGES = frozenset({".html", ".htm", ".shtml"})


def joined(items: Sequence[Task | Lost]) -> list[Task | Lost]:
    """The items, further pages of an article taken into its first one."""
    made = [_with_parts(item) if isinstance(item, Task) else item for item in items]
    taken = {_same(part) for item in made if isinstance(item, Task) for part in item.parts}
    return [item for item in made if isinstance(item, Lost) or item.member is not None or _same(item.file) not in taken]


def _with_parts(task: Task) -> Task:
    first = Path(task.file)
    if task.url or task.member is not None or first.suffix.lower() not in _PAGES:
        return task
    names = [f"{first.stem}_{number}{first.suffix}" for number in range(1, MOST + 1)]
    start = 0 if (first.parent / names[0]).is_file() else 1
    if not (first.parent / names[start]).is_file():
        return task
    parts: list[str] = []
    before = first
    for name in names[start:]:
        part = first.parent / name
        if not part.is_file() or name.encode() not in before.read_bytes():
            break
        parts.append(part.as_posix())
        before = part
    digest = hashlib.sha256(b"".join(Path(part).read_bytes() for part in parts)).hexdigest()
    return replace(task, parts=tuple(parts), parts_digest=digest) if parts else task


def _same(file: str) -> str:
    return os.path.normcase(os.path.abspath(file))  # noqa: PTH100 - keeps symlinks
