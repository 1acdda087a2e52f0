"""Longxun (Anhui and others): ``/public/column/6601?type=4&action=list``, ``Ls.pagination({pageCount: 5})``."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from nianbao.fetch.flavours import Paging, Sheet, Step
from nianbao.fetch.flavours.rewriting import query_with

_CALL = re.compile(r"Ls\.pagination\(\s*\{(.*?)\}\s*\)", re.S)
_COUNT = re.compile(r"pageCount[\"']?\s*:\s*[\"']?(\d{1,5})")
_NUMBER = re.compile(r"pageIndex[\"']?\s*:\s*[\"']?(\d{1,5})")
_LIST = re.compile(r"[\"'](/public/column/\d+\?[^\"'\s]*action=list[^\"'\s]*)[\"']")


def begin(sheet: Sheet) -> Paging | None:
    """``pageIndex`` in the address; a shell without entries names the list in a script."""
    call = _CALL.search(sheet.source)
    if call is None:
        shell = _LIST.search(sheet.source) if not sheet.entries else None
        return Paging(Step(urljoin(sheet.url, shell[1].replace("&amp;", "&")), 1), fresh_start=True) if shell else None
    count, number = _COUNT.search(call[1]), _NUMBER.search(call[1])
    current = int(number[1]) if number and sheet.page == 1 else sheet.page
    following = Step(query_with(sheet.url, pageIndex=str(max(current, 1) + 1)), sheet.page + 1)
    return Paging(following, int(count[1]) if count else None)


def onward(step: Step, found: int) -> Paging:
    """There is no interface."""
    return Paging(None)
