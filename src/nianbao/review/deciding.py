"""Decisions of people: accepted, corrected, dismissed, sent back. Kept beside what was read, never over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from nianbao.errors import Conflict
from nianbao.review.desk import MAX_NAME, Desk, Number, desk_of, local_path
from nianbao.review.reading import cards_of, figure_view, opened
from nianbao.store.decisions import VERDICTS, Verdict
from nianbao.store.subjects import figure_subjects, finding_subjects

router = APIRouter()

_STATES = ("blank", "not_applicable", "unreadable", "missing")
_MOST_REASON = 500
_YEAR = 365 * 86_400


@dataclass(slots=True)
class Asked:
    """One decision as the form gives it."""

    subject: str
    digest: str
    revision: int
    verdict: Verdict
    reason: str
    value: int | float | None
    state: str | None


class BadForm(ValueError):
    """A field of the form cannot be what it says; ``args[0]`` names the word that tells it."""


async def form_of(request: Request) -> FormData:
    """The fields of the form, a few short ones."""
    return await request.form(max_files=0, max_fields=20, max_part_size=16 * 1024)


Form = Annotated[FormData, Depends(form_of)]


@router.post("/reports/{number}/decisions")
def decide(request: Request, number: Number, form: Form) -> Response:
    """Keep a decision; the later of two people who decide at once is told."""
    desk = desk_of(request)
    say = desk.say(request)
    if not is_ours(desk, request, form):
        return desk.problem(request, 403, say("forged"), say("forged_hint"))
    try:
        asked = _asked(form)
        position, figure = _subject_place(desk, number, asked)
    except BadForm as error:
        return desk.problem(request, 400, say(str(error.args[0])))
    try:
        entry = desk.store.report(number).row
        desk.store.decide(
            entry.document_id,
            asked.subject,
            asked.digest,
            asked.verdict,
            who=desk.person(request),
            reason=asked.reason,
            value=asked.value,
            state=asked.state,
            expected_revision=asked.revision,
        )
    except Conflict as error:
        notice = say("conflict", who=error.details.get("who", "?"), at=str(error.details.get("at", ""))[:16])
        return _answer(desk, request, number, position, figure=figure, notice=notice, status=409)
    return _answer(desk, request, number, position, figure=figure)


def is_ours(desk: Desk, request: Request, form: FormData) -> bool:
    """The form carries the token of a page of ours."""
    given = form.get("csrf")
    return isinstance(given, str) and desk.guard.check_form(request, given)


def _text(form: FormData, name: str, most: int) -> str:
    value = form.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise BadForm("bad_form")
    return "".join(char for char in value if char.isprintable()).strip()


def _asked(form: FormData) -> Asked:
    verdict: Verdict | None = next((v for v in VERDICTS if v == form.get("verdict")), None)
    revision = _text(form, "revision", 9)
    if verdict is None or not (revision.isascii() and revision.isdecimal()):
        raise BadForm("bad_form")
    value, state = _value(form) if verdict == "correct" else (None, None)
    reason = _text(form, "reason", _MOST_REASON)
    if verdict == "correct" and not reason:
        raise BadForm("reason_wanted")
    subject, digest = _text(form, "subject", 1000), _text(form, "digest", 64)
    return Asked(subject, digest, int(revision), verdict, reason, value, state)


def _value(form: FormData) -> tuple[int | float | None, str | None]:
    """The corrected number, or the state that stands for none."""
    state = _text(form, "state", 20)
    if state in _STATES:
        return None, state
    text = _text(form, "value", 30).replace(",", "").replace("，", "")
    try:
        number = float(text)
    except ValueError:
        raise BadForm("not_a_number") from None
    if abs(number) >= 1e15 or number != number:
        raise BadForm("not_a_number")
    return (int(number) if number.is_integer() else number), None


def _subject_place(desk: Desk, number: int, asked: Asked) -> tuple[int, bool]:
    """Where the subject stands in the report, and whether it is a figure; the person must have seen this evidence."""
    raw = desk.store.report(number).data
    for figure, pairs in ((True, figure_subjects(raw["figures"])), (False, finding_subjects(raw["findings"]))):
        if (asked.subject, asked.digest) in pairs:
            return pairs.index((asked.subject, asked.digest)), figure
    raise BadForm("no_such_subject")


def _answer(
    desk: Desk, request: Request, number: int, position: int, *, figure: bool, notice: str = "", status: int = 200
) -> Response:
    """The part of the page that changed for a page with scripts, else the page again."""
    if "hx-request" not in request.headers:
        if notice:
            return desk.problem(request, status, notice)
        return RedirectResponse(f"/reports/{number}#{'figure' if figure else 'finding'}-{position}", 303)
    # htmx puts in what comes with 200 only.
    if figure:
        return figure_view(desk, request, number, position, notice)
    card = next(c for c in cards_of(desk, opened(desk, number), desk.language_of(request)) if c.position == position)
    return desk.page(request, "finding.html", "reports", card=card, entry=desk.store.report(number).row, notice=notice)


@router.post("/person")
def name_person(request: Request, form: Form) -> Response:
    """Who decides, kept in a cookie."""
    desk = desk_of(request)
    if not is_ours(desk, request, form):
        return desk.problem(request, 403, desk.say(request)("forged"), desk.say(request)("forged_hint"))
    try:
        name, back = _text(form, "name", MAX_NAME), _text(form, "back", 2000)
    except BadForm as error:
        return desk.problem(request, 400, desk.say(request)(str(error.args[0])))
    response = RedirectResponse(local_path(back), 303)
    response.set_cookie("nianbao_person", quote(name), httponly=True, samesite="strict", max_age=_YEAR)
    return response


@router.get("/language/{language}")
def choose_language(request: Request, language: str) -> Response:
    """Chinese or English, kept in a cookie."""
    response = RedirectResponse(local_path(request.query_params.get("back", "/")), 303)
    chosen = "en" if language == "en" else "zh"
    response.set_cookie("nianbao_language", chosen, httponly=True, samesite="strict", max_age=_YEAR)
    return response
