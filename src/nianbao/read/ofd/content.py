"""The objects of one page, its templates and what they stand in -> a sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from nianbao.read.ofd.budget import Budget
from nianbao.read.ofd.geometry import POINTS, Matrix, box_of, corners, placed, times
from nianbao.read.ofd.images import Placed
from nianbao.read.ofd.letters import Letters
from nianbao.read.ofd.pen import Pen
from nianbao.read.pdf.sheet import Sheet

_ANY = "{*}"
_UNSEEN = frozenset({"false", "0"})


@dataclass(slots=True)
class Artist:
    """Walks the objects of a page."""

    units: dict[str, Any]
    """Composite graphics of the resources by their ID."""
    budget: Budget
    letters: Letters = field(default_factory=Letters)
    pen: Pen = field(default_factory=Pen)
    pictures: list[Placed] = field(default_factory=list)
    drawn: bool = False

    def draw(self, container: Any, matrix: Matrix, depth: int = 0) -> None:
        """Take everything visible in a layer, a group or a composite graphic."""
        self.budget.refuse_depth(depth)
        for node in container.iterchildren(etree.Element):
            self.budget.spend(1)
            if node.get("Visible") not in _UNSEEN and node.get("Alpha") != "0":
                self._object(node, matrix, depth)

    def _object(self, node: Any, matrix: Matrix, depth: int) -> None:
        kind = etree.QName(node).localname
        if kind in ("Layer", "PageBlock"):
            self.draw(node, matrix, depth + 1)
            return
        inner = placed(node.get("Boundary"), node.get("CTM"), matrix)
        if kind == "TextObject" and not _is_unpainted(node):
            self.letters.add(node, inner, self.budget)
        elif kind == "PathObject":
            self.pen.add(node, inner, self.budget)
        elif kind == "ImageObject":
            self._picture(node, inner, matrix)
        elif kind == "CompositeObject":
            self._composite(node, inner, depth)
        else:
            return
        self.drawn = True

    def _picture(self, node: Any, inner: Matrix, outer: Matrix) -> None:
        """Without a matrix of its own the picture fills its boundary."""
        x, y, width, height = box_of(node.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
        if not node.get("CTM"):
            inner = times((width, 0.0, 0.0, height, x, y), outer)
        box = corners(outer, x, y, x + width, y + height)
        self.pictures.append(Placed(node.get("ResourceID", ""), inner, box))

    def _composite(self, node: Any, matrix: Matrix, depth: int) -> None:
        unit = self.units.get(node.get("ResourceID", ""))
        if unit is None:
            raise ValueError("a composite graphic that is not there")
        for content in unit.iterfind(f"{_ANY}Content"):
            self.draw(content, matrix, depth + 1)

    def sheet(self, number: int, width: float, height: float) -> Sheet:
        """The page as the layout takes it, in points."""
        glyphs = self.letters.glyphs()
        boxes = [picture.box for picture in self.pictures]
        return Sheet(number, width, height, glyphs, self.pen.rules(), boxes, self.drawn)


def _is_unpainted(node: Any) -> bool:
    """Text that is neither filled nor stroked, or filled with nothing: the invisible text behind a scan."""
    colour = node.find(f"{_ANY}FillColor")
    filled = node.get("Fill") not in _UNSEEN and (colour is None or colour.get("Alpha") != "0")
    return not filled and node.get("Stroke") not in ("true", "1")


def paper(area: Any) -> tuple[Matrix, float, float] | None:
    """The matrix from a page area to points from the top left, and the size in points; None without an area."""
    box = box_of(None if area is None else area.findtext(f"{_ANY}PhysicalBox"))
    if box is None:
        return None
    x, y, width, height = box
    return (POINTS, 0.0, 0.0, POINTS, -x * POINTS, -y * POINTS), width * POINTS, height * POINTS
