"""Drafts whose tables have lost their borders: cells run together, apart by one blank, or one to a line."""

from __future__ import annotations

from html import escape

from tests.factory.model import Draft, Grid, Paragraph, layout


def glued(draft: Draft) -> bytes:
    """The whole report as one run of text, as the oldest archives keep pages."""
    return (f"{draft.title}\n发布时间：{draft.published}\n发布机构：{draft.issuer}\n" + _body(draft, "", "")).encode()


def glued_rows(draft: Draft) -> bytes:
    """Every row of a table a line of its own, its cells run together."""
    return _body(draft, "", "\n").encode()


def blanks(draft: Draft) -> bytes:
    """Cells apart by one blank, rows by line ends, as a PDF's text layer is copied."""
    return _body(draft, " ", "\n").encode()


def one_line(draft: Draft) -> bytes:
    """A table is one line, its cells apart by one blank: tags replaced by blanks."""
    return _body(draft, " ", " ").encode()


def cell_lines(draft: Draft) -> bytes:
    """Every cell a line of its own, as ``innerText`` and many converters give a table."""
    return _body(draft, "\n", "\n").encode()


def glued_page(draft: Draft) -> bytes:
    """A page that kept the text and lost the tables."""
    return _page(draft, [_body(draft, "", "")])


def paragraph_cells(draft: Draft) -> bytes:
    """A page with a paragraph for every cell and no table."""
    return _page(draft, _body(draft, "\n", "\n").split("\n"))


def row_paragraphs(draft: Draft) -> bytes:
    """A page with a paragraph for every row, cells apart by blanks that no break is allowed at."""
    return _page(draft, _body(draft, "\u00a0\u00a0", "\n").split("\n"))


def _body(draft: Draft, between: str, end: str) -> str:
    parts = [p.text + end if isinstance(p, Paragraph) else _table(p, between, end) for p in draft.parts]
    return (end or "").join(parts) if end == " " else "".join(parts)


def _table(grid: Grid, between: str, end: str) -> str:
    rows = [[cell.cell.text.replace("\n", "") for cell in row] for row in layout(grid)]
    return "".join(between.join(text for text in row if text) + end for row in rows)


def _page(draft: Draft, lines: list[str]) -> bytes:
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<html><head><meta charset="utf-8"><title>{escape(draft.title)}</title></head><body><div class="TRS_Editor">'
        f"{body}</div></body></html>"
    ).encode()
