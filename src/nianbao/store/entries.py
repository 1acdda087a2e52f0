"""From one line of published JSON to what the store keeps of it.

Nine tenths of a report's JSON are its figures, and of those the lists need only counts and the unmapped ones.
So the text is cut around ``"figures":[...]`` and only the rest is parsed: four times as fast. The cut is exact,
because inside a JSON string every quotation mark is escaped: an unescaped ``,"figures":[`` is the member itself.
A text that is not laid out as our own writer does is parsed whole.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json

from nianbao.errors import Damaged
from nianbao.store.packing import pack
from nianbao.store.subjects import finding_subjects

_FIGURES, _FINDINGS = b',"figures":[', b'],"findings":['
_FIGURE, _DOUBTFUL, _UNREADABLE = b'{"key":"', b'"grade":"doubtful"', b'"state":"unreadable"'
_UNMAPPED = b'{"key":"prose.unmapped"'
_FETCHED = re.compile(rb'"fetched_at":(?:null|"[^"]*")')


@dataclass(slots=True)
class Entry:
    """One report as rows: ``columns`` of the list, its findings, its unmapped numbers, the record."""

    name: str
    path: str
    url: str | None
    sha256: str
    media_type: str
    fetched_at: str | None
    digest: str
    packed: bytes
    columns: dict[str, Any]
    findings: list[dict[str, Any]] = field(default_factory=list)
    unmapped: list[dict[str, Any]] = field(default_factory=list)


def entry_of(text: str | bytes) -> Entry:
    """The entry of one report. Raises Damaged when the text is not a published report."""
    data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    data = data.rstrip(b"\r\n")
    try:
        raw, figures = _parsed(data)
        return _entry(data, raw, figures)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged("report", format="json", reason=f"{type(error).__name__}: {error}") from error


def timeless(data: bytes) -> bytes:
    """The report's JSON without the time of download: the same page fetched again is the same report."""
    return _FETCHED.sub(b"", data, count=1)


def document_name(path: str, url: str | None) -> str:
    """What a document is known by: its address, else its path."""
    return _clean(url or path)


@dataclass(slots=True)
class _Figures:
    """Of the figures: how many, how many of which grade and state, and the unmapped ones."""

    count: int
    doubtful: int
    unreadable: int
    unmapped: list[dict[str, Any]]


def _parsed(data: bytes) -> tuple[dict[str, Any], _Figures]:
    start, end = data.find(_FIGURES), data.rfind(_FINDINGS)
    if start < 0 or end < start:
        raw = json.loads(data)
        return raw, _counted(raw["figures"])
    start += len(_FIGURES)
    raw = read_json(data[:start] + data[end:])
    return raw, _Figures(
        data.count(_FIGURE, start, end),
        data.count(_DOUBTFUL, start, end),
        data.count(_UNREADABLE, start, end),
        _unmapped_in(data, start, end),
    )


def read_json(data: str | bytes) -> Any:
    """As json reads it; twice as fast unless half a character stands in it."""
    try:
        return from_json(data)
    except ValueError:
        return json.loads(data)


def _unmapped_in(data: bytes, start: int, end: int) -> list[dict[str, Any]]:
    """They stand together at the end as a rule; from the first on, all figures are parsed."""
    first = data.find(_UNMAPPED, start, end)
    if first < 0:
        return []
    return [figure for figure in json.loads(b"[" + data[first:end] + b"]") if figure["key"] == "prose.unmapped"]


def _counted(figures: list[dict[str, Any]]) -> _Figures:
    grades, states = Counter(f["grade"] for f in figures), Counter(f["state"] for f in figures)
    unmapped = [f for f in figures if f["key"] == "prose.unmapped"]
    return _Figures(len(figures), grades["doubtful"], states["unreadable"], unmapped)


def _entry(data: bytes, raw: dict[str, Any], figures: _Figures) -> Entry:
    source = raw["source"]
    return Entry(
        name=document_name(source["path"], source["url"]),
        path=_clean(source["path"]),
        url=source["url"],
        sha256=source["sha256"],
        media_type=source["media_type"],
        fetched_at=source["fetched_at"],
        digest=hashlib.sha256(data).hexdigest(),
        packed=pack(data),
        columns=_storable(_columns(raw, figures)),
        findings=[_storable(_finding(*found)) for found in enumerate(_with_subjects(raw["findings"]))],
        unmapped=[_storable(_unmapped(*found)) for found in enumerate(figures.unmapped)],
    )


def _columns(raw: dict[str, Any], figures: _Figures) -> dict[str, Any]:
    issuer = raw["issuer"]
    division = issuer["division"]
    severities = [finding["severity"] for finding in raw["findings"]]
    errors, warnings = severities.count("error"), severities.count("warning")
    return {
        "issuer": issuer["name"],
        "kind": issuer["kind"],
        "level": issuer["level"],
        "division": division,
        "province": division[:2] if division else None,
        **{name: raw[name] for name in ("year", "edition", "scope", "title", "published")},
        "figures": figures.count,
        "doubtful": figures.doubtful,
        "unreadable": figures.unreadable,
        "errors": errors,
        "warnings": warnings,
        "infos": severities.count("info"),
        "open_findings": errors + warnings,
    }


def _with_subjects(findings: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str, str]]:
    for finding, (subject, digest) in zip(findings, finding_subjects(findings), strict=True):
        yield finding, subject, digest


def _finding(position: int, found: tuple[dict[str, Any], str, str]) -> dict[str, Any]:
    finding, subject, digest = found
    return {
        "position": position,
        "code": finding["code"],
        "severity": finding["severity"],
        "responsibility": finding["responsibility"],
        "keys": " ".join(finding["keys"]),
        "message_zh": finding["message"]["zh"],
        "message_en": finding["message"]["en"],
        "subject": subject,
        "digest": digest,
    }


def _unmapped(position: int, figure: dict[str, Any]) -> dict[str, Any]:
    quote = (figure["evidence"] or {}).get("quote", "")
    return {
        "position": position,
        "label": figure["label"] or "",
        "unit": figure["unit"] or "",
        "quote": quote,
    }


def _storable(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _clean(value) if isinstance(value, str) else value for name, value in row.items()}


def _clean(text: str) -> str:
    """Half characters (of a file name) and NUL are refused by databases; the record keeps them escaped."""
    if text.isascii():
        return text.replace("\0", "")
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "")
