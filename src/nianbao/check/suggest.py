"""The one cell whose change would mend a broken tie and break none: a suggestion, never a correction.

Each failing tie says by how much every cell in it would have to change. A cell is suggested when all ties it takes
part in fail, and all ask for the same change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from nianbao.check.ties import Verdict, verdicts
from nianbao.check.view import Number, ReportView, exact
from nianbao.model import Finding, Suggestion

_MOST = 3
"""More ways to mend a tie than this point at no cell."""


def add_suggestions(view: ReportView, findings: list[Finding]) -> None:
    """Set the suggestions of the findings about ties; cells that repair most ties come first."""
    asked: dict[str, list[Number | None]] = defaultdict(list)
    for verdict in verdicts(view):
        if verdict.known and verdict.tie.relation == "=":
            for key, change in _changes(verdict, view):
                asked[key].append(change)
    mending = {key: changes for key, changes in asked.items() if None not in changes and len(set(changes)) == 1}
    for finding in findings:
        own = [_suggestion(key, mending[key], view) for key in dict.fromkeys(finding.keys) if key in mending]
        possible = sorted((s for s in own if s is not None), key=lambda s: -s.repairs)
        if len(possible) <= _MOST:
            finding.suggestions = possible


def _changes(verdict: Verdict, view: ReportView) -> Iterator[tuple[str, Number | None]]:
    """Each printed key of a tie with the change that would make it hold; None where it holds as it is."""
    if verdict.left is None or verdict.right is None:
        return
    gap = exact(verdict.right - verdict.left)
    for side, terms in ((1, verdict.tie.left), (-1, verdict.tie.right)):
        for term in terms:
            for key in view.keys_behind(term.key):
                yield key, None if verdict.holds else gap * side * term.sign


def _suggestion(key: str, changes: list[Number | None], view: ReportView) -> Suggestion | None:
    figure, change = view.printed.get(key), changes[0]
    if figure is None or figure.value is None or change is None:
        return None
    value = exact(figure.value + change)
    return Suggestion(key, value, len(changes)) if value >= 0 else None
