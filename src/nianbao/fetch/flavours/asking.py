"""The questions that a page's scripts put to interfaces, as far as they are written out.

``$.ajax({url, data})``, ``$.post(url, data)``, ``axios.get``, ``fetch``, a script's ``src`` with a callback, and
tables that load themselves (``table.render({url, where, page})``). A name stands for a literal it is set to, a
parameter of the page's own address, or the number of the page; where anything else is computed there is no question.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from nianbao.fetch.flavours import Sheet
from nianbao.fetch.flavours.rewriting import query_with
from nianbao.fetch.joining import joined, literal
from nianbao.fetch.links import resolved
from nianbao.fetch.words import has_any, words

_CALL = re.compile(
    r"(?:(\$|jQuery|axios|\$http|\$axios|http)\s*\.\s*(ajax|post|get|getJSON)|\b(fetch|axios|request))\s*\(\s*"
    r"|\.(src)\s*=(?!=)\s*"
    r"|\.\s*(render|reload|bootstrapTable|datagrid|DataTable|dataTable)\s*\(\s*(?=\{)"
)
_ADDRESS = re.compile(r"\b(?:url|ajax)[\"']?\s*:\s*(?!\{)")
_METHOD = re.compile(r"\b(?:type|method)[\"']?\s*:\s*[\"'](\w{3,7})[\"']", re.I)
_DATA = re.compile(r"\b(?:data|params|body|where|queryParams)[\"']?\s*:\s*(JSON\s*\.\s*stringify\s*\(\s*)?")
_FIELD = re.compile(r"[\"']?(\w{1,40})[\"']?\s*:\s*(?:[\"']([^\"']{0,200})[\"']|([\w.]{1,40}))\s*(?=[,}])")
_KEY = re.compile(r"[{,]\s*[\"']?(\w{1,40})[\"']?\s*:")
_NAME = re.compile(r"(?!function\b|async\b)([A-Za-z_$][\w$.]*)\s*(?=[,)}\n;])")
_ASKED_FOR = re.compile(r"(\w+)=$")
_CALLBACK = re.compile(r"(?i)[?&](?:callback|jsonp\w*)=")
_TURNED = re.compile(r"\bpage\s*:\s*(?:true|\{)|\bpagination\s*:\s*true")
_SIZE = re.compile(r"\b(?:limit|pageSize)\s*:\s*(\d{1,3})")
_RENAMED = re.compile(r"\b(pageName|limitName)\s*:\s*[\"'](\w{1,30})[\"']")
_SCRIPTS = (".html", ".htm", ".shtml", ".js", ".css")
_PAGE = "\x00"
"""Stands for the number of the page while an address is joined."""
_REACH = 3000

Fields = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for the first page of a list. ``turned``: the address with ``{page}``, where that is no field."""

    url: str
    form: str | None
    turned: str = ""

    @property
    def lists(self) -> bool:
        """Its address speaks of a list."""
        return has_any(urlsplit(self.url).path.lower(), words()["ajax"]["lists"])


def questions(sheet: Sheet) -> Iterator[Question]:
    """Those that can be understood, in the order of the page."""
    for call in _CALL.finditer(sheet.source):
        if question := _question(_Call(call), sheet.source[call.end() : call.end() + _REACH], sheet):
            yield question


def page_field(fields: Iterable[str]) -> str | None:
    """The field that is known to be the number of the page."""
    return next((name for name in fields if name.lower() in words()["ajax"]["page"]), None)


class _Call:
    """Who asks and how: ``$.post``, ``axios.get``, ``fetch``, a script's ``src``, a table."""

    def __init__(self, found: re.Match[str]) -> None:
        library, method, function, source, table = found.groups()
        self.posts = method == "post" or table == "datagrid"
        self.by_axios = "axios" in (library or "", function) or function == "request"
        self.by_fetch = function == "fetch"
        self.by_source = source is not None
        self.table = table or ""


def _question(call: _Call, rest: str, sheet: Sheet) -> Question | None:
    in_options = rest.startswith("{")
    whole = _braced(rest) if in_options else rest
    place = _ADDRESS.search(whole) if in_options else re.match("", rest)
    told = joined(whole[place.end() :], lambda name, before: _known(name, before, sheet)) if place else None
    if told is None or not told[0] or (call.by_source and not _CALLBACK.search(told[0])):
        return None
    url = resolved(sheet.url, told[0].replace(_PAGE, "1"))
    if urlsplit(url).netloc != urlsplit(sheet.url).netloc or has_any(told[0].lower(), words()["ajax"]["not"]):
        return None
    second = told[1].lstrip(" ,\n\t\r")
    options = whole if in_options else _braced(second) if second.startswith("{") else ""
    data = _DATA.search(options)
    body = options[data.end() :] if data else "" if in_options or call.by_fetch or call.by_source else second
    fields = _payload(body, sheet)
    if fields is None:
        return None
    fields |= _turning(call, whole)
    method = _METHOD.search(options)
    if method is not None and method[1].upper() not in ("GET", "POST"):
        return None
    posted = call.posts or (method is not None and method[1].upper() == "POST")
    paged = page_field(fields) or page_field(dict(parse_qsl(urlsplit(url).query)))
    turned = "" if paged or _PAGE not in told[0] else resolved(sheet.url, told[0]).replace(_PAGE, "{page}")
    if not (paged or turned or _holds_all(call, sheet, url, posted)):
        return None
    if not posted:
        return Question(query_with(url, **{name: str(value) for name, value in fields.items()}), None, turned)
    as_json = bool(data and data[1]) or (call.by_axios and bool(fields))
    return Question(url, json.dumps(fields, ensure_ascii=False) if as_json else urlencode(fields), turned)


def _holds_all(call: _Call, sheet: Sheet, url: str, posted: bool) -> bool:
    """An interface that names no page, asked by a column of reports for all that it lists."""
    path = urlsplit(url).path.lower()
    if sheet.entries or not sheet.topical or path.endswith(_SCRIPTS):
        return False
    return bool(call.table) or path.endswith(".xml") or has_any(path, words()["ajax"]["posted" if posted else "lists"])


def _turning(call: _Call, options: str) -> Fields:
    """What a table that turns its pages asks of itself."""
    if not call.table or not _TURNED.search(options):
        return {}
    named = dict(_RENAMED.findall(options))
    size = _SIZE.search(options)
    if call.table in ("render", "reload"):
        return {named.get("pageName", "page"): 1, named.get("limitName", "limit"): int(size[1]) if size else 10}
    return {"page": 1, "rows": int(size[1]) if size else 10} if call.table == "datagrid" else {}


def _payload(text: str, sheet: Sheet) -> Fields | None:
    """The fields of what is sent along: an object, a text joined as a form, or a variable set to an object; None where
    one of them is computed."""
    if text.startswith("{"):
        return _fields(_braced(text), sheet)
    if text[:1] in "\"'`" and text:
        told = joined(text, lambda name, before: _known(name, before, sheet))
        asked = parse_qsl(told[0].replace(_PAGE, "1"), keep_blank_values=True) if told else []
        return dict(asked) if "=" in (told[0] if told else "") else None
    named = _NAME.match(text)
    if named is None:
        return {}
    own = _own(named[1])
    held = re.search(rf"(?<![\w.$]){re.escape(own)}\s*[=:]\s*(?=\{{)", sheet.source)
    return _fields(_braced(sheet.source[held.end() : held.end() + _REACH]), sheet) if held else {}


def _known(name: str, before: str, sheet: Sheet) -> str | None:
    """What a name of the script stands for: the number of the page, or something that is written out."""
    name = name.removesuffix("+1")
    field = _ASKED_FOR.search(before)
    pages = words()["ajax"]["page"]
    if (field and field[1].lower() in pages) or name.rpartition(".")[2].lower() in pages:
        return _PAGE
    return _written(_own(name), sheet)


def _own(name: str) -> str:
    """``this.columnId`` is ``columnId``."""
    first, _, rest = name.partition(".")
    return rest if rest and first in words()["ajax"]["own"] else name


def _written(name: str, sheet: Sheet) -> str | None:
    """A literal, or a parameter of the page's own address: ``var id = getQueryString("id")``."""
    if (value := literal(name, sheet.source)) is not None:
        return value
    asked = re.search(rf"(?<![\w.$]){re.escape(name)}\s*=\s*[\w.$]+\(\s*[\"'](\w{{1,40}})[\"']\s*\)", sheet.source)
    return dict(parse_qsl(urlsplit(sheet.url).query)).get(asked[1]) if asked else None


def _fields(braced: str, sheet: Sheet) -> Fields | None:
    """The fields of the question, numbers as numbers; None where one of them is computed."""
    fields: Fields = {}
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
    return _written(_own(bare), sheet)


def _braced(source: str) -> str:
    """The text from the brace it begins with to the one that closes it."""
    depth = 0
    for position, char in enumerate(source):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0:
            return source[: position + 1]
    return source
