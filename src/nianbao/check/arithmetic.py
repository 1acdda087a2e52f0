"""Ties that fail, told by cause: one cause is one finding, with its consequences beneath and what would mend it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from nianbao.check.cascade import add_consequence
from nianbao.check.catalogue import finding, not_assessed
from nianbao.check.repair import Cause, Repair, causes
from nianbao.check.slips import reason_of, weight
from nianbao.check.ties import Verdict, broken, code_of, proved_at_once, verdicts, where
from nianbao.check.view import ReportView, exact
from nianbao.codebook import Term, load_edition
from nianbao.model import Change, Finding, NotAssessed, Suggestion

_TOGETHER = 5
"""More unexplained ties than this have one cause that lies outside the cells."""
_MOST = 5
"""Further ways to mend a tie point at no cell any more."""


def check_ties(view: ReportView) -> Iterator[Finding | NotAssessed]:
    """A finding for each cause of failing ties, for parts that exceed a total, for blank totals; then the gaps."""
    if not proved_at_once(view):
        yield from _doubts(view)
    yield from _tables_not_there(view)


def _doubts(view: ReportView) -> Iterator[Finding | NotAssessed]:
    for cause in _gathered(causes(view)):
        yield _finding(cause, view)
    in_doubt = [verdict for verdict in verdicts(view) if not verdict.holds]
    for verdict in in_doubt:
        if verdict.known and verdict.tie.relation != "=":
            yield broken(verdict, view)
    unknown = [verdict for verdict in in_doubt if not verdict.known]
    yield from _parts_exceed(unknown, view)
    yield from _blank_totals(unknown, view)
    yield from _gaps(unknown, view)


def _gathered(found: list[Cause]) -> list[Cause]:
    """Many ties that no small change explains fail together (figures slipped by a column, another year's table)."""
    explained = [cause for cause in found if cause.repairs]
    others = [cause for cause in found if not cause.repairs]
    if len(others) <= _TOGETHER:
        return found
    return [*explained, Cause([verdict for cause in others for verdict in cause.verdicts])]


def _finding(cause: Cause, view: ReportView) -> Finding:
    """The tie that says most with fewest cells comes first; the others follow from the same cause."""
    first, *others = sorted(cause.verdicts, key=lambda verdict: len(verdict.keys))
    told = broken(first, view)
    told.suggestions = _suggestions(cause.repairs, view)
    for verdict in others:
        add_consequence(told, broken(verdict, view))
    return told


def _suggestions(repairs: list[Repair], view: ReportView) -> list[Suggestion]:
    """The likeliest first; ways that nothing speaks for come in the order of the form."""
    rated = [(repair, reason_of(repair, view)) for repair in repairs]
    rated.sort(key=lambda item: (-weight(item[1]), len(item[0].values)))
    said = [item for item in rated if item[1] == "text_agrees"]
    unique = len(rated) == 1 or len(said) == 1
    return [
        Suggestion(
            key=repair.values[0][0],
            value=repair.values[0][1],
            repairs=repair.repairs,
            also=[Change(key, value) for key, value in repair.values[1:]],
            reason=reason,
            unique=unique and at == 0,
        )
        for at, (repair, reason) in enumerate(rated[:_MOST])
    ]


def _parts_exceed(unknown: list[Verdict], view: ReportView) -> Iterator[Finding]:
    """Some parts are blank, and those that are printed already exceed the total: wrong whatever the blanks hold."""
    for verdict in unknown:
        tie, total = verdict.tie, verdict.left
        if total is None or tie.kind != "sum" or tie.relation != "=" or len(tie.left) != 1:
            continue
        parts = [view.printed[key] for key in dict.fromkeys(_keys(tie.right, view)) if view.has_value(key)]
        spent = exact(sum(part.value for part in parts if part.value is not None))
        if all(term.sign > 0 for term in tie.right) and all((p.value or 0) >= 0 for p in parts) and spent > total:
            zh, en = where(tie, view)
            keys = [*view.keys_behind(tie.left[0].key), *(part.key for part in parts)]
            places = [view.printed[key].evidence for key in keys[:1] if key in view.printed]
            yield finding(
                "TIE.parts_exceed", keys, expected=spent, actual=total, left=total, right=spent, evidence=places,
                zh=zh, en=en,
            )  # fmt: skip


def _keys(terms: tuple[Term, ...], view: ReportView) -> Iterator[str]:
    return (key for term in terms for key in view.keys_behind(term.key))


def _blank_totals(unknown: list[Verdict], view: ReportView) -> Iterator[Finding]:
    """Parts are filled in and the total is blank: not 0. A column of blank totals is one omission."""
    found: list[Finding] = []
    for verdict in unknown:
        tie = verdict.tie
        if tie.kind != "sum" or tie.relation != "=" or len(tie.left) != 1 or verdict.left is not None:
            continue
        total = view.printed.get(tie.left[0].key)
        filled = [key for key in _keys(tie.right, view) if view.has_value(key) and view.value(key)]
        if total is not None and total.state in ("blank", "not_applicable") and filled:
            zh, en = where(tie, view)
            told = finding("T3.blank_total", [total.key, *filled], evidence=[total.evidence], zh=zh, en=en)
            if verdict.right is not None:
                told.suggestions = [Suggestion(total.key, verdict.right, 1, reason="total_left_blank", unique=True)]
            found.append(told)
    if found:
        for other in found[1:]:
            add_consequence(found[0], other)
            found[0].suggestions += other.suggestions
        yield found[0]


def _gaps(unknown: list[Verdict], view: ReportView) -> Iterator[NotAssessed]:
    """Ties of printed tables with figures that are blank, missing or unreadable."""
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in unknown:
        if any(view.is_printed(term.key) for term in verdict.tie.right):
            groups[code_of(verdict.tie)].append(verdict)
    for code, group in groups.items():
        keys = dict.fromkeys(k for verdict in group for k in verdict.keys if not view.has_value(k))
        yield not_assessed(code, "blank_cells", keys, count=len(keys))


def _tables_not_there(view: ReportView) -> Iterator[NotAssessed]:
    edition = view.edition
    if edition is None:
        yield not_assessed("TIE.other", "no_edition")
        return
    for table in edition.tables:
        if table.complete and not view.is_any_printed(edition.keys_in[table.id]):
            for code in _codes_of(edition.id, table.id):
                yield not_assessed(code, "no_table", table_zh=table.zh, table_en=table.en)


@lru_cache(maxsize=32)
def _codes_of(edition_id: str, table_id: str) -> tuple[str, ...]:
    """The rules that speak of the ties of one table."""
    edition = load_edition(edition_id)
    own = (tie for tie in edition.ties if not tie.spans_years and tie.left[0].key in edition.keys)
    return tuple(dict.fromkeys(code_of(tie) for tie in own if edition.keys[tie.left[0].key].table == table_id))
