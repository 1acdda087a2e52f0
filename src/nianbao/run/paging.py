"""A report over several article pages (1/3, 2/3, 3/3): the pages that belong together are one document.

Portals name the further pages after the first: ``t2024_1.html``, ``t2024_2.html`` beside ``t2024.html``, or
``t2024-2.html``, or ``t2024.html?page=2``. A name alone joins nothing: see :mod:`nianbao.run.leading`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from nianbao.fetch.words import words
from nianbao.run.task import Lost, Task

MOST = 20
_PAGES = frozenset({".html", ".htm", ".shtml"})
_QUERY = re.compile(r"[?@](\w+)=(\d{1,2})(?:\.[a-z]?html?)?", re.I)
"""What follows the name of the first page where a page was saved under its address; Windows has @ for the ?."""


def joined(items: Sequence[Task | Lost]) -> list[Task | Lost]:
    """The items, further pages of an article taken into its first one."""
    made = [_with_parts(item) if isinstance(item, Task) else item for item in items]
    taken = {_same(part) for item in made if isinstance(item, Task) for part in item.parts}
    return [item for item in made if isinstance(item, Lost) or item.member is not None or _same(item.file) not in taken]


def _with_parts(task: Task) -> Task:
    first = Path(task.file)
    if task.url or task.member is not None or first.suffix.lower() not in _PAGES:
        return task
    if re.fullmatch(words()["article_pages"]["lists"], first.stem, re.I):
        return task
    parts = next(filter(None, map(_led_to, (first, first, first), _namings(first))), [])
    return _carrying(task, parts) if parts else task


def continued(items: Sequence[Task | Lost], further: Sequence[tuple[str, str, Task]]) -> list[Task | Lost]:
    """The items of a harvest, further pages taken into the articles that led to them. ``further``: each page's
    address, the address that led to it, and the page. A page that does not go on where another ends stays alone."""
    led_by = {url: parent for url, parent, _ in further}
    pages: dict[str, list[Task]] = {}
    for url, _, task in sorted(further, key=lambda page: _by_number(page[0])):
        first = url
        while first in led_by:
            first = led_by[first]
        pages.setdefault(first, []).append(task)
    made: list[Task | Lost] = []
    for item in items:
        mine = pages.pop(item.url or "", []) if isinstance(item, Task) else []
        parts = _led_to(Path(item.file), [Path(page.file) for page in mine]) if isinstance(item, Task) and mine else []
        made.append(_carrying(item, parts) if isinstance(item, Task) and parts else item)
        made += mine[len(parts) :]
    return made + [page for group in pages.values() for page in group]


def _by_number(url: str) -> tuple[int, str]:
    numbers = re.findall(r"\d+", url.rpartition("/")[2])
    return int(numbers[-1]) if numbers else 0, url


def _carrying(task: Task, parts: list[Path]) -> Task:
    digest = hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()
    return replace(task, parts=tuple(part.as_posix() for part in parts), parts_digest=digest)


def _namings(first: Path) -> Iterator[list[Path]]:
    """For each way of naming, the files that are there, in their order and without a gap."""
    for mark in "_-":
        yield _unbroken({n: first.with_name(f"{first.stem}{mark}{n}{first.suffix}") for n in range(1, MOST + 1)})
    numbered: dict[int, Path] = {}
    for path in first.parent.glob(f"{_literally(first.name)}[?@]*=*"):
        found = _QUERY.fullmatch(path.name[len(first.name) :])
        if found and found[1].lower() in words()["article_pages"]["parameters"] and int(found[2]) > 1:
            numbered[int(found[2])] = path
    yield _unbroken(numbered)


def _literally(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)


def _unbroken(numbered: dict[int, Path]) -> list[Path]:
    """From the first that is there, which is 1 or 2: some count the pages behind the first, some all."""
    found: list[Path] = []
    for number in range(1, MOST + 1):
        path = numbered.get(number)
        if path is not None and path.is_file():
            found.append(path)
        elif number > 1:
            break
    return found


def _led_to(first: Path, candidates: list[Path]) -> list[Path]:
    """Those that each page leads on to, one after the other."""
    if not candidates:
        return []
    from nianbao.run.leading import Sheet, leads_on

    parts: list[Path] = []
    before = Sheet(first)
    for path in candidates:
        after = Sheet(path)
        if not leads_on(before, after):
            break
        parts.append(path)
        before = after
    return parts


def _same(file: str) -> str:
    return os.path.normcase(os.path.abspath(file))  # noqa: PTH100 - keeps symlinks
