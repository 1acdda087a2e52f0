"""What each element does to the walk: its handler is called at the start tag.

A handler may return what to do at the end tag. Elements without a handler are inline and cost nothing but
their text.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from nianbao.read.html.collector import Close, Collector, Open
from nianbao.read.html.flow import Image, Line, RawCell, RawSection, RawTable, collapse, trim

_INTEGER = re.compile(r"[ \t\n\r\f]*\+?(\d{1,9})")
_MAX_COLUMN_SPAN = 1000
_MAX_ROW_SPAN = 65534
_SPACER = re.compile(r"\s*[012](?:px)?\s*")
_DATA_URI = re.compile(r"data:([^;,]*)", re.I)


def not_entered(collector: Collector) -> None:
    """Stands for an element that is not entered."""


def _text(collector: Collector, node: LexborNode) -> None:
    collector.text(node.text_content or "")


def _ignore(collector: Collector, node: LexborNode) -> None:
    """A comment or a processing instruction."""


def pass_over(collector: Collector, node: LexborNode) -> Close:
    """Nothing below is printed; its elements count all the same."""
    attributes = node.attributes
    if node.tag in ("iframe", "embed", "object"):
        collector.add_link(attributes.get("src") or attributes.get("data") or "", attributes.get("title") or "")
    for inner in node.traverse():
        collector.counts[inner.tag or ""] += 1
    return not_entered


def _block(tag: str) -> Open:
    heading = len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()
    close = _close_heading if heading else _close_block

    def open_block(collector: Collector, node: LexborNode) -> Close:
        if collector.parts:
            collector.flush()
        collector.counts[tag] = number = collector.counts[tag] + 1
        collector.refs.append((tag, number))
        if heading:
            collector.headings += 1
        return close

    return open_block


def _open_paragraph(collector: Collector, node: LexborNode) -> Close | None:
    """The element that pages consist of: its text is taken at once, unless something in it matters."""
    if _is_mixed(collector, node):
        return _OPEN_PARAGRAPH(collector, node)
    if collector.parts:
        collector.flush()
    line = _line(collector, node)
    if not collector.sinks:
        line.text = trim(line.text)
    if line.text:
        collector.items.append(line)
    return not_entered


def _is_mixed(collector: Collector, node: LexborNode) -> bool:
    """Whether a ``p`` has to be walked through."""
    return bool(node.mem_id in collector.mixed or collector.href or collector.raised or collector.pre)


def _line(collector: Collector, node: LexborNode) -> Line:
    """All text of a ``p``."""
    collector.counts["p"] = number = collector.counts["p"] + 1
    collector.order = order = collector.order + 1
    return Line(collapse(node.text()), order, ("p", number), collector.headings > 0, 0)


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


def open_raised(collector: Collector, node: LexborNode) -> Close:
    """A superscript, marked so that it never becomes a digit of the number before it."""
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
    return _close_link


def _close_link(collector: Collector) -> None:
    href = collector.href.pop()
    collector.add_link(href.strip(), collapse("".join(collector.link_text)))
    collector.link_text = []


def _open_image(collector: Collector, node: LexborNode) -> None:
    attributes = node.attributes
    collector.counts["img"] += 1
    if any(_SPACER.fullmatch(attributes.get(side) or "-") for side in ("width", "height")):
        return
    source = attributes.get("src") or attributes.get("data-src") or attributes.get("data-original") or ""
    data = _DATA_URI.match(source)
    shown = f"data:{data[1]}" if data else source.strip()
    collector.add_block(Image(shown, collector.next_order(), ("img", collector.counts["img"])))


# -- tables


def _open_table(collector: Collector, node: LexborNode) -> Close:
    collector.flush()
    collector.counts["table"] += 1
    table = RawTable(collector.next_order(), collector.counts["table"])
    collector.add_block(table)
    collector.tables.append(table)
    attributes = node.attributes
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


def _open_row(collector: Collector, node: LexborNode) -> None:
    table = collector.tables[-1]
    table.row_number += 1
    table.cell_number = 0
    table.row_path = f"table[{table.number}]/tr[{table.row_number}]"
    table.sections[-1].rows.append([])


def _cell(tag: str) -> Open:
    def open_cell(collector: Collector, node: LexborNode) -> Close:
        table = collector.tables[-1]
        table.cell_number = number = table.cell_number + 1
        cell = RawCell(f"{table.row_path}/{tag}[{number}]", [])
        table.sections[-1].rows[-1].append(cell)
        collector.count_cell()
        attributes = node.attributes
        if "rowspan" in attributes:
            cell.row_span = _row_span(attributes["rowspan"])
        if "colspan" in attributes:
            cell.column_span = _column_span(attributes["colspan"])
        paragraph = _only_paragraph(node)
        if paragraph is not None and not _is_mixed(collector, paragraph):
            cell.items.append(_line(collector, paragraph))
            return not_entered
        collector.enter_cell(cell)
        collector.mark(tag, attributes.get("id"), attributes.get("class"))
        return _close_cell

    return open_cell


def _only_paragraph(node: LexborNode) -> LexborNode | None:
    """The ``p`` that is all there is in a cell, as Word has it."""
    child = _past_space(node.first_child)
    return child if child is not None and child.tag == "p" and _past_space(child.next) is None else None


def _past_space(node: LexborNode | None) -> LexborNode | None:
    return node.next if node is not None and node.is_empty_text_node else node


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


def _column_span(value: str | None) -> int:
    """As the standard reads it: at least 1, at most 1000."""
    number = _leading_integer(value)
    return min(number, _MAX_COLUMN_SPAN) if number else 1


def _row_span(value: str | None) -> int:
    """As the standard reads it; 0 means down to the end of the section."""
    number = _leading_integer(value)
    return 1 if number is None else min(number, _MAX_ROW_SPAN)


def _leading_integer(value: str | None) -> int | None:
    match = _INTEGER.match(value or "")
    return int(match[1]) if match else None


def _tags(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_SECTIONS = _tags("thead tbody tfoot")
_NAMED_BLOCKS = _tags("body div section article main header footer nav ul ucapcontent")
_PLAIN_BLOCKS = _tags(
    "address aside blockquote center dd details dialog dir dl dt fieldset figcaption figure form hgroup hr legend"
    " li menu ol summary h1 h2 h3 h4 h5 h6"
)
_UNPRINTED = _tags(
    "script style template noscript head title object applet audio video canvas svg math select textarea"
    " button datalist map rt rp del s strike xml noembed noframes iframe embed input"
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
    "a": _open_link,
    "img": _open_image,
    "table": _open_table,
    "caption": _open_caption,
    "tr": _open_row,
    "td": _cell("td"),
    "th": _cell("th"),
}
"""Every element that is more than inline text, by name."""


def handler_of(tag: str | None) -> Open | None:
    """None for an inline element."""
    if tag is None or (tag.startswith("-") and tag != "-text"):
        return _ignore
    return _OPEN.get(tag)
