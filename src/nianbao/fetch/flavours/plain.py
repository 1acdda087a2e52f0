"""Plain anchors: 下一页."""

from __future__ import annotations

import re

from nianbao.fetch.flavours import Paging, Sheet, Step

_COUNT = re.compile(r"共\s*(?:<[^>]{1,80}>)?\s*(\d{1,4})\s*(?:</[^>]{1,20}>)?\s*页")


def begin(sheet: Sheet) -> Paging | None:
    """The anchor is followed as it stands."""
    if not sheet.next_anchor or sheet.next_anchor == sheet.url:
        return None
    count = _COUNT.search(sheet.source)
    return Paging(Step(sheet.next_anchor, sheet.page + 1), int(count[1]) if count else None)


def onward(step: Step, found: int) -> Paging:
    """There is no interface."""
    return Paging(None)
