"""Side by side: all years of one body, two readings of one document, two reports cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from starlette.responses import Response

from nianbao.check.view import ReportView
from nianbao.codebook import Term, Tie, codebook, load_edition
from nianbao.export.messages import Language, text
from nianbao.export.published import from_json
from nianbao.model import Figure, Report
from nianbao.review.desk import Desk, Number, desk_of
from nianbao.review.forms import shown_value
from nianbao.store.filtering import Filter
from nianbao.store.queries import ReportRow

router = APIRouter()

_MOST_YEARS = 40


@dataclass(slots=True)
class Side:
    """One column: a report and where it is in the store."""

    row: ReportRow
    report: Report
    figures: dict[str, Figure] = field(default_factory=dict)


@dataclass(slots=True)
class Compared:
    """One key over all columns; ``differs`` when not all say the same."""

    key: str
    label: str
    cells: list[str]
    grades: list[str]
    differs: bool


@dataclass(slots=True)
class Link:
    """One tie between two years: last year's figure against this year's."""

    year: int
    label: str
    before: str
    after: str
    state: str


@router.get("/units")
def unit_page(request: Request) -> Response:
    """All years of one body as a small panel, with the chain of what was carried forward."""
    desk = desk_of(request)
    language = desk.language_of(request)
    name = request.query_params.get("name", "")[:200].replace("\0", "")
    found = desk.store.reports(Filter(issuer=name), sort="year", descending=True, limit=_MOST_YEARS)
    rows = found.items[::-1]
    if not rows:
        return desk.problem(request, 404, desk.say(request)("no_such_unit"))
    sides = [_side(desk, row.id) for row in rows]
    return desk.page(
        request,
        "unit.html",
        "reports",
        name=name,
        sides=sides,
        lines=list(compare(sides, language)),
        chain=list(chain_of(sides, language)),
        total=found.total,
    )


@router.get("/compare")
def compare_page(request: Request) -> Response:
    """Two reports, cell by cell; ``?all=1`` shows also what is the same."""
    desk = desk_of(request)
    numbers = [request.query_params.get(name, "") for name in ("left", "right")]
    if not all(n.isascii() and n.isdecimal() and len(n) < 12 for n in numbers):
        return desk.problem(request, 400, desk.say(request)("compare_two"))
    sides = [_side(desk, int(number)) for number in numbers]
    lines = list(compare(sides, desk.language_of(request)))
    everything = bool(request.query_params.get("all"))
    return desk.page(
        request,
        "compare.html",
        "reports",
        sides=sides,
        lines=[line for line in lines if everything or line.differs],
        same=sum(not line.differs for line in lines),
        everything=everything,
    )


@router.get("/reports/{number}/versions")
def versions_page(request: Request, number: Number) -> Response:
    """All readings of all versions of one document."""
    desk = desk_of(request)
    row = desk.store.report(number).row
    return desk.page(request, "versions.html", "reports", entry=row, rows=desk.store.readings(row.document_id))


def _side(desk: Desk, number: int) -> Side:
    stored = desk.store.report(number)
    report = from_json(stored.text)
    side = Side(stored.row, report)
    for figure in report.figures:
        if figure.origin != "prose":
            side.figures.setdefault(figure.key, figure)
    for figure in report.figures:
        if figure.origin == "prose" and figure.key != "prose.unmapped":
            side.figures.setdefault(figure.key, figure)
    return side


def compare(sides: list[Side], language: Language) -> Iterator[Compared]:
    """Every key that one of the reports has, in the order of the codebook."""
    book = codebook()
    at = int(language == "en")
    present = {key for side in sides for key in side.figures}
    ordered = [entry.key for entry in book.rows() if entry.key in present]
    for key in [*ordered, *sorted(present.difference(ordered))]:
        found = [side.figures.get(key) for side in sides]
        cells = ["" if f is None else shown_value(f.value, f.state, language) for f in found]
        grades = ["" if f is None else f"state-{f.state} grade-{f.grade}" for f in found]
        yield Compared(key, book.label(key)[at], cells, grades, len(set(cells)) > 1)


def chain_of(sides: list[Side], language: Language) -> Iterator[Link]:
    """The ties that reach into the year before, for every pair of consecutive years that is there.

    Where two reports claim one year (朝阳区 is two bodies) nobody knows which carries on: no link is drawn.
    """
    claims = Counter(side.report.year for side in sides)
    by_year = {
        side.report.year: side for side in sides if side.report.year is not None and claims[side.report.year] == 1
    }
    for year, side in sorted(by_year.items()):
        before = by_year.get(year - 1)
        if before is None or side.report.edition is None:
            continue
        for tie in load_edition(side.report.edition).ties:
            if tie.spans_years:
                yield _link(year, tie, ReportView(before.report), ReportView(side.report), language)


def _link(year: int, tie: Tie, before: ReportView, after: ReportView, language: Language) -> Link:
    left, right = (_total(terms, before, after) for terms in (tie.left, tie.right))
    state = "unknown" if left is None or right is None else "holds" if _holds(tie, left, right) else "fails"
    unknown = text("text", "total_unknown", language)
    now = next((term for term in tie.terms if not term.previous), tie.terms[0])
    earlier_is_left = any(term.previous for term in tie.left)
    values = (left, right) if earlier_is_left else (right, left)
    shown = [unknown if value is None else f"{value:,}" for value in values]
    return Link(year, codebook().label(now.key)[language == "en"], shown[0], shown[1], state)


def _total(terms: tuple[Term, ...], before: ReportView, after: ReportView) -> int | float | None:
    total: int | float = 0
    for term in terms:
        value = (before if term.previous else after).value(term.key)
        if value is None:
            return None
        total += term.sign * value
    return total


def _holds(tie: Tie, left: float, right: float) -> bool:
    return {"=": left == right, ">=": left >= right, "<=": left <= right}[tie.relation]
