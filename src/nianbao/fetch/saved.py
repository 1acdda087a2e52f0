"""Pages that a person saved, for portals that cannot or must not be asked: into the archive with their addresses.

A folder may hold HTML as a browser saves it ("complete", with its ``..._files`` beside it), MHTML, PDF and other
documents. The address comes from ``urls.csv`` (columns ``file`` and ``url``), else from the page itself: the
browser's ``saved from url`` comment, MHTML's ``Snapshot-Content-Location``, a canonical link.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from nianbao.errors import UsageError
from nianbao.fetch.frontier import Child, Frontier
from nianbao.fetch.keeping import Keeper
from nianbao.fetch.kinds import kind_of_document
from nianbao.fetch.links import absolute
from nianbao.fetch.pages import looks_like_html, understand
from nianbao.fetch.policy import Policy
from nianbao.fetch.state import DONE, State
from nianbao.fetch.warc import Archive

URLS = "urls.csv"
_MAX_BYTES = 64_000_000
_HEAD = 20_000
_PLACES = (
    re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->"),
    re.compile(rb"(?im)^Snapshot-Content-Location:\s*(\S+)"),
    re.compile(rb"(?im)^Content-Location:\s*(https?://\S+)"),
    re.compile(rb"(?i)<link[^>]+rel=[\"']?canonical[\"']?[^>]+href=[\"']?(https?://[^\"'>\s]+)"),
)


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved file and the address it is a copy of; without one, why it cannot be taken."""

    path: Path
    url: str = ""
    problem: str = ""


def saved_pages(folder: Path) -> Iterator[Saved]:
    """The files of a folder, in order; parts of saved pages are left out.

    Raises UsageError where the folder or its ``urls.csv`` cannot be read.
    """
    named = _named(folder)
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if not path.is_file() or path.name == URLS or any(_is_no_page(part) for part in inside.parts):
            continue
        if path.stat().st_size > _MAX_BYTES:
            yield Saved(path, problem="too_large")
            continue
        url = absolute(named.get(inside.as_posix(), "") or _own_address(path), "", fragment=True)
        yield Saved(path, url or "", "" if url else "no_address")


def _is_no_page(part: str) -> bool:
    return part.startswith(".") or part.endswith(("_files", ".files"))


def _named(folder: Path) -> dict[str, str]:
    """``urls.csv``: file, relative to the folder -> address."""
    if not folder.is_dir():
        raise UsageError(folder.as_posix(), problem="not_found")
    path = folder / URLS
    if not path.exists():
        return {}
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError):
        raise UsageError(path.as_posix(), problem="not_text") from None
    if rows and not {"file", "url"} <= set(rows[0]):
        raise UsageError(path.as_posix(), problem="no column", expected="file,url")
    return {(row["file"] or "").replace("\\", "/"): (row["url"] or "").strip() for row in rows}


def _own_address(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    found = next((match for place in _PLACES if (match := place.search(head))), None)
    return found[1].decode("latin-1") if found else ""


def import_saved(folder: Path, archive: Path, policy: Policy) -> list[Saved]:
    """Put the pages of a folder into the archive as versions of their addresses; returns what could not be taken.

    A page imported again adds nothing. Raises UsageError where something cannot be read or written.
    """
    state = State(archive)
    try:
        frontier, keeper = Frontier(state), Keeper(state, Archive(archive), policy)
        keeper.recover()
        left: list[Saved] = []
        for saved in saved_pages(folder):
            if saved.problem:
                left.append(saved)
            else:
                _import(saved, frontier, keeper)
        return left
    finally:
        state.close()


def _import(saved: Saved, frontier: Frontier, keeper: Keeper) -> None:
    data = saved.path.read_bytes()
    digest = sha256(data).hexdigest()
    page = understand(saved.url, data) if looks_like_html(data) else None
    with frontier.state.transaction() as db:
        known = db.execute("SELECT id FROM url WHERE key = ?", (saved.url,)).fetchone()
        title = page.title if page else saved.path.stem
        identity = int(known[0]) if known else frontier.add(None, 0, Child(saved.url, "saved", title))
        last = db.execute("SELECT sha256 FROM version WHERE url = ? ORDER BY id DESC LIMIT 1", (identity,)).fetchone()
        if last is not None and last[0] == digest:
            return
        record = keeper.keep_saved(saved.url, data, digest)
        db.execute(
            "INSERT INTO version (url, sha256, record, pass) VALUES (?, ?, ?, ?)",
            (identity, digest, record, frontier.pass_id),
        )
        if known is None:
            db.execute(
                "UPDATE url SET state = ?, outcome = 'ok', bytes = ?, sha256 = ?, detail = 'saved by hand', what = ?,"
                " published = ? WHERE id = ?",
                (DONE, len(data), digest, kind_of_document(data), page.published if page else "", identity),
            )
