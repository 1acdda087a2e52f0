"""The files of an OFD container: document, pages, templates, resources."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from nianbao.errors import Encrypted, TooLarge
from nianbao.model import Capture
from nianbao.read.container import Container, resolved
from nianbao.read.limits import MAX_OFD_PAGES

_ANY = "{*}"
_ENTRANCE = "OFD.xml"
_ENCRYPTIONS = "encryptions.xml"


class Structure:
    """One document of the container, the first; ``more`` says how many others there are.

    Raises Damaged for what is missing or no XML, Encrypted and TooLarge.
    """

    def __init__(self, capture: Capture) -> None:
        self.container = Container(capture.data, capture.path, "ofd")
        entrance = self._xml(_ENTRANCE)
        bodies = entrance.findall(f"{_ANY}DocBody")
        if any(name.endswith(_ENCRYPTIONS) for name in self.container.names()):
            raise Encrypted(capture.path, format="ofd")
        if not bodies:
            raise self.container.damaged(_ENTRANCE, "no document")
        self.more = len(bodies) - 1
        self.title = (bodies[0].findtext(f"{_ANY}DocInfo/{_ANY}Title") or "").strip()
        self._where = resolved("", bodies[0].findtext(f"{_ANY}DocRoot") or "")
        self._folder = posixpath.dirname(self._where)
        self._document = self._xml(self._where)
        self._parsed: dict[str, Any] = {}

    @property
    def area(self) -> Any:
        """The page area of pages that have none of their own."""
        return self._document.find(f"{_ANY}CommonData/{_ANY}PageArea")

    def pages(self) -> list[Any]:
        """The pages in order."""
        named = self._document.findall(f"{_ANY}Pages/{_ANY}Page")
        if len(named) > MAX_OFD_PAGES:
            raise TooLarge(self.container.path, what="pages", limit=MAX_OFD_PAGES, actual=len(named))
        if not named:
            raise self.container.damaged(self._where, "no pages")
        return [self._named(node) for node in named]

    def templates(self, page: Any) -> Iterator[Any]:
        """The pages printed under (or over) a page."""
        known = {node.get("ID"): node for node in self._document.iterfind(f"{_ANY}CommonData/{_ANY}TemplatePage")}
        for used in page.iterfind(f"{_ANY}Template"):
            node = known.get(used.get("TemplateID"))
            if node is None:
                raise self.container.damaged(self._where, "a template that is not there")
            yield self._named(node)

    def units(self) -> dict[str, Any]:
        """The composite graphics of the resources by their ID."""
        found: dict[str, Any] = {}
        common = self._document.find(f"{_ANY}CommonData")
        for kind in ("PublicRes", "DocumentRes"):
            for node in [] if common is None else common.iterfind(f"{_ANY}{kind}"):
                root = self.container.xml(resolved(self._folder, (node.text or "").strip()))
                if root is not None:
                    found |= {unit.get("ID", ""): unit for unit in root.iter(f"{_ANY}CompositeGraphicUnit")}
        return found

    def _named(self, node: Any) -> Any:
        """The root of the page that a node names; the same file is parsed once."""
        name = resolved(self._folder, node.get("BaseLoc", ""))
        if name not in self._parsed:
            self._parsed[name] = self._xml(name)
        return self._parsed[name]

    def _xml(self, name: str) -> Any:
        root = self.container.xml(name)
        if root is None:
            raise self.container.damaged(name, "missing")
        return root
