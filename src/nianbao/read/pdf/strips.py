"""White strips upon shading, too thick for lines and too narrow for text: they part what lies between them."""

from __future__ import annotations

from typing import NamedTuple

from nianbao.read.pdf.rules import JOIN, Skeleton, skeletons
from nianbao.read.pdf.sheet import Box, Rule, Rules

THICK = 7.5
"""Points. A narrower strip holds no line of text."""
_SEEN = 0.3
"""Share of the strips of a table that lies on shading."""
_PAIRS = 2_000_000
"""Of strips and shades; a page with more is a picture."""
_RIM = 3.0
"""Points from a shade to the middle of a strip beside it."""


class Strip(NamedTuple):
    """A filled white rectangle that is narrow."""

    box: Box
    before: int
    """Shades of the page that were painted before it."""


def lines_of(strips: list[Strip], shades: list[Box]) -> Rules:
    """The lines that are strips on shading; where rows are shaded in turn, with those of the rows between."""
    every, seen = Rules(), Rules()
    for strip in strips if len(strips) * len(shades) <= _PAIRS else []:
        _add(every, strip.box)
        if _is_seen(strip, shades):
            _add(seen, strip.box)
    rules = Rules()
    for skeleton in skeletons(every) if seen.horizontal or seen.vertical else []:
        if _length(seen, skeleton) >= _SEEN * _length(every, skeleton):
            rules.horizontal += skeleton.horizontal
            rules.vertical += skeleton.vertical
    return rules


def _add(rules: Rules, box: Box) -> None:
    """A strip as the line in its middle."""
    x0, top, x1, bottom = box
    if x1 - x0 < bottom - top:
        rules.vertical.append(Rule((x0 + x1) / 2, top, bottom))
    else:
        rules.horizontal.append(Rule((top + bottom) / 2, x0, x1))


def _is_seen(strip: Strip, shades: list[Box]) -> bool:
    """A shade lies under its middle, or just beside it, and none over it."""
    x0, top, x1, bottom = strip.box
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    under = any(touches(shade, x, y, _RIM) for shade in shades[: strip.before])
    return under and not any(touches(shade, x, y, 0.0) for shade in shades[strip.before :])


def _length(rules: Rules, skeleton: Skeleton) -> float:
    """Of the rules that are within the outline of a skeleton."""
    across, down = skeleton.horizontal, skeleton.vertical
    left, right = _extent(across, down)
    top, bottom = _extent(down, across)
    lines = [
        end - start for at, start, end in rules.horizontal if top <= at <= bottom and left <= end and start <= right
    ]
    lines += [
        end - start for at, start, end in rules.vertical if left <= at <= right and top <= end and start <= bottom
    ]
    return sum(lines)


def _extent(along: list[Rule], across: list[Rule]) -> tuple[float, float]:
    """From the first to the last of what lines reach in their own direction."""
    reached = [end for rule in along for end in (rule.start, rule.end)] + [rule.at for rule in across]
    return min(reached) - JOIN, max(reached) + JOIN


def touches(box: Box, x: float, y: float, rim: float) -> bool:
    """Whether a point is in a box or no farther from it than ``rim``."""
    x0, top, x1, bottom = box
    return x0 - rim <= x <= x1 + rim and top - rim <= y <= bottom + rim
