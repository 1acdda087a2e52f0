"""Where a download is kept: a name any file system accepts, written whole or not at all."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nianbao.errors import UsageError, reason_of

_UNSAFE = re.compile(r"[^0-9A-Za-z._\-\u3400-\u9fff]+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
_MAX_NAME = 60


def relative_path(url: str) -> Path:
    """``<host>/<path>`` for a URL; a name that had to be changed carries a mark of the URL: none collide."""
    parts = urlsplit(url)
    host = _clean(parts.hostname or "unknown") + (f"_{parts.port}" if parts.port else "")
    raw = [unquote(piece) for piece in parts.path.split("/") if piece]
    if not raw or parts.path.endswith("/"):
        raw.append("index.html")
    # A folder never looks like a file, so that /a and /a/b can both be kept.
    folders = [_clean(piece).replace(".", "_") for piece in raw[:-1]]
    name = _clean(raw[-1])
    # Some file systems do not tell A from a.
    lower = parts.path == parts.path.lower()
    plain = lower and folders == raw[:-1] and name == raw[-1] and not parts.query and "." in name
    return Path(host, *folders, name if plain else _marked(name, url))


def save(data: bytes, url: str, save_to: Path) -> Path:
    """Write under ``save_to`` by way of a temporary file, and say where.

    Raises UsageError when the folder cannot be written to.
    """
    path = save_to / relative_path(url)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UsageError(str(path), problem="not_writable", reason=reason_of(error)) from None
    return path


def _clean(piece: str) -> str:
    cleaned = _UNSAFE.sub("_", piece).strip(". ")[-_MAX_NAME:] or "_"
    return f"_{cleaned}" if _RESERVED.match(cleaned) else cleaned


def _marked(name: str, url: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    mark = sha256(url.encode()).hexdigest()[:10]
    return f"{stem}-{mark}.{suffix}" if dot else f"{name}-{mark}"
