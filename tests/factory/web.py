"""A draft as a web page: plain, as pasted from Word, or inside a page built of layout tables."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from tests.factory.model import Cell, Draft, Emitted, Grid, Paragraph, layout

_STYLE = "mso-spacerun:'yes';font-family:仿宋_GB2312;mso-font-kerning:1.0000pt;"
_RUN_TAGS = {
    "": "<span>{}</span>",
    "sup": "<sup>{}</sup>",
    "strike": "<s>{}</s>",
    "deleted": "<del>{}</del>",
    "hidden": '<span style="display:none">{}</span>',
}


def plain(draft: Draft) -> bytes:
    """An ordinary portal page."""
    return _finished(draft, "\n".join(_part(part, _paragraph, _inner) for part in draft.parts))


def word(draft: Draft) -> bytes:
    """The markup Word leaves: every run a styled span, numbers cut into spans, ``o:p`` and conditional residue."""
    return _finished(draft, "\n".join(_part(part, _word_paragraph, _word_inner) for part in draft.parts))


def frame(draft: Draft) -> bytes:
    """Navigation in one cell of a layout table, the report in another, its own tables nested in that."""
    body = "\n".join(_part(part, _paragraph, _inner) for part in draft.parts)
    facts = f"<tr><td>索引号</td><td>99/2023-00017</td></tr><tr><td>发布机构</td><td>{draft.issuer}</td></tr>"
    return _finished(
        draft,
        "<table width='1000'><tr><td width='200'><table><tr><td>首页</td></tr><tr><td>政务公开</td></tr></table></td>"
        f"<td><table border='1'>{facts}</table><table><tr><td>{escape(draft.title)}</td></tr>"
        f"<tr><td>{body}</td></tr></table></td></tr></table>",
    )


def _finished(draft: Draft, body: str) -> bytes:
    """The shell of an article page around the body."""
    tags = "".join(
        f'<meta name="{name}" content="{escape(value)}">'
        for name, value in {
            "ArticleTitle": draft.title,
            "PubDate": f"{draft.published} 09:30",
            "ContentSource": draft.issuer,
        }.items()
    )
    page = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{tags}<title>{escape(draft.title)}</title></head><body>'
        '<div class="nav"><a href="/">首页</a> &gt; <a href="../">政府信息公开年报</a></div>'
        f'<div class="TRS_Editor">\n{body}\n</div><div class="foot">主办：{escape(draft.issuer)}</div></body></html>'
    )
    for change in draft.markup:
        page = change(page)
    return page.encode()


def _part(part: Paragraph | Grid, paragraph: Callable[[Paragraph], str], inner: Callable[[Cell], str]) -> str:
    return paragraph(part) if isinstance(part, Paragraph) else table(part, inner)


def table(grid: Grid, inner: Callable[[Cell], str] | None = None) -> str:
    """The markup of one table, its tweaks applied."""
    rows = layout(grid)
    for number, row in enumerate(rows):
        for emitted in row:
            # A row that is not displayed takes no part in spans.
            emitted.rows -= len(grid.hidden_rows & set(range(number + 1, number + emitted.rows)))
    for tweak in grid.tweaks:
        tweak(rows)
    lines = []
    for number, row in enumerate(rows):
        hidden = ' style="display:none"' if number in grid.hidden_rows else ""
        lines.append(f"<tr{hidden}>{''.join(_cell(e, inner or _inner) for e in row)}</tr>")
    return '<table border="1" cellspacing="0">\n' + "\n".join(lines) + "\n</table>"


def _cell(emitted: Emitted, inner: Callable[[Cell], str]) -> str:
    columns = f' colspan="{emitted.columns}"' if emitted.columns > 1 else ""
    rows = f' rowspan="{emitted.rows}"' if emitted.rows > 1 else ""
    return f"<td{columns}{rows}{emitted.attributes}>{inner(emitted.cell)}</td>"


def _paragraph(paragraph: Paragraph) -> str:
    tag = {"title": "h1", "heading": "h3"}.get(paragraph.kind, "p")
    return f"<{tag}>{escape(paragraph.text)}</{tag}>"


def _inner(cell: Cell) -> str:
    if cell.runs:
        return "".join(_RUN_TAGS[run.kind].format(_text(run.text)) for run in cell.runs)
    return _text(cell.text) or "&nbsp;"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>").replace("\u00a0", "&nbsp;")


def _word_paragraph(paragraph: Paragraph) -> str:
    return f'<p class="MsoNormal" style="text-indent:32pt;">{_word_runs(paragraph.text)}<o:p></o:p></p>'


def _word_inner(cell: Cell) -> str:
    if cell.runs:
        return f'<p class="MsoNormal">{_inner(cell)}</p>'
    if not cell.text:
        return f'<p class="MsoNormal"><span style="{_STYLE}">&nbsp;</span><o:p></o:p></p>'
    return f'<p class="MsoNormal" align="center">{_word_runs(cell.text)}<span style="{_STYLE}"></span></p>'


def _word_runs(text: str) -> str:
    """A change of script begins a run, and a number may lie in two."""
    runs: list[str] = []
    for char in text:
        if runs and runs[-1][-1].isascii() == char.isascii() and not (char.isdigit() and len(runs[-1]) == 2):
            runs[-1] += char
        else:
            runs.append(char)
    return "".join(f'<span style="{_STYLE}">{_text(run)}</span>' for run in runs)
