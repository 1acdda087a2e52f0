"""One report: its source beside its figures, a figure's arithmetic, its pages, its JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from nianbao.codebook import codebook
from nianbao.errors import DocumentError, NianbaoError
from nianbao.export.messages import Language, error_message, word
from nianbao.export.published import from_json
from nianbao.model import Capture, Figure, Finding, Report, Suggestion
from nianbao.review.arithmetic import sums_of
from nianbao.review.desk import Desk, Number, desk_of
from nianbao.review.forms import form_of, shown_value
from nianbao.review.source import FRAME_POLICY, TextBlock, blocks_of, frame_page, sizes_of, view_of
from nianbao.review.words import Say, speaker
from nianbao.store.decisions import StoredDecision
from nianbao.store.queries import ReportRow
from nianbao.store.store import StoredReport
from nianbao.store.subjects import figure_subjects, finding_subjects

router = APIRouter(prefix="/reports/{number}")

_DAY = 86_400


@dataclass(slots=True)
class Opened:
    """A report as it is looked at: ``report`` with or without corrections, ``raw`` as published."""

    stored: StoredReport
    raw: dict[str, Any]
    report: Report
    corrected: bool

    @property
    def entry(self) -> ReportRow:
        """Its row in the lists."""
        return self.stored.row


@dataclass(slots=True)
class Standing:
    """The last decision on a subject; ``open`` when what was printed has changed since."""

    decision: StoredDecision
    open: bool
    text: str


@dataclass(slots=True)
class Card:
    """A finding as shown."""

    position: int
    finding: Finding
    subject: str
    digest: str
    revision: int
    decision: Standing | None
    numbers: list[tuple[int, str]]
    suggestions: list[str]


def opened(desk: Desk, number: int, view: str = "published") -> Opened:
    """The report, ``published`` or ``corrected``. Raises NotFound, StoreDamaged."""
    stored = desk.store.report(number)
    raw = stored.data
    corrected = view == "corrected"
    text = json.dumps(desk.store.corrected(stored), ensure_ascii=False) if corrected else stored.text
    return Opened(stored, raw, from_json(text), corrected)


def capture_of(desk: Desk, entry: ReportRow) -> Capture | None:
    """The bytes that were read, when the store kept them."""
    data = desk.store.source(entry.sha256)
    return None if data is None else Capture(data, entry.path, entry.sha256, entry.url, entry.fetched_at)


@router.get("")
def report_page(request: Request, number: Number) -> Response:
    """Left the document as published, right what was read from it."""
    desk = desk_of(request)
    language, say = desk.language_of(request), desk.say(request)
    found = opened(desk, number, request.query_params.get("as", "published"))
    cards = cards_of(desk, found, language)
    facts = _source_facts(desk, found, say, language)
    return desk.page(
        request,
        "report.html",
        "reports",
        entry=found.entry,
        report=found.report,
        corrected=found.corrected,
        form=form_of(found.report, language, _marks(desk, found, cards)),
        findings=cards,
        titles=_titles(found.report, language),
        places=[_place(figure) for figure in found.report.figures],
        **facts,
    )


def _source_facts(desk: Desk, found: Opened, say: Say, language: Language) -> dict[str, Any]:
    """How the source is shown, or why it is not."""
    capture = capture_of(desk, found.entry)
    facts: dict[str, Any] = {"view": "text", "pages": [], "blocks": [], "problem": ""}
    if capture is None:
        return facts | {"problem": say("source_not_kept")}
    try:
        facts["view"] = view_of(capture)
        if facts["view"] == "pages":
            facts["pages"] = _pages(capture, found.report, language)
        facts["blocks"] = _blocks(capture, found.report)
    except DocumentError as error:
        message = error_message(error.code, error.details)
        facts["problem"] = message.en if language == "en" else message.zh
    return facts


def _blocks(capture: Capture, report: Report) -> list[TextBlock]:
    return blocks_of(capture, report)


def _pages(capture: Capture, report: Report, language: Language) -> list[dict[str, Any]]:
    boxes: dict[int, list[dict[str, Any]]] = {}
    titles = _titles(report, language)
    for number, figure in enumerate(report.figures):
        at = figure.evidence
        if at and at.page and at.bbox:
            x0, top, x1, bottom = at.bbox
            boxes.setdefault(at.page, []).append(
                {
                    "number": number,
                    "x": round(x0, 1),
                    "y": round(top, 1),
                    "width": round(x1 - x0, 1),
                    "height": round(bottom - top, 1),
                    "kinds": f"state-{figure.state} grade-{figure.grade}",
                    "title": f"{titles[number]}: {shown_value(figure.value, figure.state, language)}",
                }
            )
    return [
        {"number": page, "width": round(width, 1), "height": round(height, 1), "boxes": boxes.get(page, [])}
        for page, (width, height) in enumerate(sizes_of(capture), 1)
    ]


def _titles(report: Report, language: Language) -> dict[int, str]:
    book = codebook()
    at = int(language == "en")
    return {number: figure.label or book.label(figure.key)[at] for number, figure in enumerate(report.figures)}


def _place(figure: Figure) -> dict[str, object]:
    """What the page's script needs to find a figure in the source."""
    at = figure.evidence
    if at is None:
        return {"key": figure.key}
    return {"key": figure.key, "page": at.page, "element": at.element if figure.origin != "prose" else None}


def _marks(desk: Desk, found: Opened, cards: list[Card]) -> dict[str, str]:
    """Extra words for the look of a key's cell: a finding speaks of it, or it was corrected."""
    marks = {key: "has-finding" for card in cards if card.finding.severity == "error" for key in card.finding.keys}
    standing = desk.store.standing(found.entry.document_id)
    for figure, pair in zip(found.raw["figures"], figure_subjects(found.raw["figures"]), strict=True):
        if figure["origin"] != "prose" and pair in standing and standing[pair].verdict == "correct":
            marks[figure["key"]] = "corrected"
    return marks


def cards_of(desk: Desk, found: Opened, language: Language) -> list[Card]:
    """The findings with their decisions, errors first."""
    decisions = desk.store.decisions(found.entry.document_id)
    by_key: dict[str, int] = {}
    for number, figure in enumerate(found.report.figures):
        by_key.setdefault(figure.key, number)
    cards = [
        _card(position, finding, subject, digest, decisions, by_key, language)
        for position, (finding, (subject, digest)) in enumerate(
            zip(found.report.findings, finding_subjects(found.raw["findings"]), strict=True)
        )
    ]
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(cards, key=lambda card: (order[card.finding.severity], card.position))


def _card(
    position: int,
    finding: Finding,
    subject: str,
    digest: str,
    decisions: list[StoredDecision],
    by_key: dict[str, int],
    language: Language,
) -> Card:
    book, at = codebook(), int(language == "en")
    return Card(
        position,
        finding,
        subject,
        digest,
        revision_of(decisions, subject),
        standing_of(decisions, subject, digest, language),
        [(by_key[key], book.label(key)[at]) for key in finding.keys if key in by_key][:12],
        [suggestion_text(suggestion, language) for suggestion in finding.suggestions],
    )


def suggestion_text(suggestion: Suggestion, language: Language) -> str:
    """What would mend the ties, with every figure that must change."""
    book, at, say = codebook(), int(language == "en"), speaker(language)
    changes = [(suggestion.key, suggestion.value), *((change.key, change.value) for change in suggestion.also)]
    values = say("comma").join(say("would_be", key=book.label(key)[at], value=value) for key, value in changes)
    return say("suggestion", values=values, repairs=suggestion.repairs)


def revision_of(decisions: list[StoredDecision], subject: str) -> int:
    """Revision of the last decision on a subject, 0 for none."""
    return max((d.revision for d in decisions if d.subject == subject), default=0)


def standing_of(decisions: list[StoredDecision], subject: str, digest: str, language: Language) -> Standing | None:
    """The last decision on a subject, unless it was taken back."""
    last = max((d for d in decisions if d.subject == subject), key=lambda d: d.revision, default=None)
    if last is None or last.verdict == "withdraw":
        return None
    say = speaker(language)
    changed = last.evidence_digest != digest
    shown = f" → {shown_value(last.value, last.state or 'value', language)}" if last.verdict == "correct" else ""
    text = say(
        "decided",
        verdict=say(f"verdict_{last.verdict}") + shown,
        who=last.who,
        at=last.at[:16].replace("T", " "),
        reason=last.reason or say("no_reason"),
    )
    return Standing(last, changed, f"{say('reopened')} {text}" if changed else text)


@router.get("/figures/{position}")
def figure_part(request: Request, number: Number, position: int) -> Response:
    """A figure's place, its ties with their arithmetic, what decisions say, and the form to correct it."""
    desk = desk_of(request)
    return figure_view(desk, request, number, position)


def figure_view(
    desk: Desk, request: Request, number: int, position: int, notice: str = "", status: int = 200
) -> Response:
    """The part of the page about one figure."""
    language = desk.language_of(request)
    found = opened(desk, number)
    if not 0 <= position < len(found.report.figures):
        return desk.problem(request, 404, desk.say(request)("no_such_figure"))
    figure = found.report.figures[position]
    subject, digest = figure_subjects(found.raw["figures"])[position]
    decisions = desk.store.decisions(found.entry.document_id)
    return desk.page(
        request,
        "figure.html",
        "reports",
        status,
        entry=found.entry,
        figure=figure,
        position=position,
        title=_titles(found.report, language)[position],
        shown=shown_value(figure.value, figure.state, language),
        place=place_text(figure, language),
        sums=sums_of(found.report, figure.key, language) if figure.origin != "prose" else [],
        others=[
            (other, shown_value(other.value, other.state, language), at)
            for at, other in enumerate(found.report.figures)
            if other.key == figure.key and at != position and figure.key != "prose.unmapped"
        ],
        suggestions=[
            (suggestion_text(s, language), f.code)
            for f in found.report.findings
            for s in f.suggestions
            if figure.key in (s.key, *(change.key for change in s.also))
        ],
        subject=subject,
        digest=digest,
        revision=revision_of(decisions, subject),
        standing=standing_of(decisions, subject, digest, language),
        notice=notice,
    )


def place_text(figure: Figure, language: Language) -> str:
    """Where a figure is printed, in words."""
    at = figure.evidence
    if at is None:
        return ""
    say = speaker(language)
    parts = [say("page_n", n=at.page)] if at.page else []
    if at.table:
        parts.append(say("place_cell", table=at.table, row=at.row, column=at.column))
    elif at.start is not None:
        parts.append(say("place_text", start=at.start, end=at.end))
    return " · ".join([*parts, word("word", figure.grade, language)])


@router.get("/frame")
def frame(request: Request, number: Number) -> Response:
    """The HTML page as published, with nothing in it that runs or loads."""
    desk = desk_of(request)
    entry = desk.store.report(number).row
    capture = capture_of(desk, entry)
    if capture is None or view_of(capture) != "frame":
        return desk.problem(request, 404, desk.say(request)("source_not_kept"))
    return Response(
        frame_page(capture),
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": FRAME_POLICY, "Cache-Control": f"private, max-age={_DAY}"},
    )


@router.get("/pages/{page}.png")
def page_png(request: Request, number: Number, page: int) -> Response:
    """A page of the PDF as a picture."""
    desk = desk_of(request)
    capture = capture_of(desk, desk.store.report(number).row)
    if capture is None or view_of(capture) != "pages":
        return desk.problem(request, 404, desk.say(request)("source_not_kept"))
    try:
        png = desk.pictures.get(capture, page)
    except IndexError:
        return desk.problem(request, 404, desk.say(request)("no_such_page"))
    return Response(png, media_type="image/png", headers={"Cache-Control": f"private, max-age={_DAY}"})


@router.get("/report.json")
def report_json(request: Request, number: Number) -> Response:
    """The report as published, or with corrections (``?as=corrected``)."""
    desk = desk_of(request)
    stored = desk.store.report(number)
    corrected = request.query_params.get("as") == "corrected"
    text = json.dumps(desk.store.corrected(stored), ensure_ascii=False) if corrected else stored.text
    return Response(text, media_type="application/json")


def message_of(error: NianbaoError, language: Language) -> str:
    """What went wrong and what to do."""
    message = error_message(error.code, error.details)
    return message.en if language == "en" else message.zh
