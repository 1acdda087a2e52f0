"""A list that a script of the page asks for: ``$.ajax({url, data: {channelId: "8", pageNo: p}})``.

Only what is written out is asked: an address, fields that are literal or a variable set to a literal, and one
field that is known to be the number of the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from nianbao.fetch.flavours import Paging, Sheet, Step
from nianbao.fetch.flavours.rewriting import field_of, form_with, query_with
from nianbao.fetch.words import has_any, words

_CALL = re.compile(r"(?:(\$|jQuery|axios)\s*\.\s*(ajax|post|get|getJSON)|\b(fetch|axios))\s*\(\s*")
_ADDRESS = re.compile(r"\burl[\"']?\s*:\s*[\"']([^\"'\s]{2,300})[\"']")
_FIRST = re.compile(r"[\"']([^\"'\s]{2,300})[\"']\s*,?\s*")
_METHOD = re.compile(r"\b(?:type|method)[\"']?\s*:\s*[\"'](\w{3,4})[\"']", re.I)
_DATA = re.compile(r"\b(?:data|params|body)[\"']?\s*:\s*(JSON\s*\.\s*stringify\s*\(\s*)?(?=\{)")
_FIELD = re.compile(r"[\"']?(\w{1,40})[\"']?\s*:\s*(?:[\"']([^\"']{0,200})[\"']|([\w.]{1,40}))\s*(?=[,}])")
_KEY = re.compile(r"[{,]\s*[\"']?(\w{1,40})[\"']?\s*:")
_REACH = 3000


def begin(sheet: Sheet) -> Paging | None:
    """The first call that can be understood, on a page that lists nothing itself; lists before other interfaces."""
    if sheet.entries:
        return None
    calls = _CALL.finditer(sheet.source)
    steps = [_asked(_Call(call), sheet.source[call.end() : call.end() + _REACH], sheet) for call in calls]
    asked = [step for step in steps if step is not None]
    named = [step for step in asked if has_any(urlsplit(step.url).path.lower(), words()["ajax"]["lists"])]
    best = next(iter(named or asked), None)
    return Paging(best, fresh_start=True) if best else None


class _Call:
    """Who asks and how: ``$.post``, ``axios.get``, ``fetch``."""

    def __init__(self, found: re.Match[str]) -> None:
        library, method, function = found.groups()
        self.posts = method == "post"
        self.by_axios = "axios" in (library, function)
        self.by_fetch = function == "fetch"


def _asked(call: _Call, rest: str, sheet: Sheet) -> Step | None:
    whole = _braced(rest) if rest.startswith("{") else rest
    address = (_ADDRESS.search(whole) if rest.startswith("{") else _FIRST.match(rest)) or None
    known = words()["ajax"]
    if address is None or has_any(address[1].lower(), known["not"]):
        return None
    url = urljoin(sheet.url, address[1])
    second = rest[address.end() :]
    options = whole if rest.startswith("{") else _braced(second) if second.startswith("{") else ""
    data = _DATA.search(options)
    body = options[data.end() :] if data else "" if rest.startswith("{") or call.by_fetch else options
    fields = _fields(_braced(body), sheet.source) if body.startswith("{") else {}
    if urlsplit(url).netloc != urlsplit(sheet.url).netloc or fields is None:
        return None
    method = _METHOD.search(options)
    posted = call.posts or (method is not None and method[1].upper() == "POST")
    if not (_page_field(fields) or _page_field(dict(parse_qsl(urlsplit(url).query)))):
        return None
    if not posted:
        return Step(query_with(url, **{name: str(value) for name, value in fields.items()}), 1, None, "ajax")
    as_json = bool(data and data[1]) or (call.by_axios and bool(fields))
    return Step(url, 1, json.dumps(fields, ensure_ascii=False) if as_json else urlencode(fields), "ajax")


def _fields(braced: str, source: str) -> dict[str, str | int] | None:
    """The fields of the question, numbers as numbers; None where one of them is computed."""
    fields: dict[str, str | int] = {}
    for name, text, bare in _FIELD.findall(braced):
        value = text or _value(name, bare, source)
        if value is None:
            return None
        fields[name] = int(value) if bare and value.isdigit() else value
    return fields if set(_KEY.findall(braced)) == fields.keys() else None


def _value(name: str, bare: str, source: str) -> str | None:
    if not bare or bare.isdigit():
        return bare
    if name.lower() in words()["ajax"]["page"]:
        return "1"
    known = re.search(rf"\b{re.escape(bare)}\s*=\s*(?:[\"']([^\"']{{0,200}})[\"']|(\d{{1,9}}))\s*[;,\n]", source)
    return (known[1] or known[2]) if known else None


def _page_field(fields: Iterable[str]) -> str | None:
    return next((name for name in fields if name.lower() in words()["ajax"]["page"]), None)


def onward(step: Step, found: int) -> Paging:
    """The next number of the page."""
    if step.form is not None and step.form.startswith("{"):
        return _onward_in_json(step, json.loads(step.form))
    asked = step.form if step.form is not None else urlsplit(step.url).query
    name = _page_field(dict(parse_qsl(asked, keep_blank_values=True)))
    if name is None:
        return Paging(None)
    number = {name: str(field_of(asked, name, 1) + 1)}
    if step.form is not None:
        return Paging(Step(step.url, step.page + 1, form_with(step.form, **number), "ajax"))
    return Paging(Step(query_with(step.url, **number), step.page + 1, None, "ajax"))


def _onward_in_json(step: Step, fields: dict[str, str | int]) -> Paging:
    name = _page_field(fields)
    if name is None or not str(fields[name]).isdigit():
        return Paging(None)
    number = int(fields[name]) + 1
    following = {**fields, name: number if isinstance(fields[name], int) else str(number)}
    return Paging(Step(step.url, step.page + 1, json.dumps(following, ensure_ascii=False), "ajax"))


def _braced(source: str) -> str:
    """The text from the brace it begins with to the one that closes it."""
    depth = 0
    for position, char in enumerate(source):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0:
            return source[: position + 1]
    return source
