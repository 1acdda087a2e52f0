"""What every page needs: the store, the guard, the templates, and one request's language and person."""

from __future__ import annotations

import getpass
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Path, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from nianbao.export.messages import Language
from nianbao.review.security import Guard
from nianbao.review.source import Pictures
from nianbao.review.words import Say, speaker
from nianbao.store.store import Store

Number = Annotated[int, Path(ge=1, le=2**53)]
"""Number of a report in an address; no database has a larger one."""

_LANGUAGE, _PERSON = "nianbao_language", "nianbao_person"
MAX_NAME = 60


@dataclass(slots=True)
class Desk:
    """One server's things."""

    store: Store
    guard: Guard
    language: Language = "zh"
    pictures: Pictures = field(default_factory=Pictures)
    templates: Environment = field(
        default_factory=lambda: Environment(
            loader=PackageLoader("nianbao.review"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
    )

    def language_of(self, request: Request) -> Language:
        """As the person chose, else as the server was started."""
        chosen = request.cookies.get(_LANGUAGE)
        return "en" if chosen == "en" else "zh" if chosen == "zh" else self.language

    def say(self, request: Request) -> Say:
        """Words for this request."""
        return speaker(self.language_of(request))

    def person(self, request: Request) -> str:
        """Who decides: the name given on the page, else the user of this machine."""
        return unescaped(request.cookies.get(_PERSON, ""))[:MAX_NAME] or _user()

    def page(self, request: Request, template: str, here: str, status: int = 200, **facts: Any) -> Response:
        """A whole page, or a part of one for a template that is no whole page."""
        language = self.language_of(request)
        text = self.templates.get_template(template).render(
            lang=language,
            say=speaker(language),
            csrf=getattr(request.state, "csrf", ""),
            person=self.person(request),
            here=here,
            back=local_path(str(request.url)),
            **facts,
        )
        return HTMLResponse(text, status)

    def problem(self, request: Request, status: int, what: str, hint: str = "") -> Response:
        """A page that says what is wrong and what to do."""
        return self.page(request, "problem.html", "", status, what=what, hint=hint)


def desk_of(request: Request) -> Desk:
    """The desk of the server that got this request."""
    desk: Desk = request.app.state.desk
    return desk


def local_path(address: str) -> str:
    """Path and query of an address of ours; anything that would lead elsewhere becomes the first page."""
    parts = urlsplit(address)
    path = parts.path if parts.path.startswith("/") and not parts.path.startswith("//") else "/"
    return path + (f"?{parts.query}" if parts.query else "")


def unescaped(cookie: str) -> str:
    """A name as it was before it was made fit for a cookie."""
    from urllib.parse import unquote

    return "".join(char for char in unquote(cookie) if char.isprintable()).strip()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
