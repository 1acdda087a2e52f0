"""Elements whose style changes what a person sees: hidden, struck out, raised.

Asked of the whole tree with one CSS query per style word that the source holds at all, which is rarely any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

from selectolax.lexbor import LexborNode

from nianbao.read.html.words import words


class Treatment(Enum):
    """What to do with an element."""

    LEFT_OUT = auto()
    UNPRINTED = auto()
    """A cell that takes its place in the grid, with nothing in it to be seen."""
    RAISED = auto()
    UNCERTAIN = auto()
    """Digits without colour beside others: whether they are seen depends on what is behind them."""


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

COLOURLESS = (
    r"color(?<![\w-]color)\s*[:=]\s*[\"']?"
    r"(?:#fff(?:fff)?(?![0-9a-f])|white|transparent|rgba?\(\s*255\s*,\s*255\s*,\s*255)"
)
"""Of the letters, not of what is behind them; in lower case."""
_COLOURLESS = re.compile(COLOURLESS, re.A)
_MAYBE_COLOURLESS = re.compile(COLOURLESS.encode())
_FADES = frozenset({"visibility", "opacity"})
_WRAPPERS = frozenset({"div", "section", "article", "main"})
_DIGITS = re.compile(r"\s*[\d.,]+\s*", re.A)
_AROUND = frozenset({"td", "th", "p", "li", "div"})

_MARKS = frozenset(mark for mark, *_ in _STYLES) - {_MAYBE_NO_SIZE}
_HIDDEN_ATTRIBUTE = re.compile(rb"<[a-z][^<>]*\shidden[\s=>/]")


def treatments(body: LexborNode, vocabulary: bytes) -> list[tuple[LexborNode, Treatment]]:
    """The elements to be treated; ``vocabulary`` holds every tag in lower case."""
    present = {mark for mark in _MARKS if mark in vocabulary}
    if b"font-size" in vocabulary and _NOUGHT.search(vocabulary):
        present.add(_MAYBE_NO_SIZE)
    colourless = list(_beside_colour(body)) if _MAYBE_COLOURLESS.search(vocabulary) else []
    if not present:
        return colourless
    found = [
        (node, _fitting(treatment, node))
        for mark, word, says, treatment in _STYLES
        if mark in present
        for node in body.css(f'[style*="{word}" i]')
        if says.search(node.attributes.get("style") or "")
        and not (says is _NO_SIZE and _sets_size_within(node))
        and not (word in _FADES and _is_shown_by_script(node, body))
    ]
    if b"hid" in present and _HIDDEN_ATTRIBUTE.search(vocabulary):
        found.extend((node, Treatment.LEFT_OUT) for node in body.css("[hidden]"))
    return [*colourless, *((node, treatment) for node, treatment in found if node.tag != "body")]


def _is_shown_by_script(node: LexborNode, body: LexborNode) -> bool:
    """The article itself, out of sight until the page has loaded; there is no other.

    It bears the name of such an article, or holds every table of the page, figures and all.
    """
    if (node.attributes.get("id") or "").lower() in words().shown_by_script:
        return True
    tables = len(node.css("table"))
    return node.tag in _WRAPPERS and tables > 1 and tables == len(body.css("table"))


def _beside_colour(body: LexborNode) -> Iterator[tuple[LexborNode, Treatment]]:
    """Numbers in white, or in no colour, with more in the same cell or paragraph than themselves."""
    for node in body.css('[style*="color" i], font[color]'):
        attributes = node.attributes
        look = f"{attributes.get('style') or ''};color={attributes.get('color') or ''}".lower()
        if node.tag in _AROUND or not _COLOURLESS.search(look) or "background" in look:
            continue
        text = node.text()
        if _DIGITS.fullmatch(text) and text.strip() != _text_around(node):
            yield node, Treatment.UNCERTAIN


def _text_around(node: LexborNode) -> str:
    around = node.parent
    while around is not None and around.tag not in _AROUND:
        around = around.parent
    return around.text().strip() if around is not None else ""


def _sets_size_within(node: LexborNode) -> bool:
    """Something in the element may be printed in a size of its own."""
    sized = node.css("[style*='font' i], font, h1, h2, h3, h4, h5, h6")
    return any(inner.mem_id != node.mem_id for inner in sized)


def _fitting(treatment: Treatment, node: LexborNode) -> Treatment:
    """Only a cell keeps its place when it is invisible; of all else nothing is left."""
    if treatment is Treatment.UNPRINTED and node.tag not in ("td", "th"):
        return Treatment.LEFT_OUT
    return treatment
