"""Hanweb jpaas: a ``<script url="..../build/unit" queryData="{...}">`` that is filled by an interface.

``queryData`` is copied as it stands: ``parseType`` is spelt both "bulidstatic" and "buildstatic".
"""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import urljoin

from nianbao.fetch.flavours import Paging, Sheet, Step
from nianbao.fetch.flavours.rewriting import query_with
from nianbao.fetch.words import words

_TAG = re.compile(r"<(?:script|div|ul)\b([^>]*build/unit[^>]*)>", re.I)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SETTING = re.compile(r"[\"']?(\w{1,40})[\"']?\s*:\s*(?:[\"']([^\"']*)[\"']|(\d{1,12}))")
_SIZE = re.compile(r"pageSize[\"']?\s*[:=]\s*[\"']?(\d{1,3})")
_NUMBER = re.compile(r"[\"']pageNo[\"']:\s*(\d{1,5})")


def begin(sheet: Sheet) -> Paging | None:
    """The first page is asked for over again: what stands in the HTML may be older than the interface."""
    tag = _TAG.search(sheet.source)
    if tag is None:
        return None
    attributes = {m[1].lower(): unescape(m[2] or m[3] or "") for m in _ATTRIBUTE.finditer(tag[1])}
    query = {m[1]: m[2] or m[3] or "" for m in _SETTING.finditer(attributes.get("querydata", ""))}
    query.pop("paramJson", None)
    size = _SIZE.search(sheet.source)
    address = query_with(urljoin(sheet.url, attributes.get("url", "")), **query)
    return Paging(_step(address, 1, int(size[1]) if size else words()["api"]["page_size"], 1), fresh_start=True)


def onward(step: Step, found: int) -> Paging:
    """The next number."""
    asked = re.sub(r"%22", '"', step.url)
    number, size = _NUMBER.search(asked), _SIZE.search(asked)
    return Paging(
        _step(step.url, (int(number[1]) if number else step.page) + 1, int(size[1]) if size else 15, step.page + 1)
    )


def _step(address: str, number: int, size: int, page: int) -> Step:
    parameter = json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
    return Step(query_with(address, paramJson=parameter), page, None, "jpaas")
