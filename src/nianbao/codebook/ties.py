"""Ties (勾稽关系): equations over keys, read from the data and expanded over rows and columns.

``requests.received@{column} + … = …`` stands for one tie per column, ``{row}@total = …`` for one per row.
``previous:KEY`` is the figure of last year's report of the same body.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from nianbao.errors import CodebookError

if TYPE_CHECKING:
    from nianbao.codebook.editions import KeySpec, TableSpec

Relation = Literal["=", ">=", "<="]
TieKind = Literal["sum", "balance", "roll_forward", "agreement"]

_RELATION = re.compile(r"\s(>=|<=|=)\s")
_TERM = re.compile(r"\s*([+-]?)\s*(previous:)?([A-Za-z_][\w.@{}]*)")


@dataclass(frozen=True, slots=True)
class Term:
    """One signed key of an equation."""

    key: str
    sign: int = 1
    previous: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """One equation between figures of a report (and, for ``roll_forward``, of last year's)."""

    id: str
    kind: TieKind
    strength: Literal["hard", "soft"]
    basis: str
    relation: Relation
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    unless: str | None = None
    """The tie does not apply to a report that prints this key."""
    note: str = ""
    terms: tuple[Term, ...] = field(init=False, repr=False, compare=False)
    """Both sides."""
    keys: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The keys of both sides."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "terms", self.left + self.right)
        object.__setattr__(self, "keys", tuple(term.key for term in self.terms))

    @property
    def spans_years(self) -> bool:
        """It needs last year's report."""
        return any(term.previous for term in self.terms)


@dataclass(frozen=True, slots=True)
class Derived:
    """A key that may be summed from its parts when it is not printed."""

    key: str
    parts: tuple[str, ...]


def parse_equation(text: str) -> tuple[tuple[Term, ...], Relation, tuple[Term, ...]]:
    """Left terms, relation and right terms; ValueError when the text is not an equation over keys."""
    match = _RELATION.search(text)
    if match is None:
        raise ValueError(text)
    relation: Relation = match[1]  # type: ignore[assignment]  # the pattern admits exactly these three
    return _side(text[: match.start()]), relation, _side(text[match.end() :])


def _side(text: str) -> tuple[Term, ...]:
    terms: list[Term] = []
    position = 0
    text = text.strip()
    while position < len(text):
        match = _TERM.match(text, position)
        if match is None or (terms and not match[1]):
            raise ValueError(text)
        terms.append(Term(match[3], -1 if match[1] == "-" else 1, bool(match[2])))
        position = match.end()
    if not terms:
        raise ValueError(text)
    return tuple(terms)


def expand_ties(
    raw: Iterable[dict[str, Any]], tables: tuple[TableSpec, ...], known: Collection[str], where: str
) -> tuple[Tie, ...]:
    """Every tie of an edition, one per row or column it speaks of; CodebookError on an unknown key."""
    ties: list[Tie] = []
    for entry in raw:
        for row, column in _crossings(entry["equation"], entry.get("table"), tables):
            tie = _tie(entry, row, column, where)
            strangers = [term.key for term in tie.terms if term.key not in known]
            if not strangers:
                ties.append(tie)
            elif row is None:
                raise CodebookError(where, tie=tie.id, reason="unknown key", keys=strangers)
    return tuple(ties)


def expand_derived(
    raw: Iterable[dict[str, Any]], tables: tuple[TableSpec, ...], keys: dict[str, KeySpec], where: str
) -> dict[str, Derived]:
    """Derived sums by key; CodebookError when a part is no key of the edition."""
    derived: dict[str, Derived] = {}
    for entry in raw:
        for _, column in _crossings(entry["key"], entry.get("table"), tables):
            key = entry["key"].format(column=column)
            parts = tuple(part.format(column=column) for part in entry["parts"])
            strangers = [part for part in parts if part not in keys]
            if strangers:
                raise CodebookError(where, derived=key, reason="unknown key", keys=strangers)
            derived[key] = Derived(key, parts)
    return derived


def _crossings(
    template: str, table_id: str | None, tables: tuple[TableSpec, ...]
) -> Iterator[tuple[str | None, str | None]]:
    """The (row, column) pairs a template is to be filled with; a pair of None when it has no gap."""
    table = next((t for t in tables if t.id == table_id), None)
    if "{column}" in template and table is not None:
        yield from ((None, column.id) for column in table.columns)
    elif "{row}" in template and table is not None:
        yield from (
            (row.subtotal if row.is_group else row.id, None) for row in table.rows if not row.is_group or row.subtotal
        )
    else:
        yield None, None


def _tie(entry: dict[str, Any], row: str | None, column: str | None, where: str) -> Tie:
    fill = {"row": row, "column": column}
    try:
        left, relation, right = parse_equation(entry["equation"].format(**fill))
    except ValueError as problem:
        raise CodebookError(where, tie=entry["id"], reason="not an equation", text=str(problem)) from None
    return Tie(
        id=entry["id"],
        kind=entry["kind"],
        strength=entry.get("strength", "hard"),
        basis=entry["basis"],
        relation=relation,
        left=left,
        right=right,
        unless=entry["unless"].format(**fill) if "unless" in entry else None,
        note=entry.get("note", ""),
    )
