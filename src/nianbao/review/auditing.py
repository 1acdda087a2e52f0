"""The checking office's papers for what the list shows: workbook, letters and page in one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from nianbao import __version__
from nianbao.errors import DocumentError
from nianbao.export.messages import Language
from nianbao.export.published import from_json
from nianbao.model import Audit, Filing, Office, Passage
from nianbao.review.desk import Desk, desk_of
from nianbao.review.lists import wanted_of
from nianbao.review.reading import capture_of
from nianbao.review.source import drawing
from nianbao.store.filtering import Filter
from nianbao.store.queries import ReportRow

router = APIRouter()

_MOST = 500
"""Reports of one audit made while a person waits; more are for ``nianbao audit``."""
_DAY_ONE = (1980, 1, 1, 0, 0, 0)
"""Time of every member: the same reports give the same bytes."""


@router.get("/audit.zip")
def audit_zip(request: Request) -> Response:
    """The audit of the reports of one year that the filters leave, against last year's of the same bodies."""
    from nianbao.pipeline.across import audit

    desk = desk_of(request)
    chosen, say = wanted_of(request).chosen, desk.say(request)
    if len(chosen.years) != 1:
        return desk.problem(request, 400, say("audit_one_year"))
    found = desk.store.reports(chosen, sort="division", limit=_MOST + 1)
    if not found.total or found.total > _MOST:
        return desk.problem(request, 400, say("audit_too_many", most=_MOST, total=found.total))
    year = chosen.years[0]
    filings = list(_filings(desk, found.items))
    lasts = list(_filings(desk, _last_year(desk, chosen, year, found.items)))
    result = audit(filings, lasts, year=year)
    data = _archive(result, desk.language_of(request))
    headers = {"Content-Disposition": f'attachment; filename="audit-{year}.zip"'}
    return Response(data, media_type="application/zip", headers=headers)


def _last_year(desk: Desk, chosen: Filter, year: int, rows: list[ReportRow]) -> list[ReportRow]:
    """Last year's reports of the same bodies, however many; what was filtered by findings is not asked of them."""
    plain = replace(chosen, years=(year - 1,), codes=(), severity=None, open=None, doubtful=None, unreadable=None)
    bodies = sorted({row.issuer for row in rows if row.issuer is not None})
    return [row for name in bodies for row in desk.store.reports(replace(plain, issuer=name)).items]


def _filings(desk: Desk, rows: list[ReportRow]) -> Iterator[Filing]:
    for row in rows:
        yield Filing(from_json(desk.store.report(row.id).text), _passages(desk, row))


def _passages(desk: Desk, row: ReportRow) -> list[Passage]:
    """The running text, for what was copied; the figures are those of the store."""
    from nianbao.pipeline import examine

    capture = capture_of(desk, row)
    if capture is None:
        return []
    try:
        with drawing():
            return examine(capture).passages
    except DocumentError:
        return []


def _archive(result: Audit, language: Language) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in _files(result, language):
            archive.writestr(zipfile.ZipInfo(name, _DAY_ONE), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _files(result: Audit, language: Language) -> Iterator[tuple[str, bytes]]:
    from nianbao.export.audit.letters import letters
    from nianbao.export.audit.page import page
    from nianbao.export.audit.workbook import workbook

    yield "audit.xlsx", workbook(result, language, __version__)
    yield "audit.html", page(result, language, __version__)
    for name, letter in letters(result, Office(), None, language):
        yield f"letters/{name}", letter
