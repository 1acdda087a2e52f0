"""Numbers in addresses and forms, changed in place."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


def query_with(url: str, **values: str) -> str:
    """The URL with these parameters set, the others as they stand and in their order; without fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, form_with(parts.query, **values), ""))


def form_with(form: str, **values: str) -> str:
    """The form (or query) with these fields set."""
    pairs = dict(parse_qsl(form, keep_blank_values=True))
    return urlencode({**pairs, **values}, safe="{}:,\"'/")


def field_of(form: str, name: str, default: int) -> int:
    """A number in a form or query."""
    value = dict(parse_qsl(form, keep_blank_values=True)).get(name, "")
    return int(value) if value.isdigit() else default
