"""What the user named -> the documents meant: files, folders, globs, addresses, lists of sources."""

from __future__ import annotations

import glob
import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nianbao.errors import NianbaoError, UsageError
from nianbao.model import Source
from nianbao.run.remote import is_remote, listing, read_bytes
from nianbao.run.task import Lost, Task

NO_DOCUMENTS = frozenset(
    {
        *(".json", ".jsonl", ".csv", ".tsv", ".toml", ".yaml", ".yml", ".ini", ".log", ".sqlite", ".db"),
        *(".py", ".js", ".css", ".map", ".woff", ".woff2", ".ttf", ".eot", ".ico", ".svg", ".part", ".tmp", ".golden"),
    }
)
"""Suffixes that a folder is searched past: never reports. Named on the command line, they are tried."""

_SAVED_PAGE_PARTS = "_files"
"""Folder beside a page saved by a browser: pictures and scripts of that page."""


@dataclass(slots=True)
class Expansion:
    """The documents meant, each once, in the order given (folders sorted), and what was passed over."""

    entries: list[str | Source | Lost] = field(default_factory=list)
    """A path, an address to fetch, or a name that leads nowhere."""
    duplicates: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    """Files in folders that are no documents, by suffix."""
    seen: set[str] = field(default_factory=set)

    def add(self, path: Path) -> None:
        """A path, unless it came before under another spelling."""
        self._once(os.path.normcase(os.path.abspath(path)), path.as_posix())  # noqa: PTH100 - keeps symlinks

    def add_remote(self, url: str) -> None:
        """A file on object storage, unless it came before."""
        self._once(url, url)

    def add_source(self, source: Source) -> None:
        """An address, unless it came before."""
        self._once(source.url or "", source)

    def _once(self, identity: str, entry: str | Source) -> None:
        if identity in self.seen:
            self.duplicates += 1
        else:
            self.seen.add(identity)
            self.entries.append(entry)


def expand(names: Iterable[str], *, leave_out: Path | None = None, may_be_none: bool = False) -> Expansion:
    """Every document meant by ``names``. ``leave_out`` is the output folder, never taken for a source.

    Raises UsageError when there is no name at all, and for a sources file that is wrong.
    """
    expansion = Expansion()
    for name in names:
        _expand_one(name, expansion, leave_out.resolve() if leave_out else None)
    if not expansion.entries and not may_be_none:
        raise UsageError("SOURCE", problem="no_sources")
    return expansion


def _expand_one(name: str, expansion: Expansion, leave_out: Path | None) -> None:
    path = Path(name)
    if name.lower().startswith(("http://", "https://")):
        expansion.add_source(Source(url=name))
    elif is_remote(name):
        _add_remote(name, expansion)
    elif path.is_dir():
        _add_folder(path, expansion, leave_out)
    elif path.is_file() and _lists_sources(path):
        _add_sources(path, expansion)
    elif not path.exists() and glob.has_magic(name):
        _add_matches(name, expansion, leave_out)
    else:  # also what does not exist: whoever opens it says so
        expansion.add(path)


def _add_remote(url: str, expansion: Expansion) -> None:
    """The files below an address of object storage."""
    found = listing(url)
    for name in found:
        if Path(name).suffix.lower() in NO_DOCUMENTS:
            expansion.passed_over[Path(name).suffix.lower()] += 1
        else:
            expansion.add_remote(name)
    if not found:
        expansion.entries.append(Lost(url, "not_found", {}))


def _lists_sources(path: Path) -> bool:
    """A sources.toml, or a table whose header names a column of addresses."""
    if path.suffix.lower() == ".toml":
        return True
    if path.suffix.lower() not in {".csv", ".tsv"}:
        return False
    from nianbao.fetch import is_source_table

    return is_source_table(path)


def _add_sources(path: Path, expansion: Expansion) -> None:
    from nianbao.fetch import read_sources

    for source in read_sources(path):
        expansion.add_source(source)


def _add_matches(pattern: str, expansion: Expansion, leave_out: Path | None) -> None:
    """Windows shells leave globs to the program."""
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - patterns may be absolute
    if not matches:
        expansion.entries.append(Lost(pattern, "not_found", {}))
    for match in matches:
        if Path(match).is_file():
            expansion.add(Path(match))
        elif "**" not in pattern:
            _add_folder(Path(match), expansion, leave_out)


def _add_folder(folder: Path, expansion: Expansion, leave_out: Path | None) -> None:
    before = len(expansion.entries) + expansion.duplicates
    for path in sorted(_files(folder, leave_out), key=lambda p: p.parts):
        if path.suffix.lower() in NO_DOCUMENTS:
            expansion.passed_over[path.suffix.lower()] += 1
        else:
            expansion.add(path)
    if len(expansion.entries) + expansion.duplicates == before:
        expansion.entries.append(Lost(folder.as_posix(), "empty", {"what": "folder"}))


def _files(folder: Path, leave_out: Path | None) -> Iterator[Path]:
    """Regular files below, hidden ones and Office lock files (``~$``) left out."""
    for root, folders, names in os.walk(folder):
        here = Path(root)
        folders[:] = [f for f in folders if _wanted_folder(here / f, leave_out)]
        yield from (here / n for n in names if not n.startswith((".", "~$")) and (here / n).is_file())


def _wanted_folder(folder: Path, leave_out: Path | None) -> bool:
    if folder.name.startswith(".") or folder.name.endswith(_SAVED_PAGE_PARTS):
        return False
    return leave_out is None or folder.resolve() != leave_out


def local_task(path: str) -> Task | Lost:
    """The document with the digest of its bytes, or why they cannot be had."""
    if is_remote(path):
        return _remote_task(path)
    if Path(path).is_dir() or (Path(path).exists() and not Path(path).is_file()):
        return Lost(path, "not_permitted", {"reason": "not_a_file"})
    try:
        with Path(path).open("rb") as file:
            return Task(path, hashlib.file_digest(file, "sha256").hexdigest(), path)
    except FileNotFoundError:
        return Lost(path, "not_found", {})
    except PermissionError:
        return Lost(path, "not_permitted", {})
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return Lost(path, "damaged", {"format": "file", "reason": getattr(error, "strerror", None) or str(error)})


def _remote_task(url: str) -> Task | Lost:
    try:
        return Task(url, hashlib.sha256(read_bytes(url)).hexdigest(), url)
    except NianbaoError as error:
        return Lost(url, error.code, error.details)
