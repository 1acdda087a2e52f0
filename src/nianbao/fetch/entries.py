"""How a page makes the address of an entry out of what an interface says of it:
``'<a href="/detail.html?id=' + o.id + '">'`` is ``/detail.html?id={id}``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_FIELD = r"[A-Za-z_$][\w$]*(?:\[\w+\]|\.[\w$]+)*(?:\.(\w+)|\[[\"'](\w+)[\"']\])(?![\w.\[])"
_OPENED = re.compile(r"(?i)(?<![\w-])(?::|v-bind:|ng-)?href\s*=\s*(\\?[\"'])?\s*[\"']?(?=[^\s>])")
_JOINT = re.compile(rf"\s*\\?[\"']?\s*\+\s*\(?{_FIELD}\)?\s*(?:\+\s*[\"'])?")
_HOLE = re.compile(rf"(?:\$\{{|\{{\{{)\s*{_FIELD}\s*\}}{{1,2}}")
_PLAIN = re.compile(r"[\w./:?&=%#;~-]*")
_NAMED = re.compile(r"\{(\w+)\}")
_DETAIL = re.compile(r"[\"'`]([\w./?&=-]*/[\w./?&=-]*)(?:[\"']\s*\+\s*|\$\{)(?:\w+\.)*(\w*[iI]d)\b")


@dataclass(frozen=True, slots=True)
class Way:
    """What an interface's answer does not say itself; it goes with the request, behind the flavour's name."""

    page: str = ""
    """The page whose script asks: to its address those of the entries are relative."""
    entry: str = ""
    """The address of an entry, its fields in braces; empty where the answer says it."""
    turned: str = ""
    """The address of a page of the list, ``{page}`` in it, where the number is no parameter."""

    def noted(self, flavour: str) -> str:
        """The flavour's name with this behind it."""
        said = {"page": self.page, "entry": self.entry, "turned": self.turned}
        told = {name: value for name, value in said.items() if value}
        return f"{flavour} {json.dumps(told, ensure_ascii=False)}" if told else flavour

    @classmethod
    def of(cls, flavour: str) -> Way:
        """What was noted."""
        _, _, said = flavour.partition(" ")
        return cls(**json.loads(said)) if said else cls()


def way_of(source: str) -> str:
    """The address of an entry as the first anchor of a script joins it; else as a script asks for one by its number."""
    for opened in _OPENED.finditer(source):
        if way := _way(source[opened.end() : opened.end() + 400]):
            return way
    detail = _DETAIL.search(source)
    return f"{detail[1]}{{{detail[2]}}}" if detail else ""


def _way(text: str) -> str:
    way, place, holes = "", 0, 0
    while True:
        plain = _PLAIN.match(text, place)
        way, place = way + (plain[0] if plain else ""), plain.end() if plain else place
        hole = _HOLE.match(text, place) or _JOINT.match(text, place)
        if hole is None:
            return way if holes else ""
        way, place, holes = f"{way}{{{hole[1] or hole[2]}}}", hole.end(), holes + 1


def filled(way: str, entry: dict[str, Any]) -> str | None:
    """The address of an entry whose field names are in lower case; None when it lacks one of the fields."""
    values = {name: entry.get(name.lower()) for name in _NAMED.findall(way)}
    if not values or not all(isinstance(value, str | int) and str(value).strip() for value in values.values()):
        return None
    return _NAMED.sub(lambda hole: str(values[hole[1]]).strip(), way)
