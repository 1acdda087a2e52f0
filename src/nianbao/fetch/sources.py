"""``sources.toml``: the list of places to look, checked before anything is fetched."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from nianbao.errors import UsageError
from nianbao.fetch.pages import absolute
from nianbao.model import Source

_TEXT_KEYS = ("issuer", "url", "division", "kind")
_KINDS = {"government", "office", "department", "township", "subdistrict", "zone", "vertical", "institution"}


def read_sources(path: Path) -> list[Source]:
    """Every ``[[source]]`` of the file, in order.

    Raises UsageError naming the file and the entry for syntax errors, unknown keys, wrong types and addresses
    that are not http(s).
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(str(path), problem=error.strerror or "cannot be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(str(path), problem=f"not TOML: {error}") from None
    entries = content.pop("source", None)
    if content:
        raise UsageError(str(path), problem="unknown table or key", key=sorted(content)[0])
    if not isinstance(entries, list) or not entries:
        raise UsageError(str(path), problem="no [[source]] entry")
    return [_source(entry, f"{path}: [[source]] {number}") for number, entry in enumerate(entries, start=1)]


def _source(entry: Any, where: str) -> Source:
    if not isinstance(entry, dict):
        raise UsageError(where, problem="not a table")
    unknown = set(entry) - {*_TEXT_KEYS, "years"}
    if unknown:
        raise UsageError(where, problem="unknown key", key=sorted(unknown)[0])
    for key in _TEXT_KEYS:
        if key in entry and not (isinstance(entry[key], str) and entry[key].strip()):
            raise UsageError(where, problem="not a text", key=key)
    _check_values(entry, where)
    return Source(
        url=absolute(entry["url"], ""),
        issuer=entry.get("issuer"),
        division=entry.get("division"),
        kind=entry.get("kind"),
        years=tuple(entry.get("years", ())),
    )


def _check_values(entry: dict[str, Any], where: str) -> None:
    if "url" not in entry or absolute(entry["url"], "") is None:
        raise UsageError(where, problem="no http(s) address", key="url", value=entry.get("url", ""))
    if entry.get("kind") not in {None, *_KINDS}:
        raise UsageError(where, problem=f"not one of {', '.join(sorted(_KINDS))}", key="kind", value=entry["kind"])
    division = entry.get("division", "000000")
    if not (division.isascii() and division.isdigit() and len(division) == 6):
        raise UsageError(where, problem="not a six-digit division code", key="division", value=division)
    years = entry.get("years", [])
    if not isinstance(years, list) or any(type(year) is not int or not 2000 <= year < 2100 for year in years):
        raise UsageError(where, problem="not a list of years", key="years", value=years)
