"""A report as a web page: plain, as pasted from Word, or inside a page built of layout tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from scripts.fixture_kit import forms
from scripts.fixture_kit.describe import Report
from scripts.fixture_kit.grids import Cell, Grid, tables_of

SITE_CODE = "9901230001"
_WORD = "mso-spacerun:'yes';font-family:仿宋_GB2312;font-size:12.0000pt;mso-font-kerning:1.0000pt;"
_WORD_CELL = "padding:0.0000pt 5.4000pt 0.0000pt 5.4000pt;border:1.0000pt solid windowtext;"


def plain(report: Report, *, charset: str = "utf-8", attachments: tuple[tuple[str, str], ...] = ()) -> bytes:
    """The page of an ordinary portal: meta tags, navigation, the body in a TRS editor container."""
    body = _body(report, _plain_paragraph, _plain_table)
    links = "".join(f'<p><a href="{href}">{escape(text)}</a></p>' for text, href in attachments)
    return page(report.title, report.published, report.issuer, body + links, charset=charset)


def word(report: Report) -> bytes:
    """Word's markup: every run a styled span, numbers cut into spans, empty spans, nbsp and o:p residue."""
    return page(report.title, report.published, report.issuer, _body(report, _word_paragraph, _word_table))


def frame(report: Report) -> bytes:
    """A page held together by tables: navigation, a table of metadata, the report in a nested cell."""
    facts = [("索引号", "990123/2023-00017"), ("发布机构", report.issuer), ("发布日期", report.published)]
    metadata = "".join(f"<tr><td>{name}</td><td>{escape(value)}</td></tr>" for name, value in facts)
    inner = _body(report, _plain_paragraph, _plain_table)
    layout = (
        '<table width="1000" border="0" cellpadding="0"><tr><td width="200" valign="top">'
        "<table><tr><td>首页</td></tr><tr><td>政务公开</td></tr><tr><td>办事服务</td></tr></table></td>"
        f'<td valign="top"><table border="1">{metadata}</table>'
        f'<table border="0"><tr><td class="bt">{escape(report.title)}</td></tr>'
        f"<tr><td>{inner}</td></tr></table>"
        "</td></tr></table>"
    )
    return page(report.title, report.published, report.issuer, layout, container=False)


def page(
    title: str, published: str, issuer: str, body: str, *, charset: str = "utf-8", container: bool = True
) -> bytes:
    """The shell of an article page."""
    meta = {
        "SiteName": "云溪县人民政府门户网站" if "云溪" in issuer else "澜浦区人民政府门户网站",
        "SiteIDCode": SITE_CODE,
        "ColumnName": "政府信息公开年报",
        "ArticleTitle": title,
        "PubDate": f"{published} 09:30",
        "ContentSource": issuer,
    }
    tags = "\n".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in meta.items())
    if container:
        body = (
            '<div class="nav"><a href="/">首页</a> &gt; <a href="../">政府信息公开年报</a></div>\n'
            f"<h1>{escape(title)}</h1>\n<div class='info'>发布日期：{published} 来源：{escape(issuer)}"
            f' 【打印】【关闭】</div>\n<div class="TRS_Editor">\n{body}\n</div>\n'
            f'<div class="foot">主办：{escape(issuer)}</div>'
        )
    text = (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="{charset}">\n{tags}\n'
        f"<title>{escape(title)}</title>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    return text.encode(charset)


def _body(report: Report, paragraph: Callable[[str], str], table: Callable[[Grid], str]) -> str:
    return "\n".join(paragraph(part) if isinstance(part, str) else table(part) for part in parts_of(report))


def parts_of(report: Report) -> Iterator[str | Grid]:
    """Headings, sentences and tables in the order of the form."""
    tables = tables_of(report)
    for section in forms.form(report.edition)["section"]:
        number = section["number"]
        if number in report.paragraphs or number in tables:
            yield f"{forms.SECTIONS[number - 1]}、{section['zh']}"
        yield from (report.sentence(text) for text in report.paragraphs.get(number, []))
        if number in tables:
            yield tables[number]
    if 0 in tables:
        yield f"附件：{report.issuer}{report.year}年政府信息公开情况统计表"
        yield tables[0]


def _plain_paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _plain_table(grid: Grid) -> str:
    rows = "\n".join(
        "<tr>" + "".join(f"<td{_spans(cell)}>{escape(cell.text) or '&nbsp;'}</td>" for cell in row) + "</tr>"
        for row in grid
    )
    return f'<table border="1" cellspacing="0">\n{rows}\n</table>'


def _spans(cell: Cell) -> str:
    columns = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    return columns + (f' rowspan="{cell.rows}"' if cell.rows > 1 else "")


def _word_paragraph(text: str) -> str:
    return f'<p class="MsoNormal" style="text-indent:32.0000pt;">{_word_runs(text)}<o:p></o:p></p>'


def _word_runs(text: str) -> str:
    """Runs as Word leaves them: a change of script begins a run, and a number may lie in two."""
    runs: list[str] = []
    for char in text:
        if runs and runs[-1][-1].isascii() == char.isascii() and not (char.isdigit() and len(runs[-1]) == 2):
            runs[-1] += char
        else:
            runs.append(char)
    return "".join(f'<span style="{_WORD}">{escape(run)}</span>' for run in runs)


def _word_table(grid: Grid) -> str:
    rows = "".join("<tr>" + "".join(_word_cell(cell) for cell in row) + "</tr>\n" for row in grid)
    return f'<table class="MsoNormalTable" border="1" cellspacing="0"><tbody>{rows}</tbody></table>'


def _word_cell(cell: Cell) -> str:
    inner = _word_runs(cell.text) if cell.text else f'<span style="{_WORD}">&nbsp;</span>'
    centred = '<p class="MsoNormal" align="center">'
    return f'<td{_spans(cell)} style="{_WORD_CELL}">{centred}{inner}<span style="{_WORD}"></span></p></td>'
