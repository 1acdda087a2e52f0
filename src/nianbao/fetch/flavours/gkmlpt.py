"""Guangdong gkmlpt: ``window._CONFIG`` with ``SID`` and ``TREE``; the category is the fragment of the address."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from nianbao.fetch.flavours import Paging, Sheet, Step
from nianbao.fetch.flavours.rewriting import field_of, query_with
from nianbao.fetch.words import has_any, words

_CONFIG = re.compile(r"_CONFIG\b")
_SID = re.compile(r"[\"']?SID[\"']?\s*:\s*[\"']?([\w-]{1,40})")
_NODE = re.compile(r"\{[^{}\[\]]{0,600}")
_ID = re.compile(r"[\"']?\b(?:id|cat_id|cid)[\"']?\s*:\s*[\"']?(\d{1,10})")
_NAME = re.compile(r"[\"']?\b(?:name|title|label)[\"']?\s*:\s*[\"']([^\"']{1,80})[\"']")
_LINK = re.compile(r"annualreport[^\"'#]*#(\d{1,10})")


def begin(sheet: Sheet) -> Paging | None:
    """``/gkmlpt/api/all/{category}?page=1&sid=...``; without a fragment the tree names the category."""
    if not _CONFIG.search(sheet.source) or not (sid := _SID.search(sheet.source)):
        return None
    fragment = urlsplit(sheet.url).fragment
    category = fragment if fragment.isdigit() else _category(sheet.source)
    if category is None:
        return None
    address = query_with(urljoin(sheet.url, f"/gkmlpt/api/all/{category}"), page="1", sid=sid[1])
    return Paging(Step(address, 1, None, "gkmlpt"), fresh_start=True)


def _category(source: str) -> str | None:
    """The node of the tree whose name is that of the annual reports; the last one is the deepest."""
    known = words()["column"]["words"]
    for node in _NODE.findall(source.encode().decode("unicode_escape", "ignore") if "\\u" in source else source):
        name, number = _NAME.search(node), _ID.search(node)
        if name and number and has_any(name[1], known):
            return number[1]
    link = _LINK.search(source)
    return link[1] if link else None


def onward(step: Step, found: int) -> Paging:
    """The next number."""
    number = field_of(urlsplit(step.url).query, "page", step.page) + 1
    return Paging(Step(query_with(step.url, page=str(number)), step.page + 1, None, "gkmlpt"))
