"""What of a list's page turns its pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from nianbao.fetch.joining import literal
from nianbao.fetch.links import Link, absolute
from nianbao.fetch.menus import MOST
from nianbao.fetch.naming import text_of
from nianbao.fetch.words import any_word, has_any, words
from nianbao.text import fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

AROUND_NUMBER = " .[]<>«»‹›（）()第页…【】-"
_PAGER_WORD = 12


def is_next(link: Link) -> bool:
    """It leads to the page that follows."""
    known = words()["paging"]
    return link.text in known["arrows"] or (len(link.text) <= 12 and has_any(link.text.lower(), known["next"]))


def is_paging(base: str, link: Link) -> bool:
    """A number or a word like 尾页: leads to the same list. Days of a calendar are numbers, too."""
    text = link.text.lower()
    bare = text.strip(AROUND_NUMBER)
    if not bare or (bare.isdigit() and len(bare) < 4):
        return True
    return len(text) <= 12 and has_any(text, words()["paging"]["words"])


def is_numbered(base: str, link: Link) -> bool:
    """A list's page by its number: the same address but for that number. A day of a calendar is another thing."""
    mine, theirs = urlsplit(base), urlsplit(link.url)
    if mine.netloc != theirs.netloc:
        return False
    if mine.path == theirs.path:
        return link.text in (value for _, value in parse_qsl(theirs.query))
    folder = mine.path.rpartition("/")[0]
    name = theirs.path.rpartition("/")
    return name[0] == folder and link.text in re.findall(r"\d+", name[2])


def numbered_options(base: str, tree: LexborHTMLParser) -> dict[int, str]:
    """Pages of the list in a menu: 第2页 -> index_2.html. The addresses differ by nothing but a number."""
    found: dict[int, str] = {}
    for option in tree.css("option[value]")[:MOST]:
        number, value = fold.squeeze(text_of(option)).strip(AROUND_NUMBER), option.attributes.get("value") or ""
        url = absolute(base, value) if number.isdigit() and re.search(r"[/.?]", value) else None
        if url and len(number) < 4 and _same_but_for_numbers(base, url):
            found.setdefault(int(number), url)
    return found


def _same_but_for_numbers(one: str, other: str) -> bool:
    """The same page of another number; the other may ask for it with one more parameter."""
    mine, theirs = urlsplit(one), urlsplit(other)
    paths = [re.sub(r"[_-]?\d+(?=\.|$)", "", parts.netloc + parts.path) for parts in (mine, theirs)]
    asked = [{name for name, _ in parse_qsl(parts.query)} for parts in (mine, theirs)]
    return paths[0] == paths[1] and asked[0] <= asked[1] and one != other


def scrolled_by_script(code: str) -> bool:
    """The script measures how far the reader is from the end."""
    return has_any(code, words()["paging"]["scrolled"]) and has_any(code, words()["paging"]["measured"])


def turned_by_script(base: str, tree: LexborHTMLParser) -> bool:
    """A second page and a word of a pager, or a button that brings more, without an address."""
    silent = [
        fold.squeeze(text_of(node))
        for node in tree.css("a, button, [onclick]")
        if absolute(base, node.attributes.get("href") or "javascript:") in {None, base}
    ]
    if any(text.strip(AROUND_NUMBER).lower() in words()["paging"]["load_more"] for text in silent):
        return True
    second = any(text.strip(AROUND_NUMBER) == "2" for text in silent)
    return second and any(has_any(text, words()["paging"]["words"]) for text in silent if len(text) <= _PAGER_WORD)


def declared_pages(source: str) -> int | None:
    """How many pages a script says there are, or entries and how many of them stand on a page."""
    counts = _numbers(words()["paging"]["script_pages"], source)
    if counts:
        return max(counts)
    entries, sizes = (_numbers(words()["paging"][name], source) for name in ("script_entries", "script_size"))
    return -(-max(entries) // max(sizes)) if entries and sizes else None


def _numbers(names: list[str], source: str) -> list[int]:
    if not has_any(source, names):
        return []
    pattern = rf"(?<![\w$])(?:{any_word(names)})[\"']?\s*[:=]\s*(?:[\"']?(\d{{1,6}})[\"']?|([A-Za-z_$][\w$]*))"
    found = [number or literal(name, source) or "" for number, name in re.findall(pattern, source)]
    return [int(number) for number in found if number.isdigit() and int(number)]
