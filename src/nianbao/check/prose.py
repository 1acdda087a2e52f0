"""The sentences against the tables, and against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nianbao.check.catalogue import finding
from nianbao.check.prose_claims import check_claims
from nianbao.check.prose_nouns import check_nouns
from nianbao.check.prose_parts import check_parts
from nianbao.check.prose_rates import check_differences, check_rates
from nianbao.check.prose_requests import brought_apart, check_requests
from nianbao.check.prose_sums import check_sums
from nianbao.check.prose_words import measure_labels
from nianbao.check.prose_years import check_years
from nianbao.check.view import Number, ReportView, exact
from nianbao.check.wording import any_of, words
from nianbao.codebook.measures import Measure, measures
from nianbao.model import Amount, Figure, Finding, Sentence

_RECEIVED = "requests.received@total"
_RESULTS = "results.total@total"
_BROUGHT = "requests.brought_forward@total"
_CARRIED = "requests.carried_forward@total"
_SHARES = 2
"""More numbers than this, of unknown measure, are shares; fewer may add up by chance."""


def check_prose(view: ReportView) -> Iterator[Finding]:
    """Findings from the sentences: against the tables, among themselves, parts, rates, claims, years."""
    yield from _against_tables(view)
    yield from check_nouns(view)
    yield from _conflicts(view)
    yield from check_requests(view)
    yield from check_parts(view)
    yield from check_sums(view)
    yield from check_rates(view)
    yield from check_differences(view)
    yield from check_claims(view)
    yield from check_years(view)


def _against_tables(view: ReportView) -> Iterator[Finding]:
    known = measures()
    scopes: set[int | None] = set()  # one sentence that counts for another body is told once
    for key, figures in view.prose.items():
        measure = known.get(key)
        table = _table_value(measure.agreeing, view) if measure else None
        if measure is None or table is None:
            if measure is not None and measure.earlier:
                yield from _against_earlier(measure, figures, view)
            continue
        for figure in figures:
            wrong = figure.value is not None and not _agrees(figure, table, view)
            if wrong and not _has_beside(figure, table, view) and not _is_of_another_kind(figure):
                told = _disagreement(figure, table, measure.agreeing, view)
                sentence = figure.evidence.quote_start if figure.evidence and figure.scope else None
                if sentence is None or sentence not in scopes:
                    yield told
                scopes.add(sentence)


def _against_earlier(measure: Measure, figures: list[Figure], view: ReportView) -> Iterator[Finding]:
    """Rows of the forms before 2019, never confirmed as the same count: a warning, where none agrees."""
    rows = {row: value for row in measure.earlier if (value := view.printed_values.get(row)) is not None}
    for figure in figures if rows else ():
        stated = figure.value is not None and not figure.scope
        values = rows.values()
        if stated and not any(_agrees(figure, value, view) or _has_beside(figure, value, view) for value in values):
            row, value = next(iter(rows.items()))
            told = _disagreement(figure, value, [row], view)
            told.severity = "warning"
            yield told


def _is_of_another_kind(figure: Figure) -> bool:
    """The words around it count what the column of the table does not: 宣布失效30件 beside 本年废止件数."""
    kinds = words("other_kinds").get(figure.key)
    quote = figure.evidence.quote if figure.evidence else ""
    return kinds is not None and any(w in quote for w in kinds["says"]) and not any(w in quote for w in kinds["own"])


def _is_handled(figure: Figure) -> bool:
    """全年共办理申请197件: those handled, which may be all that were answered, and not those that came in."""
    place = figure.evidence
    if place is None or place.start is None or place.quote_start is None:
        return False
    ahead = place.quote[: place.start - place.quote_start]
    return bool(any_of("requests", "handled").search(ahead)) and not any_of("requests", "received").search(ahead)


def _is_of_answers(figure: Figure, view: ReportView) -> bool:
    """答复53件（其中上年结转3件、本年新收50件）: the new ones among those answered."""
    sentence = next((s for s in view.sentences if any(_at(a) == _start(figure) for a in s.amounts)), None)
    stated = {a.key: a.value for a in sentence.amounts if a.role == "figure"} if sentence else {}
    answered, brought = stated.get(_RESULTS), stated.get(_BROUGHT)
    return None not in (answered, brought) and answered == (figure.value or 0) + (brought or 0)


def _is_of_new(figure: Figure, view: ReportView) -> bool:
    """收到的108件申请中，已答复102件，6件正在办理: those answered among the ones that came in, by the table."""
    sentence = next((s for s in view.sentences if any(_at(a) == _start(figure) for a in s.amounts)), None)
    received, carried, brought = (view.value(key) for key in (_RECEIVED, _CARRIED, _BROUGHT))
    ahead = [a for a in sentence.amounts if (_at(a) or 0) < _start(figure)] if sentence else []
    of_new = any(a.key == _RECEIVED and a.value == received for a in ahead)
    whole = None not in (received, carried, brought) and bool(brought)
    return of_new and whole and figure.value == (received or 0) - (carried or 0)


def _has_beside(figure: Figure, table: Number, view: ReportView) -> bool:
    """The table's number stands in the same sentence, for the same quantity: this one is a share of it, or holds it.

    县政府制发规范性文件7件，部门制发4件，合计11件; 公开类127件，其中予以公开104件; 县本级收到31件，部门142件，乡镇45件.
    """
    sentence = next((s for s in view.sentences if any(_at(a) == _start(figure) for a in s.amounts)), None)
    amounts = (a for a in sentence.amounts if a.unit == figure.unit and a.qualifier == "exact") if sentence else ()
    alike = [a for a in amounts if a.key == figure.key or a.role in ("unmapped", "part_of_part")]
    return any(a.value == table for a in alike) or (sentence is not None and _share_out(figure, sentence, table))


def _share_out(figure: Figure, sentence: Sentence, table: Number) -> bool:
    """The numbers around this one, none of another measure, are the shares of several bodies: they make the table's."""
    at = next(i for i, amount in enumerate(sentence.amounts) if _at(amount) == _start(figure))
    shares = [sentence.amounts[at]]
    for step in (-1, 1):
        near = at + step
        while 0 <= near < len(sentence.amounts) and _may_share(sentence.amounts[near], figure):
            shares.append(sentence.amounts[near])
            near += step
    own = all(a.key == figure.key for a in shares)
    return (own or len(shares) > _SHARES) and exact(sum(a.value for a in shares)) == table


def _may_share(amount: Amount, figure: Figure) -> bool:
    known = amount.key == figure.key or amount.role == "unmapped"
    return known and amount.unit == figure.unit and amount.qualifier == "exact"


def _at(amount: Amount) -> int | None:
    return amount.evidence.start if amount.evidence else None


def _table_value(keys: Sequence[str], view: ReportView) -> Number | None:
    """The table's side of a measure: one key, or the sum of several; None when there is none or any is unknown."""
    values = [value for key in keys if (value := view.value(key)) is not None]
    return exact(sum(values)) if values and len(values) == len(keys) else None


def _agrees(figure: Figure, table: Number, view: ReportView) -> bool:
    value = figure.value
    if value is None:
        return True
    if figure.qualifier == "at_least":
        return table >= value
    if figure.qualifier == "approx":
        # 余 rounds down to the printed digits, 近 rounds up: neither moves the figure by more than a tenth.
        return abs(table - value) <= 0.1 * abs(value)
    if value == table:
        return True
    if figure.key == _RECEIVED:
        # 共办理/受理 may include what was brought forward.
        brought = view.value(_BROUGHT)
        handled = value == view.value(_RESULTS) and _is_handled(figure)
        return (brought is not None and value == table + brought) or handled or _is_of_answers(figure, view)
    if figure.key == _RESULTS and (value + brought_apart(figure, view) == table or _is_of_new(figure, view)):
        return True
    return figure.key == "results.unavailable.subtotal@total" and value == view.value(
        "results.unavailable.not_held@total"
    )


def _disagreement(figure: Figure, table: Number, of_table: Sequence[str], view: ReportView) -> Finding:
    zh, en = measure_labels(figure.key, view)
    keys = [figure.key, *(key for key in of_table if key != figure.key)]
    cells = [cell for key in keys for cell in view.keys_behind(key)]
    quote = figure.evidence.quote if figure.evidence else figure.raw
    code = "PROSE.scope" if figure.scope else "PROSE.table"
    return finding(
        code,
        keys,
        expected=table,
        actual=figure.value,
        responsibility="source",
        evidence=[figure.evidence, *(view.printed[k].evidence for k in cells if k in view.printed)],
        quote=quote,
        scope=figure.scope,
        zh={"label": zh},
        en={"label": en},
    )


def _conflicts(view: ReportView) -> Iterator[Finding]:
    """The same quantity stated in two sentences with different exact values, for the same body.

    Two numbers of one sentence are two kinds of the quantity as a rule (省政协提案2件、市政协提案11件).
    """
    repeated = {key: figures for key, figures in view.prose.items() if len(figures) > 1 and key != "prose.unmapped"}
    if not repeated:
        return
    together = _together(view)
    for key, figures in repeated.items():
        stated = [f for f in figures if f.value is not None and f.qualifier == "exact" and not f.scope]
        first = stated[0] if stated else None
        for other in stated[1:]:
            apart = first is not None and together[_start(first)] != together[_start(other)]
            if first is None or not apart or not _alike(first, other) or _same_quantity(first, other, view):
                continue
            if not _has_beside(other, first.value or 0, view):
                zh, en = measure_labels(key, view)
                yield finding(
                    "PROSE.conflict",
                    [key],
                    expected=first.value,
                    actual=other.value,
                    responsibility="source",
                    evidence=[first.evidence, other.evidence],
                    zh={"label": zh},
                    en={"label": en},
                )
                break


def _alike(first: Figure, other: Figure) -> bool:
    """Counted in the same unit; cases have several. 公开信息26418条 and 公开文件58件 are two things."""
    return first.unit == other.unit or {first.unit, other.unit} <= set(words("requests")["case_units"])


def _same_quantity(first: Figure, other: Figure, view: ReportView) -> bool:
    """One value, or requests once without and once with those brought forward (新收108件…共需办理112件)."""
    if first.key != _RECEIVED or first.value is None or other.value is None or first.value == other.value:
        return first.value == other.value
    stated = (f.value for f in view.prose.get(_BROUGHT, ()))
    return abs(other.value - first.value) in {*stated, view.value(_BROUGHT)}


def _together(view: ReportView) -> dict[int, int]:
    """Offset of each number -> number of its sentence; numbers alone in their sentence stand for themselves."""
    found = {_start(figure): -1 - _start(figure) for figures in view.prose.values() for figure in figures}
    for index, sentence in enumerate(view.sentences):
        for amount in sentence.amounts:
            if amount.evidence is not None:
                found[amount.evidence.start or 0] = index
    return found


def _start(figure: Figure) -> int:
    return (figure.evidence.start or 0) if figure.evidence else -1
