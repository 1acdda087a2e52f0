"""``nianbao serve``: the review page over a store, on this machine unless told otherwise."""

from __future__ import annotations

import secrets
import socket
import sys
from argparse import Namespace

from nianbao.cli.parser import CommandParser
from nianbao.errors import Unsupported, UsageError
from nianbao.export.messages import Language, text

DEFAULT_STORE = "output/store.sqlite"
_ANYWHERE = ("0.0.0.0", "::")


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("store", "store_place", nargs="?", default=DEFAULT_STORE, metavar="STORE")
    parser.option("--host", "host", default="127.0.0.1", metavar="ADDRESS")
    parser.option("--port", "port", type=int, default=8737, metavar="PORT")
    parser.option("--allow-host", "allow_host", action="append", default=[], metavar="NAME")


def execute(args: Namespace, language: Language) -> int:
    """Serve until Ctrl-C."""
    try:
        import uvicorn

        from nianbao.review.app import LOOPBACK_NAMES, create_app
        from nianbao.review.security import is_loopback
    except ImportError as error:
        raise Unsupported("nianbao serve", format=error.name or "fastapi", remedy="install_review") from error
    from nianbao.store.store import open_store

    token = None if is_loopback(args.host) else secrets.token_urlsafe(24)
    with open_store(args.store) as store, _listening(args.host, args.port) as listener:
        port = listener.getsockname()[1]
        hosts = [*LOOPBACK_NAMES, *([] if args.host in _ANYWHERE else [args.host.strip("[]")]), *args.allow_host]
        app = create_app(store, hosts=hosts, token=token, language=language)
        print(text("text", "serving", language, address=_address(args.host, port, token)), file=sys.stderr, flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listener])
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises UsageError when the address cannot be had."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host.strip("[]"), port), family=family)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{host}:{port}", problem="cannot_listen", reason=reason) from error


def _address(host: str, port: int, token: str | None) -> str:
    shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"http://{shown}:{port}/" + (f"?token={token}" if token else "")
