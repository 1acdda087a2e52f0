"""Kaipu KPCMS: ``meta channelId``; further pages by POST to ``/getFileListByCodeId``."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urljoin

from nianbao.fetch.flavours import Paging, Sheet, Step, ajax
from nianbao.fetch.flavours.rewriting import field_of, form_with
from nianbao.fetch.words import words

_META = re.compile(r"<meta\b[^>]*>", re.I)
_CHANNEL = re.compile(r"name\s*=\s*[\"']?channelId[\"']?", re.I)
_CONTENT = re.compile(r"content\s*=\s*[\"']?([\w-]{1,60})", re.I)
_ADDRESS = re.compile(r"[\"']([^\"'\s]*/getFileListByCodeId[^\"'\s]*)[\"']")
_SIZE = re.compile(r"\b(?:pageSize|size)[\"']?\s*[:=]\s*[\"']?(\d{1,3})")


def begin(sheet: Sheet) -> Paging | None:
    """The interface is asked from its first page; articles carry the same meta tag, and have no list."""
    channel = next((_CONTENT.search(tag) for tag in _META.findall(sheet.source) if _CHANNEL.search(tag)), None)
    address, size = _ADDRESS.search(sheet.source), _SIZE.search(sheet.source)
    if channel is None or (address is None and (sheet.next_anchor or sheet.page > 1)):
        return None
    if address is None and ajax.begin(sheet):
        return None  # its scripts say another interface
    fields = {"channelId": channel[1], "page": "1", "size": size[1] if size else str(words()["api"]["page_size"])}
    url = urljoin(sheet.url, address[1] if address else "/getFileListByCodeId")
    return Paging(Step(url, 1, urlencode(fields), "kpcms"), fresh_start=True)


def onward(step: Step, found: int) -> Paging:
    """The next number."""
    form = step.form or ""
    number = field_of(form, "page", step.page) + 1
    return Paging(Step(step.url, step.page + 1, form_with(form, page=str(number)), "kpcms"))
