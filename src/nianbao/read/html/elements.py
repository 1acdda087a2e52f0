"""What each element does to the walk: its handler is called at the start tag.

A handler may return what to do at the end tag. Elements without a handler are inline and cost nothing but
their text.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from nianbao.read.html.collector import Close, Collector, Open
from nianbao.read.html.flow import Image, RawCell, RawSection, RawTable, collapse
from nianbao.read.html.plain import is_plain, read_cell, read_paragraph, read_row
from nianbao.read.html.regular import MARK
from nianbao.read.html.spans import stated_span
from nianbao.read.unknown import UNKNOWN

_SPACER = re.compile(r"\s*[012](?:px)?\s*")
_NO_TEXT_INPUTS = frozenset(
    ("hidden", "checkbox", "radio", "submit", "button", "reset", "image", "file", "password", "range", "color")
)
_FLAT_MATH = frozenset({"math", "mrow", "mn", "mo", "mi", "mtext", "mstyle", "-text"})
_DATA_URI = re.compile(r"data:([^;,]*)", re.I)


def not_entered(collector: Collector) -> None:
    """Stands for an element that is not entered."""


def _text(collector: Collector, node: LexborNode) -> None:
    if collector.parts or not node.is_empty_text_node:  # a line does not begin with white space
        collector.text(node.text_content or "")


def _ignore(collector: Collector, node: LexborNode) -> None:
    """A comment or a processing instruction."""


def pass_over(collector: Collector, node: LexborNode) -> Close:
    """Nothing below is printed; its elements count all the same."""
    attributes = node.attributes
    if node.tag in ("iframe", "embed", "object"):
        collector.add_frame(attributes.get("src") or attributes.get("data") or "", attributes.get("title") or "")
    for inner in node.traverse():
        collector.counts[inner.tag or ""] += 1
    return not_entered


def _block(tag: str) -> Open:
    heading = len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()
    close = _close_heading if heading else _close_block

    def open_block(collector: Collector, node: LexborNode) -> Close:
        if collector.parts:
            collector.flush()
        collector.refs.append((tag, collector.count(tag)))
        if heading:
            collector.headings += 1
        return close

    return open_block


def _open_paragraph(collector: Collector, node: LexborNode) -> Close | None:
    """The element that pages consist of: its text is taken at once, unless something in it matters."""
    if not is_plain(collector, node):
        return _OPEN_PARAGRAPH(collector, node)
    read_paragraph(collector, node)
    return not_entered


def _close_block(collector: Collector) -> None:
    if collector.parts:
        collector.flush()
    collector.refs.pop()


def _close_heading(collector: Collector) -> None:
    _close_block(collector)
    collector.headings -= 1


def _named_block(tag: str) -> Open:
    open_block = _block(tag)

    def open_named(collector: Collector, node: LexborNode) -> Close:
        open_block(collector, node)
        attributes = node.attributes
        collector.mark(tag, attributes.get("id"), attributes.get("class"))
        return _close_named

    return open_named


def _close_named(collector: Collector) -> None:
    _close_block(collector)
    collector.unmark()


def _open_pre(collector: Collector, node: LexborNode) -> Close:
    _OPEN_PRE(collector, node)
    collector.pre += 1
    return _close_pre


def _close_pre(collector: Collector) -> None:
    _close_named(collector)
    collector.pre -= 1


def _open_break(collector: Collector, node: LexborNode) -> None:
    collector.flush()


def _in_cell(collector: Collector, node: LexborNode, text: str) -> Close:
    """What a form or a formula shows counts in a cell only: elsewhere it belongs to the page, not to the report."""
    if collector.sinks:
        collector.text(text)
    return pass_over(collector, node)


def _open_input(collector: Collector, node: LexborNode) -> Close:
    attributes = node.attributes
    shown = (attributes.get("type") or "text").strip().lower() not in _NO_TEXT_INPUTS
    return _in_cell(collector, node, (attributes.get("value") or "") if shown else "")


def _open_filled(collector: Collector, node: LexborNode) -> Close:
    return _in_cell(collector, node, node.text())


def _open_select(collector: Collector, node: LexborNode) -> Close:
    chosen = node.css_first("option[selected]") or node.css_first("option")
    return _in_cell(collector, node, chosen.text() if chosen else "")


def _open_math(collector: Collector, node: LexborNode) -> Close:
    """A number set as a formula; what has numbers above or below the line is not one number."""
    flat = all(inner.tag in _FLAT_MATH for inner in node.traverse())
    return _in_cell(collector, node, node.text().strip() if flat else UNKNOWN)


def _open_drawing(collector: Collector, node: LexborNode) -> Close:
    return _in_cell(collector, node, UNKNOWN if node.css_first("text") else "")


def open_uncertain(collector: Collector, node: LexborNode) -> Close:
    """Digits of which nobody can say whether they are seen."""
    return _in_cell(collector, node, UNKNOWN)


def open_raised(collector: Collector, node: LexborNode) -> Close:
    """A superscript or subscript, marked so that it never becomes a digit of the number before it."""
    if not collector.raised:
        collector.parts.append("^{")
    collector.raised += 1
    return _close_raised


def _close_raised(collector: Collector) -> None:
    collector.raised -= 1
    if not collector.raised:
        collector.parts.append("}")


def _open_link(collector: Collector, node: LexborNode) -> Close | None:
    href = node.attributes.get("href")
    if href is None:  # a bookmark, which may stand around anything
        return None
    collector.href.append(href)
    behind_digit = bool(collector.parts) and collector.parts[-1][-1:].isdigit()
    if behind_digit and href.startswith("#") and _NOTE_NUMBER.fullmatch(node.text().strip()):
        return _open_note_link(collector, node)
    return _close_link


_NOTE_NUMBER = re.compile(r"[\[(（【]?注?\d{1,3}[])）】]?", re.A)


def _open_note_link(collector: Collector, node: LexborNode) -> Close:
    """A link to a note of the same page right behind a digit: 12<a href="#note1">1</a> is 12, with a note."""
    close = open_raised(collector, node)

    def close_both(collector: Collector) -> None:
        close(collector)
        _close_link(collector)

    return close_both


def _close_link(collector: Collector) -> None:
    href = collector.href.pop()
    collector.add_link(href.strip(), collapse("".join(collector.link_text)))
    collector.link_text = []


def _open_image(collector: Collector, node: LexborNode) -> None:
    attributes = node.attributes
    number = collector.count("img")
    if collector.in_file_link():
        return  # the symbol beside a file's name
    if any(_SPACER.fullmatch(attributes.get(side) or "-") for side in ("width", "height")):
        return
    source = attributes.get("src") or attributes.get("data-src") or attributes.get("data-original") or ""
    data = _DATA_URI.match(source)
    shown = f"data:{data[1]}" if data else source.strip()
    collector.add_block(Image(shown, collector.next_order(), ("img", number), source if data else ""))


# -- tables


def _open_table(collector: Collector, node: LexborNode) -> Close:
    collector.flush()
    attributes = node.attributes
    if collector.regular and MARK in attributes:
        collector.add_regular(collector.count("table"), attributes)
        return not_entered
    table = RawTable(collector.next_order(), collector.count("table"))
    collector.add_block(table)
    collector.tables.append(table)
    collector.mark("table", attributes.get("id"), attributes.get("class"))
    return _close_table


def _close_table(collector: Collector) -> None:
    collector.flush()
    collector.tables.pop()
    collector.unmark()


def _section(kind: str) -> Open:
    def open_section(collector: Collector, node: LexborNode) -> None:
        collector.tables[-1].sections.append(RawSection(kind))

    return open_section


def _open_row(collector: Collector, node: LexborNode) -> Close | None:
    table = collector.tables[-1]
    table.row_number += 1
    table.cell_number = 0
    table.row_path = f"table[{table.number}]/tr[{table.row_number}]"
    table.sections[-1].rows.append([])
    if not is_plain(collector, node):
        return None
    read_row(collector, node)
    return not_entered


def _cell(tag: str) -> Open:
    def open_cell(collector: Collector, node: LexborNode) -> Close:
        table = collector.tables[-1]
        table.cell_number = number = table.cell_number + 1
        ref = f"{table.row_path}/{tag}[{number}]"
        row = table.sections[-1].rows[-1]
        collector.count_cells()
        if is_plain(collector, node):
            row.append(read_cell(collector, node, ref))
            return not_entered
        cell = RawCell(ref, [], stated_span(node))
        row.append(cell)
        collector.enter_cell(cell)
        attributes = node.attributes
        collector.mark(tag, attributes.get("id"), attributes.get("class"))
        return _close_cell

    return open_cell


def _close_cell(collector: Collector) -> None:
    collector.leave_cell()
    collector.unmark()


def _open_caption(collector: Collector, node: LexborNode) -> Close:
    """A caption has no cell; its lines are kept apart, to be printed before the table."""
    _OPEN_CAPTION(collector, node)
    collector.sinks.append(collector.items)
    collector.items = collector.tables[-1].caption
    return _close_caption


def _close_caption(collector: Collector) -> None:
    _close_block(collector)
    collector.items = collector.sinks.pop()


def _tags(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_SECTIONS = _tags("thead tbody tfoot")
_NAMED_BLOCKS = _tags("body div section article main header footer nav ul ucapcontent")
_PLAIN_BLOCKS = _tags(
    "address aside blockquote center dd details dialog dir dl dt fieldset figcaption figure form hgroup hr legend"
    " li menu ol summary h1 h2 h3 h4 h5 h6"
)
_UNPRINTED = _tags(
    "script style template noscript head title object applet audio video canvas"
    " button datalist map rt rp del s strike xml noembed noframes iframe embed"
)

_OPEN_CAPTION = _block("caption")
_OPEN_PARAGRAPH = _block("p")
_OPEN_PRE = _named_block("pre")

_OPEN: dict[str, Open] = {
    **{tag: _block(tag) for tag in _PLAIN_BLOCKS},
    **{tag: _named_block(tag) for tag in _NAMED_BLOCKS},
    **{tag: _section(tag) for tag in _SECTIONS},
    **dict.fromkeys(_UNPRINTED, pass_over),
    "-text": _text,
    "p": _open_paragraph,
    "pre": _open_pre,
    "br": _open_break,
    "sup": open_raised,
    "sub": open_raised,
    "input": _open_input,
    "textarea": _open_filled,
    "select": _open_select,
    "math": _open_math,
    "svg": _open_drawing,
    "a": _open_link,
    "img": _open_image,
    "table": _open_table,
    "caption": _open_caption,
    "tr": _open_row,
    "td": _cell("td"),
    "th": _cell("th"),
}
"""Every element that is more than inline text, by name."""

_TEXT_OR_TABLE = _tags("-text p tr td th thead tbody tfoot body head")

MATTERING = frozenset(_OPEN) - {*_TEXT_OR_TABLE} | {"marquee"}
"""What makes a paragraph or a cell that it lies in more than text: all that has a handler, and ``marquee``, within
which a paragraph may hold paragraphs. Rows, cells and sections come with a ``table`` around them."""


def handler_of(tag: str | None) -> Open | None:
    """None for an inline element."""
    if tag is None or (tag.startswith("-") and tag != "-text"):
        return _ignore
    return _OPEN.get(tag)
