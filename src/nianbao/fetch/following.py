"""From an answer to what follows from it: the addresses it leads to, or that it is a document to keep.

Reads bytes, touches neither network nor disk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from nianbao.fetch import flavours
from nianbao.fetch.answers import read_answer
from nianbao.fetch.encoding import decode
from nianbao.fetch.entries import Way
from nianbao.fetch.flavours import Paging, Sheet, Step
from nianbao.fetch.frontier import SCRIPT, Child, Entry
from nianbao.fetch.kinds import kind_of_document
from nianbao.fetch.links import Link, is_weak, is_year, kind_of, names_body, same_site
from nianbao.fetch.pages import Page, classify, looks_like_html, understand
from nianbao.fetch.words import first_in, has_any, words


@dataclass(slots=True)
class Found:
    """What one answer comes to. ``what`` is ``list``, ``page``, ``sent_on``, or the kind of a document."""

    what: str
    children: list[Child] = field(default_factory=list)
    unwanted: list[tuple[Child, str]] = field(default_factory=list)
    """Addresses not to be asked for, and the word that says why."""
    keep: bool = False
    """It is a document, or the page that carries one."""
    outcome: str = "ok"
    detail: str = ""
    doubtful: bool = False
    """Nothing on the page speaks of a report: perhaps what the host answers to any address."""
    sent_on: str = ""
    name: str = ""
    published: str = ""
    listing: Listing | None = None


@dataclass(slots=True)
class Listing:
    """One page of a list: its entries, and how it goes on."""

    entries: list[str]
    reports: list[str]
    topical: bool
    paging: Paging | None
    unread_pager: bool = False
    """It shows further pages and gives no address for them."""
    barren: bool = False
    """A column that names no report and leads nowhere: whatever it shows is out of sight."""


def read(entry: Entry, at: str, body: bytes) -> Found:
    """What the answer to ``entry``, come from ``at``, leads to. Pure: same bytes, same answer."""
    if entry.asks_interface and not _is_whole_page(body):
        return _interface(entry, at, body)
    if entry.is_script and not looks_like_html(body):
        # A script of a page: what it says is relative to that page.
        at, body = Way.of(entry.flavour).page, b"<html><script>" + body + b"</script></html>"
    if not looks_like_html(body):
        return Found(kind_of_document(body), keep=True)
    is_part = entry.role == "part"
    url = at if entry.is_script else _with_fragment(entry, at)
    page = understand(url, body, in_column=bool(entry.topical), is_part=is_part)
    if page.sent_on and entry.role != "probe":
        return Found("sent_on", sent_on=page.sent_on)
    if page.gone:
        return Found("page", outcome="soft_404", detail=page.gone)
    if page.login and entry.role != "list" and not (page.reports or page.columns):
        return Found("page", outcome="login_required", detail=page.title[:60])
    if entry.role in {"attachment", "picture"}:
        return _file(entry, page)
    if is_part:
        return Found("html", keep=True, name=page.title, children=_parts(entry, page))
    if entry.role == "article" and _is_front(at) and not _is_front(entry.url) and not page.bears_form:
        return Found("page", outcome="soft_404", detail=f"sent to {at}")
    if _is_document(entry, page):
        found = _article(entry, page)
        if entry.role == "page" and not page.is_article:
            _add_other_years(found, entry, page)
        return found
    return _list(entry, page, body)


def _is_front(url: str) -> bool:
    """The front page of a site."""
    parts = urlsplit(url)
    return not parts.query and bool(_FRONT.fullmatch(parts.path))


_FRONT = re.compile(r"(?i)/?(?:(?:index|default|main)\.\w{2,6})?")


def _is_whole_page(body: bytes) -> bool:
    head = body[:3000].lower()
    return b"<html" in head or b"<!doctype html" in head


def _with_fragment(entry: Entry, at: str) -> str:
    _, mark, fragment = entry.url.partition("#")
    return f"{at}#{fragment}" if mark else at


def _is_document(entry: Entry, page: Page) -> bool:
    """An article; or what a list called a report and is no list itself; or a source with nothing to follow."""
    if page.is_article:
        return not (len(page.reports) > _ASIDE and _hardly_says_anything(page) and not page.attachments)
    if entry.role == "article":
        is_list = page.reports and _hardly_says_anything(page) and not page.attachments
        return not is_list or _too_deep(entry)
    if entry.role != "page":
        return False
    if page.bears_form and page.in_column and len(page.reports) <= _ASIDE:
        return page.own_year is not None
    if entry.depth > 0:
        return False
    leads_on = page.reports or page.columns or page.hubs or page.years or page.frames or page.next_anchor
    if not (leads_on or page.in_column):
        return not _is_shell(page)
    return _reads_like_a_report(page)


def _is_shell(page: Page) -> bool:
    """Nothing to read without its scripts."""
    return page.plain_length < words()["article"]["min_shell"] and not page.attachments and not page.pictures


_FURTHER = 2
"""Frames and folders of years below a column may lie so much deeper than the column itself."""
_ASIDE = 2
"""As many reports may be linked beside an article: the one before and the one after."""


def _hardly_says_anything(page: Page) -> bool:
    return page.plain_length < int(words()["article"]["min_plain"])


def _reads_like_a_report(page: Page) -> bool:
    """No tag says so, but its title names a report of a year, and it has a text."""
    named = kind_of(Link(page.url, page.title), in_column=True) == "report" and has_any(page.title, _YEARS)
    return named and not _hardly_says_anything(page) and len(page.reports) <= _ASIDE


_YEARS = [f"20{number:02}" for number in range(100)]


def _too_deep(entry: Entry) -> bool:
    return entry.depth >= int(words()["column"]["max_depth"])


def _file(entry: Entry, page: Page) -> Found:
    """A web page where a document was promised: Word's own HTML, or the site's way to say that it is gone."""
    return Found("html", keep=True, doubtful=not _speaks_of_report(page))


def _article(entry: Entry, page: Page) -> Found:
    own = Link(page.url, page.title.split("_")[0].split("-")[0])
    name = page.title or entry.title
    found = Found("html", keep=True, name=name, published=page.published)
    kind = kind_of(own, in_column=True)
    if kind not in {None, "report", "column"} and entry.role == "article":
        return replace(found, keep=False, outcome="not_a_report", detail=f"{own.text[:60]}: {kind}")
    if entry.role == "article" and is_weak(entry.title) and not (_named(page.title) or page.headed):
        return replace(found, what="page", keep=False, outcome="not_a_report", detail=own.text[:60])
    if entry.role == "page" and entry.depth > 0 and not (page.bears_form or _named_as_report(entry, page)):
        return replace(found, what="page", keep=False, outcome="not_a_report", detail=own.text[:60])
    found.doubtful = entry.role == "article" and not _speaks_of_report(page)
    attached = list(_attachments(entry, page))
    other = {child.url: word for child in attached if (word := _other_file(child, len(attached)))}
    found.children = [child for child in attached if child.url not in other]
    most = words()["attachment"]["max_per_page"]
    found.unwanted = [(child, "too_many") for child in found.children[most:]]
    found.unwanted += [(child, other[child.url]) for child in attached if child.url in other]
    found.children = [*_parts(entry, page), *found.children[:most]]
    if page.text_length < words()["picture"]["max_text"]:
        # Attachments and pictures missing: the text may stand in a frame of its own.
        found.children += [_child(entry, link, "article", depth=entry.depth + 1) for link in _frames(entry, page)]
    return found


def _other_file(child: Child, count: int) -> str | None:
    """The word by which one of several attachments is another document: 附件2：部门预算公开表."""
    return first_in(child.title, words()["report_link"]["not"]) if count > 1 and child.role == "attachment" else None


def _frames(entry: Entry, page: Page) -> list[Link]:
    known = words()["column"]
    return page.frames[: known["max_frames"]] if entry.depth < known["max_depth"] else []


def _named_as_report(entry: Entry, page: Page) -> bool:
    return _named(page.title) or _named(entry.title)


def _named(title: str) -> bool:
    return has_any(title, words()["report_link"]["kind"])


def _speaks_of_report(page: Page) -> bool:
    titled = has_any(page.title, words()["report_link"]["kind"])
    return titled or page.speaks or bool(page.attachments or page.pictures)


def _parts(entry: Entry, page: Page) -> list[Child]:
    return [_child(entry, link, "part", title=page.title or entry.title) for link in page.parts]


def _attachments(entry: Entry, page: Page) -> list[Child]:
    title = page.title or entry.title
    files = [_child(entry, link, "attachment", title=link.text or title) for link in page.attachments]
    return files + [_child(entry, link, "picture", title=title) for link in page.pictures]


def _list(entry: Entry, page: Page, body: bytes) -> Found:
    number = max(entry.page, 1)
    sheet = Sheet(
        page.url,
        decode(body),
        number,
        len(page.reports),
        page.next_anchor or page.numbers.get(number + 1),
        topical=page.in_column,
        unturned=page.unread_pager or (page.in_column and page.scrolls),
    )
    paging = flavours.begin(sheet)
    found = Found("page", name=page.title)
    if (
        entry.depth == 0
        and _is_shell(page)
        and not (page.reports or page.columns or page.hubs or page.frames or paging)
    ):
        found.detail = "nothing to read without its scripts"
    if entry.role == "list" or _lists_reports(entry, page, paging):
        found.what = "list"
        found.listing = Listing(
            page.entries,
            [link.url for link in page.reports],
            page.in_column,
            paging,
            page.unread_pager or (paging is None and page.more_declared),
        )
        _add_reports(found, entry, page)
    if entry.role != "list" and entry.depth < words()["column"]["max_depth"] + (_FURTHER if page.in_column else 0):
        _add_ways(found, entry, page)
    if found.listing and entry.depth == 0:
        found.listing.barren = not (page.reports or found.children or found.unwanted)
    return found


def _lists_reports(entry: Entry, page: Page, paging: Paging | None) -> bool:
    asks = paging is not None and (entry.depth == 0 or entry.is_script)
    return page.in_column or bool(page.reports) or (asks and not page.columns)


def _add_reports(found: Found, entry: Entry, page: Page) -> None:
    found.children += [_child(entry, link, "article") for link in page.reports if _wanted(entry, link)]
    for link, word in page.lookalikes:
        found.unwanted.append((_child(entry, link, "article"), word))


def _wanted(entry: Entry, link: Link) -> bool:
    wanted = {int(year) for year in entry.years.split(",") if year}
    return not wanted or not link.years() or bool(link.years() & wanted)


def _add_ways(found: Found, entry: Entry, page: Page) -> None:
    """Where the reports may be listed if not here: frames, folders of years, the column, the page above it."""
    known = words()["column"]
    depth = entry.depth + 1
    reports = {link.url for link in page.reports}
    years = [link for link in page.years if _wanted(entry, link) and link.url not in reports]
    ways = [*page.frames[: known["max_frames"]], *years[: known["max_years"]]]
    topical = {link.url for link in ways} if page.in_column else set()
    columns = [link for link in page.columns if same_site(link.url, page.url)]
    if not (page.in_column and page.reports):
        ways += columns[: known["max_columns"]]
        topical |= {link.url for link in columns}
    # A page that gathers one year's reports is a column, but not the one that goes back over the years.
    if not page.in_column and all(link.years() for link in columns):
        ways += [link for link in page.hubs if same_site(link.url, page.url)][: known["max_hubs"]]
    if page.in_column or entry.depth == 0:
        ways += page.bodies[: known["max_bodies"]]
    found.children += [_child(entry, link, "page", depth=depth, topical=link.url in topical) for link in ways]
    drawn = Way(page.url).noted(SCRIPT)
    data = [_child(entry, link, "page", depth=depth, topical=page.in_column) for link in page.data_files]
    found.children += [replace(child, flavour=drawn) for child in data]


def _add_other_years(found: Found, entry: Entry, page: Page) -> None:
    """A column that shows one year's report itself and leads to those of other years. Its own is there twice when a
    year's tab leads to it: then it is kept where the tab leads."""
    _add_ways(found, entry, page)
    tabs = [link for link in page.years if page.own_year in link.years() and link.url != page.url]
    if tabs and entry.depth == 0:
        found.keep, found.what = False, "page"


def _interface(entry: Entry, at: str, body: bytes) -> Found:
    way = Way.of(entry.flavour)
    answer = read_answer(way.page or at, body, way.entry)
    page = Page(url=at, title="", is_article=False, in_column=bool(entry.topical))
    classify(page, answer.links)
    entries = [link.url for link in answer.links]
    step = Step(entry.url, max(entry.page, 1), entry.form, entry.flavour)
    onward = flavours.load(entry.flavour).onward(step, len(entries))
    paging = replace(onward, declared_entries=answer.total)
    found = Found("list", listing=Listing(entries, [link.url for link in page.reports], page.in_column, paging))
    _add_reports(found, entry, page)
    if not page.reports and not way.turned:
        # A tree of bodies or years, whose pages list the reports.
        parts = [link for link in answer.links if names_body(link.text) or is_year(link.text)]
        ways = [*page.columns, *parts][: words()["column"]["max_bodies"]]
        found.children += [_child(entry, link, "page", depth=entry.depth + 1, topical=True) for link in ways]
    return found


def _child(
    entry: Entry, link: Link, role: str, *, title: str = "", depth: int | None = None, topical: bool | None = None
) -> Child:
    return Child(
        link.url,
        role,
        title or link.text or entry.title,
        list=entry.list,
        depth=entry.depth if depth is None else depth,
        topical=bool(entry.topical) if topical is None else topical,
        years=entry.years,
    )


def next_page(entry: Entry, list_id: int, topical: bool, step: Step) -> Child:
    """The request for the next page of a list."""
    return Child(
        step.url,
        "list",
        entry.title,
        form=step.form,
        flavour=step.flavour,
        list=list_id,
        page=step.page,
        depth=entry.depth,
        topical=topical,
        years=entry.years,
    )
