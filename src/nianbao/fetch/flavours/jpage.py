"""Hanweb jpage: entries in a ``<datastore>`` of the page, further ones by POST to ``proxyUrl``.

Some sites honour ``startrecord``, some ``page``: both are sent, and say the same.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from nianbao.fetch.flavours import Paging, Sheet, Step
from nianbao.fetch.flavours.rewriting import field_of, form_with, query_with

_CALL = re.compile(r"\.jpage\s*\(\s*\{")
_SETTING = re.compile(r"[\"']?(\w{1,40})[\"']?\s*:\s*(?:[\"']([^\"']*)[\"']|(\d{1,12}))")
_RECORD = re.compile(r"<record>")
_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,7})|totalRecord[\"']?\s*[:=]\s*[\"']?(\d{1,7})", re.I)
_OURS = {"proxyUrl", "perPage", "totalRecord", "startrecord", "endrecord", "groupSize", "barPosition", "barTitle"}
_DEFAULT = "/module/web/jpage/dataproxy.jsp"


def begin(sheet: Sheet) -> Paging | None:
    """The page embeds the first records (often three pages of them); what follows begins after these."""
    call = _CALL.search(sheet.source)
    if call is None:
        return None
    settings = {m[1]: m[2] or m[3] or "" for m in _SETTING.finditer(_braced(sheet.source, call.end() - 1))}
    embedded = len(_RECORD.findall(sheet.source))
    per_page = int(settings.get("perPage") or 15) or 15
    address = urljoin(sheet.url, settings.get("proxyUrl") or _DEFAULT)
    fields = {name: value for name, value in settings.items() if name not in _OURS and name.lower() != "ajaxparam"}
    # What the proxy's own address carries belongs to the question too.
    asked = dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
    step = _step(address, urlencode({**asked, **fields}), embedded + 1, per_page, sheet.page + 1)
    total = _TOTAL.search(sheet.source)
    entries = int(total[1] or total[2]) if total else None
    return Paging(step, declared_entries=entries, fresh_start=embedded == 0, listed=embedded)


def onward(step: Step, found: int) -> Paging:
    """The records after those that came."""
    form = step.form or ""
    start, per_page = field_of(form, "startrecord", 1), field_of(form, "perpage", 15)
    return Paging(_step(step.url, form, start + max(found, 1), per_page, step.page + 1))


def _step(address: str, form: str, start: int, per_page: int, page: int) -> Step:
    number = (start - 1) // per_page + 1
    ours = {
        "startrecord": str(start),
        "endrecord": str(start + per_page - 1),
        "perpage": str(per_page),
        "page": str(number),
    }
    return Step(query_with(address, **ours), page, form_with(form, **ours), "jpage")


def _braced(source: str, start: int) -> str:
    """The text from the brace at ``start`` to the one that closes it."""
    depth = 0
    for position in range(start, min(len(source), start + 5000)):
        depth += {"{": 1, "}": -1}.get(source[position], 0)
        if depth == 0:
            return source[start : position + 1]
    return source[start : start + 5000]
