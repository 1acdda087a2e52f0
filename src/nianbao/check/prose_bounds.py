"""Sentences against tables whose totals are blank: what the filled cells add up to is the least the total can be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from nianbao.check.catalogue import finding, not_assessed
from nianbao.check.view import Number, ReportView, exact
from nianbao.codebook.editions import load_edition
from nianbao.codebook.measures import measures
from nianbao.codebook.ties import Tie
from nianbao.model import Finding, NotAssessed


def check_bounds(view: ReportView) -> Iterator[Finding | NotAssessed]:
    """A finding where the text gives less than the filled cells of a table whose total is unknown; else a gap."""
    unknown: dict[str, None] = {}
    for key, figures in view.prose.items():
        measure = measures().get(key)
        keys = measure.agreeing if measure else ()
        if measure is None or None not in [view.value(part) for part in keys]:
            continue
        unknown.update(dict.fromkeys(part for part in keys if view.is_printed(part) and view.value(part) is None))
        least = exact(sum(at_least(part, view) for part in keys))
        for figure in figures:
            if figure.value is not None and figure.qualifier == "exact" and not figure.scope and figure.value < least:
                yield finding(
                    "PROSE.below_table",
                    [key, *(part for part in keys if part != key)],
                    expected=least,
                    actual=figure.value,
                    responsibility="source",
                    evidence=[figure.evidence],
                    quote=figure.evidence.quote if figure.evidence else figure.raw,
                    zh={"label": measure.zh},
                    en={"label": measure.en},
                )

    if unknown:
        yield not_assessed("PROSE.table", "blank_cells", unknown, count=len(unknown))


def at_least(key: str, view: ReportView) -> Number:
    """The least a figure can be: itself, or the sum of what its parts are at least. Blanks are no less than 0."""
    value = view.value(key)
    if value is not None:
        return value
    edition = view.edition
    derived = edition.derived.get(key) if edition else None
    if derived is not None:
        return sum(at_least(part, view) for part in derived.parts)
    total = _sums(edition.id).get(key) if edition and view.is_printed(key) else None
    if total is None or total.relation != "=":
        return 0
    return sum(max(view.value(term.key) or 0, 0) for term in total.right if term.sign > 0)


@lru_cache(maxsize=16)
def _sums(edition: str) -> dict[str, Tie]:
    """The first tie of an edition that says what a figure is the sum of, by the figure's key."""
    ties = [tie for tie in load_edition(edition).ties if tie.kind == "sum" and len(tie.left) == 1]
    return {tie.left[0].key: tie for tie in reversed(ties)}
