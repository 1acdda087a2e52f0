"""Overview, list of reports, rules, unmapped numbers, audit log."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from nianbao.check.catalogue import rules
from nianbao.export.messages import Language
from nianbao.review.desk import desk_of
from nianbao.review.words import Say
from nianbao.store.filtering import SORTS, Filter, Sort
from nianbao.store.store import Store

router = APIRouter(include_in_schema=True)

PER_PAGE = 50
_MOST = 20
_AT_ONCE = 10_000
_ROWS = 500
"""Rows of a list without pages; the page says when there are more."""
_LONGEST = 100
"""Characters of a search."""
_COLOURS = {"error": "#b3261e", "warning": "#c98a00", "info": "#3b5b8c"}


@router.get("/")
def overview(request: Request) -> Response:
    """Reports by year and division, findings by rule: each bar leads to its list."""
    desk = desk_of(request)
    store, say = desk.store, desk.say(request)
    severities = dict(store.counts("severity"))
    facts = [
        (say("card_reports"), store.reports(limit=1).total, "/reports"),
        (say("card_open"), store.reports(Filter(open=True), limit=1).total, "/reports?open=1"),
        (say("severity_error"), severities.get("error", 0), "/reports?severity=error"),
        (say("severity_warning"), severities.get("warning", 0), "/reports?severity=warning"),
        (say("card_doubtful"), store.reports(Filter(doubtful=True), limit=1).total, "/reports?doubtful=1"),
        (say("card_failures"), _failure_count(store), "/failures"),
    ]
    charts = [
        _chart(say("chart_years"), store.counts("year"), "year", say),
        _named(
            _chart(say("chart_codes"), _most(store.counts("code")), "code", say, sideways=True),
            desk.language_of(request),
        ),
        _chart(say("chart_divisions"), _most(store.counts("province")), "division", say),
        _chart(say("chart_levels"), store.counts("level"), "level", say, words="level_"),
    ]
    return desk.page(request, "overview.html", "overview", cards=facts, charts=[c for c in charts if c["labels"]])


def _failure_count(store: Store) -> int:
    """All of them, counted page by page."""
    total = 0
    while found := len(store.failures(limit=_AT_ONCE, offset=total)):
        total += found
    return total


def _most(counts: list[tuple[Any, int]]) -> list[tuple[Any, int]]:
    return sorted(counts, key=lambda pair: -pair[1])[:_MOST]


def _chart(
    title: str, counts: list[tuple[Any, int]], name: str, say: Say, *, sideways: bool = False, words: str = ""
) -> dict[str, Any]:
    return {
        "title": title,
        "labels": [_label(value, words, say) for value, _ in counts],
        "series": [{"name": title, "values": [number for _, number in counts], "color": "#1a5fb4"}],
        "links": [f"/reports?{urlencode({name: value})}" if value is not None else None for value, _ in counts],
        "sideways": sideways,
        "stacked": False,
    }


def _named(chart: dict[str, Any], language: Language) -> dict[str, Any]:
    """The chart of rules with their titles."""
    known = rules()
    titles = [(known[c].en if language == "en" else known[c].zh) if c in known else c for c in chart["labels"]]
    return chart | {"labels": titles}


def _label(value: Any, words: str, say: Say) -> str:
    if value is None:
        return say("unknown")
    return say(f"{words}{value}") if words else str(value)


@dataclass(slots=True)
class Wanted:
    """What the address of a list asks for; what it cannot mean is passed over."""

    chosen: Filter
    sort: Sort
    descending: bool
    page: int
    given: dict[str, str]

    def address(self, **changed: object) -> str:
        """The same list with something changed."""
        query = {k: str(v) for k, v in (self.given | changed).items() if str(v)}
        return f"/reports?{urlencode(query)}"


def wanted_of(request: Request) -> Wanted:
    """Filters, order and page of an address."""
    names = ("q", "year", "division", "level", "kind", "edition", "severity", "code", "open", "doubtful", "unreadable")
    given = {name: request.query_params.get(name, "")[:_LONGEST].replace("\0", "") for name in (*names, "sort", "page")}
    sort = given["sort"].removeprefix("-")
    chosen = Filter(
        search=given["q"].strip(),
        years=_years(given["year"]),
        divisions=tuple(part for part in given["division"].split() if part.isdecimal() and part.isascii()),
        levels=_words(given["level"]),
        kinds=_words(given["kind"]),
        editions=_words(given["edition"]),
        codes=_words(given["code"]),
        severity=given["severity"] or None,
        open=True if given["open"] else None,
        doubtful=True if given["doubtful"] else None,
        unreadable=True if given["unreadable"] else None,
    )
    page = int(given["page"]) if given["page"].isascii() and given["page"].isdecimal() and len(given["page"]) < 7 else 1
    known: Sort = next((name for name in SORTS if name == sort), "open_findings")
    return Wanted(chosen, known, given["sort"].startswith("-") or not sort, max(page, 1), given)


def _years(text: str) -> tuple[int, ...]:
    """``2023``, ``2021-2024``."""
    first, _, last = text.partition("-")
    if not (first.isascii() and first.isdecimal() and len(first) == 4):
        return ()
    end = int(last) if last.isascii() and last.isdecimal() and len(last) == 4 else int(first)
    return tuple(range(int(first), min(end, int(first) + 50) + 1))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@router.get("/reports")
def reports(request: Request) -> Response:
    """The list of reports."""
    desk = desk_of(request)
    wanted = wanted_of(request)
    found = desk.store.reports(
        wanted.chosen,
        sort=wanted.sort,
        descending=wanted.descending,
        limit=PER_PAGE,
        offset=(wanted.page - 1) * PER_PAGE,
    )
    last = max(1, -(-found.total // PER_PAGE))
    return desk.page(
        request, "reports.html", "reports", rows=found.items, total=found.total, wanted=wanted, last=last, rules=rules()
    )


@router.get("/rules")
def rule_list(request: Request) -> Response:
    """What is checked, and how often each rule spoke."""
    desk = desk_of(request)
    counts = dict(desk.store.counts("code"))
    return desk.page(request, "rules.html", "rules", rules=rules(), counts=counts)


@router.get("/unmapped")
def unmapped(request: Request) -> Response:
    """Numbers of sentences that no measure explains: what the codebook lacks, most frequent first."""
    desk = desk_of(request)
    search = request.query_params.get("q", "")[:_LONGEST].replace("\0", "")
    rows = desk.store.unmapped(limit=_ROWS + 1, search=search)
    return desk.page(request, "unmapped.html", "unmapped", rows=rows[:_ROWS], search=search, more=len(rows) > _ROWS)


@router.get("/failures")
def failures(request: Request) -> Response:
    """Documents that gave no report."""
    desk = desk_of(request)
    rows = desk.store.failures(limit=_ROWS + 1)
    return desk.page(request, "failures.html", "overview", rows=rows[:_ROWS], more=len(rows) > _ROWS)


@router.get("/log")
def log(request: Request) -> Response:
    """Who decided what, the last first."""
    desk = desk_of(request)
    rows = desk.store.audit(limit=_ROWS + 1)
    return desk.page(request, "log.html", "audit_log", rows=rows[:_ROWS], as_text=_as_text, more=len(rows) > _ROWS)


def _as_text(details: str) -> str:
    """The details of a log entry as a person reads them."""
    try:
        facts = json.loads(details)
    except ValueError:
        return details
    return ", ".join(f"{name}: {value}" for name, value in facts.items() if value not in (None, ""))
