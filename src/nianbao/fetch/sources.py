"""Lists of places to look, checked before anything is fetched: ``sources.toml``, CSV, the national list of sites."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from nianbao.codebook.divisions import resolve
from nianbao.data import load_toml
from nianbao.errors import UsageError, reason_of
from nianbao.fetch.links import absolute
from nianbao.model import Source
from nianbao.text.fold import squeeze

_TEXT_KEYS = ("issuer", "url", "division", "kind")
_KINDS = {"government", "office", "department", "township", "subdistrict", "zone", "vertical", "institution"}
_CODE = re.compile(r"(\d{6})\d{4}")


def read_sources(path: Path) -> list[Source]:
    """Every source of a ``sources.toml`` or of a table (CSV, tab separated), in order.

    Raises UsageError naming the file and the entry for syntax errors, unknown keys, wrong types and addresses
    that are not http(s).
    """
    return _from_toml(path) if path.suffix.lower() == ".toml" else list(_from_table(path))


def is_source_table(path: Path) -> bool:
    """Whether the first line of a table names a column of addresses."""
    try:
        head = _text(path.read_bytes()[:4096]).splitlines()
    except OSError:
        return False
    return bool(head) and "url" in _columns(next(iter(_reader(head[0])), []))


def _from_toml(path: Path) -> list[Source]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(str(path), problem=reason_of(error)) from None
    except UnicodeDecodeError:
        raise UsageError(str(path), problem="not_text") from None
    except tomllib.TOMLDecodeError as error:
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
        url=absolute(entry["url"], "", fragment=True),
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


def _from_table(path: Path) -> Iterator[Source]:
    """Rows without an address are passed over: the national list has sites that were closed."""
    try:
        text = _text(path.read_bytes())
    except OSError as error:
        raise UsageError(str(path), problem=reason_of(error)) from None
    rows = _reader(text)
    columns = _columns(next(rows, []))
    if "url" not in columns:
        raise UsageError(str(path), problem="no column with addresses", key="url")
    found = 0
    for number, row in enumerate(rows, start=2):
        cells = {name: row[at].strip() for name, at in columns.items() if at < len(row)}
        if cells.get("url"):
            found += 1
            yield _table_row(cells, f"{path}: {number}")
    if not found:
        raise UsageError(str(path), problem="no row with an address")


def _table_row(cells: dict[str, str], where: str) -> Source:
    address = cells["url"] if "://" in cells["url"] else f"http://{cells['url']}"
    entry: dict[str, Any] = {"url": address}
    if issuer := cells.get("issuer") or cells.get("name"):
        entry["issuer"] = issuer
    code = _CODE.fullmatch(cells.get("code", ""))
    agency = resolve(cells.get("code", ""), cells.get("issuer", ""), (cells.get("name", ""),))
    if division := cells.get("division", "")[:6] or (code[1] if code else "") or agency.division:
        entry["division"] = division
    if kind := cells.get("kind") or agency.kind:
        entry["kind"] = kind
    entry["years"] = _years(cells.get("years", ""))
    return _source(entry, where)


def _years(text: str) -> list[int]:
    """``2021 2023`` or ``2021-2024``."""
    span = re.fullmatch(r"\s*(20\d\d)\s*[-—~至]\s*(20\d\d)\s*", text)
    if span:
        return list(range(int(span[1]), int(span[2]) + 1))
    return [int(year) for year in re.findall(r"20\d\d", text)]


def _columns(header: list[str]) -> dict[str, int]:
    """Our name for a column -> where it stands."""
    found: dict[str, int] = {}
    for at, heading in enumerate(header):
        folded = squeeze(heading).lower()
        for name, known in _headings().items():
            if folded in known:
                found.setdefault(name, at)
    return found


@lru_cache(maxsize=1)
def _headings() -> dict[str, list[str]]:
    columns: dict[str, list[str]] = load_toml("sources.toml")["columns"]
    return columns


def _reader(text: str) -> Iterator[list[str]]:
    head = text.partition("\n")[0]
    return iter(csv.reader(io.StringIO(text), delimiter="\t" if head.count("\t") > head.count(",") else ","))


def _text(data: bytes) -> str:
    """UTF-8, else GB18030, as Excel writes it."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
