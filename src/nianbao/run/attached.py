"""A page that only carries its report as an attachment, or shows it in a frame: the file, where it lies beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from nianbao.run.members import documents_of
from nianbao.run.sources import local_task
from nianbao.run.task import Lost, Task

_PARTS = "_files"
"""Folder that browsers put the parts of a saved page into."""


def attachments_at_hand(lost: Lost) -> list[Path]:
    """The files that a formless local page names and that lie in its folder or below it, each once.

    An address in the page leads to the file of the same name: saved pages keep the addresses they had.
    """
    if not lost.formless or lost.url:
        return []
    folder, stem = Path(lost.path).parent, Path(lost.path).stem
    found: list[Path] = []
    for href in _named(lost):
        file = next((path for path in _places(folder, stem, href) if _lies_in(path, folder)), None)
        if file is not None and file not in found and file != Path(lost.path):
            found.append(file)
    return found


def is_beside(lost: Lost, paths: set[str]) -> bool:
    """One of these documents is what a formless page names, in its folder: of a disk or of an archive."""
    if not lost.formless or lost.url:
        return False
    folder, stem = Path(lost.path).parent, Path(lost.path).stem
    return any(place.as_posix() in paths for href in _named(lost) for place in _places(folder, stem, href))


def _named(lost: Lost) -> list[str]:
    named = lost.details.get("attachments")
    return [str(href) for href in named] if isinstance(named, list | tuple) else []


def attached_tasks(file: Path, parent: str) -> list[Task | Lost]:
    """The documents in a file that a page carries."""
    task = local_task(file.as_posix())
    return documents_of(replace(task, parent=parent)) if isinstance(task, Task) else [task]


def _places(folder: Path, stem: str, href: str) -> Iterator[Path]:
    try:
        parts = urlsplit(href)
    except ValueError:
        return
    path = unquote(parts.path)
    shown = parse_qs(parts.query).get("file")
    if shown:  # a viewer: the file is named behind the address of the program
        path = unquote(urlsplit(shown[0]).path)
    name = path.replace("\\", "/").rpartition("/")[2]
    if not name or "\0" in path:
        return
    if not parts.scheme and not path.startswith("/"):
        yield folder / path
    yield folder / name
    yield folder / f"{stem}{_PARTS}" / name


def _lies_in(path: Path, folder: Path) -> bool:
    """A file below the folder: a page must not make us read what lies elsewhere."""
    try:
        return path.is_file() and path.resolve().is_relative_to(folder.resolve())
    except OSError:
        return False
