"""The files of an OFD container: document, pages, templates, resources."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from lxml import etree

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
        self._pictures: dict[str, str] | None = None

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

    def picture(self, resource: str) -> bytes | None:
        """The content of the picture with this ID in the resources of the document; None when there is none."""
        if self._pictures is None:
            self._pictures = dict(self._media())
        name = self._pictures.get(resource)
        return None if name is None else self.container.part(name)

    def _media(self) -> Iterator[tuple[str, str]]:
        """ID of a picture -> name of its part. Resources name a folder of their own for their files."""
        for where, root in self._resources():
            folder = resolved(posixpath.dirname(where), root.get("BaseLoc", ""))
            for node in root.iter(f"{_ANY}MultiMedia"):
                file = (node.findtext(f"{_ANY}MediaFile") or "").strip()
                own = resolved(folder, file)
                yield node.get("ID", ""), own if own in self.container else resolved(posixpath.dirname(where), file)

    def _resources(self) -> Iterator[tuple[str, Any]]:
        """The parts that list resources, of the whole document and of single pages."""
        common = self._document.find(f"{_ANY}CommonData")
        places = [(self._folder, node) for node in ([] if common is None else common) if _is_resource(node)]
        for name, page in self._parsed.items():
            places += [(posixpath.dirname(name), node) for node in page.iterfind(f"{_ANY}PageRes")]
        for folder, node in places:
            where = resolved(folder, (node.text or "").strip())
            root = self.container.xml(where)
            if root is not None:
                yield where, root

    def units(self) -> dict[str, Any]:
        """The composite graphics of the resources by their ID."""
        found: dict[str, Any] = {}
        for _, root in self._resources():
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


def _is_resource(node: Any) -> bool:
    return isinstance(node.tag, str) and etree.QName(node).localname in ("PublicRes", "DocumentRes")
