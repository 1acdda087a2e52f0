"""The further pages of one article: ``t7_1.html`` beside ``t7.html``, ``show.jsp?id=7&page=2`` beside ``?id=7``."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from nianbao.fetch.links import Link, absolute
from nianbao.fetch.words import words

MOST = 20
_NUMBERED = re.compile(r"^(.+?)(?:[_-](\d{1,2}))?$")
_SCRIPTED = re.compile(r"createPageHTML\s*\(\s*[\"']?(\d{1,2})[\"']?\s*,\s*\d{1,2}\s*,\s*[\"']([^\"']+)[\"']\s*,")


def further_pages(url: str, links: list[Link], code: str, *, is_part: bool = False) -> list[Link]:
    """Pages of the article at ``url`` that come after it, in order. ``is_part``: it is itself not the first.

    A link counts when it reads like one of a pager and its address differs by nothing but the number of the page;
    a list's pages are none.
    """
    folder, stem, ending = _name(url)
    if _is_list(stem):
        return []
    root, own = _split(stem) if is_part else (stem, 0)
    numbered = {n: link.url for link in links if _reads_like_a_page(link) and (n := _number(url, link.url, root))}
    for count, name in _SCRIPTED.findall(code):
        if name == root and not is_part:
            found = {n: absolute(url, f"{folder}{root}_{n}{ending}") for n in range(1, int(count))}
            numbered.update({n: target for n, target in found.items() if target})
    own = max(own, _asked_page(url))
    return [Link(numbered[n], "") for n in sorted(numbered) if own < n <= MOST]


def _reads_like_a_page(link: Link) -> bool:
    return bool(_link().fullmatch(link.text.strip().strip("[]【】()（）").strip() or ">"))


def _number(base: str, target: str, root: str) -> int:
    """The number of the page that ``target`` is; 0 when it is another article."""
    mine, theirs = _name(base), _name(target)
    if (urlsplit(base).netloc, mine[0], mine[2]) != (urlsplit(target).netloc, theirs[0], theirs[2]):
        return 0
    if theirs[1] == mine[1]:
        same = _other_parameters(base) == _other_parameters(target)
        return _asked_page(target) if same and _asked_page(target) > 1 else 0
    name, number = _split(theirs[1])
    return number if name == root and _other_parameters(base) == _other_parameters(target) else 0


def _name(url: str) -> tuple[str, str, str]:
    """Folder, name and ending of the file."""
    folder, slash, file = urlsplit(url).path.rpartition("/")
    stem, dot, ending = file.partition(".")
    return folder + slash, stem, dot + ending


def _split(stem: str) -> tuple[str, int]:
    found = _NUMBERED.match(stem)
    return (found[1], int(found[2] or 0)) if found else (stem, 0)


def _asked_page(url: str) -> int:
    known = words()["article_pages"]["parameters"]
    values = [value for name, value in parse_qsl(urlsplit(url).query) if name.lower() in known]
    return int(values[0]) if len(values) == 1 and values[0].isdigit() else 0


def _other_parameters(url: str) -> set[tuple[str, str]]:
    known = words()["article_pages"]["parameters"]
    return {(name, value) for name, value in parse_qsl(urlsplit(url).query) if name.lower() not in known}


def _is_list(stem: str) -> bool:
    return not stem or bool(re.fullmatch(words()["article_pages"]["lists"], stem, re.I))


@lru_cache(maxsize=1)
def _link() -> re.Pattern[str]:
    return re.compile(words()["article_pages"]["link"], re.I)
