"""Links that a page keeps in its scripts and in what happens on a click. Only addresses that are written out."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from nianbao.fetch.joining import definition, joined
from nianbao.fetch.links import Link, absolute, file_address
from nianbao.fetch.words import has_any, words
from nianbao.text import fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_CODED = re.compile(r"[\"']([A-Za-z0-9+/]{80,}={0,2})[\"']")
_MOST_CODED = 5
_CALL = re.compile(r"^\s*(?:javascript:)?\s*(?:return\s+)?(\w{2,40})\(([^()]{1,200})\)")
_GIVEN = re.compile(r"([\"'])(.*?)\1|(?<![\w\"'])(\d{1,12})(?![\w\"'])")
_SENT = re.compile(r"(?:location(?:\s*\.\s*href)?\s*(?:=(?!=)|\.\s*(?:replace|assign)\s*\()|\bopen\s*\()\s*")
_NODES = re.compile(r"\{[^{}]{0,2000}\}")
_CALLS = re.compile(r"\w\s*\(([^(){}\[\]]{8,400})\)")
_LOADED = re.compile(r"""\.\s*load\s*\(\s*(["'])([^"'\s]{2,300})[^"']{0,60}\1""")
_ARRAYS = re.compile(r"\[[^\[\]{}]{4,1000}\]")
_PAIR = r"""["']?\b(?:{})\b["']?\s*:\s*(["'])(.+?)\1"""
_STRING = re.compile(r"""(["'])((?:\\.|(?!\1)[^\\\n]){1,400})\1""")
_ADDRESS = re.compile(
    r"^(?:https?:/)?[\w./~%-]*/[\w./~%?&=#-]+$|^[\w-]+(?:/[\w-]+)*\.(?:\w{0,2}html?|jspx?|aspx?|ashx|php|do|action|pdf|docx?|wps|ofd)(?:\?\S*)?$"
)
"""An address written out: a path, or a file with a known ending."""
_ANCHOR = re.compile(r"(?is)<a\s[^>]{0,400}?href\s*=[^>]{1,400}>.{1,300}?</a>")
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")
_CHINESE = re.compile(r"[一-鿿]{2}")
_SOURCE = re.compile(r"(?i)<script[^>]*?\ssrc\s*=\s*[\"']?([^\"'>\s]+)")
_KEPT = re.compile(r"""=\s*(?:"\s*([{\[][{\[\s]*&quot;[^"]{30,300000})"|'\s*([{\[][{\[\s]*"[^']{30,300000})')""")
_TEXTAREA = re.compile(r"(?is)<textarea\b[^>]*>(.{20,300000}?)</textarea>")
_DATA_FILE = re.compile(r"(?i)^[\w./~-]+\.json(?:\?\S*)?$")
_HANDLERS = ("onclick", "href", "data-href", "data-url", "data-link", "data-src", "data-file", "data-path")


_HANDLING = "[onclick], [data-href], [data-url], [data-link], [data-file], [data-path], a[href^='javascript']"


def plainly(scripts: str) -> str:
    r"""Scripts with ``\u6816`` and ``\/`` written as the characters they are, and behind them what stands there in
    base64."""
    told = [text for match in list(_CODED.finditer(scripts))[:_MOST_CODED] if (text := _decoded(match[1]))]
    return _plain("\n".join([scripts, *told]))


def _decoded(coded: str) -> str:
    """Text that was written in base64; empty when it is none."""
    try:
        text = b64decode(coded, validate=True).decode()
    except ValueError:
        return ""
    return text if text[:1] in "{[<" and not text.isspace() else ""


def _plain(scripts: str) -> str:
    return _UNICODE.sub(lambda match: chr(int(match[1], 16)), scripts).replace("\\/", "/")


def handled(base: str, tree: LexborHTMLParser | LexborNode) -> Iterator[Link]:
    """``onclick="window.open('/a.html')"``, ``href="javascript:openUrl('a.html')"``, ``data-url``."""
    for node in tree.css(_HANDLING):
        for name in _HANDLERS:
            value = node.attributes.get(name) or ""
            target = _first_address(value) if name in ("onclick", "href") else value
            url = absolute(base, target) if target and _ADDRESS.match(target) else None
            if url and not (name == "href" and not value.lower().startswith("javascript")):
                yield Link(url, _called_by(node))
                break


def _called_by(node: LexborNode) -> str:
    """What is written on it; a button's words are its value."""
    said = (node.text(deep=True, separator=" "), node.attributes.get("title"), node.attributes.get("value"))
    return fold.squeeze(next((text for text in said if text and text.strip()), ""))


def called(base: str, tree: LexborHTMLParser | LexborNode, code: str) -> Iterator[Link]:
    """``onclick="show('123')"`` where the page's own ``show`` joins an address from that."""
    known: dict[str, tuple[list[str], str]] = {}
    for node in tree.css("[onclick], a[href^='javascript']"):
        handlers = (unescape(node.attributes.get(name) or "") for name in ("onclick", "href"))
        target = next((found for handler in handlers if (found := _called(handler, code, known))), None)
        url = absolute(base, target) if target and _ADDRESS.match(target) else None
        if url:
            yield Link(url, _called_by(node))


def _called(handler: str, code: str, functions: dict[str, tuple[list[str], str]]) -> str | None:
    call = _CALL.match(handler)
    if call is None:
        return None
    if call[1] not in functions:
        functions[call[1]] = definition(call[1], code)
    parameters, body = functions[call[1]]
    sent = _SENT.search(body)
    if sent is None:
        return None
    given = dict(zip(parameters, (text or number for _, text, number in _GIVEN.findall(call[2])), strict=False))
    used: list[str] = []

    def known(name: str, before: str) -> str | None:
        used.append(name)
        return given.get(name)

    told = joined(body[sent.end() :], known)
    return told[0] if told and used else None


def _first_address(handler: str) -> str | None:
    found = (match[2] for match in _STRING.finditer(unescape(handler)))
    return next((text for text in found if _ADDRESS.match(text)), None)


def inlined(base: str, scripts: str) -> Iterator[Link]:
    """Entries kept as objects, as arrays of strings, or as what a tree of a menu is given: name and address side by
    side (``d.add(2, 0, "年报", "a.htm")``)."""
    known = words()["api"]
    titles, urls = (re.compile(_PAIR.format("|".join(known[name]))) for name in ("title", "url"))
    for node in _NODES.findall(scripts):
        title, target = titles.search(node), urls.search(node)
        if title and target and (url := absolute(base, target[2])):
            yield Link(url, fold.squeeze(title[2]))
        else:
            yield from _side_by_side(base, node)
    for array in [*_ARRAYS.findall(scripts), *_CALLS.findall(scripts)]:
        yield from _side_by_side(base, array)


def fragments(base: str, scripts: str) -> list[Link]:
    """Pieces of the page that a script puts in: ``$("#list").load("list.html")``. Of the same host only."""
    host = urlsplit(base).netloc
    urls = (absolute(base, match[2]) for match in _LOADED.finditer(scripts) if _ADDRESS.match(match[2]))
    return [Link(url, "") for url in dict.fromkeys(urls) if url and urlsplit(url).netloc == host]


def _side_by_side(base: str, piece: str) -> Iterator[Link]:
    """The first text in Chinese and the first address of an array, or of an object whose fields nobody knows."""
    texts = [match[2] for match in _STRING.finditer(piece)]
    name = next((text for text in texts if _CHINESE.search(text)), None)
    address = next((text for text in texts if _ADDRESS.match(text)), None)
    if name and address and (url := absolute(base, address)):
        yield Link(url, fold.squeeze(name))


def in_attributes(source: str) -> str:
    """Data that stands in an attribute: ``data-page="{&quot;list&quot;: ...}"``, ``<input value='[{...'>``."""
    return "\n".join(unescape(double or single) for double, single in _KEPT.findall(source))


def in_textareas(source: str) -> list[str]:
    """Markup that a page keeps where nobody sees it."""
    return [text for kept in _TEXTAREA.findall(source) if "<a" in (text := unescape(kept))]


def written(scripts: str) -> list[str]:
    r"""Anchors inside strings: ``document.write("<a href=\"/a.html\">...</a>")``."""
    return [anchor.replace('\\"', '"').replace("\\'", "'") for anchor in _ANCHOR.findall(scripts)]


def data_files(base: str, source: str, scripts: str) -> list[Link]:
    """Scripts and data of the same host that may hold the entries of a list that the page itself does not hold."""
    known = words()["data_file"]
    host = urlsplit(base).netloc
    found: dict[str, Link] = {}
    loaded = [match[2] for match in _STRING.finditer(scripts) if _DATA_FILE.search(match[2])]
    for target in [*loaded, *_SOURCE.findall(source)]:
        url = absolute(base, target)
        name = urlsplit(url).path.rpartition("/")[2].lower() if url else ""
        listed = target in loaded or has_any(name, known["words"])
        if url and urlsplit(url).netloc == host and listed and not has_any(name, known["not"]):
            found.setdefault(url, Link(url, ""))
    return list(found.values())[: known["max"]]


def drawing(page: str, base: str, source: str) -> list[Link]:
    """The scripts of the same host that draw a page which says nothing itself. What the page's address asks for stands
    behind theirs as a fragment: for another question they draw another page."""
    known = words()["data_file"]
    host, asked = urlsplit(base).netloc, urlsplit(page).query
    found: dict[str, Link] = {}
    for target in _SOURCE.findall(source):
        url = absolute(base, target)
        name = urlsplit(url).path.rpartition("/")[2].lower() if url else ""
        if url and urlsplit(url).netloc == host and has_any(name, known["draws"]) and not has_any(name, known["tools"]):
            found.setdefault(url, Link(f"{url}#{asked}" if asked else url, ""))
    return list(found.values())[-known["max"] :]


def documents(base: str, scripts: str) -> list[Link]:
    """Documents that a viewer is told to show: ``PDFObject.embed("/a.pdf")``."""
    texts = (match[2] for match in _STRING.finditer(scripts))
    urls = (file_address(base, text) for text in texts if _ADDRESS.match(text))
    return [Link(url, "") for url in dict.fromkeys(url for url in urls if url)]
