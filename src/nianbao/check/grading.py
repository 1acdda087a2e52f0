"""How sure each figure is: proved by ties, read, or doubtful. Returned, not written: the pipeline applies it."""

from __future__ import annotations

from nianbao.check.ties import proved_at_once, verdicts
from nianbao.check.view import ReportView
from nianbao.model import Grade


def grades(view: ReportView) -> dict[str, Grade]:
    """Grade by key for the figures of the tables.

    ``doubtful`` when a known tie it takes part in fails; ``proved`` when it takes part in a known equation and
    every known one holds; ``read`` otherwise. Inequalities prove nothing, but cast doubt when they fail.
    """
    proved = proved_at_once(view)
    if proved:
        return dict.fromkeys(proved, "proved")
    held: set[str] = set()
    failed: set[str] = set()
    for verdict in verdicts(view):
        if not verdict.known:
            continue
        if not verdict.holds:
            failed.update(verdict.keys if verdict.tie.strength == "hard" else ())
        elif verdict.tie.relation == "=":
            held.update(verdict.keys)
    found: dict[str, Grade] = dict.fromkeys(held, "proved")
    found.update(dict.fromkeys(failed, "doubtful"))
    return found
