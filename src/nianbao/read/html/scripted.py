"""Articles that stand in a script only: pages drawn by a program hold them as a string of escaped markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

SHOWN = 300
"""Characters that such a page may print itself (a frame of navigation); with more it is an article of its own."""
_SHORTEST = 200
"""Characters of a string that may be an article."""
_STRING = re.compile(r"""(?:["']?([\w$.-]{1,40})["']?\s*[:=]\s*)?("(?:[^"\\]|\\.)*+(?:"|\\?\Z))""", re.S)
"""A string in double quotes with the name before it; one without an end is passed over whole, never tried again."""
_MARKUP = re.compile(r"<(?:p|div|table|span|section)\b", re.I)
_TITLE = re.compile(r"<title[^<>]*>[^<]{0,1000}</title>", re.I)
_RIVAL = 0.5
"""Of the longest string: another as long as this may be another report, and none of the two is taken."""


class Article(NamedTuple):
    """The field that holds it, and its markup."""

    field: str
    markup: str


def find_article(source: str) -> Article | None:
    """The one long string of markup in the page's scripts; None where there is none, or several."""
    fields: dict[str, str] = {}
    for script in _scripts(source):
        for article in _articles(script):
            fields.setdefault(article.markup, article.field)
    different = sorted((Article(field, markup) for markup, field in fields.items()), key=lambda one: -len(one.markup))
    if not different or any(len(rival.markup) >= _RIVAL * len(different[0].markup) for rival in different[1:]):
        return None
    return different[0]


def title_of(source: str) -> str:
    """The title element of a page, as it stands."""
    title = _TITLE.search(source)
    return title[0] if title else ""


def _scripts(source: str) -> Iterator[str]:
    for part in re.split(r"<script\b", source, flags=re.I)[1:]:
        yield re.split(r"</script", part, maxsplit=1, flags=re.I)[0]


def _articles(script: str) -> Iterator[Article]:
    for match in _STRING.finditer(script):
        if len(match[2]) < _SHORTEST:
            continue
        try:
            text = json.loads(match[2], strict=False)
        except ValueError:
            continue
        if _MARKUP.search(text):
            yield Article(match[1] or "string", text)
