"""Pages turned by a function of the page: ``goPage(2)``, which sets an address or sends a form with that number.

Nothing is run. Only a function is understood that joins literal pieces and its own argument to an address, or that
puts its argument into a field of a form and sends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode, urlsplit

from nianbao.fetch.flavours import Paging, Sheet, Step
from nianbao.fetch.flavours.forms import Form, form_with_field
from nianbao.fetch.flavours.rewriting import query_with
from nianbao.fetch.joining import definition, joined, literal
from nianbao.fetch.links import resolved
from nianbao.fetch.words import has_any, words

_TURN = re.compile(
    r"(?is)<(a|span|li|button|input|div)\b[^<>]*?(?:javascript:|onclick\s*=\s*[\"'])\s*(?:return\s+)?(?:this\.)?"
    r"(\w{2,40})\(\s*['\"]?(\d{1,4})['\"]?\s*(?:,[^)<>]{0,80})?\)[^<>]*>(.{1,80}?)</\1>"
)
_BARE = re.compile(
    r"(?is)<(?:a|span|li|button|div)\b[^<>]*?(?:javascript:|onclick\s*=\s*[\"'])\s*(?:return\s+)?(\w{2,40})\(\s*\)"
    r"[^<>]*>(.{1,80}?)</"
)
_SENT = re.compile(r"location(?:\s*\.\s*href)?\s*(?:=(?!=)|\.\s*(?:replace|assign)\s*\()\s*([^;\n}]{2,300})")
_MARKUP = re.compile(r"<[^>]*>|\s|&nbsp;")
_AROUND = "[]第页<>"


def begin(sheet: Sheet) -> Paging | None:
    """The call that leads to the next page, when its function can be read."""
    source = sheet.source.replace("&#39;", "'").replace("&quot;", '"')
    for name, number in _calls(sheet.page, source):
        parameters, body = definition(name, source)
        if parameters and (step := _step(sheet, source, parameters[0], body, number)):
            return Paging(step)
    return _named_next(sheet, source)


def _named_next(sheet: Sheet, source: str) -> Paging | None:
    """``nextPage()``, which joins an address from the number of this page, as the page says it, and one more."""
    for name, said in _BARE.findall(source):
        if not has_any(_MARKUP.sub("", unescape(said)), words()["paging"]["next"]):
            continue
        _, body = definition(name, source)
        sent = _SENT.search(body)
        used: list[str] = []

        def known(name: str, before: str, used: list[str] = used) -> str | None:
            used.append(name)
            here = literal(name.removesuffix("+1"), source)
            return str(sheet.page + 1) if name.endswith("+1") and here == str(sheet.page) else here

        told = joined(sent[1], known) if sent else None
        onward = any(name.endswith("+1") for name in used)
        if told and onward and (step := _here(sheet, resolved(sheet.url, told[0]), None)):
            return Paging(step)
    return None


def onward(step: Step, found: int) -> Paging:
    """Only a whole page says how it goes on."""
    return Paging(None)


def _calls(page: int, source: str) -> Iterator[tuple[str, str]]:
    """Function and argument of the next page: by its number, else by its word."""
    turns = [(call, number, _MARKUP.sub("", unescape(name))) for _, call, number, name in _TURN.findall(source)]
    yield from ((call, number) for call, number, name in turns if name.strip(_AROUND) == str(page + 1))
    if not any(name.strip(_AROUND).isdigit() for _, _, name in turns):
        worded = (turn for turn in turns if has_any(turn[2], words()["paging"]["next"]))
        yield from ((call, number) for call, number, _ in worded if int(number) >= page)


def _step(sheet: Sheet, source: str, parameter: str, body: str, number: str) -> Step | None:
    sent = _SENT.search(body)
    if sent is not None:
        told = joined(sent[1], lambda name, before: number if name == parameter else None)
        whole = told is not None and not told[1].rstrip(") ") and parameter in sent[1]
        return _here(sheet, resolved(sheet.url, told[0]), None) if told and whole else None
    field = _field(body, parameter)
    form = form_with_field(source, field) if field else None
    return _sent_form(sheet, form, {field: number}) if form and field else None


def _field(body: str, parameter: str) -> str:
    """The field of a form that is given the number."""
    name, given = re.escape(parameter), r"[\"']"
    ways = (
        rf"\.(\w+)\.value\s*=\s*{name}\b",
        rf"getElementById\(\s*{given}(\w+){given}\s*\)\.value\s*=\s*{name}\b",
        rf"\(\s*{given}#(\w+){given}\s*\)\.val\(\s*{name}\s*\)",
        rf"\[name=[\"'\\]*(\w+)[\"'\\]*\]{given}\s*\)\.val\(\s*{name}\s*\)",
    )
    found = [match[1] for way in ways for match in re.finditer(way, body)]
    return found[0] if len(set(found)) == 1 and "submit" in body else ""


def _sent_form(sheet: Sheet, form: Form, number: dict[str, str]) -> Step | None:
    fields = {**form.fields, **{form.named(field): value for field, value in number.items()}}
    address = resolved(sheet.url, form.action) if form.action else sheet.url
    if form.posts:
        return _here(sheet, address, urlencode(fields))
    return _here(sheet, query_with(address, **fields), None)


def _here(sheet: Sheet, address: str, form: str | None) -> Step | None:
    """Only on the host of the list itself."""
    if urlsplit(address).netloc != urlsplit(sheet.url).netloc or (address == sheet.url and form is None):
        return None
    return Step(address, sheet.page + 1, form, "turning")
