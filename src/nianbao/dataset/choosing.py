"""Which reading stands in the panel when one body's year was read more than once.

Two documents, or two versions of one, may report the same year of the same body: a page and its attachment, a
report and its corrected reissue. Nobody but the researcher can say which is meant, so without a rule they are
reported. Reports of different scope (the body itself, the whole region) are different reports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from nianbao.store.queries import Candidate

Rule = Literal["latest", "first", "as-of"]
NO_PROVINCE = "none"
"""Names the part of bodies whose division is unknown; the parts are read in the order of their names."""

RULES: tuple[Rule, ...] = ("latest", "first", "as-of")


@dataclass(frozen=True, slots=True)
class Excluded:
    """A reading that is not in the panel, and why: ``no_year``, ``no_issuer``, ``other_version``, ``later``."""

    candidate: Candidate
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What a rule makes of the readings of one year. ``open`` are the groups that only a rule decides."""

    chosen: list[Candidate]
    excluded: list[Excluded]
    open: list[list[Candidate]]


def choose(candidates: Iterable[Candidate], rule: Rule | None, as_of: str | None = None) -> Choice:
    """One reading for each body. ``as_of`` (ISO date) goes with the rule ``as-of``."""
    choice = Choice([], [], [])
    named: list[Candidate] = []
    for candidate in candidates:
        reason = "no_year" if candidate.year is None else "no_issuer" if not candidate.issuer else ""
        if reason:
            choice.excluded.append(Excluded(candidate, reason))
        else:
            named.append(candidate)
    for group in _bodies(named):
        _decide(sorted(group, key=_age), rule, as_of, choice)
    choice.chosen.sort(key=_place)
    return choice


def known_on(candidate: Candidate) -> str:
    """The day the reading's version came out: as published, else as fetched; empty when neither is known."""
    return (candidate.published or candidate.fetched_at or "")[:10]


def _decide(group: list[Candidate], rule: Rule | None, as_of: str | None, choice: Choice) -> None:
    if rule == "as-of":
        known = [candidate for candidate in group if (known_on(candidate) or candidate.seen_at) <= f"{as_of}~"]
        choice.excluded.extend(Excluded(c, "later") for c in group if c not in known)
        group = known
    if len(group) > 1 and rule is None:
        choice.open.append(group)
        return
    if group:
        kept = group[0] if rule == "first" else group[-1]
        choice.chosen.append(kept)
        choice.excluded.extend(Excluded(c, "other_version") for c in group if c is not kept)


def _bodies(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    """Readings of one body. A reading without a division belongs to the only body of that name, if it is the only."""
    by_name: dict[tuple[str, str], dict[str, list[Candidate]]] = defaultdict(lambda: defaultdict(list))
    for candidate in candidates:
        by_name[candidate.issuer or "", candidate.scope or ""][candidate.division or ""].append(candidate)
    for divisions in by_name.values():
        known = [division for division in divisions if division]
        if len(known) == 1 and "" in divisions:
            divisions[known[0]] += divisions.pop("")
        yield from divisions.values()


def _age(candidate: Candidate) -> tuple[str, str, str, str]:
    return (
        known_on(candidate) or candidate.seen_at[:10],
        candidate.fetched_at or candidate.seen_at,
        candidate.name,
        candidate.sha256,
    )


def _place(candidate: Candidate) -> tuple[str, str, str, str, str]:
    c = candidate
    return c.province or NO_PROVINCE, c.division or "", c.issuer or "", c.scope or "", c.name
