"""The bounds of one document, counted while it is read."""

from __future__ import annotations

from nianbao.errors import TooLarge
from nianbao.read.limits import MAX_OFD_DOCUMENT_OBJECTS, MAX_OFD_OBJECTS

_DEEPEST = 16
"""Groups within groups."""


class Budget:
    """How many objects a document may still hold; characters and path tokens count one each."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._document = self._page = 0

    def turn_page(self) -> None:
        """Begin a page."""
        self._page = 0

    def spend(self, count: int) -> None:
        """Raise TooLarge when a page or the document holds too many."""
        self._page += count
        self._document += count
        if self._page > MAX_OFD_OBJECTS:
            raise TooLarge(self._path, what="objects on a page", limit=MAX_OFD_OBJECTS, actual=self._page)
        if self._document > MAX_OFD_DOCUMENT_OBJECTS:
            raise TooLarge(self._path, what="objects", limit=MAX_OFD_DOCUMENT_OBJECTS, actual=self._document)

    def refuse_depth(self, depth: int) -> None:
        """Raise TooLarge for groups within groups without end, or within themselves."""
        if depth > _DEEPEST:
            raise TooLarge(self._path, what="nesting", limit=_DEEPEST, actual=depth)
