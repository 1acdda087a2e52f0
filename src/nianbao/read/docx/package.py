"""The parts of a Word document and how they name one another."""

from __future__ import annotations

import posixpath
from typing import Any

from nianbao.read.container import Container, resolved
from nianbao.read.docx.names import STRICT

_MAIN_PART = "word/document.xml"


class Package:
    """The parts of a Word document by their normalised names.

    Raises Damaged, Encrypted and TooLarge, never an error of the zip or XML library.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self._container = Container(data, path, "docx")

    def main_part(self) -> str:
        """The name of the part that holds the body, as the package's relations say."""
        for kind, target in self._relations("_rels/.rels", ""):
            if kind.endswith("/officeDocument") and target in self._container:
                return target
        return _MAIN_PART

    def targets(self, part: str) -> dict[str, str]:
        """Relation id -> target of one part (pictures, embedded chunks)."""
        folder, name = posixpath.split(part)
        root = self.xml(f"{folder}/_rels/{name}.rels")
        if root is None:
            return {}
        return {node.get("Id", ""): node.get("Target", "") for node in root}

    def related(self, part: str, kind: str) -> str | None:
        """The part that ``part`` names as its ``kind`` (``styles``), if it is there."""
        folder, name = posixpath.split(part)
        for found, target in self._relations(f"{folder}/_rels/{name}.rels", folder):
            if found.endswith("/" + kind) and target in self._container:
                return target
        return None

    def xml(self, name: str) -> Any | None:
        """The root element of a part; None when the package has no such part."""
        data = self._container.part(name)
        if data is None:
            return None
        for strict, usual in STRICT:
            data = data.replace(strict, usual)
        return self._container.parsed(data, name)

    def _relations(self, name: str, folder: str) -> list[tuple[str, str]]:
        root = self.xml(name)
        if root is None:
            return []
        return [(node.get("Type", ""), resolved(folder, node.get("Target", ""))) for node in root]
