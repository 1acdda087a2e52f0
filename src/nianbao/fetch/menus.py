"""Menus of years or bodies whose entries are addresses, or become one together with what is written beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from nianbao.fetch.joining import definition, joined, literal
from nianbao.fetch.links import Link, absolute, is_year
from nianbao.fetch.naming import text_of
from nianbao.text import fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_JOINED = re.compile(
    r"location(?:\s*\.\s*href)?\s*=\s*(?:([\"'])([^\"']{0,200})\1\s*\+\s*)?"
    r"(?:this\s*\.\s*)?(?:options\s*\[\s*(?:this\s*\.\s*)?selectedIndex\s*\]\s*\.\s*)?value\s*"
    r"(?:\+\s*([\"'])([^\"']{0,80})\3)?\s*(?:;|$)"
)
_SENT = {"hidden", "text", "search"}
MOST = 300
"""Entries of a menu that are looked at."""
_MOST_MENUS = 20
_HANDED = re.compile(
    r"\b(\w{2,40})\(\s*(?:this\s*\.\s*value|this\.options\[this\.selectedIndex\]\.value|\$\(this\)\.val\(\))\s*[,)]"
)
_WHERE = re.compile(
    r"(?:location(?:\s*\.\s*href)?\s*(?:=(?!=)|\.\s*(?:replace|assign)\s*\()|\bopen\s*\("
    r"|\.\s*(?:get|getJSON|load)\s*\(|\.src\s*=)\s*"
)
_ADDRESS = re.compile(r"[/.?]")
_VALUE = re.compile(r"^[\w.%-]{1,60}$")


def entries(base: str, tree: LexborHTMLParser, code: str = "") -> Iterator[Link]:
    """Every entry of every menu with the address it leads to, as far as that is written out."""
    for select in tree.css("select")[:_MOST_MENUS]:
        for option in select.css("option[value]")[:MOST]:
            value = (option.attributes.get("value") or "").strip()
            target = _target(base, select, value) or _handed_over(select, value, code)
            url = absolute(base, target) if target else None
            if url:
                yield Link(url, fold.squeeze(text_of(option)))


def _target(base: str, select: LexborNode, value: str) -> str | None:
    """The value itself, or with what the menu's own handler puts around it, or as the form asks with it."""
    joined = _JOINED.search(unescape(select.attributes.get("onchange") or ""))
    if joined and (joined[2] or joined[4]) and value:
        return f"{joined[2] or ''}{value}{joined[4] or ''}"
    if _ADDRESS.search(value):
        return value
    return _asked(base, select, value) if _VALUE.match(value) else None


def _handed_over(select: LexborNode, value: str, code: str) -> str | None:
    """``onchange="getList(this.value)"`` where the page's own ``getList`` joins an address from that."""
    call = _HANDED.search(unescape(select.attributes.get("onchange") or ""))
    parameters, body = definition(call[1], code) if call and _VALUE.match(value) else ([], "")
    sent = _WHERE.search(body)
    if not parameters or sent is None:
        return None
    used: list[str] = []

    def known(name: str, before: str) -> str | None:
        used.append(name)
        return value if name == parameters[0] else literal(name, code)

    told = joined(body[sent.end() :], known)
    return told[0] if told and parameters[0] in used else None


def _asked(base: str, select: LexborNode, value: str) -> str | None:
    """``list?dept=001``: only where the form asks by its address, and asks nothing but that and what is hidden, or
    asks the page itself: then its other fields are sent as they stand. Years alone are not asked where bodies can be.
    """
    form, name = _form_of(select), select.attributes.get("name")
    if form is None or not name or (form.attributes.get("method") or "get").lower() != "get":
        return None
    if form.css_first("input[type=password], input[type=file], textarea") is not None:
        return None
    others = [other for other in form.css("select[name]") if other.attributes["name"] != name]
    if others or form.css_first("input[type=text], input[type=search]") is not None:
        mine = urlsplit(urljoin(base, form.attributes.get("action") or ""))
        if (mine.netloc, mine.path) != (urlsplit(base).netloc, urlsplit(base).path):
            return None
    if _lists_years(select) and any(not _lists_years(other) and not _chosen(other) for other in others):
        return None
    asked = {
        field.attributes["name"] or "": field.attributes.get("value") or ""
        for field in form.css("input[name]")
        if (field.attributes.get("type") or "text").lower() in _SENT
    }
    for other in others:
        asked[other.attributes["name"] or ""] = _chosen(other)
    return f"{form.attributes.get('action') or ''}?{urlencode({**asked, name: value})}"


def _lists_years(select: LexborNode) -> bool:
    return any(is_year(fold.squeeze(text_of(option))) for option in select.css("option"))


def _chosen(select: LexborNode) -> str:
    """What a menu says before anybody touches it."""
    option = select.css_first("option[selected]") or select.css_first("option")
    if option is None:
        return ""
    value = option.attributes.get("value")
    return fold.squeeze(text_of(option)) if value is None else value


def _form_of(node: LexborNode) -> LexborNode | None:
    above = node.parent
    while above is not None and above.tag != "form":
        above = above.parent
    return above
