"""Paragraphs, cells and rows that hold nothing but text: read at once, with the outcome of walking through them."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from nianbao.read.grid import SINGLE
from nianbao.read.html.collector import Collector
from nianbao.read.html.flow import Item, Line, RawCell, Ref, line_text, trim
from nianbao.read.html.spans import stated_span


def is_plain(collector: Collector, node: LexborNode) -> bool:
    """Whether nothing in the element, and nothing around it, asks for more than its text."""
    return not (node.mem_id in collector.mixed or collector.href or collector.raised or collector.pre)


def read_paragraph(collector: Collector, node: LexborNode) -> None:
    """Add the line that a plain ``p`` is."""
    if collector.parts:
        collector.flush()
    text = line_text(node.text())
    _add_line(collector, collector.items, text if collector.sinks else trim(text), ("p", collector.count("p")))


def read_row(collector: Collector, node: LexborNode) -> None:
    """Fill the row that was opened last with the cells of a plain ``tr``."""
    table = collector.tables[-1]
    path, row = table.row_path, table.sections[-1].rows[-1]
    number = 0
    child = node.first_child
    while child is not None:
        tag = child.tag
        if tag == "td" or tag == "th":
            number += 1
            collector.count_cells()
            row.append(read_cell(collector, child, f"{path}/{tag}[{number}]"))
        child = child.next


def read_cell(collector: Collector, node: LexborNode, ref: str) -> RawCell:
    """A plain cell: its paragraphs, and the runs of text between them."""
    cell = RawCell(ref, [], stated_span(node) if node.mem_id in collector.spanned else SINGLE)
    run = ""
    child = node.first_child
    while child is not None:
        if child.tag == "p":
            if run:
                _add_line(collector, cell.items, line_text(run), ref)
                run = ""
            _add_line(collector, cell.items, line_text(child.text()), ("p", collector.count("p")))
        elif run or not child.is_empty_text_node:  # no run begins with white space
            run += child.text()
        child = child.next
    if run:
        _add_line(collector, cell.items, line_text(run), ref)
    if len(cell.items) > 1:
        collector.tables[-1].plain = False
    return cell


def _add_line(collector: Collector, items: list[Item], text: str, ref: Ref) -> None:
    if text:
        collector.order = order = collector.order + 1
        items.append(Line(text, order, ref, collector.headings > 0, 0))
