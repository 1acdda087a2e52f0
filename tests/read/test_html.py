"""HTML pages: what a person sees in the article comes out, every figure in its own slot, and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.errors import DocumentError, EmptyFile, TooLarge
from nianbao.model import Capture, Document, Paragraph, Picture, Table
from nianbao.read.html import read_html


def read(markup: str | bytes, encoding: str = "utf-8") -> Document:
    data = markup if isinstance(markup, bytes) else markup.encode(encoding)
    return read_html(Capture(data=data, path="page.html", sha256=""))


def lines(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def grid(table: Table) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for row in table.grid()]


def only_grid(markup: str) -> list[list[str | None]]:
    (table,) = read(markup).tables()
    return grid(table)


def shape(document: Document) -> list[str]:
    """Blocks in order: the text of a paragraph, `table[n]` for a table."""
    return [block.text if isinstance(block, Paragraph) else str(block.place.element) for block in document.blocks]


SMALL = "<table><tr><td>甲<td>1<tr><td>乙<td>2</table>"
SECTIONS = f"<p>一、总体情况</p><p>本年公开信息三十条，均已上网。</p>{SMALL}<p>二、主动公开情况</p>"


# -- cells


@pytest.mark.parametrize(
    ("cell", "text", "why"),
    [
        ("<span>2</span><span>0</span>", "20", "a number split over spans"),
        ("<span>2</span><!-- x --><b></b><span>0</span>", "20", "with a comment and empty elements between"),
        ("<span>2</span>\n<span>0</span>", "2 0", "a space on the page is a space"),
        ("12<sup>3</sup>", "12^{3}", "a footnote mark is no digit"),
        ('12<span style="font-size:8pt; vertical-align: super">3</span>', "12^{3}", "nor when raised by style"),
        ("12<sup></sup>", "12", "an empty mark is nothing"),
        ("12<sub>1</sub>", "12^{1}", "nor is a mark below the line"),
        ('12<span style="vertical-align: sub">3</span>', "12^{3}", "nor when lowered by style"),
        ('12<span style="font-size : 0">3</span>', "12", "nothing is seen of text without size"),
        ('<input value="5">', "5", "a figure in a field of a form"),
        ('<input type=text value="5"><input type="checkbox" value="7">', "5", "a tick has no text"),
        ("<textarea>5</textarea>", "5", "in a larger field"),
        ("<select><option>1<option selected>5</select>", "5", "what is chosen"),
        ("<math><mn>5</mn></math>", "5", "a number set as a formula"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "\ufffd", "a fraction is not 12"),
        ("<svg><text>5</text></svg>", "\ufffd", "a drawn number is not blank"),
        ('<span style="font-size:0">9</span>5', "5", "of no size"),
        ('<span style="font-size: 0px;"><b>9</b></span>5', "5", "of no size"),
        ('<span style="font-size:0"><b style="font-size:9pt">5</b></span>', "5", "a size of its own"),
        ('<span style="font-size:0.5em">5</span>', "5", "small is seen"),
        ('<font color="#FFFFFF">9</font>5', "\ufffd5", "a white digit may be seen or not"),
        ('5<span style="font-size:9pt; COLOR: White">9</span>', "5\ufffd", "the same by style"),
        ('5<span style="color:rgb(255, 255, 255)">9</span>', "5\ufffd", "the same by numbers"),
        ('<span style="color:#fff">59</span>', "59", "white as a whole: the ground is dark"),
        ('<span style="background-color:#fff">5</span>9', "59", "a white ground is no white digit"),
        ('<span style="color:#fff0ee">5</span>9', "59", "not white"),
        ('<span style="color:#fff;background:#00f">5</span>9', "59", "white on blue is seen"),
        ('<span style="opacity:0">9</span>5<b style="opacity:0.9">2</b>', "52", "not to be seen"),
        ('1<span style="text-decoration-line:line-through">9</span>2', "12", "struck out by style"),
        ("1<wbr>2&shy;3&#8203;4", "12\u00ad3\u200b4", "what only allows a break parts nothing"),
        ("1<del>9</del>2<s>8</s><strike>7</strike>", "12", "struck out"),
        ('1<span style="text-decoration:line-through">9</span>2', "12", "struck out by style"),
        ('1<span style="DISPLAY: none">9</span>2', "12", "hidden"),
        ("1<span hidden>9</span>2", "12", "hidden by attribute"),
        ('1<span style="mso-hide:all">9</span>2', "12", "hidden by Word"),
        ('1<input type="hidden" value="9"><script>9</script><style>9</style>2', "12", "never printed"),
        ("1<br>2", "1\n2", "a line break parts"),
        ("<p>1</p><p>2</p>", "1\n2", "paragraphs part"),
        ("<p>1</p><p>&nbsp;</p>", "1", "an empty paragraph below is nothing"),
        ("&nbsp;", "\u00a0", "blank stays blank"),
        ("<p>&nbsp;0</p>", "\u00a00", "the zero behind it stays"),
        ("<p>12<o:p></o:p></p>", "12", "Word residue"),
        ("<div><p>12</p></div>", "12", "blocks in blocks"),
        ("<a href='x.html'>12</a>", "12", "a figure that is a link"),
        ("<table border=1><tr><td>12</table>", "12", "a table of one cell is a border"),
        ("３，８３０", "３，８３０", "as printed"),
        ("行政\n        许可", "行政许可", "a line end of the source between Chinese characters"),
        ("７\n８", "７ ８", "but never between digits"),
        ("汉<ruby>字<rp>(</rp><rt>zì</rt></ruby>", "汉字", "pronunciation"),
        ("&lt;5&gt; &amp; &#53;", "<5> & 5", "entities"),
        ("", "", "empty"),
    ],
)
@pytest.mark.parametrize("row", ["<td>名<td>{}", "<td>名</td>\n <td class='x'>{}</td>", "<th>名<th>{}"])
def test_a_cell_says_what_is_seen(cell: str, text: str, why: str, row: str) -> None:
    rows = only_grid(f"<table><tr>{row.format(cell)}<tr>{row.format('9')}</table>")
    assert rows == [["名", text], ["名", "9"]], why


def test_a_hidden_cell_takes_no_place_and_an_invisible_one_takes_its_own() -> None:
    assert only_grid("<table><tr><td>甲<td style='display:none'>9<td>1<tr><td>乙<td>2</table>")[0] == ["甲", "1"]
    assert only_grid("<table><tr><td>甲<td style='visibility:hidden'>9<tr><td>乙<td>2</table>")[0] == ["甲", ""]


def test_hidden_rows_are_not_read_and_the_rest_keep_their_numbers() -> None:
    (table,) = read("<table><tr><td>甲<td>1<tr hidden><td>乙<td>2<tr><td>丙<td>3</table>").tables()
    assert grid(table) == [["甲", "1"], ["丙", "3"]]
    assert table.cells[-1].place.element == "table[1]/tr[3]/td[2]"


def test_a_picture_in_a_cell_makes_the_row_doubtful_instead_of_blank() -> None:
    document = read("<table><tr><td>甲<td><img src='12.gif'><tr><td>乙<td>2</table>")
    (table,) = document.tables()
    assert table.ragged_rows == {0}
    assert [block.source for block in document.blocks if isinstance(block, Picture)] == ["12.gif"]


# -- tables in damaged markup


@pytest.mark.parametrize(
    ("markup", "expected", "why"),
    [
        ("<table><tr><td>甲<td>1<tr><td>乙<td>2</table>", [["甲", "1"], ["乙", "2"]], "nothing closed"),
        ("<table><td>甲<td>1<tr><td>乙<td>2", [["甲", "1"], ["乙", "2"]], "no first row, no end"),
        ("<tr><td>甲<td>1<tr><td>乙<td>2", [["甲", "1"], ["乙", "2"]], "no table at all"),
        ("<p>x<table><tr><td>甲<td>1<tr><td>乙<td>2</table></p>", [["甲", "1"], ["乙", "2"]], "in a paragraph"),
        ("<table><form><tr><td>甲<td>1</form><tr><td>乙<td>2</table>", [["甲", "1"], ["乙", "2"]], "a form"),
        ("<table><tr><p><td>甲<td>1</p><tr><td>乙<td>2</table>", [["甲", "1"], ["乙", "2"]], "stray paragraph"),
        ("<table><tr><td><p>甲<td><p>1<tr><td>乙<td>2</table>", [["甲", "1"], ["乙", "2"]], "paragraphs open"),
        ("<table><tr><td><b>甲<td>1<tr><td>乙<td>2</table>", [["甲", "1"], ["乙", "2"]], "bold open"),
        ("<body><body><table><tr><td>甲<td>1<tr><td>乙<td>2</table>", [["甲", "1"], ["乙", "2"]], "two bodies"),
        ("<table><tr><td>甲<td>1\0<tr><td>乙<td>2</table>", [["甲", "1"], ["乙", "2"]], "NUL"),
        (
            '<table><tr><td>甲<td style="width:9>1</td></tr><tr><td>乙<td class="x">2</table>',
            [["甲", "1"], ["乙", "2"]],
            "a missing quotation mark would swallow a row",
        ),
        (
            '<table><tr><td>甲<td><i style="a>1</i><i class="b">5</i><tr><td>乙<td>2</table>',
            [["甲", "15"], ["乙", "2"]],
            "or the first digit of a number",
        ),
        (
            '<table><tr><td>甲<td align="left colspan="1">1<tr><td>乙<td colspan="1>2</table>',
            [["甲", "1"], ["乙", "2"]],
            "or the next attribute",
        ),
        (
            '<table><tr><td>甲</td<td class="x"1</td></tr<tr><td>乙</td><td><p class="y">2</p</td></tr></table',
            [["甲", "1"], ["乙", "2"]],
            "tags without an end would take the text behind them for attributes",
        ),
        (
            "<table><tr><td>甲<td rowspan=5>1<tr><td>乙</table>",
            [["甲", "1"], ["乙", "1"]],
            "a row span past the end",
        ),
        ("<table><tr><td colspan=' 2px'>甲<tr><td>乙<td>2</table>", [["甲", "甲"], ["乙", "2"]], "a sloppy span"),
        ("<table><tr><td colspan=-2>甲<td>1<tr><td>乙<td>2</table>", [["甲", "1"], ["乙", "2"]], "a wrong span"),
        (
            "<table><tfoot><tr><td>合<td>3</tfoot><tbody><tr><td>甲<td>1<thead><tr><td>名<td>数</table>",
            [["名", "数"], ["甲", "1"], ["合", "3"]],
            "head first and foot last, wherever they stand",
        ),
    ],
)
def test_damaged_tables_come_out_as_they_were_meant(markup: str, expected: list[list[str]], why: str) -> None:
    assert only_grid(markup) == expected, why


def test_rows_behind_a_stray_end_of_table_are_cells_still_and_it_is_noted() -> None:
    document = read("<table><tr><td>甲<td>1</table><tr><td>乙<td>2<td>3</table><p>结束。</p>")
    assert [grid(table) for table in document.tables()] == [[["甲", "1"]], [["乙", "2", "3"]]]
    assert lines(document) == ["结束。"]
    assert [note.code for note in document.notes] == ["read.markup_mended"]


def test_cells_that_cannot_be_recovered_make_every_row_doubtful() -> None:
    document = read("<table><tr><td>甲<td style='a>1</td></tr><tr><td>乙<td class='b'>2</table>")
    (table,) = document.tables()
    assert table.ragged_rows == set(range(table.row_count))
    assert [note.code for note in document.notes] == ["read.markup_mended"]


def test_a_title_that_does_not_end_does_not_hide_the_page() -> None:
    assert lines(read("<head><title>年报</title</head><body><p>公开</p></body>")) == ["公开"]


def test_a_tag_whose_end_cannot_be_told_makes_every_row_doubtful() -> None:
    document = read("<table><tr><td>甲<td 1</td><tr><td>乙<td>2</table>")
    (table,) = document.tables()
    assert table.ragged_rows == {0, 1}
    assert [note.code for note in document.notes] == ["read.markup_mended"]


WORD_TABLE = "".join(
    f'<tr style="height:27pt"><td colspan="1" valign="top"><p class="M">{label}</p></td>'
    f'<td valign="top" rowspan="1"><p><span lang="EN">{first}</span><span>{second}</span><o:p></o:p></p></td>'
    f'<td colspan="2">\n<p>{total}</p></td></tr>\n'
    for label, first, second, total in [("甲", 1, 2, 340), ("乙", 5, 6, 78), ("丙", 9, 0, 11)]
)


def _figures(document: Document) -> dict[str, list[str | None]]:
    """Label -> the other cells, of all rows that are not declared doubtful."""
    return {
        str(row[0]): row[1:]
        for table in document.tables()
        for number, row in enumerate(grid(table))
        if number not in table.ragged_rows and row
    }


@pytest.mark.parametrize("lost", ["<", ">", '"', "=", "/", "tag"])
def test_no_single_loss_in_the_markup_changes_a_figure_unnoticed(lost: str) -> None:
    source = f'<div id="zoom"><p>一、总体情况</p><table border="1">{WORD_TABLE}</table><p>二、其他</p></div>'
    true = _figures(read(source))
    assert true == {"甲": ["12", "340", "340"], "乙": ["56", "78", "78"], "丙": ["90", "11", "11"]}
    pattern = "<[^>]*>" if lost == "tag" else lost
    places = [match.span() for match in re.finditer(pattern, source)]
    for start, end in places:
        for label, figures in _figures(read(source[:start] + source[end:])).items():
            for figure, expected in zip(figures, true.get(label, figures), strict=False):
                assert figure == expected or not str(figure).isdigit(), source[start - 20 : end + 20]


def test_sound_pages_carry_no_notes() -> None:
    assert read(SECTIONS).notes == []
    assert read("<!-- <td>old</td> --><script>'<td>'</script>" + SECTIONS).notes == []


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td>甲<td>1<tr><td>乙<td>2</table>",
        "<div><table><tr><td>甲</td><td>1</td><tr><td>乙</td><td>2</td></div><p>完</p>",
        "<tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr>",
        "<p><table><tbody><tr><td><font>甲<td>1</font></tr><tr><td>乙<td>2</tbody></table>",
    ],
)
def test_both_parsers_see_the_same_cells_in_damaged_markup(markup: str) -> None:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(markup, "lxml")
    expected = [cell.get_text(strip=True) for cell in soup.find_all("td")]
    assert [cell.text for table in read(markup).tables() for cell in table.cells] == expected == ["甲", "1", "乙", "2"]


def test_a_page_that_slid_into_an_unclosed_cell_does_not_take_the_table_with_it() -> None:
    document = read(f"<table><tr><td>甲<td>1<tr><td>乙<td>2<tr><td>丙<td>3<p>三、收到申请情况</p><p>无。</p>{SMALL}")
    first, second = document.tables()
    assert grid(first) == [["甲", "1"], ["乙", "2"], ["丙", "3"]]
    assert first.ragged_rows == {2}
    assert grid(second) == [["甲", "1"], ["乙", "2"]]
    assert lines(document) == ["三、收到申请情况", "无。"]


def test_a_table_inside_a_cell_of_figures_stands_behind_and_the_row_is_doubtful() -> None:
    document = read("<table><tr><td>甲<td>1<tr><td>乙<td>2<tr><td>丙<td><table><tr><td>3<td>4</table></table>")
    outer, inner = document.tables()
    assert (grid(outer)[2], outer.ragged_rows) == (["丙", ""], frozenset({2}))
    assert grid(inner) == [["3", "4"]]


# -- frames and flow


def test_page_frames_dissolve_into_their_content_in_order() -> None:
    document = read(
        f"<table><tr><td>首页<td>导航<tr><td>左<td><h2>年度报告</h2><p>一、总体情况</p>{SMALL}"
        "<p>二、主动公开</p></table>"
    )
    assert shape(document)[-4:] == ["年度报告", "一、总体情况", "table[2]", "二、主动公开"]
    assert [p.place.element for p in document.paragraphs()][-3:] == ["h2[1]", "p[1]", "p[2]"]


def test_a_frame_of_one_cell_with_text_is_text() -> None:
    assert lines(read("<table><tr><td>本年无此类情况。</table>")) == ["本年无此类情况。"]


@pytest.mark.parametrize(
    ("markup", "expected", "why"),
    [
        ("<p>主动<b>公</b>开<font>7</font>期</p>", ["主动公开7期"], "inline runs"),
        ("<p>公开\n      条例</p>", ["公开条例"], "a line wrap of the source"),
        ("<p>公开 7\n期</p>", ["公开 7 期"], "a space beside a digit is left to those who read numbers"),
        ("<p>一、总体<br>情况</p>", ["一、总体", "情况"], "a line break"),
        ("甲<br>乙<div>丙<p>丁</p>戊</div>", ["甲", "乙", "丙", "丁", "戊"], "text outside of paragraphs"),
        ("<p>　　 本年</p><p>&nbsp;</p><p>　</p>", ["本年"], "indentation and empty paragraphs"),
        ("<p><!--[if !supportLists]-->7、<!--[endif]-->公开</p>", ["7、公开"], "a list number of Word"),
        ("<p><![if !supportLists]>7、<![endif]>公开</p>", ["7、公开"], "in its other spelling"),
        ("<!--[if mso]><p>9</p><![endif]--><xml><w:View>9</w:View></xml><p>公开</p>", ["公开"], "Word's own"),
        ("<p>一</body><p>二</html><p>三", ["一", "二", "三"], "text behind the end"),
        ("<ul><li>甲<li>乙</ul><dl><dt>丙<dd>丁</dl>", ["甲", "乙", "丙", "丁"], "lists"),
        ("<pre>甲\n乙   丙</pre>", ["甲", "乙 丙"], "preformatted"),
        ("<p>公开<sup>1</sup>件</p>", ["公开^{1}件"], "a footnote mark"),
        ("<textarea>9</textarea><select><option>9</select><button>打印</button><p>公开</p>", ["公开"], "controls"),
    ],
)
def test_text_comes_out_in_the_lines_that_are_seen(markup: str, expected: list[str], why: str) -> None:
    assert lines(read(markup)) == expected, why


def test_headings_are_marked_and_captions_stand_before_their_table() -> None:
    document = read(f"<h1>年度<span>报告</span></h1>{SMALL.replace('<table>', '<table><caption>表一</caption>')}")
    heading, caption, table = document.blocks
    assert isinstance(heading, Paragraph)
    assert isinstance(caption, Paragraph)
    assert (heading.text, heading.heading) == ("年度报告", True)
    assert (caption.text, caption.heading) == ("表一", False)
    assert isinstance(table, Table)


def test_xhtml_prints_its_cdata() -> None:
    page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{}</p></body></html>'
    assert lines(read(page.format("<![CDATA[甲 & 1<2]]>"))) == ["甲 & 1<2"]


def test_places_name_elements_in_document_order() -> None:
    document = read(f"<div><p>一</p></div>{SMALL}<p>二</p><table><tr><th>丙<td>4<tr><td>丁<td>5</table>")
    assert [p.place.element for p in document.paragraphs()] == ["p[1]", "p[2]"]
    first, second = document.tables()
    assert [cell.place.element for cell in first.cells][-1] == "table[1]/tr[2]/td[2]"
    assert [cell.place.element for cell in second.cells][:2] == ["table[2]/tr[1]/th[1]", "table[2]/tr[1]/td[2]"]


def test_pictures_are_kept_and_spacers_are_not() -> None:
    document = read("<p>一</p><img src='data:image/png;base64,AAAA'><img src=dot.gif width=1><img src='t.jpg'>")
    pictures = [block for block in document.blocks if isinstance(block, Picture)]
    assert [(p.source, p.place.element) for p in pictures] == [("data:image/png", "img[1]"), ("t.jpg", "img[3]")]


# -- the article and the page around it

PAGE = """<html><head><title>某局2023年政府信息公开年度报告</title>
<meta name="ArticleTitle" content="某局2023年度报告"><META NAME="pubdate" CONTENT="2024-01-17 10:00">
<meta name="ContentSource" content="${{source}}"><meta name="SiteIDCode" content="{{{{code}}}}"></head><body>
<div class="header"><a href="/">首页</a> <a href="/zwgk">政务公开</a></div>
<div>您现在的位置：<a href="/">首页</a> &gt; <a href="/nb">年报</a></div>
<h1>某局2023年政府信息公开年度报告</h1><p>发布日期：2024-01-17　来源：某局</p>
<div id="zoom">{content}</div>
<div>【打印】 【关闭】</div><ul><li><a href="/1">2022年政府信息公开年度报告</a></li></ul>
<div class="footer"><p>主办单位：某局　ICP备12345678号</p></div></body></html>"""


@pytest.mark.parametrize("container", ['id="zoom"', 'class="TRS_Editor"', 'class="x Article-Content"', 'id="unknown"'])
def test_the_article_is_kept_and_the_page_around_it_is_not(container: str) -> None:
    document = read(PAGE.format(content=SECTIONS).replace('id="zoom"', container))
    assert shape(document) == [
        "某局2023年政府信息公开年度报告",
        "发布日期：2024-01-17　来源：某局",
        "一、总体情况",
        "本年公开信息三十条，均已上网。",
        "table[1]",
        "二、主动公开情况",
    ]


def test_a_container_that_ends_too_early_costs_nothing_of_the_report() -> None:
    page = PAGE.format(content=SECTIONS.replace("</table>", "</table></div>"))
    assert "二、主动公开情况" in lines(read(page))
    assert len(list(read(page).tables())) == 1


def test_a_report_inside_what_is_called_a_footer_is_kept() -> None:
    document = read(f'<div class="footer">{SECTIONS}<p>附注</p></div>')
    assert lines(document)[-1] == "附注"


def test_meta_tags_are_found_in_any_case_and_placeholders_are_dropped() -> None:
    metadata = read(PAGE.format(content=SECTIONS)).metadata
    assert metadata == {
        "title": "某局2023年政府信息公开年度报告",
        "articletitle": "某局2023年度报告",
        "pubdate": "2024-01-17 10:00",
    }


def test_a_table_of_metadata_is_read_and_a_table_of_figures_is_not_taken_for_one() -> None:
    box = (
        "<table><tr><td>索 引 号：<td>014/2024<td>发布机构<td>某局<tr><td>文号<td><td>公开日期：<td>2024-01-17</table>"
    )
    document = read(box + SECTIONS)
    assert document.metadata == {"table:索引号": "014/2024", "table:发布机构": "某局", "table:公开日期": "2024-01-17"}


def test_attachments_of_the_article_are_links() -> None:
    content = (
        SECTIONS
        + '<p>附件：<a href="./P0.docx">报告<b>全文</b></a></p><iframe src="/v/viewer.html?file=a.pdf"></iframe>'
    )
    document = read(PAGE.format(content=content).replace('<a href="/">', '<a href="/help.pdf">'))
    assert document.links == [("报告全文", "./P0.docx"), ("", "/v/viewer.html?file=a.pdf")]
    assert "附件：报告全文" in lines(document)


# -- encodings and bounds


def test_damaged_bytes_are_noted() -> None:
    document = read("<p>公开三十七件</p>".encode("gbk").replace("七".encode("gbk"), b"\xff"))
    assert [note.code for note in document.notes] == ["read.damaged_bytes"]
    assert "\ufffd" in document.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_page_reads_the_same_in_every_encoding(encoding: str) -> None:
    assert shape(read(SECTIONS, encoding)) == shape(read(SECTIONS))


@pytest.mark.parametrize("markup", ["", " \n ", "<p>&nbsp;</p>", "<html><body></body></html>", "<frameset></frameset>"])
def test_a_blank_page_is_said_to_be_empty(markup: str) -> None:
    with pytest.raises(EmptyFile):
        read(markup)


@pytest.mark.parametrize(
    ("markup", "what"),
    [
        ("<table>" + "<tr>" + "<td>1" * 200_001 + "</table>", "cells"),
        ("<div>" * 20_001, "nested elements"),
        ("<table>" + "<tr><td>1" * 30_000 + "<tr>" + "<td>1" * 500 + "</table>", "table slots"),
    ],
    ids=["cells", "depth", "slots"],
)
def test_what_is_too_large_is_refused_with_its_bound(markup: str, what: str) -> None:
    with pytest.raises(TooLarge) as refusal:
        read(markup)
    assert refusal.value.details["what"] == what


@pytest.mark.parametrize("nest", ["<div>", "<table><tr><td>", "<span>", "<b><p>"])
def test_deep_nesting_is_read(nest: str) -> None:
    assert lines(read(nest * 2_000 + "公开")) == ["公开"]


TOKENS = (
    "<table>|</table>|<tr>|</tr>|<td>|</td>|<th>|<tbody>|<thead>|<caption>|<td rowspan=2>|<td colspan=3>|<p>|</p>"
    "|<div>|</div>|<br>|<sup>|</sup>|<a href=x>|</a>|<pre>|<h1>|</h1>|<del>|<td hidden>|<li>|甲|乙。|12|3|&nbsp;"
    '|<!--x-->|<select>|<img>|<td class="x>|<p class="x">'
)
MARKUP = st.lists(st.sampled_from(TOKENS.split("|")), max_size=40)


@given(MARKUP)
@settings(max_examples=300)
def test_any_markup_gives_a_document_that_keeps_the_rules_or_a_named_error(tokens: list[str]) -> None:
    try:
        document = read("".join(tokens))
    except DocumentError:
        return
    for paragraph in document.paragraphs():
        assert document.text[paragraph.start :].startswith(paragraph.text)
        assert paragraph.text.strip()
    for table in document.tables():
        covered = [
            (cell.row + y, cell.column + x)
            for cell in table.cells
            for y in range(cell.row_span)
            for x in range(cell.column_span)
        ]
        assert len(covered) == len(set(covered))
        assert all(row < table.row_count and column < table.column_count for row, column in covered)


def test_reading_html_loads_neither_beautifulsoup_nor_pydantic() -> None:
    program = (
        "import sys; from nianbao.model import Capture; from nianbao.read.html import read_html;"
        "read_html(Capture(b'<p>x</p>', 'x', ''));"
        "print(sorted({'bs4', 'lxml', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- reports as published

CASES = {
    "pingtan-gwh-2021": [(14, 4), (28, 10), (4, 15)],
    "pingtan-gwh-2020": [(18, 4), (26, 10), (4, 15)],
    "pingtan-gwh-2014": [(17, 4)],
    "pingtan-czj-2009": [(18, 3)],
    "shanghai-bgt-2019": [(18, 5), (26, 10), (4, 15)],
    "shuyang-fgj-2023": [(4, 4), (14, 4), (28, 10), (4, 15)],
}


REQUEST_TABLES = ["shanghai-bgt-2019", "shuyang-fgj-2023", "pingtan-czj-2021", "pingtan-gaj-2021"]
REQUEST_TABLES += [f"pingtan-gwh-{year}" for year in (2019, 2020, 2021, 2024)]


@pytest.mark.shared
@pytest.mark.parametrize("case", CASES)
def test_published_tables_have_the_rows_and_columns_of_the_form(case: str, shared: Path) -> None:
    document = read((shared / "real" / case / "report.html").read_bytes())
    tables = list(document.tables())
    assert [(table.row_count, table.column_count) for table in tables] == CASES[case]
    assert all(not table.ragged_rows for table in tables)
    assert document.notes == []


@pytest.mark.shared
@pytest.mark.parametrize(
    "case",
    REQUEST_TABLES,
)
def test_the_request_table_prints_exactly_the_figures_that_are_known_to_be_true(case: str, shared: Path) -> None:
    folder = shared / "real" / case
    truth = json.loads((folder / "truth.json").read_text("utf-8"))["figures"]
    expected = [str(value) for key, value in truth.items() if "@" in key and value is not None]
    (table,) = [t for t in read((folder / "report.html").read_bytes()).tables() if t.column_count == 10]
    printed = [cell.text.strip() for cell in table.cells if cell.text.strip().isdigit()]
    assert sorted(printed) == sorted(expected)


@pytest.mark.parametrize(
    "opening", ['<div id="js_content" style="visibility: hidden; opacity: 0; ">', '<div style="opacity:0">']
)
def test_an_article_that_a_script_shows_once_the_page_has_loaded_is_read(opening: str) -> None:
    """WeChat sends every article hidden; other pages let theirs fade in. There is no other copy of it."""
    tables = "<table><tr><td>甲<td>1<tr><td>乙<td>2</table>" * 2
    first, second = read(f"<body><p>某局发布</p>{opening}<p>一、总体情况</p>{tables}</div></body>").tables()
    assert grid(first) == grid(second) == [["甲", "1"], ["乙", "2"]]


def test_a_copy_out_of_sight_beside_the_tables_that_are_seen_is_not_read() -> None:
    seen, unseen = "<table><tr><td>甲<td>1<tr><td>乙<td>2</table>", "<table><tr><td>甲<td>8<tr><td>乙<td>9</table>"
    document = read(f"<body>{seen * 2}<div style='visibility:hidden'>{unseen * 2}</div></body>")
    assert [grid(table) for table in document.tables()] == [[["甲", "1"], ["乙", "2"]]] * 2


def test_the_symbol_in_a_link_to_a_file_is_no_picture_of_the_report() -> None:
    document = read("<a href='/f/1.pdf'><img src='/i/pdf.gif'>附件下载</a><a href='big.jpg'><img src='t.jpg'></a>")
    assert [block.source for block in document.blocks if isinstance(block, Picture)] == ["t.jpg"]


@pytest.mark.parametrize(
    ("flood", "what"),
    [
        ("<select>" + "<option>1" * 20_000, "options"),
        ("<optgroup>1" * 30_000, "nested"),
        ("<pre>1\n" * 30_000, "nested"),
        ("<p " + " ".join(f"a{n}" for n in range(20_000)) + ">", "attributes"),
    ],
)
def test_a_flood_of_markup_is_named_before_it_takes_minutes(flood: str, what: str) -> None:
    with pytest.raises(TooLarge, match=what):
        read(f"<html><body>{flood}<table><tr><td>规章</td><td>1</td></tr></table>")


def test_a_long_attribute_and_a_long_list_of_choices_are_no_flood() -> None:
    choices = "<select>" + "<option>1</option>" * 500 + "</select>"
    page = f'<html><body><p title="{"甲 乙 " * 30_000}">正文</p>{choices}</body></html>'
    assert "正文" in read(page).text


@pytest.mark.parametrize("raw", [True, False])
def test_the_page_that_a_frame_holds_in_its_attribute_is_read_in_its_place(raw: bool) -> None:
    table = "<table><tr><td>规章</td><td>12</td></tr></table>"
    inner = f"<html><head><title>x</title></head><body><p>前言</p>{table}</body></html>"
    held = inner if raw else inner.replace("<", "&lt;").replace(">", "&gt;")
    page = f'<html><body><p>标题</p><iframe class="a" srcdoc="{held}" width="100%"></iframe><p>落款</p></body></html>'
    assert shape(read(page)) == ["标题", "前言", "table[1]", "落款"]
    assert [grid(table) for table in read(page).tables()] == [[["规章", "12"]]]


def test_a_hidden_frame_stays_hidden() -> None:
    page = '<html><body><p>标题</p><iframe style="display:none" srcdoc="&lt;p&gt;12&lt;/p&gt;"></iframe></body></html>'
    assert lines(read(page)) == ["标题"]


def _drawn_by_a_program(*articles: str, shown: str = "") -> str:
    fields = ",".join(f'"content{n}":{json.dumps(text)}' for n, text in enumerate(articles)).replace("<", "\\u003c")
    script = f"<script>window.__INITIAL_STATE__={{{fields}}}</script>"
    return f"<html><head><title>某局年报</title></head><body><div id='app'>{shown}</div>{script}</body></html>"


ARTICLE = f"<p>{'前言' * 120}</p><table><tr><td>规章</td><td>12</td></tr></table>"


@pytest.mark.parametrize("shown", ["", "加载中"])
def test_an_article_that_stands_in_a_script_only_is_read_and_its_field_said(shown: str) -> None:
    document = read(_drawn_by_a_program(ARTICLE, "<p>版权</p>", shown=shown))
    assert [grid(table) for table in document.tables()] == [[["规章", "12"]]]
    assert document.metadata["title"] == "某局年报"
    assert [note.detail for note in document.notes] == ["script: content0"]


def test_of_two_articles_in_scripts_none_is_taken() -> None:
    document = read(_drawn_by_a_program(ARTICLE, ARTICLE.replace("12", "34"), shown="加载中"))
    assert lines(document) == ["加载中"]


def test_what_a_page_prints_itself_goes_before_what_its_scripts_hold() -> None:
    shown = "<table><tr><td>规章</td><td>7</td></tr></table>"
    document = read(_drawn_by_a_program(ARTICLE, shown=shown))
    assert [grid(table) for table in document.tables()] == [[["规章", "7"]]]
