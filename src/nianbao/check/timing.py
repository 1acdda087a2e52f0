"""Deadlines. A date on the page may be that of a move or a re-post, so it never proves lateness by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from nianbao.check.catalogue import finding, not_assessed
from nianbao.check.view import ReportView
from nianbao.model import Claim, Finding, NotAssessed

_CODE = "TIME.late"
_BODIES_SINCE = 2019
"""Since decree 711 departments publish by 31 January; before, every body by 31 March (decree 492, article 31)."""


def check_time(view: ReportView) -> Iterator[Finding | NotAssessed]:
    """A finding when the earliest date that can be trusted lies after the deadline."""
    report = view.report
    if report.year is None:
        yield not_assessed(_CODE, "no_year")
        return
    lawful, local = deadline(view, report.year)
    due = _usual(lawful, local, view)
    claims = [c for c in report.claims if c.field == "published" and _possible(c, report.year)]
    earliest = min(claims, key=lambda claim: claim.value, default=None)
    if earliest is None or (earliest.value > due.isoformat() and not any(c.source == "signature" for c in claims)):
        yield not_assessed(_CODE, "no_date")
        return
    day = date.fromisoformat(earliest.value)
    if day <= due:
        return
    if any(deadline(view, other)[0] >= day for other in _other_years(view, report.year)):
        yield not_assessed(_CODE, "year_in_doubt")
        return
    yield finding(
        _CODE,
        severity="warning" if day <= lawful else None,
        expected=due.isoformat(),
        actual=day.isoformat(),
        responsibility="source",
        evidence=[earliest.evidence],
        days=(day - due).days,
        zh={"local": f"（{local}）" if local else ""},
        en={"local": f" ({local})" if local else ""},
    )


def _usual(lawful: date, local: str, view: ReportView) -> date:
    """The regulation names no day for townships; counties ask for theirs by the day of the departments, or before."""
    town = view.report.issuer.level == "township" and not local and lawful.year > _BODIES_SINCE
    return min(lawful, date(lawful.year, 1, 31)) if town else lawful


def _other_years(view: ReportView, year: int) -> set[int]:
    """Later years that the period, the title or the file name give: the report's year may be the wrong one of them."""
    claims = (c for c in view.report.claims if c.field in ("period", "year"))
    return {int(c.value[:4]) for c in claims if int(c.value[:4]) > year}


def _possible(claim: Claim, year: int) -> bool:
    """A date before the year was over says nothing of when its report was published."""
    return claim.value > f"{year}-12-30"


def deadline(view: ReportView, year: int) -> tuple[date, str]:
    """The last day, and what an earlier local day rests on. Whose kind is unknown gets the later day."""
    report = view.report
    kind = "body" if report.scope == "body" else "region"
    name = report.issuer.name or ""
    for local in view.settings.deadlines:
        if local.kind == kind and (local.issuer is None or name.startswith(local.issuer)):
            return date(year + 1, *local.day), local.basis or "nianbao.toml"
    early = kind == "body" and year >= _BODIES_SINCE
    return (date(year + 1, 1, 31) if early else date(year + 1, 3, 31)), ""
