"""TRS WCM: ``createPageHTML(3, 0, "index", "html")``, 0-based: ``index_1.html`` is page 2."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from nianbao.fetch.flavours import Paging, Sheet, Step

_CALL = re.compile(
    r"createPageHTML\w*\(\s*(\d{1,5}|[A-Za-z_]\w*)\s*,\s*(\d{1,5}|[A-Za-z_]\w*)\s*,"
    r"\s*[\"']([\w-]{1,60})[\"']\s*,\s*[\"'](\w{1,8})[\"']"
)
_COUNT = re.compile(r"var\s+(?:countPage|pageCount|nPageCount)\s*=\s*[\"']?(\d{1,5})")
_NAME = re.compile(r"^(?P<stem>.*?)(?:_(?P<number>\d{1,5}))?\.(?P<suffix>s?html?)$")


def begin(sheet: Sheet) -> Paging | None:
    """Two spellings: a call with everything in it, or a variable with the count and the page's own name."""
    count = _COUNT.search(sheet.source)
    call = _CALL.search(sheet.source)
    if call is None and count is None:
        return None
    stem, suffix, number = _own_name(sheet.url)
    if call:
        stem, suffix = call[3], call[4]
        number = int(call[2]) if call[2].isdigit() else number
    declared = int(call[1]) if call and call[1].isdigit() else int(count[1]) if count else None
    following = Step(urljoin(sheet.url, f"{stem}_{number + 1}.{suffix}"), sheet.page + 1)
    return Paging(following, declared)


def _own_name(url: str) -> tuple[str, str, int]:
    """(stem, suffix, number) of the page's own file: ``index_2.html`` -> index, html, 2."""
    found = _NAME.match(urlsplit(url).path.rpartition("/")[2])
    if not found:
        return "index", "html", 0
    return found["stem"], found["suffix"], int(found["number"] or 0)


def onward(step: Step, found: int) -> Paging:
    """There is no interface."""
    return Paging(None)
