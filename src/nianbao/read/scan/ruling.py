"""The rules of a level page, from its pixels.

Long thin dark runs with paper on both sides are rules by themselves. Shorter ones (the side of one cell) might be
strokes of characters, so they count only where both their ends meet rules of the other direction.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nianbao.read.pdf.lattice import Grid, grids
from nianbao.read.pdf.sheet import Rule, Rules
from nianbao.read.scan.engine import Image

FREE, LONG, SHORT = 150.0, 50.0, 9.0
"""Points. Runs of ink longer than the first are rules by themselves; shorter ones where they connect two rules, which
must be long themselves for those below the second."""
THICK = 4.0
"""Points. What is thicker is an area: a shaded cell, a bar, a picture."""
SOLID = 0.85
"""Share of a run that must be dark: noise and poor printing break rules."""
REACH, TOUCH = 3.0, 0.8
"""Points between the end of a rule and the one it meets; a short one with other ink beside it must touch or cross, as
text in a full cell does not."""
BESIDE = (1.8, 2.4, 3.0)
"""Points to either side of a rule where there is paper; beside a stroke of a line of text there are other strokes."""
CLEAR, BARE = 0.22, 0.06
"""Share of a run that may be dark there: rules that cross it, text that stands near. A run as bare as the second is no
stroke of a character."""
INK = 150
DARK = 26
"""Grey levels by which a rule is darker than the paper on both its sides."""


def rules_of(grey: Image, scale: float) -> Rules:
    """The rules of a flat and level page in points; ``scale`` is pixels per point."""
    pages = grey, np.ascontiguousarray(grey.T)
    dark = [_dark(page, scale) for page in pages]
    ink = [(page < INK).astype(np.uint8) for page in pages]
    masks = list(zip(dark, ink, strict=True))
    horizontal, vertical = (_runs(*pair, scale, LONG, CLEAR) for pair in masks)
    vertical = _settled(vertical, horizontal)
    horizontal = _settled(horizontal, vertical)
    vertical += _new(_connecting(_runs(*masks[1], scale, SHORT, CLEAR), horizontal, TOUCH), vertical)
    vertical += _new(_connecting(_runs(*masks[1], scale, SHORT, BARE), horizontal, REACH), vertical)
    # A line of text that fills its cell reaches from rule to rule; a column of text never does.
    horizontal += _new(_connecting(_runs(*masks[0], scale, SHORT, BARE), vertical, REACH), horizontal)
    return Rules(horizontal, vertical)


def grids_of(rules: Rules) -> list[Grid]:
    """The tables, each formed from its own rules: those of the next table must not pull at its columns."""
    return [grid for part in _stretches(rules) for grid in grids(part)]


def _stretches(rules: Rules) -> list[Rules]:
    """The rules parted where no vertical rule runs on, from top to bottom."""
    spans: list[tuple[float, float]] = []
    for rule in sorted(rules.vertical, key=lambda rule: rule.start):
        if spans and rule.start <= spans[-1][1] + REACH:
            spans[-1] = (spans[-1][0], max(spans[-1][1], rule.end))
        else:
            spans.append((rule.start, rule.end))
    return [
        Rules(
            [rule for rule in rules.horizontal if top - REACH <= rule.at <= bottom + REACH],
            [rule for rule in rules.vertical if top <= rule.start <= bottom],
        )
        for top, bottom in spans
    ]


def _dark(grey: Image, scale: float) -> NDArray[np.uint8]:
    """Pixels darker than the paper above and below, which is near: thin horizontal ink."""
    import cv2

    smooth = cv2.blur(grey, (max(3, round(2 * scale)) | 1, 1))
    thick = max(3, round(THICK * scale)) | 1
    paper = cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, np.ones((thick, 1), np.uint8))
    return np.asarray(cv2.subtract(paper, smooth) > DARK, np.uint8)


def _runs(dark: NDArray[np.uint8], ink: NDArray[np.uint8], scale: float, shortest: float, clear: float) -> list[Rule]:
    """Thin horizontal runs at least so long, and as bare as ``clear`` on both sides."""
    import cv2

    length = max(7, round(shortest * scale))
    # A rule that is not quite level steps from one row of pixels to the next.
    broad = cv2.dilate(dark, np.ones((3, 1), np.uint8))
    full = (cv2.blur(broad.astype(np.float32), (length, 1), borderType=cv2.BORDER_CONSTANT) >= SOLID).astype(np.uint8)
    whole = cv2.dilate(full, np.ones((1, length), np.uint8)) & broad
    count, labels, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    found = []
    for index in range(1, count):
        left, top, width, height, _ = stats[index].tolist()
        if width < length or height > THICK * scale + 2 + 0.01 * width:
            continue
        middle = top + _middle(labels[top : top + height, left : left + width] == index)
        trim = min(round(REACH * scale), width // 4)  # the rules it meets
        if _is_alone(ink[:, left + trim : left + width - trim], middle, scale, clear):
            found.append(Rule(middle / scale, left / scale, (left + width) / scale))
    return found


def _middle(run: NDArray[np.bool_]) -> float:
    """The row of most ink: strokes that touch the rule widen it to one side."""
    counts = run.sum(axis=1)
    return float(np.flatnonzero(counts >= 0.9 * counts.max()).mean())


def _is_alone(ink: NDArray[np.uint8], middle: float, scale: float, clear: float) -> bool:
    """There is paper on both sides of the run, at some distance (there are double rules) or at all of them."""
    pick = max if clear == BARE else min
    return all(
        pick(_density(ink, round(middle + side * distance * scale)) for distance in BESIDE) <= clear for side in (-1, 1)
    )


def _density(ink: NDArray[np.uint8], row: int) -> float:
    return float(ink[row].mean()) if 0 <= row < len(ink) else 0.0


def _settled(runs: list[Rule], across: list[Rule]) -> list[Rule]:
    """Runs of which nobody asks what they connect, and those that do connect."""
    free = [run for run in runs if run.end - run.start >= FREE]
    return free + _connecting([run for run in runs if run.end - run.start < FREE], across, REACH)


def _new(runs: list[Rule], known: list[Rule]) -> list[Rule]:
    """The runs that are not simply pieces of known rules."""
    return [run for run in runs if not any(_covers(rule, run) for rule in known)]


def _covers(rule: Rule, run: Rule) -> bool:
    return abs(rule.at - run.at) <= REACH and rule.start - REACH <= run.start and run.end <= rule.end + REACH


def _connecting(runs: list[Rule], across: list[Rule], short: float) -> list[Rule]:
    """The runs both of whose ends meet a rule of the other direction, ``short`` of it at most."""
    return [
        run
        for run in runs
        if _meets(run, run.start - short, run.start + REACH, across)
        and _meets(run, run.end - REACH, run.end + short, across)
    ]


def _meets(run: Rule, low: float, high: float, across: list[Rule]) -> bool:
    return any(low <= rule.at <= high and rule.start - REACH <= run.at <= rule.end + REACH for rule in across)
