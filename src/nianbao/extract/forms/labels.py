"""Matching a printed label against the labels of one table: exact, then without brackets, then close and unique."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from rapidfuzz.distance import Levenshtein

from nianbao.codebook import ColumnSpec, RowSpec, TableSpec
from nianbao.text.fold import label, short_label

Spec = TypeVar("Spec", bound=RowSpec | ColumnSpec)

_YEAR = re.compile(r"(?:19|20)\d\d")
_FUZZY_MIN_LENGTH = 5
"""Shorter labels (规章, 其他, 不予公开) differ from each other by one or two characters: exact match only."""


@dataclass(frozen=True, slots=True)
class Match(Generic[Spec]):
    """A label recognised; ``exact`` is False when it had to be mended."""

    spec: Spec
    exact: bool
    others: tuple[Spec, ...] = ()
    """Other rows or columns of the table with the very same label (被依法纠错数 stands in two blocks)."""


class LabelIndex(Generic[Spec]):
    """The labels of one dimension (rows or columns) of one table."""

    def __init__(self, specs: Iterable[Spec]) -> None:
        self._exact: dict[str, Spec] = {}
        self._homonyms: dict[str, tuple[Spec, ...]] = {}
        for spec in specs:
            for text in (spec.zh, *spec.variants):
                for folded in {fold(text), short_label(text)}:
                    known = self._exact.setdefault(folded, spec)
                    if known is not spec and spec not in self._homonyms.get(folded, ()):
                        self._homonyms[folded] = (*self._homonyms.get(folded, ()), spec)
        self._cache: dict[str, Match[Spec] | None] = {}

    def match(self, text: str) -> Match[Spec] | None:
        """The one row or column this label names, or None."""
        if text not in self._cache:
            self._cache[text] = self._find(text)
        return self._cache[text]

    def _find(self, text: str) -> Match[Spec] | None:
        folded = fold(text)
        if not folded:
            return None
        for form in (folded, short_label(text)):
            if form in self._exact:
                return Match(self._exact[form], True, self._homonyms.get(form, ()))
        spec = self._closest(folded)
        return None if spec is None else Match(spec, False)

    def _closest(self, folded: str) -> Spec | None:
        """The spec within a quarter of the label's length, when no other is nearly as close."""
        if len(folded) < _FUZZY_MIN_LENGTH:
            return None
        best: dict[str, tuple[int, Spec, str]] = {}
        for known, spec in self._exact.items():
            if len(known) < _FUZZY_MIN_LENGTH:
                continue
            bound = _bound(known, folded)
            distance = Levenshtein.distance(folded, known, score_cutoff=bound + 2)
            if distance <= bound + 2 and distance < best.get(spec.id, (99, spec, known))[0]:
                best[spec.id] = (distance, spec, known)
        ranked = sorted(best.values(), key=lambda pair: pair[0])
        if not ranked or ranked[0][0] > _bound(folded, ranked[0][2]):
            return None
        if len(ranked) > 1 and ranked[1][0] - ranked[0][0] < 2:
            return None
        return ranked[0][1]

    def similarity(self, text: str, spec: Spec) -> float:
        """How close a damaged label is to one spec, 0 to 1."""
        folded = fold(text)
        return max(Levenshtein.normalized_similarity(folded, k) for k, s in self._exact.items() if s is spec)

    def begins(self, text: str) -> bool:
        """The text is the beginning of a label (a label cut in two by a page break)."""
        folded = fold(text)
        return len(folded) >= 2 and any(k.startswith(folded) and k != folded for k in self._exact)


def _bound(left: str, right: str) -> int:
    """Edits a damaged label may need: a quarter of the longer of the two."""
    return max(len(left), len(right)) // 4


@dataclass(frozen=True, slots=True)
class TableLabels:
    """Everything printed on one table: its rows, its columns and its furniture."""

    table: TableSpec
    rows: LabelIndex[RowSpec]
    columns: LabelIndex[ColumnSpec]
    furniture: frozenset[str]
    groups: frozenset[str]
    unit_headers: frozenset[str]


def table_labels(table: TableSpec) -> TableLabels:
    """The label index of a table, made once per process (editions are loaded once, so identity is enough)."""
    made = _MADE.get(id(table))
    if made is None or made.table is not table:
        made = _MADE[id(table)] = TableLabels(
            table=table,
            rows=LabelIndex(table.rows),
            columns=LabelIndex(table.columns),
            furniture=frozenset(fold(text) for text in table.furniture),
            groups=frozenset(fold(group) for column in table.columns for group in column.groups),
            unit_headers=frozenset(fold(text) for text in table.unit_headers),
        )
    return made


_MADE: dict[int, TableLabels] = {}


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The label folded, with any year in it replaced by ``{year}`` (2014年度 heads a column of that year)."""
    return _YEAR.sub("{year}", label(text))
