"""ASP.NET pages: ``javascript:__doPostBack('AspNetPager1','2')`` sends the page's own form back to it.

The form is sent as it stands in the page (``__VIEWSTATE`` and what else is hidden), as a reader's click sends it.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode, urljoin, urlsplit

from nianbao.fetch.flavours import Paging, Sheet, Step
from nianbao.fetch.flavours.forms import first_action, hidden_fields
from nianbao.fetch.words import has_any, words

_TURN = re.compile(
    r"(?is)<a\b[^<>]*?__doPostBack\(\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]*)['\"][^<>]*>(.{1,80}?)</a>"
)
_MARKUP = re.compile(r"<[^>]*>|\s|&nbsp;")
_AROUND = "[]第页<>"


def begin(sheet: Sheet) -> Paging | None:
    """The link of the next page, by its number or its word."""
    source = sheet.source.replace("&#39;", "'")
    turns = [(target, argument, _MARKUP.sub("", unescape(name))) for target, argument, name in _TURN.findall(source)]
    following = str(sheet.page + 1)
    numbered = [turn for turn in turns if turn[2].strip(_AROUND) == following]
    worded = [turn for turn in turns if has_any(turn[2], words()["paging"]["next"]) and not _goes_back(turn, sheet)]
    chosen = next(iter(numbered or worded), None)
    if chosen is None:
        return None
    fields = {**hidden_fields(source), "__EVENTTARGET": chosen[0], "__EVENTARGUMENT": chosen[1]}
    action = first_action(source)
    address = urljoin(sheet.url, action) if action else sheet.url
    if urlsplit(address).netloc != urlsplit(sheet.url).netloc:
        return None
    return Paging(Step(address, sheet.page + 1, urlencode(fields), "postback"))


def onward(step: Step, found: int) -> Paging:
    """Only a whole page says how it goes on."""
    return Paging(None)


def _goes_back(turn: tuple[str, str, str], sheet: Sheet) -> bool:
    """On the last page the word leads to that page again."""
    return turn[1].isdigit() and int(turn[1]) <= sheet.page
