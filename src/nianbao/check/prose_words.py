"""What sentences call a quantity, and the figures they state, for the checks of the prose."""

from __future__ import annotations

from nianbao.check.view import ReportView
from nianbao.codebook.measures import measures
from nianbao.model import Figure


def measure_labels(key: str, view: ReportView) -> tuple[str, str]:
    """What sentences call the quantity, rather than the row and column of a table."""
    measure = measures().get(key)
    return (measure.zh, measure.en) if measure else view.labels(key)


def stated_once(view: ReportView, key: str) -> Figure | None:
    """The exact figure the text gives for a key, when it gives one value only."""
    stated = [f for f in view.prose.get(key, []) if f.value is not None and f.qualifier == "exact"]
    return stated[0] if stated and len({f.value for f in stated}) == 1 else None
