"""One walk over the tree, without recursion: lines, tables with their cells, pictures, links, regions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborNode

from nianbao.read.html.collector import Close, Collector, Displaced, Open, has_role
from nianbao.read.html.elements import MATTERING, handler_of, not_entered, open_raised, open_uncertain, pass_over
from nianbao.read.html.flow import Flow
from nianbao.read.html.markup import Page
from nianbao.read.html.unseen import Treatment, treatments

_SPANNED = '[rowspan]:not([rowspan="1"]), [colspan]:not([colspan="1"])'
_CELLS = frozenset({"td", "th"})
_NAMED_CELLS = "td[class], td[id], th[class], th[id]"
# A paragraph that is perhaps within inline elements of a cell. Those in a "div" are told by the "div".
_SUNKEN_PARAGRAPH = ":not(td, th, div, body) > p"


def collect(page: Page, path: str) -> Flow:
    """Everything printed in the page, in document order.

    Raises TooLarge over the bound of cells, and Displaced when a table should not have been read off the source.
    """
    unseen = treatments(page.body, page.vocabulary)
    collector = Collector(path)
    collector.mixed = _with_ancestors([*(node for node, _ in unseen), *_mattering(page), *_around_paragraphs(page)])
    collector.spanned = _spanned(page)
    collector.regular = {str(number): table for number, table in enumerate(page.regular)}
    _walk(page.body, collector, {node.mem_id: treatment for node, treatment in unseen})
    collector.flush()
    if collector.regular:
        raise Displaced
    return Flow(collector.items, collector.links, collector.articles, collector.furniture)


def _mattering(page: Page) -> Iterator[LexborNode]:
    """What may not be passed over unseen in a paragraph or a cell: few nodes, and told by few queries."""
    names = sorted(page.names & MATTERING)
    if names:
        yield from page.body.css(", ".join(names))
    if not page.names.isdisjoint(_CELLS):
        yield from (cell for cell in page.body.css(_NAMED_CELLS) if has_role(cell))


def _around_paragraphs(page: Page) -> Iterator[LexborNode]:
    """The elements other than cells with a paragraph in them."""
    return (node.parent for node in page.body.css(_SUNKEN_PARAGRAPH) if node.parent is not None)


def _with_ancestors(nodes: Iterable[LexborNode]) -> set[int]:
    """The ids of the nodes and of all that they lie in."""
    found: set[int] = set()
    for node in nodes:
        around: LexborNode | None = node
        while around is not None and around.mem_id not in found:
            found.add(around.mem_id)
            around = around.parent
    return found


def _spanned(page: Page) -> set[int]:
    """The ids of the cells that state a span of more than one row or column, or state it badly."""
    if page.names.isdisjoint(_CELLS) or (b"rowspan" not in page.vocabulary and b"colspan" not in page.vocabulary):
        return set()
    return {cell.mem_id for cell in page.body.css(_SPANNED)}


def _walk(body: LexborNode, collector: Collector, unseen: dict[int, Treatment]) -> None:
    """Depth first with a stack of its own: markup nests deeper than Python may recurse."""
    handlers: dict[int, Open | None] = {}
    stack: list[tuple[LexborNode, Close | None]] = []
    node: LexborNode | None = body
    while node is not None:
        tag_id = node.tag_id
        if tag_id in handlers:
            handler = handlers[tag_id]
        else:
            handler = handlers[tag_id] = handler_of(node.tag)
        if unseen and node.mem_id in unseen:
            close = _treat(collector, node, handler, unseen[node.mem_id])
        else:
            close = handler(collector, node) if handler is not None else None
        child = node.first_child if close is not not_entered else None
        if child is not None:
            stack.append((node, close))
        elif close is not None:
            close(collector)
        node = child if child is not None else _following(node, stack, collector)


def _following(
    node: LexborNode, stack: list[tuple[LexborNode, Close | None]], collector: Collector
) -> LexborNode | None:
    """The next node that does not lie below this one; the end tags in between are dealt with."""
    following = node.next
    while following is None:
        if not stack:
            return None
        node, close = stack.pop()
        if close is not None:
            close(collector)
        following = node.next
    return following


def _treat(collector: Collector, node: LexborNode, handler: Open | None, treatment: Treatment) -> Close | None:
    """As the handler alone would, but for the treatment."""
    if treatment is Treatment.LEFT_OUT:
        _skip_number(collector, node)
        return pass_over(collector, node)
    if treatment is Treatment.UNCERTAIN:
        return open_uncertain(collector, node)
    if treatment is Treatment.RAISED and handler is None:
        return open_raised(collector, node)
    close = handler(collector, node) if handler is not None else None
    if treatment is Treatment.UNPRINTED:
        collector.tables[-1].sections[-1].rows[-1][-1].unprinted = True
    return close


def _skip_number(collector: Collector, node: LexborNode) -> None:
    """Rows and cells that are hidden keep their numbers."""
    if not collector.tables:
        return
    if node.tag == "tr":
        collector.tables[-1].row_number += 1
    elif node.tag in ("td", "th"):
        collector.tables[-1].cell_number += 1
    elif node.tag in ("thead", "tbody", "tfoot"):
        collector.tables[-1].row_number += len(node.css("tr"))
