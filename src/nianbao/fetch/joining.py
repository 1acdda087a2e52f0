"""Expressions of a script that join literal pieces and known names to a text: ``"/list_" + n + ".html"``.

Nothing is run. What is computed in another way is not known, and the whole is then not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_PIECE = re.compile(
    r"""\s*(?:"((?:\\.|[^"\\\n])*)"|'((?:\\.|[^'\\\n])*)'|`([^`\n]*)`"""
    r"""|\(\s*(?:\+\+)?([A-Za-z_$][\w$.]*)(?:\+\+)?\s*(\+\s*1)?\s*\)"""
    r"""|(?:\+\+)?([A-Za-z_$][\w$.]*(?:\(\s*\))?(?:\[\w+\])?)(?:\+\+(?!\s*["'`]))?)\s*"""
)
_HOLE = re.compile(r"\$\{\s*([\w$.]+(?:\(\s*\))?)\s*\}")
_DEFINED = r"(?:function\s+{0}\s*\(\s*([\w\s,$]*)\)|\b{0}\s*[=:]\s*(?:function\s*)?\(\s*([\w\s,$]*)\)\s*(?:=>)?)\s*\{{"
_GOES_ON = set("([.?*-/%&|=!`")
"""Behind a piece these compute something else of it."""
_REACH = 1500

Lookup = Callable[[str, str], str | None]
"""Name and what stands before it -> its text, or None where that is not known. ``(n + 1)`` has the name ``n+1``."""


def joined(expression: str, known: Lookup) -> tuple[str, str] | None:
    """The text that the expression begins with, and what stands behind it; None where a piece is not known."""
    text, place = "", 0
    while piece := _PIECE.match(expression, place):
        double, single, template, held, onward, name = piece.groups()
        name = f"{held}+1" if held and onward else held or name
        if name is not None:
            value = known(name, text)
        elif template is not None:
            value = _filled(template, known)
        else:
            value = (double if double is not None else single).replace("\\/", "/").replace("&amp;", "&")
        if value is None:
            return None
        text, place = text + value, piece.end()
        if not expression.startswith("+", place):
            return None if expression[place : place + 1] in _GOES_ON else (text, expression[place:])
        place += 1
    return None


def _filled(template: str, known: Lookup) -> str | None:
    text, place = "", 0
    for hole in _HOLE.finditer(template):
        text += template[place : hole.start()]
        value = known(hole[1], text)
        if value is None:
            return None
        text, place = text + value, hole.end()
    rest = template[place:]
    return None if "${" in rest else text + rest


def definition(name: str, source: str) -> tuple[list[str], str]:
    """Parameters and body of a function; both empty when the page does not define it."""
    found = re.search(_DEFINED.format(re.escape(name)), source)
    if found is None:
        return [], ""
    depth, start = 1, found.end()
    for position in range(start, min(len(source), start + _REACH)):
        depth += {"{": 1, "}": -1}.get(source[position], 0)
        if depth == 0:
            parameters = (found[1] if found[1] is not None else found[2]) or ""
            return [p.strip() for p in parameters.split(",") if p.strip()], source[start:position]
    return [], ""


def literal(name: str, source: str) -> str | None:
    """What a variable is set to, where that is a literal and always the same one."""
    pattern = rf"(?<![\w.$]){re.escape(name)}\s*[=:]\s*(?:[\"']([^\"'\n]{{0,200}})[\"']|(\d{{1,12}}))\s*(?=[;,\n}}]|$)"
    values = {text or number for text, number in re.findall(pattern, source)}
    return next(iter(values)) if len(values) == 1 else None
