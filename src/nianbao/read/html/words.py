"""The words of ``data/html.toml``, loaded once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nianbao.data import load_toml
from nianbao.text.fold import squeeze

MAX_METADATA_CELLS = 60
"""A table of metadata is a dozen pairs at most."""


@dataclass(frozen=True, slots=True)
class Words:
    """Sets are of lower-case names; patterns are searched in text without white space."""

    containers: frozenset[str]
    container_elements: frozenset[str]
    shown_by_script: frozenset[str]
    furniture_classes: frozenset[str]
    furniture_elements: frozenset[str]
    section: re.Pattern[str]
    title: re.Pattern[str]
    published: re.Pattern[str]
    furniture_line: re.Pattern[str]
    furniture_beginning: re.Pattern[str]
    furniture_foot: re.Pattern[str]
    metadata_labels: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The words and patterns of the data file."""
    data = load_toml("html.toml")
    main, furniture = data["main"], data["furniture"]
    return Words(
        containers=frozenset(main["containers"]),
        container_elements=frozenset(main["elements"]),
        shown_by_script=frozenset(main["shown_by_script"]),
        furniture_classes=frozenset(furniture["classes"]),
        furniture_elements=frozenset(furniture["elements"]),
        section=re.compile(main["section"]),
        title=re.compile(main["title"]),
        published=re.compile(main["published"]),
        furniture_line=re.compile(furniture["line"]),
        furniture_beginning=re.compile(furniture["beginning"]),
        furniture_foot=re.compile(furniture["foot"]),
        metadata_labels=frozenset(data["metadata"]["labels"]),
    )


@lru_cache(maxsize=4096)
def metadata_label(text: str) -> str | None:
    """The text without white space and colons, where it is the label of a field of metadata."""
    label = squeeze(text).strip(":：")
    return label if label in words().metadata_labels else None


@lru_cache(maxsize=4096)
def role_of(tag: str, element_id: str, classes: str) -> str | None:
    """``article`` or ``furniture``, where an element has a telling name."""
    known = words()
    names = set(f"{element_id} {classes}".lower().split())
    if tag in known.container_elements or names & known.containers:
        return "article"
    if tag in known.furniture_elements or names & known.furniture_classes:
        return "furniture"
    return None
