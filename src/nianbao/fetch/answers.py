"""Lists that come from an interface: JSON, XML with HTML inside, or bare HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from nianbao.fetch.encoding import decode
from nianbao.fetch.entries import filled
from nianbao.fetch.links import Link, absolute
from nianbao.fetch.pages import anchors, island_entries
from nianbao.fetch.words import words
from nianbao.text.fold import squeeze

_TOTAL = re.compile(
    r"[\"'<](?:total|totalCount|totalRecord|totalrecord|count|totalElements)[\"']?\s*[:>]\s*[\"']?(\d{1,7})"
)
_MAX_DEPTH = 12
_WRAPPED = re.compile(r"(?s)^\s*(?:/\*\*/)?\s*[A-Za-z_$][\w$.]*\s*\(\s*([\[{].*[\]}])\s*\)\s*;?\s*$")
"""JSON handed to a function of the page (JSONP)."""
_RECORDS = re.compile(r"(?is)<(item|row|node|info|article|doc|entry|news)\b[^>]*>((?:(?!<\1\b).)*?<title>.*?)</\1>")
_LEAVES = re.compile(r"(?s)<(\w+)[^>]*>\s*(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))\s*</\1>")
"""Entries of an XML list, field by field (RSS and its like)."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of an answer and how many there are said to be in all."""

    links: list[Link]
    total: int | None


def read_answer(base: str, data: bytes, way: str = "") -> Listing:
    """Every entry that has a name and an address, in order, each once. Never raises: nothing found is an empty list.

    ``way``: how the page makes the address of an entry (:mod:`nianbao.fetch.entries`).
    """
    text = decode(data)
    wrapped = _WRAPPED.match(text)
    text = wrapped[1] if wrapped else text
    total = _TOTAL.search(text)
    links = dict.fromkeys(_entries(base, text, way))
    return Listing(list(links), int(total[1]) if total else None)


def _entries(base: str, text: str, way: str) -> Iterator[Link]:
    if records := _RECORDS.findall(text):
        for _, record in records:
            link = _named(base, {name: unescape(told or plain) for name, told, plain in _LEAVES.findall(record)}, way)
            if link:
                yield link
        return
    if "<![CDATA[" in text:
        for piece in island_entries(text):
            yield from anchors(base, piece)
        return
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        yield from anchors(base, unescape(text) if "&lt;a" in text else text)
        return
    yield from _in_json(base, content, way, 0)


def _in_json(base: str, value: Any, way: str, depth: int) -> Iterator[Link]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        link = _named(base, value, way)
        if link:
            yield link
        for inner in value.values():
            yield from _in_json(base, inner, way, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _in_json(base, inner, way, depth + 1)
    elif isinstance(value, str):
        if "<a" in value:
            yield from anchors(base, value)
        elif value[:1] in "{[" and len(value) > 2:  # JSON in a string of JSON
            try:
                yield from _in_json(base, json.loads(value), way, depth + 1)
            except (ValueError, RecursionError):
                return


def _field(folded: dict[str, Any], names: list[str], ends: list[str]) -> str | None:
    """The text under the first of these names, else under a name that ends as they do (``contentUrl``)."""
    said = {name: value for name, value in folded.items() if isinstance(value, str) and value.strip()}
    known = (said[name.lower()] for name in names if name.lower() in said)
    alike = (value for name, value in said.items() if name.endswith(tuple(ends)))
    return next(known, None) or next(alike, None)


def _named(base: str, entry: dict[str, Any], way: str) -> Link | None:
    known = words()["api"]
    folded = {str(key).lower(): value for key, value in entry.items()}
    title = _field(folded, known["title"], known["title_ends"])
    target = (filled(way, folded) if way else None) or _field(folded, known["url"], known["url_ends"])
    if not title or not target or "<" in target:
        return None
    url = absolute(base, target)
    return Link(url, squeeze(re.sub(r"<[^>]*>", "", title))) if url else None
