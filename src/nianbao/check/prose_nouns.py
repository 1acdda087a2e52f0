"""Numbers that sentences give under the very name of a row of table two: decisions of the year, fees collected."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nianbao.check.catalogue import finding
from nianbao.check.view import Number, ReportView
from nianbao.check.wording import any_of, words
from nianbao.model import Figure, Finding

_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_UNMAPPED = "prose.unmapped"
_MONEY = "元"
_CARRIED = "requests.carried_forward@total"
_REQUESTS = ("requests.received@total", "results.total@total")
_OPEN = re.compile(r"\s*[件起宗]\s*(?:申请)?")
_TEN_THOUSAND = 10_000


def check_nouns(view: ReportView) -> Iterator[Finding]:
    """作出行政许可决定36件, 行政事业性收费158.26万元: the sentence names the row and gives another number."""
    figures = view.prose.get(_UNMAPPED, [])
    rows: dict[str, str] = words("rows_in_words")["rows"]
    named = [(f, rows[f.label]) for f in figures if f.label in rows and f.value is not None and not f.scope]
    named += [(f, key) for key in dict.fromkeys(rows.values()) for f in view.prose.get(key, ())]
    yield from _still_open(figures, view)
    for figure, key in named:
        table = view.printed_values.get(key)
        if table is not None and _is_of_the_year(figure) and not _agrees(figure, table):
            yield _finding(figure, key, table, view)


def _still_open(figures: list[Figure], view: ReportView) -> Iterator[Finding]:
    """收到申请14件，办结13件，2件待答复: beside requests, what is still open is carried forward."""
    table = view.value(_CARRIED)
    requests = (f.evidence for key in _REQUESTS for f in view.prose.get(key, ()))
    beside = {e.quote_start for e in requests if e is not None}
    for figure in figures if table is not None and beside else ():
        place = figure.evidence
        if place is None or place.end is None or place.quote_start not in beside or figure.scope:
            continue
        behind = place.quote[place.end - (place.quote_start or 0) :]
        opens = _OPEN.match(behind)
        if opens and any_of("requests", "open").match(behind, opens.end()) and figure.value != table:
            yield _finding(figure, _CARRIED, table or 0, view)


def _is_of_the_year(figure: Figure) -> bool:
    """All that was decided: not what was published of it, nor what is counted of one kind."""
    if figure.evidence is None or figure.unit == _MONEY:
        return figure.evidence is not None
    ahead = figure.evidence.quote[: (figure.evidence.start or 0) - (figure.evidence.quote_start or 0)]
    made = any_of("rows_in_words", "made").search(ahead)
    return made is not None and not any_of("rows_in_words", "published").search(ahead)


def _agrees(figure: Figure, table: Number) -> bool:
    value = figure.value or 0
    if figure.unit == _MONEY:
        value = value / _TEN_THOUSAND
    if figure.qualifier == "at_least":
        return table >= value
    if figure.qualifier == "approx":
        return abs(table - value) <= 0.1 * abs(value)
    return abs(table - value) <= _rounding(figure, value)


def _rounding(figure: Figure, value: Number) -> float:
    """Half of the last digit printed, for money that sentences round; counts are whole."""
    printed = _DIGITS.match(figure.raw)
    digits = printed[0].replace(",", "") if printed else ""
    if figure.unit != _MONEY or not digits or not float(digits):
        return 0
    return 0.5000001 * abs(value) / float(digits) * 0.1 ** len(digits.partition(".")[2])


def _finding(figure: Figure, key: str, table: Number, view: ReportView) -> Finding:
    zh, en = view.labels(key)
    quote = figure.evidence.quote if figure.evidence else figure.raw
    money = figure.unit == _MONEY
    return finding(
        "PROSE.table",
        [key],
        severity="warning",
        expected=table,
        actual=(figure.value or 0) / _TEN_THOUSAND if money else figure.value,
        responsibility="source",
        evidence=[figure.evidence, view.printed[key].evidence],
        quote=quote,
        zh={"label": zh},
        en={"label": en},
    )
