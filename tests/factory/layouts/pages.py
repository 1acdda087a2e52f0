"""Drafts as the less usual web pages: tables made of divs, set in ``pre``, exported by Excel or WPS, nested."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from random import Random

from tests.factory import web
from tests.factory.model import Draft, Emitted, Grid, Paragraph, layout

_FULL_WIDTH = str.maketrans("0123456789-.", "０１２３４５６７８９－．")


def divs(draft: Draft) -> bytes:
    """Rows and cells are ``div`` with a CSS display; a merged cell leaves empty boxes behind."""
    return _page(draft, lambda grid: _boxes(grid, 'style="display:table-row"', 'style="display:table-cell"'))


def classed_divs(draft: Draft) -> bytes:
    """The same with classes only, as page builders write them; the style sheet is elsewhere."""
    return _page(draft, lambda grid: _boxes(grid, 'class="row"', 'class="col-xs-2 cell"'))


def lists(draft: Draft) -> bytes:
    """A table row is a list, a cell an item."""
    return _page(draft, lambda grid: _boxes(grid, 'class="tr"', 'class="td"', "ul", "li"))


def pre(draft: Draft) -> bytes:
    """Tables set with blanks in ``pre``, columns below each other in a font of fixed width."""
    return _page(draft, lambda grid: f"<pre>{escape(_aligned(grid))}</pre>")


def pre_boxes(draft: Draft) -> bytes:
    """Tables drawn with box characters in ``pre``."""
    return _page(draft, lambda grid: f"<pre>{escape(_drawn(grid))}</pre>")


def excel(draft: Draft) -> bytes:
    """As Excel saves a web page: classes, ``x:num``, a hidden row of widths at the end."""

    def table(grid: Grid) -> str:
        rows = "".join(
            f"<tr height=19 style='height:14.4pt'>{''.join(map(_excel_cell, row))}</tr>" for row in _rows(grid)
        )
        widths = "<td width=72 style='width:54pt'></td>" * grid.width
        hidden = f"<![if supportMisalignedColumns]><tr height=0 style='display:none'>{widths}</tr><![endif]>"
        columns = "<col width=72 style='mso-width-source:userset;width:54pt'>" * grid.width
        head = "<table border=0 cellpadding=0 cellspacing=0 width=720 style='border-collapse:collapse'>"
        return f"{head}{columns}{rows}{hidden}</table>"

    return _page(draft, table)


def nested(draft: Draft) -> bytes:
    """Each table inside the only cell of two others, with a caption row of the page frame above."""

    def table(grid: Grid) -> str:
        inner = f"<table><tr><td>{web.table(grid)}</td></tr></table>"
        return f"<table width=100%><tr><td>&nbsp;</td></tr><tr><td>{inner}</td></tr></table>"

    return _page(draft, table)


def portal(draft: Draft) -> bytes:
    """Labels broken by ``br``, digits full-width or with blanks around, cells of nested spans and fonts."""
    rng = Random(draft.title)

    def cell(emitted: Emitted) -> str:
        text = escape(emitted.cell.text).replace("\n", "<br>")
        if emitted.cell.key is not None and text:
            text = rng.choice(
                [text, text.translate(_FULL_WIDTH), f"&nbsp;{text}&nbsp;", f"\n    {text}\n  ", f"　{text}"]
            )
        elif len(text) > 5 and "&" not in text:
            at = rng.randint(2, len(text) - 2)
            text = text[:at] + rng.choice(["<br/>", "<br>\n", "", "<wbr>", "</span><span>"]) + text[at:]
        spans = _spans(emitted)
        return (
            f'<td{spans} style="border:1px solid #000;padding:0 5px" valign="center"><p style="text-align:center">'
            f'<strong></strong><font face="仿宋"><span style="font-size:16px">{text}</span></font></p></td>'
        )

    def table(grid: Grid) -> str:
        rows = "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in _rows(grid))
        return f'<div class="table-responsive"><table class="table">{rows}</table></div>'

    return _page(draft, table)


def repeated_head(draft: Draft) -> bytes:
    """A long table printed with its head again in the middle, each half with thead and tbody."""

    def table(grid: Grid) -> str:
        if not grid.header or grid.name == "t4" or len(grid.slots) < 2 * grid.header + 4:
            return web.table(grid)
        middle = len(grid.slots) // 2
        lower = grid.part(middle, len(grid.slots))
        lower.slots = [*grid.part(0, grid.header).slots, *lower.slots]
        upper = _rows_markup(grid.part(0, middle))
        return f"<table><tbody>{upper}{_rows_markup(lower)}</tbody></table>"

    return _page(draft, table)


def old_page(draft: Draft) -> bytes:
    """Markup of 2005: capitals, no end tags of cells, ``font``, GBK without a word about it."""
    page = _page(draft, web.table).decode()
    page = re.sub(r"<meta charset[^>]*>", "", page)
    page = re.sub(r"</t[dr]>", "", page)
    page = re.sub(r"<(/?)(table|tr|td)\b", lambda m: f"<{m[1]}{m[2].upper()}", page)
    return page.encode("gb18030")


def _rows(grid: Grid) -> list[list[Emitted]]:
    return layout(grid)


def _rows_markup(grid: Grid) -> str:
    return "".join(
        "<tr>" + "".join(f"<td{_spans(e)}>{escape(e.cell.text)}</td>" for e in row) + "</tr>" for row in layout(grid)
    )


def _excel_cell(emitted: Emitted) -> str:
    number = " x:num" if emitted.cell.key is not None and emitted.cell.text else ""
    style = "style='border-left:none;width:54pt'"
    return f"<td{_spans(emitted)} class=xl65 {style}{number}>{escape(emitted.cell.text) or '&nbsp;'}</td>"


def _spans(emitted: Emitted) -> str:
    columns = f" colspan={emitted.columns}" if emitted.columns > 1 else ""
    return columns + (f" rowspan={emitted.rows}" if emitted.rows > 1 else "")


def matrix(grid: Grid) -> list[list[str]]:
    """The slots as text; a merged cell stands in its first slot only."""
    seen: set[int] = set()
    rows = []
    for row in grid.slots:
        rows.append(["" if id(cell) in seen else cell.text.replace("\n", "") for cell in row])
        seen |= {id(cell) for cell in row}
        rows[-1] = [
            text if row.index(cell) == at else "" for at, (text, cell) in enumerate(zip(rows[-1], row, strict=True))
        ]
    return rows


def _boxes(grid: Grid, row: str, cell: str, outer: str = "div", inner: str = "div") -> str:
    rows = ("".join(f"<{inner} {cell}>{escape(t) or '&nbsp;'}</{inner}>" for t in texts) for texts in matrix(grid))
    lines = "\n".join(f"<{outer} {row}>{cells}</{outer}>" for cells in rows)
    return f'<div class="table" style="display:table">{lines}</div>'


def _wide(text: str) -> int:
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)


def _widths(rows: list[list[str]]) -> list[int]:
    return [max(2, *(_wide(row[column]) for row in rows)) for column in range(len(rows[0]))]


def _aligned(grid: Grid) -> str:
    rows = matrix(grid)
    widths = _widths(rows)
    return "\n".join(
        "  ".join(t + " " * (w - _wide(t)) for t, w in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _drawn(grid: Grid) -> str:
    rows = matrix(grid)
    widths = [w + w % 2 for w in _widths(rows)]
    rule = ["─" * (w // 2) for w in widths]
    lines = ["│" + "│".join(t + " " * (w - _wide(t)) for t, w in zip(row, widths, strict=True)) + "│" for row in rows]
    between = "\n├" + "┼".join(rule) + "┤\n"
    return "┌" + "┬".join(rule) + "┐\n" + between.join(lines) + "\n└" + "┴".join(rule) + "┘"


def _page(draft: Draft, table: Callable[[Grid], str]) -> bytes:
    body = "\n".join(
        table(part) if isinstance(part, Grid) else f"<p>{escape(part.text)}</p>"
        for part in draft.parts
        if _printed(part)
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="ArticleTitle" content="{escape(draft.title)}">'
        f"<title>{escape(draft.title)}</title></head><body>"
        f"<div id=zoom class='article-content'>{body}</div></body></html>"
    ).encode()


def _printed(part: Grid | Paragraph) -> bool:
    return isinstance(part, Grid) or bool(part.text)
