"""Every key of every edition in one list, for people and for exports."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from nianbao.codebook.editions import EDITION_FILES, load_edition
from nianbao.data import load_toml


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its labels, unit, editions and comparability."""

    key: str
    zh: str
    en: str
    unit: str
    kind: str
    """``table`` or ``prose``."""
    editions: tuple[str, ...]
    comparability: str
    note: str
    basis: str


class Codebook:
    """Labels and units by key. Built once per process, on first use."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self._by_key = {entry.key: entry for entry in entries}

    def label(self, key: str) -> tuple[str, str]:
        """(Chinese, English) label of a key; the key itself twice when it is unknown."""
        entry = self._by_key.get(key)
        return (entry.zh, entry.en) if entry else (key, key)

    def unit(self, key: str) -> str | None:
        """The unit a key's values stand in, or None when the codebook has none."""
        entry = self._by_key.get(key)
        return entry.unit or None if entry else None

    def rows(self) -> tuple[Entry, ...]:
        """All entries: tables by edition and form order, then the measures of the prose."""
        return self.entries


@lru_cache(maxsize=1)
def codebook() -> Codebook:
    """The codebook of this version of the package."""
    entries = _table_entries()
    known = {entry.key for entry in entries}
    return Codebook((*entries, *(e for e in _measure_entries() if e.key not in known)))


def _table_entries() -> list[Entry]:
    crosswalk = _comparability()
    merged: dict[str, Entry] = {}
    for edition_id in sorted(EDITION_FILES, reverse=True):
        for spec in load_edition(edition_id).keys.values():
            earlier = merged.get(spec.key)
            editions = tuple(sorted({edition_id, *(earlier.editions if earlier else ())}))
            extent, note = crosswalk.get(spec.row, ("", ""))
            newest = earlier or Entry(spec.key, spec.zh, spec.en, spec.unit, "table", (), extent, note, spec.basis)
            merged[spec.key] = Entry(
                newest.key, newest.zh, newest.en, newest.unit, "table", editions, extent, note, newest.basis
            )
    return list(merged.values())


def _comparability() -> dict[str, tuple[str, str]]:
    return {e["key"]: (e["extent"], e.get("note", "")) for e in load_toml("crosswalk.toml")["entry"]}


def _measure_entries() -> list[Entry]:
    return [
        Entry(m["id"], m["zh"], m["en"], (m.get("units") or [""])[0], "prose", (), "", m.get("note", ""), "source")
        for m in load_toml("measures.toml")["measure"]
    ]
