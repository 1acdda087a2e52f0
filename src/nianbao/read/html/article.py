"""Which part of the page is the report.

Evidence of the report are tables with figures and section headings; without any, sentences; without any,
pictures. The smallest element with the name of an article container that holds all evidence is the article.
Without such an element all is kept that is not clearly page furniture. A table or a paragraph of the report is
never given up for a tidier page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nianbao.read.html.flow import Flow, Grid, Image, Line, Link, Region, Settled, in_any
from nianbao.read.html.words import MAX_METADATA_CELLS, metadata_label, words
from nianbao.text.fold import squeeze

_SENTENCE = 20
"""Characters from which a line with a full stop is a sentence of the report."""
_LINKED = 0.8
"""Share of link text from which a block is navigation."""
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class Article:
    """What is kept of the page."""

    items: list[Settled]
    links: list[Link]


def choose(items: list[Settled], flow: Flow) -> Article:
    """The article, with its title and its lines of publication even where they stand around it."""
    evidence = _evidence(items)
    region = _smallest_around(evidence, flow.articles)
    furniture = [frame for frame in flow.furniture if not any(map(frame.holds, evidence))]
    if region is None:
        kept = [item for item in items if not _is_furniture(item, furniture)]
        links = [link for link in flow.links if not in_any(link.order, furniture)]
        # A page of nothing but menus (a list of reports) is still a page that says something.
        return Article(kept or items, links)
    kept = [item for item in items if _belongs(item, region, furniture)]
    return Article(kept, [link for link in flow.links if region.holds(link.order)] or _loose(flow.links, furniture))


def _loose(links: list[Link], furniture: list[Region]) -> list[Link]:
    """Attachments are often listed below the article's element."""
    return [link for link in links if not in_any(link.order, furniture)]


def _evidence(items: list[Settled]) -> list[int]:
    """The orders of the strongest kind of evidence there is."""
    for shows in (_is_strong, _is_sentence, _is_image):
        orders = [item.order for item in items if shows(item)]
        if orders:
            return orders
    return []


def _smallest_around(evidence: list[int], regions: list[Region]) -> Region | None:
    if not evidence:
        return None
    first, last = min(evidence), max(evidence)
    around = [region for region in regions if region.start <= first and last < region.end]
    return min(around, key=lambda region: region.end - region.start, default=None)


def _belongs(item: Settled, region: Region, furniture: list[Region]) -> bool:
    if region.holds(item.order):
        return not (isinstance(item, Line) and _is_control(squeeze(item.text)))
    return not _is_furniture(item, furniture) and _speaks_of_report(item)


# -- single blocks


def _is_strong(item: Settled) -> bool:
    """A table with figures, or the heading of a section."""
    if isinstance(item, Grid):
        return not _is_linked(item) and not _is_metadata(item) and _has_digits(item)
    return isinstance(item, Line) and not _is_linked(item) and _is_section(item.text)


def _is_section(text: str) -> bool:
    return len(text) < 60 and words().section.match(squeeze(text)) is not None


def _is_sentence(item: Settled) -> bool:
    return isinstance(item, Line) and len(item.text) >= _SENTENCE and "。" in item.text and not _is_linked(item)


def _is_image(item: Settled) -> bool:
    return isinstance(item, Image)


def _has_digits(grid: Grid) -> bool:
    with_digits = filter(_DIGIT.search, (cell.text for cell in grid.table.cells))
    return next(with_digits, None) is not None and next(with_digits, None) is not None


def _is_metadata(grid: Grid) -> bool:
    cells = grid.table.cells
    return len(cells) <= MAX_METADATA_CELLS and len([cell for cell in cells if metadata_label(cell.text)]) >= 2


def _is_linked(item: Line | Grid) -> bool:
    """Nearly all of its text is the text of links."""
    if not item.linked:
        return False
    length = item.length if isinstance(item, Grid) else len(item.text)
    return item.linked >= _LINKED * length


def _speaks_of_report(item: Settled) -> bool:
    """Outside the article: its title, who published it when, its table of metadata, and any sentence."""
    if isinstance(item, Image):
        return False
    if isinstance(item, Grid):
        return True
    if _is_linked(item):
        return False
    text = squeeze(item.text)
    return bool(item.heading or _is_sentence(item) or words().published.search(text) or words().title.search(text))


def _is_furniture(item: Settled, furniture: list[Region]) -> bool:
    """Clearly of the page and not of the report."""
    framed = bool(furniture) and in_any(item.order, furniture)
    if isinstance(item, Image):
        return framed
    if isinstance(item, Grid):
        return _is_linked(item) and (framed or not _has_digits(item))
    if _is_furniture_line(item) or (_is_linked(item) and not _is_sentence(item)):
        return True
    return framed and not (_is_sentence(item) or _speaks_of_report(item))


def _is_furniture_line(line: Line) -> bool:
    text = squeeze(line.text)
    foot = len(text) < 120 and "。" not in text and words().furniture_foot.search(text) is not None
    return foot or _is_control(text)


def _is_control(text: str) -> bool:
    """Print, close, larger letters; breadcrumbs; counters of visits: furniture even within the article."""
    if words().furniture_line.match(text):
        return True
    return "。" not in text and words().furniture_beginning.match(text) is not None
