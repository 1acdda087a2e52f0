"""Boda VSB: ``_simple_list_gotopage_fun(31, ...)``, descending: page 2 is ``zfxxgknb/30.htm``, the last ``1.htm``."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from nianbao.fetch.flavours import Paging, Sheet, Step

_CALL = re.compile(r"_simple_list_gotopage_fun\w*\(\s*(\d{1,5})")
_NUMBERED = re.compile(r"^(\d{1,5})\.(s?html?)$")


def begin(sheet: Sheet) -> Paging | None:
    """The first page lies beside a folder of its own name, in which the others are numbered downwards."""
    call = _CALL.search(sheet.source)
    if call is None:
        return None
    count = int(call[1])
    name = urlsplit(sheet.url).path.rpartition("/")[2]
    numbered = _NUMBERED.match(name)
    if numbered:
        number, suffix, folder = int(numbered[1]) - 1, numbered[2], ""
    else:
        stem, _, suffix = name.rpartition(".")
        number, folder = count - 1, f"{stem or name or 'index'}/"
    following = Step(urljoin(sheet.url, f"{folder}{number}.{suffix or 'htm'}"), sheet.page + 1) if number >= 1 else None
    return Paging(following, count)


def onward(step: Step, found: int) -> Paging:
    """There is no interface."""
    return Paging(None)
