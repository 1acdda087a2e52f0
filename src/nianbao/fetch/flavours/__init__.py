"""The families of portal software: how each lists its pages, and how one comes from one list page to the next.

A flavour is a module with ``begin(sheet)``, which looks at an HTML page and says how its list goes on (None: not
of this family), and, where further pages come from an interface, ``onward(step, found)``, which says what to ask
after an answer with so many entries. Wrappers (frames, year folders, year menus, nodes kept in a script) are no
flavour: :mod:`nianbao.fetch.pages` unwraps them for all.

Nobody's count is trusted: a flavour always names the page after the last one. Whoever walks stops on an empty or
repeated page.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

FLAVOURS = {
    "trs": "nianbao.fetch.flavours.trs",
    "hunan": "nianbao.fetch.flavours.hunan",
    "jpage": "nianbao.fetch.flavours.jpage",
    "jpaas": "nianbao.fetch.flavours.jpaas",
    "gkmlpt": "nianbao.fetch.flavours.gkmlpt",
    "longxun": "nianbao.fetch.flavours.longxun",
    "vsb": "nianbao.fetch.flavours.vsb",
    "kpcms": "nianbao.fetch.flavours.kpcms",
    "postback": "nianbao.fetch.flavours.postback",
    "turning": "nianbao.fetch.flavours.turning",
    "scripted": "nianbao.fetch.flavours.scripted",
    "ajax": "nianbao.fetch.flavours.ajax",
    "plain": "nianbao.fetch.flavours.plain",
}
"""In the order tried: fingerprints first, plain anchors last."""


@dataclass(frozen=True, slots=True)
class Step:
    """One request for a list page: its number counts from 1 as a reader counts."""

    url: str
    page: int
    form: str | None = None
    flavour: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An HTML page as a flavour sees it. ``url`` keeps its fragment, ``entries`` counts what the page lists itself."""

    url: str
    source: str
    page: int
    entries: int
    next_anchor: str | None = None
    topical: bool = False
    """It belongs to a column of annual reports."""
    unturned: bool = False
    """It shows that there is more, and no address that leads there."""


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list goes on: the next request, and how many pages (or entries) the portal says there are."""

    following: Step | None
    declared: int | None = None
    declared_entries: int | None = None
    fresh_start: bool = False
    """The next request is the list's first page over again, by way of its interface."""
    listed: int | None = None
    """How many of the list's entries the page holds, where the family tells them from the page's other links."""


class Flavour(Protocol):
    """What a module of this package offers."""

    def begin(self, sheet: Sheet) -> Paging | None:
        """How the list on an HTML page goes on, or None when it is not of this family."""

    def onward(self, step: Step, found: int) -> Paging:
        """How it goes on after an interface has answered ``step`` with ``found`` entries."""


def begin(sheet: Sheet) -> Paging | None:
    """The paging of the first family that knows the page."""
    for name in FLAVOURS:
        if paging := load(name).begin(sheet):
            return paging
    return None


def load(name: str) -> Flavour:
    """The flavour of that name; what is noted behind the name is the flavour's own."""
    module: Flavour = import_module(FLAVOURS[name.partition(" ")[0]])
    return module
