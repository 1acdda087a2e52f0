"""How totals of sentences are divided, and what claims about every case imply. Read from ``data/partitions.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from nianbao.codebook.measures import measures
from nianbao.data import load_toml
from nianbao.errors import CodebookError

UNNAMED = "prose.unmapped"
"""A total that has no measure: the number right before its parts."""
PARTITIONS_FILE = "partitions.toml"


@dataclass(frozen=True, slots=True)
class Partition:
    """One way to divide a total; the fields are explained in the data file."""

    total: str
    parts: tuple[str, ...]
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)
    closed_by: tuple[str, ...] = ()
    complete: bool = False
    stands_in: tuple[str, ...] = ()
    least: int = 2
    overlapping: bool = False
    label: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[str] = field(init=False)
    """Measures that may be among the parts."""
    counted: frozenset[str] = field(init=False)
    """Those of them that are parts whatever else is given."""

    def __post_init__(self) -> None:
        """Gather the measures."""
        object.__setattr__(self, "counted", frozenset({*self.parts, *self.instead}))
        object.__setattr__(self, "named", self.counted.union(self.optional))

    def counts(self, keys: Iterable[str]) -> frozenset[str]:
        """Of these measures, the ones to add: none that is inside another, or that another stands for."""
        given = set(keys)
        members = given & self.counted
        members |= {key for key in given & self.optional.keys() if self.optional[key] not in given}
        return frozenset(members - {part for key in members & self.instead.keys() for part in self.instead[key]})

    def is_full(self, keys: Iterable[str]) -> bool:
        """The measures leave out no part, or one of them is whatever is left."""
        given = set(keys)
        stands = {part for key in given & self.instead.keys() for part in self.instead[key]}
        closed = len(given) >= self.least and bool(given & set(self.closed_by))
        return closed or (self.complete and set(self.parts) <= given | stands)


@dataclass(frozen=True, slots=True)
class ClaimMeaning:
    """What a claim about every case of a total says to be zero."""

    name: str
    about: str
    zero: tuple[str, ...]


@lru_cache(maxsize=1)
def partitions() -> tuple[Partition, ...]:
    """All partitions, read and checked on the first call."""
    return tuple(load_partitions(load_toml(PARTITIONS_FILE)["partition"]))


@lru_cache(maxsize=1)
def claim_meanings() -> tuple[ClaimMeaning, ...]:
    """All meanings of claims."""
    rows = load_toml(PARTITIONS_FILE)["claim"]
    made = [ClaimMeaning(row["name"], row["about"], tuple(row["zero"])) for row in rows]
    _known(key for meaning in made for key in (meaning.about, *meaning.zero))
    return tuple(made)


def load_partitions(rows: Iterable[Mapping[str, Any]]) -> Iterable[Partition]:
    """Partitions from the tables of the file. Raises CodebookError when one names a measure that does not exist."""
    for row in rows:
        made = Partition(
            total=row["total"],
            parts=tuple(row["parts"]),
            instead={key: tuple(parts) for key, parts in row.get("instead", {}).items()},
            optional=dict(row.get("optional", {})),
            closed_by=tuple(row.get("closed_by", ())),
            complete=bool(row.get("complete", False)),
            stands_in=tuple(row.get("stands_in", ())),
            least=int(row.get("least", 2)),
            overlapping=bool(row.get("overlapping", False)),
            label=dict(row.get("label", {})),
        )
        inside = (part for parts in made.instead.values() for part in parts)
        _known(
            [made.total, *made.parts, *made.instead, *inside, *made.optional, *made.optional.values(), *made.stands_in]
        )
        yield made


def _known(keys: Iterable[str]) -> None:
    for key in keys:
        if key not in measures() and key != UNNAMED:
            raise CodebookError(PARTITIONS_FILE, unknown=key)
