"""Pagers drawn by a script that is told how many pages there are, and what to do with the number of one:
``pagination({pageCount: 4, callback: function (n) { location.href = "index_" + n + ".html" }})``.

Only an address that is joined from literal pieces and one number is understood, and only where it is the list's own
but for that number.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from nianbao.fetch.flavours import Paging, Sheet, Step
from nianbao.fetch.joining import joined
from nianbao.fetch.links import resolved
from nianbao.fetch.pagers import declared_pages
from nianbao.fetch.words import words

_SENT = re.compile(
    r"(?:location(?:\s*\.\s*href)?\s*(?:=(?!=)|\.\s*(?:replace|assign)\s*\()|window\s*\.\s*open\s*\()\s*"
)
_CHOICE = re.compile(r"\(?\s*([\w$.]+)\s*={2,3}\s*([01])\s*\)?\s*\?[^:\n]{1,200}:\s*")
_FILE_NUMBER = re.compile(r"[_-]?\d+(?=\.|$)|(?<=[/\w])_(?=\.)")
_REACH = 400


def begin(sheet: Sheet) -> Paging | None:
    """The next page, where the script says there are more of them."""
    declared = declared_pages(sheet.source)
    if declared is None or declared < 2:
        return None
    for sent in _SENT.finditer(sheet.source):
        if step := _step(sheet, sheet.source[sent.end() : sent.end() + _REACH]):
            return Paging(step, declared)
    return None


def onward(step: Step, found: int) -> Paging:
    """Only a whole page says how it goes on."""
    return Paging(None)


def _step(sheet: Sheet, expression: str) -> Step | None:
    """The address with the next number; a script that treats page 0 as the first counts from there."""
    choice = _CHOICE.match(expression)
    from_zero = choice is not None and choice[2] == "0"
    number = str(sheet.page if from_zero else sheet.page + 1)
    used: list[str] = []

    def known(name: str, before: str) -> str | None:
        used.append(name.removesuffix("+1"))
        return str(sheet.page + 1) if name.endswith("+1") else number

    told = joined(expression[choice.end() :] if choice else expression, known)
    if told is None or not used or len(set(used)) > 1:
        return None
    target = resolved(sheet.url, told[0])
    return Step(target, sheet.page + 1, None, "scripted") if _alike(sheet.url, target) else None


def _alike(one: str, other: str) -> bool:
    """The list's own address but for a number in its file's name or one parameter."""
    mine, theirs = urlsplit(one), urlsplit(other)
    if mine.netloc != theirs.netloc or one == other:
        return False
    if mine.path == theirs.path:
        asked, then = dict(parse_qsl(mine.query)), dict(parse_qsl(theirs.query))
        paging = {name for name in {*asked, *then} if name.lower() in words()["ajax"]["page"]}
        return bool(paging) and all(then.get(name) == asked[name] for name in asked if name not in paging)
    folders = [parts.path.rpartition("/") for parts in (mine, theirs)]
    bare = [_FILE_NUMBER.sub("", folder[2] or "index.") for folder in folders]
    return folders[0][0] == folders[1][0] and bare[0].partition(".")[0] == bare[1].partition(".")[0]
