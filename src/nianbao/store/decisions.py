"""What people decided of findings and figures: read, and the correction of a report by it.

A decision stands for as long as the evidence it was made on is what is printed. When that changes, the subject
is open again and the old decision is shown beside it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select

from nianbao.store.models import Decision
from nianbao.store.subjects import figure_subjects

Verdict = Literal["accept", "correct", "dismiss", "needs_reply", "withdraw"]
VERDICTS: tuple[Verdict, ...] = ("accept", "correct", "dismiss", "needs_reply", "withdraw")
"""Right as printed or as said; another value is right; the finding is no fault; the body is asked; taken back."""


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """One decision. ``value`` and ``state`` are those of a correction."""

    id: int
    document_id: int
    subject: str
    revision: int
    evidence_digest: str
    verdict: str
    value: int | float | None
    state: str | None
    reason: str
    who: str
    at: str


def decisions_of(connection: Connection, documents: Collection[int]) -> list[StoredDecision]:
    """All decisions about these documents, oldest first."""
    query = select(Decision.__table__).where(Decision.document_id.in_(documents)).order_by(Decision.id)
    return [stored(row) for row in connection.execute(query)]


def stored(row: Any) -> StoredDecision:
    """A row of the table as the dataclass."""
    facts = dict(row._mapping)
    value = facts.pop("value")
    return StoredDecision(value=None if value is None else json.loads(value), **facts)


def standing(connection: Connection, documents: Collection[int]) -> dict[tuple[int, str, str], str]:
    """(document, subject, evidence digest) -> verdict of the last decision there, unless it was taken back."""
    if not documents:
        return {}
    return {key: d.verdict for key, d in standing_of(decisions_of(connection, documents)).items()}


def standing_of(decisions: Iterable[StoredDecision]) -> dict[tuple[int, str, str], StoredDecision]:
    """The last decision on each evidence, those taken back left out."""
    last = {(d.document_id, d.subject, d.evidence_digest): d for d in decisions}
    return {key: decision for key, decision in last.items() if decision.verdict != "withdraw"}


def corrected(report: Mapping[str, Any], document: int, decisions: Iterable[StoredDecision]) -> dict[str, Any]:
    """The published report with the standing corrections in its figures; the report itself is left alone.

    A corrected figure has the member ``as_published`` with its former value and state.
    """
    stand = standing_of(decisions)
    figures = [
        _with(figure, stand.get((document, subject, digest)))
        for figure, (subject, digest) in zip(report["figures"], figure_subjects(report["figures"]), strict=True)
    ]
    return {**report, "figures": figures}


def _with(figure: dict[str, Any], decision: StoredDecision | None) -> dict[str, Any]:
    if decision is None or decision.verdict != "correct":
        return figure
    before = {"value": figure["value"], "state": figure["state"]}
    state = decision.state or ("value" if decision.value is not None else "blank")
    return {**figure, "value": decision.value, "state": state, "as_published": before}
