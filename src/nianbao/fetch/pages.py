"""What a fetched page is and where it leads: a list and its reports, or an article and its attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from nianbao.fetch import menus, scripts
from nianbao.fetch.attached import attachments, files_in, text_container
from nianbao.fetch.encoding import decode, in_its_own_encoding
from nianbao.fetch.links import Link, absolute, file_address, is_year, kind_of, names_body, other_column, same_site
from nianbao.fetch.naming import links_of, text_of
from nianbao.fetch.pagers import (
    AROUND_NUMBER,
    declared_pages,
    is_next,
    is_numbered,
    is_paging,
    numbered_options,
    scrolled_by_script,
    turned_by_script,
)
from nianbao.fetch.parts import further_pages
from nianbao.fetch.words import any_word, first_in, has_any, words
from nianbao.text import fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_REFRESH = re.compile(r"""(?i)^\s*[\d.]*\s*[;,]?\s*url\s*=\s*['"]?([^'"]+)""")
_SENT_ON = re.compile(
    r"""(?:^|[;{}\s])(?:(?:window|self|top|parent|document|this)\s*\.\s*)*location(?:\s*\.\s*href)?\s*"""
    r"""(?:=\s*|\.\s*(?:replace|assign)\s*\(\s*)(["'])([^"'\s]+)\1\s*\)?\s*(?:;|$|\}|\n|</)"""
)
_CHINESE = re.compile(r"[一-鿿]")
_HEAD = 300
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>", re.S)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)


@dataclass(slots=True)
class Page:
    """One HTML page. ``reports`` are links worth fetching, ``lookalikes`` are other reports and why not."""

    url: str
    title: str
    is_article: bool
    in_column: bool
    published: str = ""
    text_length: int = 0
    plain_length: int = 0
    """Characters of the body outside of links: hardly any on a list, many in a report."""
    gone: str = ""
    """The words by which a page that was answered well says that it is not there."""
    speaks: bool = False
    """Its text says a word that every report says."""
    reports: list[Link] = field(default_factory=list)
    lookalikes: list[tuple[Link, str]] = field(default_factory=list)
    columns: list[Link] = field(default_factory=list)
    hubs: list[Link] = field(default_factory=list)
    years: list[Link] = field(default_factory=list)
    frames: list[Link] = field(default_factory=list)
    attachments: list[Link] = field(default_factory=list)
    pictures: list[Link] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    """Addresses of everything listed here, paging left out: by these a page that repeats another is known."""
    bodies: list[Link] = field(default_factory=list)
    """Pages of bodies elsewhere on the site, on a column's page that lists nothing but these."""
    bears_form: bool = False
    """The headings of a report stand in its text."""
    own_year: int | None = None
    """The year of the report that its own text is."""
    login: bool = False
    """It asks for a password and says hardly anything else."""
    next_anchor: str | None = None
    numbers: dict[int, str] = field(default_factory=dict)
    """Pages of this list by their number, where anchors show them."""
    unread_pager: bool = False
    """There are further pages of the list, and what leads to them is no address."""
    scrolls: bool = False
    """A script brings more when the reader comes to its end."""
    more_declared: bool = False
    """A script is told that the list has several pages."""
    parts: list[Link] = field(default_factory=list)
    """The article's further pages."""
    data_files: list[Link] = field(default_factory=list)
    """Scripts that may hold the entries, on a column's page that lists none."""
    headed: bool = False
    """Its text begins with the name of such a report."""
    sent_on: str | None = None
    """Where a page that says nothing itself sends the reader, by a literal address."""


def looks_like_html(data: bytes) -> bool:
    """By the first bytes; a server's word is not asked."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf\t\r\n ").lower()
    return (head[:1] == b"<" and not head.startswith((b"<?xml version", b"<datastore"))) or b"<html" in head


def understand(url: str, data: bytes, *, in_column: bool = False, is_part: bool = False) -> Page:
    """Read a page's links. Pure: same bytes, same answer.

    ``in_column``: it is known to be in such a column; ``is_part``: to be a further page of an article.
    """
    source = in_its_own_encoding(data)
    tree = _parse(source)
    code = _scripts(source)
    page = _outline(url, tree, in_column)
    base = _base(url, tree)
    links = list(links_of(base, tree))
    links += scripts.handled(base, tree)
    links += scripts.called(base, tree, code)
    links += scripts.inlined(base, code)
    kept = [*scripts.written(code), *scripts.in_textareas(source)]
    links += (link for markup in kept for link in anchors(base, markup))
    links += _embedded(base, source)
    page.scrolls = scrolled_by_script(code)
    page.in_column = page.in_column or any(link.url == url and _names_column(link) for link in links)
    _sort_links(page, links)
    page.frames = [*_frames(base, tree), *scripts.fragments(base, code)]
    page.years = [*_years(base, tree, links, code), *_groups(url, links)] if page.in_column else []
    for number, target in numbered_options(base, tree).items():
        page.numbers.setdefault(number, target)
    page.attachments, page.pictures = attachments(
        base, tree, code, is_article=page.is_article, text_length=page.text_length
    )
    if page.is_article and not page.attachments and page.text_length < words()["picture"]["max_text"]:
        page.attachments = scripts.documents(base, code)
    if page.in_column and not page.reports:
        named = [link for link in links if names_body(link.text)]
        page.years += [link for link in named if _is_below(url, link)]
        page.bodies = [] if page.years or page.columns else _elsewhere(url, named)
    if not (page.in_column or page.reports or page.columns or page.hubs):
        page.bodies = _elsewhere(url, [link for link in links if names_body(link.text)])
    page.parts = further_pages(url, links, code, is_part=is_part)
    page.data_files = _data_files(base, source, code, page)
    page.unread_pager = page.next_anchor is None and 2 not in page.numbers and turned_by_script(base, tree)
    page.more_declared = page.in_column and (declared_pages(code) or 0) > 1
    page.sent_on = _sent_on(url, tree, code, page)
    return page


def _data_files(base: str, source: str, code: str, page: Page) -> list[Link]:
    """Of a column's page that lists nothing itself, and of a page that is drawn by its scripts altogether."""
    if page.reports:
        return []
    if page.in_column and (found := scripts.data_files(base, source, code)):
        return found
    return scripts.drawing(page.url, base, source) if page.text_length < words()["article"]["min_shell"] else []


def classify(page: Page, links: list[Link]) -> None:
    """Add links that came another way (an interface in JSON) to a page's own."""
    _sort_links(page, links)


def anchors(base: str, markup: str) -> list[Link]:
    """The links in a piece of HTML."""
    return list(links_of(base, _parse(markup)))


def island_entries(source: str) -> list[str]:
    """The entries of an XML island or answer; groups of pages stand beside the records and are none."""
    return _RECORD.findall(source) or _CDATA.findall(source)


def visible_text(data: bytes) -> tuple[str, str]:
    """(title, text of the body), white space removed."""
    tree = _parse(decode(data))
    return fold.squeeze(text_of(tree.css_first("title"))), fold.squeeze(text_of(tree.body))


def _parse(source: str) -> LexborHTMLParser:
    """The tree without scripts and styles, whose text nobody sees."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(source)
    tree.strip_tags(["script", "style", "template"])
    return tree


def _scripts(source: str) -> str:
    held = re.findall(r"(?is)<script[^>]*>(.*?)</script>", source)
    return scripts.plainly("\n".join([*held, scripts.in_attributes(source)]))


def _base(url: str, tree: LexborHTMLParser) -> str:
    """What relative addresses are relative to."""
    node = tree.css_first("base[href]")
    return urljoin(url, (node.attributes.get("href") or "").strip()) if node is not None else url


def _outline(url: str, tree: LexborHTMLParser, in_column: bool) -> Page:
    meta = _metadata(tree)
    title = fold.squeeze(text_of(tree.css_first("title")))
    known = words()["column"]
    named = title + "".join(meta.get(name, "") for name in known["meta"]) + unquote(urlsplit(url).query)
    addressed = has_any(url.lower(), words()["report_link"]["address"])
    page = Page(
        url=url,
        title=next((meta[name] for name in words()["article"]["meta"] if meta.get(name)), "") or title,
        is_article=False,
        in_column=in_column or addressed or has_any(named, known["words"]),
        published=next((meta[name] for name in words()["article"]["published"] if meta.get(name)), "")[:10],
    )
    container = text_container(tree)
    body = fold.squeeze(text_of(tree.body))
    text = body if container is None else fold.squeeze(text_of(container))
    page.text_length = len(text)
    page.plain_length = len(body) - sum(len(fold.squeeze(text_of(anchor))) for anchor in tree.css("a[href]"))
    page.gone = _says_it_is_gone(title, body)
    page.headed = has_any(text[:_HEAD], words()["report_link"]["kind"])
    page.speaks = container is not None and has_any(text, words()["article"]["content"])
    page.bears_form = sum(word in body for word in words()["article"]["form"]) >= words()["article"]["min_form"]
    page.own_year = _own_year(title, body) if page.bears_form else None
    asks = tree.css_first("input[type=password]") is not None
    page.login = asks and page.plain_length < words()["soft_404"]["max_text"]
    # Templates of lists carry the tag too, empty or with a placeholder.
    tagged = any(_CHINESE.search(meta.get(name, "")) for name in words()["article"]["meta"])
    page.is_article = tagged or _holds_an_article(url, container, page)
    return page


@lru_cache(maxsize=1)
def _report_year() -> re.Pattern[str]:
    """An annual report with its year: 2023年某局…年度报告."""
    return re.compile(rf"(?<!\d)(20\d\d)年?度?[一-鿿]{{0,24}}?(?:{any_word(words()['report_link']['annual'])})")


def _own_year(title: str, body: str) -> int | None:
    """The year that the name of the report says, in its title or where its text begins."""
    found = _report_year().search(title) or _report_year().search(body)
    return int(found[1]) if found else None


def _says_it_is_gone(title: str, body: str) -> str:
    """Only a page with hardly any text is believed to say so of itself."""
    known = words()["soft_404"]
    if len(body) > known["max_text"]:
        return ""
    return first_in(title.lower(), known["title"]) or first_in(body, known["body"]) or ""


def _metadata(tree: LexborHTMLParser) -> dict[str, str]:
    nodes = tree.css("meta[name][content]")
    return {(n.attributes.get("name") or "").lower(): (n.attributes.get("content") or "").strip() for n in nodes}


def _holds_an_article(url: str, container: LexborNode | None, page: Page) -> bool:
    """Without meta tags: a body container that holds text or files, not a list of reports."""
    if container is None:
        return False
    listed = sum(kind_of(link, in_column=True) == "report" for link in links_of(url, container))
    return listed < 2 and (page.text_length >= words()["article"]["min_text"] or bool(files_in(url, container)))


def _embedded(base: str, source: str) -> Iterator[Link]:
    """Entries that a page keeps as HTML in an XML island."""
    if "<datastore" in source:
        for piece in island_entries(source):
            yield from anchors(base, piece)


def _sort_links(page: Page, links: list[Link]) -> None:
    seen = {link.url for link in page.reports}
    for link in links:
        if page.next_anchor is None and is_next(link) and link.url != page.url:
            page.next_anchor = link.url
        number = link.text.strip(AROUND_NUMBER)
        if number.isdigit() and len(number) < 4 and is_numbered(page.url, Link(link.url, number)):
            page.numbers.setdefault(int(number), link.url)
        if link.url in seen or link.url == page.url:
            continue
        kind = kind_of(link, in_column=page.in_column)
        if not is_paging(page.url, link):
            page.entries.append(link.url)
        if kind is None and _names_column(link):
            kind = "column"
        if kind is None:
            if _is_hub(link):
                page.hubs.append(link)
            continue
        seen.add(link.url)
        if kind == "report":
            page.reports.append(link)
        elif kind == "column":
            page.columns.append(link)
        else:
            page.lookalikes.append((link, kind))


def _names_column(link: Link) -> bool:
    """年报 alone, as an entry of a menu; 法治政府建设年度报告 is another column."""
    if len(link.text) > 12 or link.years() or not has_any(link.text, words()["column"]["words"]):
        return False
    return not first_in(link.text, words()["report_link"]["not"]) and not other_column(link.text)


def _is_hub(link: Link) -> bool:
    known = words()["column"]
    if len(link.text) > 14 or link.years():
        return False
    return has_any(link.text, known["hubs"]) or (bool(link.text) and has_any(link.url.lower(), known["hub_address"]))


def _frames(base: str, tree: LexborHTMLParser) -> Iterator[Link]:
    """Frames of the same host that are pages, not documents."""
    host = urlsplit(base).netloc
    for node in tree.css("iframe[src], frame[src]"):
        source = node.attributes.get("src") or ""
        url = absolute(base, source, fragment=True)
        if url and urlsplit(url).netloc == host and not file_address(base, source):
            yield Link(url, "")


def _years(base: str, tree: LexborHTMLParser, links: list[Link], code: str) -> Iterator[Link]:
    """Folders named by nothing but a year, and entries of a menu named by a year or a body."""
    for link in links:
        if is_year(link.text):
            yield link
    for link in menus.entries(base, tree, code):
        # A menu of other sites (友情链接) names bodies as well.
        ours = same_site(base, link.url) or has_any(link.url.lower(), words()["report_link"]["address"])
        if ours and (is_year(link.text) or names_body(link.text)):
            yield link


def _groups(base: str, links: list[Link]) -> Iterator[Link]:
    """Parts of a column that shows only the newest of each: 更多 beside them, or a heading like 县直部门."""
    known = words()["column"]
    for link in links:
        name = link.text.lower().strip(" >»›+…[]【】.")
        grouped = len(name) <= known["max_group"] and has_any(name, known["groups"])
        if (name in known["more"] or grouped) and _is_below(base, link):
            yield link


def _is_below(base: str, link: Link) -> bool:
    """A folder of this column."""
    mine, theirs = urlsplit(base), urlsplit(link.url)
    folder = mine.path.rpartition("/")[0] + "/"
    return mine.netloc == theirs.netloc and theirs.path.startswith(folder) and theirs.path != mine.path


def _elsewhere(base: str, named: list[Link]) -> list[Link]:
    """The bodies that a column names and leaves to their own pages; one or two names are a menu's, not a column's."""
    host = urlsplit(base).netloc
    offices = tuple(words()["column"]["offices"])
    near = [link for link in named if link.text.endswith(offices) and urlsplit(link.url).netloc == host]
    found = list({link.url: link for link in near if link.url != base}.values())
    return found if len(found) > _FEW_BODIES else []


_FEW_BODIES = 2


def _sent_on(base: str, tree: LexborHTMLParser, scripts: str, page: Page) -> str | None:
    """Only a page that has nothing else to say, and only a literal address."""
    if page.reports or page.attachments or len(fold.squeeze(text_of(tree.body))) > words()["redirect"]["max_text"]:
        return None
    for node in tree.css("meta[http-equiv][content]"):
        if (node.attributes.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.match(node.attributes.get("content") or "")
            if found:
                return str(urljoin(base, found[1].strip()))
    sent = _SENT_ON.search(scripts)
    return urljoin(base, sent[2]) if sent else None
