"""What is read at once because it holds nothing but text reads as if it had been walked through, node by node."""

from __future__ import annotations

import random
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from nianbao.errors import DocumentError
from nianbao.model import Capture
from nianbao.read.html import elements, markup, read_html
from nianbao.read.html.collector import Open


@pytest.fixture
def read_both(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], tuple[str, str]]:
    """The page read as it always is, and read with nothing taken for plain or regular."""

    def both(data: bytes) -> tuple[str, str]:
        at_once = _everything(data)
        with monkeypatch.context() as patch:
            patch.setattr(elements, "is_plain", lambda collector, node: False)
            patch.setattr(markup, "take_out", lambda pieces: (b"", []))
            return at_once, _everything(data)

    return both


def _everything(data: bytes) -> str:
    """All that the reader says of a page, the error included."""
    try:
        return repr(read_html(Capture(data=data, path="page.html", sha256="")))
    except DocumentError as error:
        return f"{type(error).__name__} {error.details}"


Both = Callable[[bytes], tuple[str, str]]


def test_the_pages_of_the_fixtures_read_the_same_either_way(read_both: Both, root: Path) -> None:
    pages = sorted((root / "fixtures").rglob("*.htm*"))
    assert len(pages) > 5
    for page in pages:
        at_once, walked = read_both(page.read_bytes())
        assert at_once == walked, page.name


@pytest.mark.shared
def test_published_reports_read_the_same_either_way(read_both: Both, shared: Path) -> None:
    for page in sorted((shared / "real").glob("*/report.html")):
        at_once, walked = read_both(page.read_bytes())
        assert at_once == walked, page.parent.name


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("<td>12<td>3", "bare text"),
        ("<td><p>12</p><td>\n<p><span>3</span></p>\n", "one paragraph"),
        ("<td><p>1</p><p>2</p><td>1<p>2</p>3", "paragraphs, and text around them"),
        ("<td><b><p>1</p></b>2<td><font><i></p>1</i></font>2", "a paragraph within an inline element"),
        ("<td><p><marquee><p>1</p></marquee>2</p><td>3", "a paragraph within a paragraph"),
        ("<td>1<br>2<td>3<image src=x>", "line breaks and pictures, under their other name too"),
        ("<td>1</br>2<td>3", "an end tag that stands for a line break"),
        ("<td>1<sup>2</sup><td><sup> </sup>3", "superscripts"),
        ("<td>12<span style='vertical-align : sub'>1</span><td>3", "subscripts, however they are spaced"),
        ("<td>1<span style='font-size : 0'>2</span><td>3", "text without size, however it is spaced"),
        ("<td>^{ }1<td><p>^{}2", "what is written like a superscript"),
        ("<td hidden>1<td>2<td style='visibility:hidden'>3", "hidden cells"),
        ("<td>1<span style='display:none'>2</span><td><p style='display:none'>3", "hidden text"),
        ("<td class='nav'><p>首页<td id='zoom'>一、总体情况", "a cell with a telling name"),
        ("<td title='<b>' class='nav'><p>首页<td title='<' colspan=2>1", "behind what looks like a tag"),
        ("<td rowspan='1' colspan=' 2'>1<td rowspan='x'>2<td colspan='1'>3", "spans"),
        ("<!-- x --><td><!-- x -->1<!-- y --><td>\n<!-- x --><p>2", "comments"),
        ("<td><a name='x'>1</a><td><a href='a.pdf'>2</a>", "links and bookmarks"),
        ("<input type='hidden' value='9'><td>1<td>2", "what is not printed"),
        ("<td><template><p>9</template>1<td><svg><p>2</svg>3", "what is not text"),
    ],
)
@pytest.mark.parametrize(
    "frame", ["<table><tr>{}<tr>{}</table>", "<h2><table><tr>{}</table></h2>", "<pre><table><tr>{}"]
)
def test_a_row_reads_the_same_either_way(read_both: Both, row: str, why: str, frame: str) -> None:
    at_once, walked = read_both(frame.format(row, row).encode())
    assert at_once == walked, why


# Tags and texts; a tilde stands for a space.
TOKENS = """
<table> </table> <tr> </tr> <td> <td> </td> </td> <th> <tbody> <tfoot> <caption> <td~rowspan=2> <td~colspan=3> <p> <p>
<td~rowspan='1'~colspan='1'> </p> </p> <div> </div> <br> </br> <sup> </sup> <a~href=x.pdf> </a> <a~name=y> <pre> <h1>
</h1> <del> </del> <td~hidden> <li> 甲 乙。 12 3 &nbsp; ~ &#10; ^{~} <!--x--> <select> <img~src=a.png> <td~class="x>
<td~class="nav"> <td~id="zoom"> <div~class="TRS_Editor"> <span> </span> <font> </font> <b> </b> <nobr> <o:p></o:p>
<span~style="display:none"> <span~style="vertical-align:super"> <td~style="visibility:hidden"> <tr~style="display:none">
<marquee> <object> <button> <center> <svg> <math> <template> </template> <image> <input~type=hidden> <form> <BR> <TD>
<P> <![if~x]> <textarea> </textarea> <title> 一、总体情况
"""
CELLS = (
    "{}",
    "{}",
    "<p>{}</p>",
    "\n<p>{}</p>\n",
    "<p>{}</p><p>2</p>",
    "1<p>{}</p>2",
    "<b><p>{}</p></b>",
    "<i>{}</i>\n1",
)
FRAMES = ("{}", "<div>{}</div>", "<p>一、总体情况</p>{}", "<a href=x.pdf>{}</a>", "<sup>{}", "<table><tr><td>{}<td>甲")


def _tokens(random: random.Random, most: int) -> str:
    return "".join(random.choices(TOKENS.split(), k=random.randint(0, most))).replace("~", " ")


def _table(random: random.Random) -> str:
    """Mostly plain cells in a table, somewhere in a page."""
    cells = (
        random.choice(("<td>", "<td>\n", "<th>", "<td colspan=2>"))
        + random.choice(CELLS).format(random.choice(("12", "0", "甲", "", "&nbsp;", _tokens(random, 2))))
        + random.choice(("", "</td>", "<tr>", "</tr>\n<tr>"))
        for _ in range(random.randint(1, 12))
    )
    return random.choice(FRAMES).format(f"<table><tr>{''.join(cells)}</table>")


def test_hundreds_of_pages_of_any_markup_read_the_same_either_way(read_both: Both) -> None:
    generator = random.Random(20210101)
    for number in range(600):
        page = _table(generator) if number % 2 else _tokens(generator, 60)
        at_once, walked = read_both(page.encode())
        assert at_once == walked, page


def test_ordinary_rows_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk comes to no cell of a page without anything special in its cells."""
    visited: list[str | None] = []

    def handler_of(tag: str | None) -> Open | None:
        visited.append(tag)
        return elements.handler_of(tag)

    monkeypatch.setattr(import_module("nianbao.read.html.collect"), "handler_of", handler_of)
    row = "<tr><td class='xl65'><p><span>甲</span><o:p></o:p></p><td>1<td><font>2</font>"
    _everything(f"<div><h1>年报</h1><p>甲<br>乙</p><table>{row}{row}</table></div>".encode())
    assert "tr" in visited
    assert "td" not in visited
