"""Taking away and handing in: lists and figures as xlsx, files to be checked at once."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from nianbao.codebook import codebook
from nianbao.review.deciding import is_ours
from nianbao.review.desk import Desk, Number, desk_of
from nianbao.review.lists import wanted_of
from nianbao.review.reading import opened
from nianbao.review.trial import MAX_UPLOAD, try_out
from nianbao.store.queries import ReportRow

router = APIRouter()

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_ROWS = 20_000
_MOST_FILES = 10
_LIST = (
    "issuer",
    "division",
    "year",
    "edition",
    "published",
    "errors",
    "warnings",
    "open_findings",
    "doubtful",
    "name",
)


@router.get("/reports.xlsx")
def list_xlsx(request: Request) -> Response:
    """The list as it is filtered and sorted, whole or not at all (20,000 rows)."""
    desk = desk_of(request)
    wanted, say = wanted_of(request), desk.say(request)
    found = desk.store.reports(wanted.chosen, sort=wanted.sort, descending=wanted.descending, limit=_MOST_ROWS)
    if found.total > _MOST_ROWS:
        return desk.problem(request, 400, say("list_too_long", most=_MOST_ROWS, total=found.total))
    heads = [say(f"column_{name}") for name in _LIST]
    return _workbook("reports.xlsx", heads, (_list_row(row) for row in found.items))


def _list_row(row: ReportRow) -> list[object]:
    return [getattr(row, name) for name in _LIST]


@router.get("/reports/{number}/figures.xlsx")
def figures_xlsx(request: Request, number: Number) -> Response:
    """The figures of one report with their places; ``?as=corrected`` with corrections."""
    desk = desk_of(request)
    found = opened(desk, number, request.query_params.get("as", "published"))
    language, say, book = desk.language_of(request), desk.say(request), codebook()
    heads = [say(name) for name in ("key", "item", "value", "state", "unit", "grade", "page", "sentence")]
    rows = (
        [
            f.key,
            f.label or book.label(f.key)[language == "en"],
            f.value,
            say(f"state_{f.state}"),
            f.unit,
            say(f"grade_{f.grade}"),
            f.evidence.page if f.evidence else None,
            f.evidence.quote if f.evidence else f.raw,
        ]
        for f in found.report.figures
    )
    return _workbook(f"report-{number}.xlsx", heads, rows)


def _workbook(name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """One sheet with a frozen, filtered header. Text is text: nothing that begins with = becomes a formula."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1)})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bg_color": "#E6EBF3", "border": 1})
    count = 0
    for count, row in enumerate(rows, 1):
        sheet.write_row(count, 0, ["" if value is None else value for value in row])
    sheet.write_row(0, 0, heads, bold)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, count, len(heads) - 1)
    sheet.autofit(max_width=360)
    book.close()
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(buffer.getvalue(), media_type=_XLSX, headers=headers)


@router.get("/upload")
def upload_page(request: Request) -> Response:
    """Where files are dropped."""
    return desk_of(request).page(request, "upload.html", "upload", results=[], limit=MAX_UPLOAD)


async def _files_of(request: Request) -> AsyncIterator[FormData]:
    """The form with its files, which are closed when the answer is made."""
    async with request.form(max_files=_MOST_FILES, max_fields=5) as form:
        yield form


@router.post("/upload")
def upload(request: Request, form: Annotated[FormData, Depends(_files_of)]) -> Response:
    """Read and check the files; nothing is kept."""
    desk = desk_of(request)
    say = desk.say(request)
    if not is_ours(desk, request, form):
        return desk.problem(request, 403, say("forged"), say("forged_hint"))
    files = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
    if not files:
        return desk.problem(request, 400, say("no_file"))
    results = [_tried(desk, request, each) for each in files]
    return desk.page(request, "upload.html", "upload", results=results, limit=MAX_UPLOAD)


def _tried(desk: Desk, request: Request, file: UploadFile) -> object:
    return try_out(file.filename or "?", file.file.read(MAX_UPLOAD + 1), desk.language_of(request))
