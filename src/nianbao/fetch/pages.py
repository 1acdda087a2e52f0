"""What a fetched page is and where it leads: a list and its reports, or an article and its attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urldefrag, urljoin, urlsplit

from nianbao.fetch.words import words
from nianbao.text import fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_TRS_PAGING = re.compile(
    r"createPageHTML\(\s*(\d{1,5})\s*,\s*(\d{1,5})\s*,\s*[\"']([\w-]{1,60})[\"']\s*,\s*[\"'](\w{1,8})[\"']"
)
_YEAR = re.compile(r"20\d\d")
_SAFE = "%/:?#[]@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Link:
    """An anchor: absolute address without fragment, and what it is called (its text and its title)."""

    url: str
    text: str

    def years(self) -> set[int]:
        """Every year its name speaks of."""
        return {int(year) for year in _YEAR.findall(self.text)}


@dataclass(slots=True)
class Page:
    """One HTML page. ``reports`` are links worth fetching, ``lookalikes`` are other reports and why not."""

    is_article: bool
    reports: list[Link] = field(default_factory=list)
    lookalikes: list[tuple[Link, str]] = field(default_factory=list)
    columns: list[Link] = field(default_factory=list)
    attachments: list[Link] = field(default_factory=list)
    following: list[str] = field(default_factory=list)

    @property
    def leads_on(self) -> bool:
        """Whether there is anything to follow from here."""
        return bool(self.reports or self.columns)


def looks_like_html(data: bytes) -> bool:
    """By the first bytes; a server's word is not asked."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf\t\r\n ").lower()
    return (head[:1] == b"<" and not head.startswith(b"<?xml version")) or b"<html" in head


def understand(url: str, data: bytes) -> Page:
    """Read a page's links. Pure: same bytes, same answer."""
    source = decode(data)
    tree = _parse(source)
    links = list(_links(url, tree))
    page = Page(is_article=_is_article(url, tree))
    title = fold.squeeze(_text(tree.css_first("title")))
    _sort_links(page, links, in_column=_has_any(title, words()["column"]["words"]))
    page.attachments = _attachments(url, tree)
    page.following = _next_pages(url, source, links)
    return page


def decode(data: bytes) -> str:
    """UTF-8 when it is, else GB18030, which every page of these portals that is not UTF-8 uses."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def soft_404(data: bytes) -> str | None:
    """The words by which a page that answered 200 says it is not there, or None."""
    tree = _parse(decode(data))
    known = words()["soft_404"]
    body = fold.squeeze(_text(tree.body))
    if len(body) > known["max_text"]:
        return None
    return _first(fold.squeeze(_text(tree.css_first("title"))), known["title"]) or _first(body, known["body"])


def challenge(data: bytes) -> str | None:
    """The outcome of a firewall's script page, or None. Such a page is a script and hardly a word."""
    text = data.decode("latin-1")
    outcome = next((name for name, marks in words()["challenge"].items() if _has_any(text, marks)), None)
    if outcome is None or len(_text(_parse(decode(data)).body)) > words()["soft_404"]["max_text"]:
        return None
    return str(outcome)


def _parse(source: str) -> LexborHTMLParser:
    """The tree without scripts and styles, whose text nobody sees."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(source)
    tree.strip_tags(["script", "style", "template"])
    return tree


def _links(base: str, tree: LexborHTMLParser | LexborNode) -> Iterator[Link]:
    for anchor in tree.css("a[href]"):
        url = absolute(base, anchor.attributes.get("href") or "")
        if url:
            # A list clips long names in the text and keeps them whole in the title; or the title says nothing.
            names = [fold.squeeze(_text(anchor)), fold.squeeze(anchor.attributes.get("title") or "")]
            yield Link(url, " ".join(name for name in dict.fromkeys(names) if name))


def absolute(base: str, href: str) -> str | None:
    """The address an href means, without fragment; None for scripts, mail and what cannot be an address."""
    try:
        url = urldefrag(urljoin(base, href.strip())).url
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and not parts.username
        _ = parts.port
    except ValueError:
        return None
    return quote(url, safe=_SAFE) if usable else None


def _sort_links(page: Page, links: list[Link], *, in_column: bool) -> None:
    seen: set[str] = set()
    for link in links:
        if link.url in seen:
            continue
        kind = _kind(link, in_column=in_column)
        if kind is None:
            continue
        seen.add(link.url)
        if kind == "report":
            page.reports.append(link)
        elif kind == "column":
            page.columns.append(link)
        else:
            page.lookalikes.append((link, kind))


def _kind(link: Link, *, in_column: bool) -> str | None:
    """``report``, ``column``, the word that makes it another kind of report, or None."""
    known = words()["report_link"]
    named = _has_any(link.text, known["kind"])
    topical = in_column or _has_any(link.text, known["topic"])
    addressed = _has_any(link.url.lower(), known["address"])
    if not (named and (topical or addressed)):
        return None
    if other := _first(link.text, known["not"]):
        return other
    if link.years():
        return "report"
    return "column" if _has_any(link.text, words()["column"]["words"]) else None


def _is_article(base: str, tree: LexborHTMLParser) -> bool:
    """By its meta tags; without them, by a body container that holds text or files, not a list of reports."""
    known = words()["article"]
    names = {(node.attributes.get("name") or "").lower() for node in tree.css("meta[name][content]")}
    if names & set(known["meta"]):
        return True
    body = _container(tree)
    if body is None:
        return False
    listed = sum(_kind(link, in_column=True) == "report" for link in _links(base, body))
    return listed < 2 and (len(fold.squeeze(_text(body))) >= known["min_text"] or bool(_files(base, body)))


def _container(tree: LexborHTMLParser) -> LexborNode | None:
    return next((n for css in words()["article"]["containers"] if (n := tree.css_first(css))), None)


def _attachments(base: str, tree: LexborHTMLParser) -> list[Link]:
    container = _container(tree)
    root = tree.body if container is None else container
    return _files(base, root) if root is not None else []


def _files(base: str, root: LexborNode) -> list[Link]:
    found: dict[str, Link] = {}
    for node in root.css("a[href], iframe[src], embed[src], object[data]"):
        url = _attachment_url(base, node)
        if url and url not in found:
            found[url] = Link(url, fold.squeeze(_text(node)))
    return list(found.values())


def _attachment_url(base: str, node: LexborNode) -> str | None:
    target = next((node.attributes.get(name) for name in ("href", "src", "data") if node.attributes.get(name)), "")
    url = absolute(base, target or "")
    if url is None:
        return None
    shown = parse_qs(urlsplit(url).query).get("file", [])
    if shown and "viewer" in urlsplit(url).path:
        url = absolute(url, shown[0])
    suffixes = tuple(words()["attachment"]["suffixes"])
    return url if url and urlsplit(url).path.lower().endswith(suffixes) else None


def _next_pages(base: str, source: str, links: list[Link]) -> list[str]:
    """Where the list goes on: plain anchors, then the pages that TRS writes by script (0-based)."""
    following = [link.url for link in links if _first(link.text, words()["paging"]["next"])]
    for count, current, stem, suffix in _TRS_PAGING.findall(source):
        if int(current) + 1 < int(count):
            following.append(urljoin(base, f"{stem}_{int(current) + 1}.{suffix}"))
    return list(dict.fromkeys(following))


def _text(node: LexborNode | None) -> str:
    return node.text(deep=True, separator=" ") if node is not None else ""


def _has_any(text: str, needles: list[str]) -> bool:
    return _first(text, needles) is not None


def _first(text: str, needles: list[str]) -> str | None:
    return next((needle for needle in needles if needle in text), None)
