"""Word styles, as far as they decide what is printed: headings, contents, hidden, struck and raised text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nianbao.read.docx.names import (
    BASED_ON,
    COLOR,
    D_STRIKE,
    NAME,
    OUTLINE,
    P_PR,
    R_PR,
    R_STYLE,
    SIZE,
    STRIKE,
    STYLE,
    STYLE_ID,
    VAL,
    VANISH,
    VERT_ALIGN,
)
from nianbao.read.words import style_words

_OFF = frozenset({"0", "false", "off", "none"})
_BODY_LEVEL = 9
_OFF_THE_LINE = frozenset({"superscript", "subscript"})
_MAX_ANCESTORS = 20
_WHITE = "FFFFFF"
_NO_SIZE = frozenset({"0", "1", "2", "3", "4"})
"""Half points."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is printed."""

    dropped: bool = False
    """Hidden or struck out."""
    raised: bool = False
    faint: bool = False
    """In white, or too small to be seen."""


PLAIN_LOOK = Look()


@dataclass(frozen=True, slots=True)
class Style:
    """A style with what it inherits."""

    heading: bool = False
    contents: bool = False
    """A line of an automatic table of contents."""
    look: Look = PLAIN_LOOK


PLAIN_STYLE = Style()


class Styles:
    """Style id -> :class:`Style`; an id that the document does not define is judged by its own name."""

    def __init__(self, root: Any | None) -> None:
        nodes = [] if root is None else root.findall(STYLE)
        self._nodes = {node.get(STYLE_ID): node for node in nodes}
        self._resolved: dict[str, Style] = {}

    def get(self, style_id: str | None) -> Style:
        """The style of that id, resolved once."""
        if style_id is None:
            return PLAIN_STYLE
        style = self._resolved.get(style_id)
        if style is None:
            style = self._resolved[style_id] = self._resolve(style_id)
        return style

    def look(self, properties: Any, inherited: Look) -> Look:
        """The look of a run with these ``rPr``, in a paragraph whose style looks ``inherited``."""
        named = properties.find(R_STYLE)
        style = None if named is None else self.get(named.get(VAL)).look
        if style is not None:
            inherited = Look(
                inherited.dropped or style.dropped, inherited.raised or style.raised, inherited.faint or style.faint
            )
        return _own_look(properties, inherited)

    def _resolve(self, style_id: str) -> Style:
        heading = contents = False
        look = PLAIN_LOOK
        words = style_words()
        for node in reversed(self._lineage(style_id)):
            heading = _is_heading(node, heading)
            properties = node.find(R_PR)
            if properties is not None:
                look = _own_look(properties, look)
        for name in self._names(style_id):
            heading = heading or name.startswith(words.heading)
            contents = contents or _is_contents(name, words.contents)
        return Style(heading and not contents, contents, look)

    def _lineage(self, style_id: str) -> list[Any]:
        """The style and its ancestors, nearest first; a cycle ends where it closes."""
        nodes: list[Any] = []
        node = self._nodes.get(style_id)
        while node is not None and node not in nodes and len(nodes) < _MAX_ANCESTORS:
            nodes.append(node)
            based_on = node.find(BASED_ON)
            node = None if based_on is None else self._nodes.get(based_on.get(VAL))
        return nodes

    def _names(self, style_id: str) -> list[str]:
        lineage = self._lineage(style_id)
        names = [name.get(VAL, "") for node in lineage if (name := node.find(NAME)) is not None]
        return [name.strip().lower() for name in names] or [style_id.strip().lower()]


def outline_heading(level: Any) -> bool:
    """Whether an ``outlineLvl`` makes a heading."""
    value = level.get(VAL, "")
    return value.isascii() and value.isdigit() and int(value[:3]) < _BODY_LEVEL


def is_on(toggle: Any) -> bool:
    """Whether a toggle property such as ``vanish`` is switched on."""
    return toggle.get(VAL, "1").lower() not in _OFF


def _is_heading(style: Any, inherited: bool) -> bool:
    properties = style.find(P_PR)
    level = None if properties is None else properties.find(OUTLINE)
    return inherited if level is None else outline_heading(level)


def _is_contents(name: str, beginnings: tuple[str, ...]) -> bool:
    return any(name.startswith(start) and name[len(start) :].strip().isdigit() for start in beginnings)


def _own_look(properties: Any, inherited: Look) -> Look:
    dropped = {VANISH: False, STRIKE: False, D_STRIKE: False}
    seen = False
    raised, faint = inherited.raised, inherited.faint
    for node in properties:
        if node.tag in dropped:
            dropped[node.tag] = is_on(node)
            seen = True
        elif node.tag == VERT_ALIGN:
            raised = node.get(VAL) in _OFF_THE_LINE
        elif node.tag == COLOR:
            faint = node.get(VAL, "").upper() == _WHITE
        elif node.tag == SIZE:
            faint = faint or node.get(VAL, "") in _NO_SIZE
    if not seen and raised == inherited.raised and faint == inherited.faint:
        return inherited
    return Look(any(dropped.values()) if seen else inherited.dropped, raised, faint)
