"""Who may ask, from where, and what a page of ours may do."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " frame-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_SESSION, _TOKEN = "nianbao_session", "nianbao_token"
_SAFE = {"GET", "HEAD", "OPTIONS"}

Next = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class Guard:
    """The rules of one server.

    ``hosts`` are the names it answers to: a page of another site that points its own name at our address
    (DNS rebinding) is refused. ``token`` is asked of everybody when the server listens beyond loopback.
    """

    hosts: frozenset[str]
    token: str | None = None
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    async def __call__(self, request: Request, call_next: Next) -> Response:
        """Refuse, or answer with the headers every page carries."""
        refusal = self._refusal(request)
        if refusal is not None:
            return _with_headers(refusal)
        if self.token is not None and "token" in request.query_params:
            return _with_headers(self._admitted(request))
        session = request.cookies.get(_SESSION) or secrets.token_urlsafe(18)
        request.state.csrf = self.csrf_of(session)
        response = await call_next(request)
        if _SESSION not in request.cookies:
            response.set_cookie(_SESSION, session, httponly=True, samesite="strict", path="/")
        return _with_headers(response)

    def csrf_of(self, session: str) -> str:
        """The token that forms of this session carry."""
        return hmac.new(self.secret, session.encode(), hashlib.sha256).hexdigest()

    def check_form(self, request: Request, given: str) -> bool:
        """The form came from a page of this session."""
        session = request.cookies.get(_SESSION, "")
        return bool(session) and hmac.compare_digest(self.csrf_of(session).encode(), given.encode())

    def _refusal(self, request: Request) -> Response | None:
        host = urlsplit(f"//{request.headers.get('host', '')}")
        if (host.hostname or "") not in self.hosts:
            return PlainTextResponse("This server does not answer to that name. 服务器名称不符。", 421)
        if request.method not in _SAFE and _from_elsewhere(request):
            return PlainTextResponse("Refused: the form is not from this server. 表单来源不符。", 403)
        if self.token is not None and not self._knows_token(request):
            return PlainTextResponse("Open the address with its token. 请用带 token 的地址打开。", 401)
        return None

    def _knows_token(self, request: Request) -> bool:
        given = request.cookies.get(_TOKEN) or request.query_params.get("token") or ""
        return hmac.compare_digest(given.encode(), (self.token or "").encode())

    def _admitted(self, request: Request) -> Response:
        """The token goes into a cookie and out of the address."""
        response = RedirectResponse(request.url.path, 303)
        response.set_cookie(_TOKEN, self.token or "", httponly=True, samesite="strict", path="/")
        return response


def is_loopback(host: str) -> bool:
    """An address (or ``localhost``) that nobody outside this machine reaches."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _from_elsewhere(request: Request) -> bool:
    """A browser says where a form comes from; what is not a browser says nothing and has no cookie either."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


def _with_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    return response
