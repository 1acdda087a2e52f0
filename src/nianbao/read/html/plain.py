"""Paragraphs, cells and rows that hold nothing but text: read at once, with the outcome of walking through them."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from nianbao.read.grid import SINGLE
from nianbao.read.html.collector import Collector, line_text
from nianbao.read.html.flow import Item, Line, RawCell, Ref, trim
from nianbao.read.html.spans import stated_span


def is_plain(collector: Collector, node: LexborNode) -> bool:
    """Whether nothing in the element, and nothing around it, asks for more than its text."""
    return not (node.mem_id in collector.mixed or collector.href or collector.raised or collector.pre)


def read_paragraph(collector: Collector, node: LexborNode) -> None:
    """Add the line that a plain ``p`` is."""
    if collector.parts:
        collector.flush()
    text = line_text(node.text())
    collector.items += _lines(collector, text if collector.sinks else trim(text), ("p", collector.count("p")))


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
            collector.count_cell()
            row.append(read_cell(collector, child, f"{path}/{tag}[{number}]"))
        child = child.next


def read_cell(collector: Collector, node: LexborNode, ref: str) -> RawCell:
    """A plain cell with its lines."""
    span = stated_span(node) if node.mem_id in collector.spanned else SINGLE
    child = node.first_child
    if child is None:
        return RawCell(ref, [], span)
    if child.next is not None:
        return RawCell(ref, _all_lines(collector, child, ref), span)
    by = ("p", collector.count("p")) if child.tag == "p" else ref
    return RawCell(ref, _lines(collector, line_text(child.text()), by), span)


def _all_lines(collector: Collector, first: LexborNode, ref: str) -> list[Item]:
    """The paragraphs of a cell, and the runs of text between them."""
    lines: list[Item] = []
    run = ""
    child: LexborNode | None = first
    while child is not None:
        if child.tag == "p":
            lines += _lines(collector, line_text(run), ref)
            lines += _lines(collector, line_text(child.text()), ("p", collector.count("p")))
            run = ""
        else:
            run += child.text()
        child = child.next
    lines += _lines(collector, line_text(run), ref)
    if len(lines) > 1:
        collector.tables[-1].plain = False
    return lines


def _lines(collector: Collector, text: str, ref: Ref) -> list[Item]:
    """One line, or none without a text."""
    if not text:
        return []
    collector.order = order = collector.order + 1
    return [Line(text, order, ref, collector.headings > 0, 0)]
