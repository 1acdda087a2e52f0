"""Matching a printed label against the labels of one table: exact, then without brackets, then close and unique."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import lru_cache
from typing import Generic, TypeVar

from rapidfuzz.distance import Levenshtein

from nianbao.codebook import ColumnSpec, RowSpec, TableSpec
from nianbao.data import load_toml
from nianbao.extract.cells import is_value_like, units
from nianbao.text.fold import label, short_label, squeeze

Spec = TypeVar("Spec", bound=RowSpec | ColumnSpec)

_YEAR = re.compile(r"(?:19|20)\d\d")
_LOOSE_NUMBER = re.compile(r"^\d{1,2}(?=[一-鿿])")
"""A number set before a label without point or space (3政务微博公开政府信息数)."""
_CACHED = 10_000
"""Texts remembered per index; a batch of a million reports must not grow without bound."""
_FUZZY_MIN_LENGTH = 5
"""Shorter labels (规章, 其他, 不予公开) differ from each other by one or two characters: exact match only."""


_LONGEST_COMPOUND = 30
_JOINS = "-—－_·:：/、的"
"""What may stand between the two parts of a label that says row and column."""


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
            if len(self._cache) >= _CACHED:
                self._cache.clear()
            self._cache[text] = self._find(text)
        return self._cache[text]

    def _find(self, text: str) -> Match[Spec] | None:
        folded = fold(text)
        if not folded:
            return None
        for form in (folded, short_label(text), _LOOSE_NUMBER.sub("", folded)):
            if form in self._exact:
                return Match(self._exact[form], True, self._homonyms.get(form, ()))
        spec = self._closest(folded)
        return None if spec is None else Match(spec, False)

    def _closest(self, folded: str) -> Spec | None:
        """The spec within a quarter of the label's length, when no other is nearly as close."""
        if len(folded) < _FUZZY_MIN_LENGTH:
            return None
        best: dict[str, tuple[int, Spec, str]] = {}
        other_year = _other_year_words(folded)
        for known, spec in self._exact.items():
            if len(known) < _FUZZY_MIN_LENGTH or other_year != _other_year_words(known):
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
        own = [known for known, owner in self._exact.items() if owner is spec]
        return max((Levenshtein.normalized_similarity(folded, known) for known in own), default=0.0)

    def begins(self, text: str) -> bool:
        """The text is the beginning of a label (a label cut in two by a page break)."""
        folded = fold(text)
        return len(folded) >= 2 and any(k.startswith(folded) and k != folded for k in self._exact)


def _other_year_words(folded: str) -> tuple[str, ...]:
    """What a label says of another year: 上年现行有效件数 is no slip of 现行有效件数."""
    return tuple(word for word in load_toml("cells.toml")["other_year_labels"] if word in folded)


def _bound(left: str, right: str) -> int:
    """Edits a damaged label may need: a quarter of the longer of the two."""
    return max(len(left), len(right)) // 4


class Kind(IntEnum):
    """What a cell's text is to one table."""

    BLANK = auto()
    NUMBER = auto()
    UNIT = auto()
    """Nothing but a unit: 件, 万元."""
    ROW = auto()
    GROUP = auto()
    COLUMN = auto()
    EITHER = auto()
    """The label of a row and of a column (其他, 总计)."""
    FURNITURE = auto()
    """A label that heads or explains, and names neither row nor column."""
    STRANGER = auto()


LINE_LABELS = frozenset({Kind.ROW, Kind.GROUP, Kind.EITHER, Kind.COLUMN})
"""What may name a line, whichever dimension stands on the left."""
_LABELS = frozenset({Kind.ROW, Kind.GROUP, Kind.COLUMN, Kind.EITHER, Kind.FURNITURE})


class TableLabels:
    """Everything printed on one table: its rows, its columns and its furniture."""

    def __init__(self, table: TableSpec) -> None:
        self.table = table
        self.rows: LabelIndex[RowSpec] = LabelIndex(table.rows)
        self.columns: LabelIndex[ColumnSpec] = LabelIndex(table.columns)
        self.groups = frozenset(fold(group) for column in table.columns for group in column.groups)
        self.unit_headers = frozenset(
            fold(text) for text in (*table.unit_headers, *load_toml("cells.toml")["unit_headers"])
        )
        self.side_headers = frozenset(fold(text) for text in load_toml("cells.toml")["side_headers"])
        self._furniture = frozenset(fold(text) for text in table.furniture)
        self._row_openings = list(self._openings())
        self._kinds: dict[str, Kind] = {}

    def _openings(self) -> Iterator[tuple[str, RowSpec]]:
        """How labels of rows begin that go on with a column's, the longest first."""
        rows = [(fold(text), row) for row in self.table.rows for text in (row.zh, *row.variants)]
        heads = ["", *(fold(text) for text in self.table.furniture)]
        found = {head + text: row for head in heads for text, row in rows if text}
        yield from sorted(found.items(), key=lambda pair: -len(pair[0]))

    def kind(self, text: str) -> Kind:
        """What a cell's text is to this table."""
        known = self._kinds.get(text)
        if known is None:
            if len(self._kinds) >= _CACHED:
                self._kinds.clear()
            known = self._kinds[text] = self._classify(text)
        return known

    def knows(self, text: str) -> bool:
        """The text is printed on this form, as a label of any sort."""
        return self.kind(text) in _LABELS

    def compound(self, text: str) -> tuple[RowSpec, ColumnSpec] | None:
        """A label that says row and column at once, in a table whose rows may stand on top: 行政复议结果维持."""
        if not self.table.bare_order or len(text) > _LONGEST_COMPOUND:
            return None
        folded = fold(text)
        for known, row in self._row_openings:
            if folded.startswith(known) and (column := self.columns.match(folded.removeprefix(known).lstrip(_JOINS))):
                return (row, column.spec) if column.exact else None
        return None

    def is_furniture(self, text: str) -> bool:
        """A label of the table that heads or explains, and names neither row nor column."""
        folded = fold(text)
        return any(folded in words for words in (self._furniture, self.groups, self.unit_headers, self.side_headers))

    def _classify(self, text: str) -> Kind:
        if not text.strip():
            return Kind.BLANK
        if is_value_like(text):
            return Kind.NUMBER
        if squeeze(text) in units():
            return Kind.UNIT
        row, column = self.rows.match(text), self.columns.match(text)
        if row and column:
            return Kind.EITHER
        if row:
            return Kind.GROUP if row.spec.is_group else Kind.ROW
        if column or self.compound(text):
            return Kind.COLUMN
        return Kind.FURNITURE if self.is_furniture(text) else Kind.STRANGER


def table_labels(table: TableSpec) -> TableLabels:
    """The label index of a table, made once per process (editions are loaded once, so identity is enough)."""
    made = _MADE.get(id(table))
    if made is None or made.table is not table:
        made = _MADE[id(table)] = TableLabels(table)
    return made


_MADE: dict[int, TableLabels] = {}


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The label folded, with any year in it replaced by ``{year}`` (2014年度 heads a column of that year)."""
    return _YEAR.sub("{year}", label(text))
