"""The measures: quantities that stand in sentences. Read from ``data/measures.toml`` and checked once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from nianbao.data import load_toml
from nianbao.errors import CodebookError

MEASURES_FILE = "measures.toml"
_TEXTS = ("id", "zh", "en", "era")
_LISTS = ("synonyms", "units")
_OPTIONAL = ("agrees_with", "earlier", "part_of", "note")


@dataclass(frozen=True, slots=True)
class Measure:
    """One quantity that reports give in sentences."""

    id: str
    """The table key when it is the same quantity, otherwise ``prose.<name>``."""
    zh: str
    en: str
    synonyms: tuple[str, ...]
    units: tuple[str, ...]
    """Units (measure words) it is counted in; the first is the one of a zero said without digits."""
    era: str
    """Report years in which it is usual: ``all``, ``2019-``, ``-2018``, ``2014-2020``."""
    agrees_with: str | None = None
    """Table key, or table keys added with `` + ``, that must give the same number."""
    part_of: str | None = None
    """The measure it is a part of."""
    note: str = ""
    earlier: tuple[str, ...] = ()
    """Rows of the tables before 2019 that count the same, one of which must give the number."""
    agreeing: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The table keys of ``agrees_with``, to be added; empty where there is none."""

    def __post_init__(self) -> None:
        keys = self.agrees_with.split("+") if self.agrees_with else ()
        object.__setattr__(self, "agreeing", tuple(key.strip() for key in keys))


def load_measures(tables: Iterable[dict[str, Any]]) -> dict[str, Measure]:
    """Measures by id, in file order.

    Raises CodebookError for an unknown or missing field, a doubled id, or a ``part_of`` that names nothing.
    """
    found: dict[str, Measure] = {}
    for table in tables:
        measure = _measure(table)
        if measure.id in found:
            raise CodebookError(MEASURES_FILE, doubled=measure.id)
        found[measure.id] = measure
    for measure in found.values():
        if measure.part_of is not None and measure.part_of not in found:
            raise CodebookError(MEASURES_FILE, measure=measure.id, unknown_part_of=measure.part_of)
    return found


def _measure(table: dict[str, Any]) -> Measure:
    name = str(table.get("id", "?"))
    surplus = table.keys() - {*_TEXTS, *_LISTS, *_OPTIONAL}
    missing = {*_TEXTS, *_LISTS} - table.keys()
    if surplus or missing:
        raise CodebookError(MEASURES_FILE, measure=name, surplus=sorted(surplus), missing=sorted(missing))
    if not table["units"]:
        raise CodebookError(MEASURES_FILE, measure=name, missing="units")
    return Measure(
        id=table["id"],
        zh=table["zh"],
        en=table["en"],
        synonyms=tuple(table["synonyms"]),
        units=tuple(table["units"]),
        era=table["era"],
        agrees_with=table.get("agrees_with"),
        part_of=table.get("part_of"),
        note=table.get("note", ""),
        earlier=tuple(table.get("earlier", ())),
    )


@lru_cache(maxsize=1)
def measures() -> dict[str, Measure]:
    """The package's measures by id; read and checked on the first call."""
    return load_measures(load_toml(MEASURES_FILE)["measure"])
