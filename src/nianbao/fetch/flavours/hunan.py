"""Hunan's TRS: ``createPageHTML('paging', 25, 1, 'index', 'html', 500)``, 1-based: ``index_2.html`` is page 2."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from nianbao.fetch.flavours import Paging, Sheet, Step

_CALL = re.compile(
    r"createPageHTML\(\s*[\"'][^\"']{1,60}[\"']\s*,\s*(\d{1,5})\s*,\s*(\d{1,5})\s*,"
    r"\s*[\"']([\w-]{1,60})[\"']\s*,\s*[\"'](\w{1,8})[\"']"
)


def begin(sheet: Sheet) -> Paging | None:
    """The first argument names an element of the page, the third is the page itself, from 1."""
    call = _CALL.search(sheet.source)
    if call is None:
        return None
    number = max(int(call[2]), 1) + 1
    return Paging(Step(urljoin(sheet.url, f"{call[3]}_{number}.{call[4]}"), sheet.page + 1), int(call[1]))


def onward(step: Step, found: int) -> Paging:
    """There is no interface."""
    return Paging(None)
