"""A list that a script of the page asks for: ``$.ajax({url, data: {channelId: "8", pageNo: p}})``.

Only what is written out is asked: an address and fields that are literal, a variable set to a literal or a parameter
of the page's own address, and one that is known to be the number of the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from nianbao.fetch.entries import Way, way_of
from nianbao.fetch.flavours import Paging, Sheet, Step
from nianbao.fetch.flavours.rewriting import field_of, form_with, query_with
from nianbao.fetch.joining import joined, literal
from nianbao.fetch.words import has_any, words

_CALL = re.compile(
    r"(?:(\$|jQuery|axios|\$http|\$axios|http)\s*\.\s*(ajax|post|get|getJSON)|\b(fetch|axios|request))\s*\(\s*"
    r"|\.(src)\s*=(?!=)\s*"
)
_ADDRESS = re.compile(r"\burl[\"']?\s*:\s*")
_METHOD = re.compile(r"\b(?:type|method)[\"']?\s*:\s*[\"'](\w{3,4})[\"']", re.I)
_DATA = re.compile(r"\b(?:data|params|body)[\"']?\s*:\s*(JSON\s*\.\s*stringify\s*\(\s*)?(?=\{)")
_FIELD = re.compile(r"[\"']?(\w{1,40})[\"']?\s*:\s*(?:[\"']([^\"']{0,200})[\"']|([\w.]{1,40}))\s*(?=[,}])")
_KEY = re.compile(r"[{,]\s*[\"']?(\w{1,40})[\"']?\s*:")
_ASKED_FOR = re.compile(r"(\w+)=$")
_CALLBACK = re.compile(r"(?i)[?&](?:callback|jsonp\w*)=")
_PAGE = "\x00"
"""Stands for the number of the page while an address is joined."""
_REACH = 3000


def begin(sheet: Sheet) -> Paging | None:
    """The first call that can be understood, on a page that lists nothing itself, or more than it can show; lists
    before other interfaces."""
    if sheet.entries and not sheet.unturned:
        return None
    calls = _CALL.finditer(sheet.source)
    steps = [_asked(_Call(call), sheet.source[call.end() : call.end() + _REACH], sheet) for call in calls]
    asked = [step for step in steps if step is not None]
    named = [step for step in asked if has_any(urlsplit(step.url).path.lower(), words()["ajax"]["lists"])]
    best = next(iter(named or asked), None)
    if best is None:
        return None
    return Paging(replace(best, flavour=_with_way(best.flavour, sheet)), fresh_start=True)


def _with_way(flavour: str, sheet: Sheet) -> str:
    """The step's own note, and how the page makes the address of an entry."""
    way = way_of(sheet.source)
    return Way(sheet.url, way, Way.of(flavour).turned).noted("ajax")


class _Call:
    """Who asks and how: ``$.post``, ``axios.get``, ``fetch``, a script's ``src``."""

    def __init__(self, found: re.Match[str]) -> None:
        library, method, function, source = found.groups()
        self.posts = method == "post"
        self.by_axios = "axios" in (library or "", function) or function == "request"
        self.by_fetch = function == "fetch"
        self.by_source = source is not None


def _asked(call: _Call, rest: str, sheet: Sheet) -> Step | None:
    whole = _braced(rest) if rest.startswith("{") else rest
    place = _ADDRESS.search(whole) if rest.startswith("{") else re.match("", rest)
    told = joined(whole[place.end() :], lambda name, before: _known(name, before, sheet)) if place else None
    known = words()["ajax"]
    if told is None or place is None or not told[0] or has_any(told[0].lower(), known["not"]):
        return None
    if call.by_source and not _CALLBACK.search(told[0]):
        return None
    url = urljoin(sheet.url, told[0].replace(_PAGE, "1"))
    second = told[1].lstrip(" ,\n\t\r")
    options = whole if rest.startswith("{") else _braced(second) if second.startswith("{") else ""
    data = _DATA.search(options)
    body = options[data.end() :] if data else "" if rest.startswith("{") or call.by_fetch else options
    fields = _fields(_braced(body), sheet) if body.startswith("{") else {}
    if urlsplit(url).netloc != urlsplit(sheet.url).netloc or fields is None:
        return None
    method = _METHOD.search(options)
    posted = call.posts or (method is not None and method[1].upper() == "POST")
    query = dict(parse_qsl(urlsplit(url).query))
    turned = "" if _page_field(fields) or _page_field(query) else urljoin(sheet.url, told[0]).replace(_PAGE, "{page}")
    if turned and _PAGE not in told[0]:
        if sheet.entries or not _holds_all(sheet, url, fields):
            return None
        turned = ""
    noted = Way("", "", turned).noted("ajax")
    if not posted:
        return Step(query_with(url, **{name: str(value) for name, value in fields.items()}), 1, None, noted)
    as_json = bool(data and data[1]) or (call.by_axios and bool(fields))
    return Step(url, 1, json.dumps(fields, ensure_ascii=False) if as_json else urlencode(fields), noted)


def _holds_all(sheet: Sheet, url: str, fields: dict[str, str | int]) -> bool:
    """An interface that names no page, asked by a column of reports for what it lists."""
    named = has_any(urlsplit(url).path.lower(), words()["ajax"]["lists"])
    return (
        sheet.topical and named and not urlsplit(url).path.lower().endswith((".html", ".htm", ".js")) and bool(fields)
    )


def _known(name: str, before: str, sheet: Sheet) -> str | None:
    """What a name of the script stands for: the number of the page, or something that is written out."""
    field = _ASKED_FOR.search(before)
    pages = words()["ajax"]["page"]
    if (field and field[1].lower() in pages) or name.rpartition(".")[2].lower() in pages:
        return _PAGE
    return literal(name, sheet.source) or _of_own_address(name, sheet)


def _of_own_address(name: str, sheet: Sheet) -> str | None:
    """``var id = getQueryString("id")``: a parameter of the page's own address."""
    asked = re.search(rf"(?<![\w.$]){re.escape(name)}\s*=\s*[\w.$]+\(\s*[\"'](\w{{1,40}})[\"']\s*\)", sheet.source)
    return dict(parse_qsl(urlsplit(sheet.url).query)).get(asked[1]) if asked else None


def _fields(braced: str, sheet: Sheet) -> dict[str, str | int] | None:
    """The fields of the question, numbers as numbers; None where one of them is computed."""
    fields: dict[str, str | int] = {}
    for name, text, bare in _FIELD.findall(braced):
        value = text or _value(name, bare, sheet)
        if value is None:
            return None
        fields[name] = int(value) if bare and value.isdigit() else value
    return fields if set(_KEY.findall(braced)) == fields.keys() else None


def _value(name: str, bare: str, sheet: Sheet) -> str | None:
    if not bare or bare.isdigit():
        return bare
    if name.lower() in words()["ajax"]["page"]:
        return "1"
    known = re.search(rf"\b{re.escape(bare)}\s*=\s*(?:[\"']([^\"']{{0,200}})[\"']|(\d{{1,9}}))\s*[;,\n]", sheet.source)
    return (known[1] or known[2]) if known else _of_own_address(bare, sheet)


def _page_field(fields: Iterable[str]) -> str | None:
    return next((name for name in fields if name.lower() in words()["ajax"]["page"]), None)


def onward(step: Step, found: int) -> Paging:
    """The next number of the page."""
    turned = Way.of(step.flavour).turned
    if turned:
        return Paging(Step(turned.replace("{page}", str(step.page + 1)), step.page + 1, None, step.flavour))
    if step.form is not None and step.form.startswith("{"):
        return _onward_in_json(step, json.loads(step.form))
    asked = step.form if step.form is not None else urlsplit(step.url).query
    name = _page_field(dict(parse_qsl(asked, keep_blank_values=True)))
    if name is None:
        return Paging(None)
    number = {name: str(field_of(asked, name, 1) + 1)}
    if step.form is not None:
        return Paging(Step(step.url, step.page + 1, form_with(step.form, **number), step.flavour))
    return Paging(Step(query_with(step.url, **number), step.page + 1, None, step.flavour))


def _onward_in_json(step: Step, fields: dict[str, str | int]) -> Paging:
    name = _page_field(fields)
    if name is None or not str(fields[name]).isdigit():
        return Paging(None)
    number = int(fields[name]) + 1
    following = {**fields, name: number if isinstance(fields[name], int) else str(number)}
    return Paging(Step(step.url, step.page + 1, json.dumps(following, ensure_ascii=False), step.flavour))


def _braced(source: str) -> str:
    """The text from the brace it begins with to the one that closes it."""
    depth = 0
    for position, char in enumerate(source):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0:
            return source[: position + 1]
    return source
