"""Elements whose style changes what a person sees: hidden, struck out, raised.

Asked of the whole tree with one CSS query per style word that the source holds at all, which is rarely any.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from selectolax.lexbor import LexborNode


class Treatment(Enum):
    """What to do with an element."""

    LEFT_OUT = auto()
    UNPRINTED = auto()
    """A cell that takes its place in the grid, with nothing in it to be seen."""
    RAISED = auto()


_NO_SIZE = re.compile(r"font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:[;!]|$)", re.I)

_MAYBE_NO_SIZE = b"font-size:0"
"""Stands for the sizes that begin with a nought, however they are spaced."""
_NOUGHT = re.compile(rb"font-size\s*:\s*0")

_STYLES: tuple[tuple[bytes, str, re.Pattern[str], Treatment], ...] = (
    (b"super", "super", re.compile(r"vertical-align\s*:\s*super", re.I), Treatment.RAISED),
    (b"sub", "sub", re.compile(r"vertical-align\s*:\s*sub", re.I), Treatment.RAISED),
    (b"opacity", "opacity", re.compile(r"(?<![\w-])opacity\s*:\s*[0.]+(?![\d.])", re.I), Treatment.UNPRINTED),
    (_MAYBE_NO_SIZE, "font-size", _NO_SIZE, Treatment.UNPRINTED),
    (b"hid", "visibility", re.compile(r"visibility\s*:\s*hidden", re.I), Treatment.UNPRINTED),
    (b"line-through", "line-through", re.compile(r"text-decoration[^;]*line-through", re.I), Treatment.LEFT_OUT),
    (b"hid", "mso-hide", re.compile(r"mso-hide\s*:\s*all", re.I), Treatment.LEFT_OUT),
    (b"display", "display", re.compile(r"display\s*:\s*none", re.I), Treatment.LEFT_OUT),
)
"""Word in the source, word for the query, what the style says, what to do. The last that applies wins."""

_MARKS = frozenset(mark for mark, *_ in _STYLES) - {_MAYBE_NO_SIZE}
_HIDDEN_ATTRIBUTE = re.compile(rb"<[a-z][^<>]*\shidden[\s=>/]")


def treatments(body: LexborNode, vocabulary: bytes) -> list[tuple[LexborNode, Treatment]]:
    """The elements to be treated; ``vocabulary`` holds every tag in lower case."""
    present = {mark for mark in _MARKS if mark in vocabulary}
    if b"font-size" in vocabulary and _NOUGHT.search(vocabulary):
        present.add(_MAYBE_NO_SIZE)
    if not present:
        return []
    found = [
        (node, _fitting(treatment, node))
        for mark, word, says, treatment in _STYLES
        if mark in present
        for node in body.css(f'[style*="{word}" i]')
        if says.search(node.attributes.get("style") or "") and not (says is _NO_SIZE and _sets_size_within(node))
    ]
    if b"hid" in present and _HIDDEN_ATTRIBUTE.search(vocabulary):
        found.extend((node, Treatment.LEFT_OUT) for node in body.css("[hidden]"))
    return [(node, treatment) for node, treatment in found if node.tag != "body"]


def _sets_size_within(node: LexborNode) -> bool:
    """Something in the element may be printed in a size of its own."""
    sized = node.css("[style*='font' i], font, h1, h2, h3, h4, h5, h6")
    return any(inner.mem_id != node.mem_id for inner in sized)


def _fitting(treatment: Treatment, node: LexborNode) -> Treatment:
    """Only a cell keeps its place when it is invisible; of all else nothing is left."""
    if treatment is Treatment.UNPRINTED and node.tag not in ("td", "th"):
        return Treatment.LEFT_OUT
    return treatment
