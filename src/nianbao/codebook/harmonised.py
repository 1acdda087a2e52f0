"""Variables that mean one thing over the editions, and the indicators derived from them. Validated on loading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from nianbao.codebook.editions import EDITION_FILES, load_edition
from nianbao.data import load_toml
from nianbao.errors import CodebookError

Comparability = Literal["exact", "near", "not_comparable"]
COMPARABILITIES: tuple[Comparability, ...] = ("exact", "near", "not_comparable")
POPULATION = "population"
"""The one term of an indicator that no report prints."""

_ID = re.compile(r"[a-z][a-z0-9_]{0,21}")
"""Short enough for Stata and SPSS (32 characters, with what is put behind it)."""
_UNLIKE = {"weak", "none"}


@dataclass(frozen=True, slots=True)
class Printed:
    """How one edition prints a variable: the keys that add up to it, and how far it may be compared."""

    keys: tuple[str, ...]
    comparability: Comparability


@dataclass(frozen=True, slots=True)
class Variable:
    """One quantity over all editions. An edition that is not in ``printed`` does not print it."""

    id: str
    zh: str
    en: str
    unit: str
    printed: dict[str, Printed]
    note: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """``scale * (numerator - numerator_less) / (denominator - denominator_less)`` of variables."""

    id: str
    zh: str
    en: str
    unit: str
    scale: float
    numerator: tuple[str, ...]
    numerator_less: tuple[str, ...]
    denominator: tuple[str, ...]
    denominator_less: tuple[str, ...]
    minimum: float
    definition_zh: str
    definition_en: str

    @property
    def terms(self) -> tuple[str, ...]:
        """All variables that take part."""
        return (*self.numerator, *self.numerator_less, *self.denominator, *self.denominator_less)

    @property
    def formula(self) -> str:
        """For people."""
        above = _difference(self.numerator, self.numerator_less)
        below = _difference(self.denominator, self.denominator_less)
        return f"{self.scale:g} * {above} / {below}"


@lru_cache(maxsize=1)
def variables() -> tuple[Variable, ...]:
    """All harmonised variables. Raises CodebookError when the data file names what does not exist."""
    crosswalk = {entry["key"]: entry for entry in load_toml("crosswalk.toml")["entry"]}
    found = tuple(_variable(raw, crosswalk) for raw in load_toml("harmonised.toml")["variable"])
    _refuse_twice([variable.id for variable in found], "harmonised.toml")
    return found


@lru_cache(maxsize=1)
def indicators() -> tuple[Indicator, ...]:
    """All indicators. Raises CodebookError for a term that is no variable."""
    known = {variable.id for variable in variables()} | {POPULATION}
    found = tuple(_indicator(raw) for raw in load_toml("indicators.toml")["indicator"])
    for indicator in found:
        for term in indicator.terms:
            if term not in known:
                raise CodebookError("indicators.toml", entry=indicator.id, key=term)
    _refuse_twice([*known, *(indicator.id for indicator in found)], "indicators.toml")
    return found


def _variable(raw: dict[str, Any], crosswalk: dict[str, Any]) -> Variable:
    entry = crosswalk.get(raw["crosswalk"])
    if entry is None or not _ID.fullmatch(raw["id"]):
        raise CodebookError("harmonised.toml", entry=raw["id"], key=raw["crosswalk"])
    printed = {edition: _printed(raw, edition) for edition in EDITION_FILES if edition in raw}
    if entry["comparability"] in _UNLIKE and printed.get("2014", Printed((), "not_comparable")).comparability != (
        "not_comparable"
    ):
        raise CodebookError("harmonised.toml", entry=raw["id"], problem="the crosswalk does not allow it")
    return Variable(raw["id"], raw["zh"], raw["en"], raw["unit"], printed, entry.get("note", ""))


def _printed(raw: dict[str, Any], edition: str) -> Printed:
    known = load_edition(edition).keys
    found = raw[edition]
    for key in found["keys"]:
        if key not in known:
            raise CodebookError("harmonised.toml", entry=raw["id"], key=f"{edition}: {key}")
    if found["comparability"] not in COMPARABILITIES:
        raise CodebookError("harmonised.toml", entry=raw["id"], value=found["comparability"])
    return Printed(tuple(found["keys"]), found["comparability"])


def _indicator(raw: dict[str, Any]) -> Indicator:
    lists = ("numerator", "numerator_less", "denominator", "denominator_less")
    facts: dict[str, Any] = {name: tuple(raw.get(name, ())) for name in lists}
    facts |= {name: raw[name] for name in ("id", "zh", "en", "unit", "definition_zh", "definition_en")}
    if not _ID.fullmatch(raw["id"]) or raw["minimum"] <= 0:
        raise CodebookError("indicators.toml", entry=raw["id"])
    return Indicator(scale=float(raw["scale"]), minimum=float(raw["minimum"]), **facts)


def _difference(plus: tuple[str, ...], less: tuple[str, ...]) -> str:
    text = " + ".join(plus) + "".join(f" - {name}" for name in less)
    return f"({text})" if len(plus) + len(less) > 1 else text


def _refuse_twice(names: list[str], file: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CodebookError(file, entry=" ".join(twice), problem="named twice")
