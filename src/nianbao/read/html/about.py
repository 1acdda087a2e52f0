"""What the page says of itself: its title, its meta tags, and the table of metadata above an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from selectolax.lexbor import LexborHTMLParser

from nianbao.model import Table
from nianbao.read.html.flow import collapse, is_blank
from nianbao.read.html.words import MAX_METADATA_CELLS, metadata_label
from nianbao.text.fold import squeeze

_PLACEHOLDER = re.compile(r"\s*(?:\$\{.*\}|\{\{.*\}\}|<%.*%>|\{[\w.:]*\})\s*", re.S)


def page_metadata(tree: LexborHTMLParser) -> dict[str, str]:
    """``title`` and the meta tags by their lower-case names; of equal names the first with a value."""
    found: dict[str, str] = {}
    title = tree.css_first("title")
    if title is not None:
        _keep(found, "title", title.text())
    for tag in tree.css("meta[content]"):
        attributes = tag.attributes
        name = attributes.get("name") or attributes.get("property") or ""
        _keep(found, name.strip().lower(), attributes.get("content") or "")
    return found


def _keep(found: dict[str, str], name: str, value: str) -> None:
    value = collapse(value)
    if name and name not in found and not is_blank(value) and not _PLACEHOLDER.fullmatch(value):
        found[name] = value


def table_metadata(tables: Iterable[Table]) -> dict[str, str]:
    """``table:<label>`` -> value from tables that are nothing but pairs of a known label and a value."""
    found: dict[str, str] = {}
    for table in tables:
        pairs = _pairs(table) if len(table.cells) <= MAX_METADATA_CELLS else []
        if len(pairs) >= 2:
            for label, value in pairs:
                _keep(found, f"table:{label}", value)
    return found


def _pairs(table: Table) -> list[tuple[str, str]]:
    """The pairs of a table in which every other cell is a known label; none when one is not."""
    found: list[tuple[str, str]] = []
    for _, row in groupby(table.cells, key=attrgetter("row")):
        texts = [cell.text for cell in row]
        for text, value in zip(texts[::2], texts[1::2], strict=False):
            label = metadata_label(text)
            if label:
                found.append((label, value))
            elif squeeze(text).strip(":：") or not is_blank(value):
                return []
    return found
