"""The application: routes, guard, and pages for what goes wrong."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as AnyHttpException
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nianbao import __version__
from nianbao.errors import NianbaoError, NotFound, StoreBusy
from nianbao.export.messages import Language
from nianbao.review import auditing, comparing, deciding, handing, lists, reading
from nianbao.review.desk import Desk, desk_of
from nianbao.review.security import Guard
from nianbao.review.trial import MAX_UPLOAD
from nianbao.store.store import Store

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")
_MOST_BODY = MAX_UPLOAD + 1024 * 1024


def create_app(
    store: Store, *, hosts: Iterable[str] = LOOPBACK_NAMES, token: str | None = None, language: Language = "zh"
) -> FastAPI:
    """The review page over an open store. ``hosts`` are the names it answers to; ``token`` is asked when given."""
    app = FastAPI(title="nianbao", version=__version__, docs_url=None, redoc_url=None)
    guard = Guard(frozenset(hosts), token)
    app.state.desk = Desk(store, guard, language)
    for part in (lists, handing, auditing, comparing, deciding, reading):
        app.include_router(part.router)
    from importlib.resources import as_file, files

    with as_file(files("nianbao.review") / "static") as folder:
        app.mount("/static", StaticFiles(directory=folder), name="static")
    app.middleware("http")(guard)
    app.add_middleware(BodyBound)
    app.add_exception_handler(NianbaoError, _our_error)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(AnyHttpException, _http_error)
    return app


class BodyBound:
    """No request is longer than the longest upload, whatever it says of its length."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        said = dict(scope["headers"]).get(b"content-length", b"0")
        if not said.isdigit() or int(said) > _MOST_BODY:
            await PlainTextResponse("The file is too large. 文件过大。", 413)(scope, receive, send)
            return
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > _MOST_BODY:
                raise HTTPException(413)
            return message

        await self.app(scope, bounded, send)


def _our_error(request: Request, error: Exception) -> Response:
    desk = desk_of(request)
    assert isinstance(error, NianbaoError)
    status = 404 if isinstance(error, NotFound) else 503 if isinstance(error, StoreBusy) else 500
    if isinstance(error, NotFound):
        return desk.problem(request, status, desk.say(request)("no_such_report"))
    return desk.problem(request, status, reading.message_of(error, desk.language_of(request)))


def _bad_request(request: Request, error: Exception) -> Response:
    desk = desk_of(request)
    return desk.problem(request, 404, desk.say(request)("no_such_report"))


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AnyHttpException)
    desk = desk_of(request)
    say = desk.say(request)
    what = {404: "no_such_page", 405: "not_allowed", 413: "too_large"}.get(error.status_code, "bad_form")
    return desk.problem(request, error.status_code, say(what))
