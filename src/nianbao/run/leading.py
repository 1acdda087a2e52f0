"""Whether one saved page is the continuation of another: two reports are never to become one."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from nianbao.fetch.words import words
from nianbao.read.decode import decode_bytes
from nianbao.read.words import line_words
from nianbao.text.numerals import chinese

_SAVED_QUERY = re.compile(r"(?<=\d)\.[a-z]?html?$", re.I)
_SCRIPTED = re.compile(r"createPageHTML\(([^)]*)\)")


class Sheet:
    """A page, and what it says of its place among others."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        source = decode_bytes(data).text
        tree = LexborHTMLParser(source)
        self.name, self.stem = path.name, path.stem
        self.title = _bare(tree)
        self.links = {
            _target(node.attributes.get("href") or "")
            for node in tree.css("a[href]")
            if _patterns()[0].fullmatch(node.text().strip().strip("[]<>").strip() or ">")
        }
        self.scripted = {word for call in _SCRIPTED.findall(source) for word in re.findall(r"[\"']([^\"']+)", call)}
        lines = tree.body.text(separator="\n").split("\n") if tree.body else []
        self.sections = ["".join(line.split()) for line in lines if line_words().section.match(line.strip())]


def leads_on(before: Sheet, after: Sheet) -> bool:
    """Whether ``after`` continues ``before``: a link between pages of one article leads there, or both have one title
    and the sections of the second go on where those of the first end. Two titles, or a section twice: two articles."""
    if before.title and after.title and before.title != after.title:
        return False
    if set(before.sections) & set(after.sections):
        return False
    if _target(after.name) in before.links or re.sub(r"[_-]\d+$", "", after.stem) in before.scripted:
        return True
    return bool(before.title) and before.title == after.title and _goes_on(before, after)


def _goes_on(before: Sheet, after: Sheet) -> bool:
    """The numbers of the sections go on: a second report under the title of the same site begins anew."""
    return 0 < _number(before) < _number(after)


def _number(sheet: Sheet) -> int:
    """The number of the first section; 0 when it has none that can be read."""
    return (chinese(re.split(r"\W", sheet.sections[0])[0]) or 0) if sheet.sections else 0


def _bare(tree: LexborHTMLParser) -> str:
    """The title of the page without the number of the page."""
    node = tree.css_first("title")
    return _patterns()[1].sub("", "".join(node.text().split()) if node else "")


def _target(href: str) -> str:
    """The name a link leads to, as the file is named where the page was saved under its address."""
    name = unquote(href.partition("#")[0].strip())
    path, mark, query = name.replace("@", "?").partition("?")
    bare = path.rpartition("/")[2]
    return f"{bare}?{_SAVED_QUERY.sub('', query)}" if mark else bare


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    told = words()["article_pages"]
    return re.compile(told["link"], re.I), re.compile(f"{told['title_number']}$")
