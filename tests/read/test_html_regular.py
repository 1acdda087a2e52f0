"""Tables read off the source read as if the parser had had them."""

from __future__ import annotations

import random

import pytest

from nianbao.errors import DocumentError
from nianbao.model import Capture, Document
from nianbao.read.html import markup, read_html
from nianbao.read.html.elements import handler_of
from nianbao.read.html.regular import take_out
from nianbao.read.html.spelling import INLINE, Spelled

ROW = "<tr style='height:20pt'><td class=xl65><p class='a'><span lang=EN-US>甲</span></p></td><td colspan=2>1</td></tr>"


def _capture(page: str) -> Capture:
    return Capture(data=page.encode(), path="page.html", sha256="")


def _read(page: str) -> Document | str:
    try:
        return read_html(_capture(page))
    except DocumentError as error:
        return f"{type(error).__name__} {error.details}"


def _read_whole(page: str) -> Document | str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup, "take_out", lambda pieces: (b"", []))
        return _read(page)


def _regular(page: str) -> int:
    """How many tables are taken out of the page."""
    return len(take_out(Spelled(page.encode()))[1])


def test_a_word_table_is_read_off_the_source() -> None:
    page = f"<h1>年报</h1><table border=1><colgroup><col width=72></colgroup><tbody>{ROW}{ROW}</tbody></table><p>后</p>"
    assert _regular(page) == 1
    assert _read(page) == _read_whole(page)


@pytest.mark.parametrize("name", INLINE)
def test_inline_elements_say_nothing_but_how_text_looks(name: str) -> None:
    assert handler_of(name) is None


@pytest.mark.parametrize(
    "cells",
    [
        "<td>1<td>2</td>",
        "<td>1</td>2<td>3</td>",
        "<td><b>1</td><td></b>2</td>",
        "<td><b><p>1</p></b></td><td>2</td>",
        "<td><p>1<p>2</p></td><td>3</td>",
        "<td><sup>1</sup></td><td>2</td>",
        "<td><span style='display:none'>1</span></td><td>2</td>",
        "<td hidden>1</td><td>2</td>",
        "<td id=zoom>1</td><td>2</td>",
        "<td title='>'>1</td><td>2</td>",
        "<td/>1</td><td>2</td>",
        "<td>1 < 2</td><td>2</td>",
        "<td><!-- 9 -->1</td><td>2</td>",
        "<td>&copy;1</td><td>2</td>",
        "<td>1\x1d2</td><td>2</td>",
        "<td>1</td>",
        "<td>" + "公开。" * 60 + "</td><td>2</td>",
    ],
)
def test_what_leaves_a_choice_is_left_to_the_parser(cells: str) -> None:
    page = f"<table><tr>{cells}</tr><tr>{cells}</tr></table>"
    assert _regular(page) == 0
    assert _read(page) == _read_whole(page)


@pytest.mark.parametrize(
    "frame",
    [
        "<!-- {} --><p>后</p>",
        "<script>{}</script><p>后</p>",
        "<p title='{}'>后</p>",
        "<textarea>{}</textarea><p>后</p>",
        "<template>{}</template><p>后</p>",
        "<select>{}</select><p>后</p>",
        "<svg>{}</svg><p>后</p>",
        "<div style='display:none'><p>1</p>{}</div><p>后</p>",
        "<a href='a.pdf'>{}</a><p>后</p>",
        "<sup>{}</sup><p>后</p>",
        "<pre>{}</pre><p>后</p>",
        "<h2>{}</h2><p>后</p>",
        "<table><tr><td>{}</td><td>甲</td></tr></table>",
        "<table><tr>{}</tr></table>",
        "<table><caption>{}</caption><tr><td>1</td><td>2</td></tr></table>",
        "<b><i><font>{}<p>后",
        "<p>前{}后",
        "<!DOCTYPE html><p>前{}后",
        '<p data-regular-table="0">{}',
        "<table data-regular-table='0'></table>{}",
        "<table DATA-REGULAR-TABLE='0'></table>{}",
        "{0}<p>中</p>{0}",
        "<frameset>{}",
        "<object>{}</object>",
        "<marquee><p>{}<p>后</marquee>",
    ],
)
def test_a_regular_table_reads_the_same_wherever_it_stands(frame: str) -> None:
    page = frame.format(f"<table class=nav>{ROW}{ROW}</table>")
    assert _read(page) == _read_whole(page)


TEXTS = (
    "12",
    "0",
    "",
    "甲",
    " 甲\n乙 ",
    "&nbsp;",
    "&nbsp;3&ensp;",
    "&lt;5",
    "&amp;nbsp;",
    "1\r\n2",
    "a\rb",
    "^{ }",
    "（一） 总计",
)
SPANS = ("", "", "", " colspan=2", " rowspan='2'", ' rowspan="x"', " colspan=0", " rowspan=0", " ROWSPAN=2 rowspan=3")
LOOKS = (
    "",
    " style='mso-spacerun:yes'",
    ' class="MsoNormal"',
    " width=72 nowrap",
    " style=\"font-family:'仿宋';\ncolor:red\"",
)
_DEFECTS = "<td> </td> <tr> </tr> <p> </p> <b> </b> <br> <table> </table> <sup> 9 </span> <div> </tbody> < & <!--"
DEFECTS = tuple(_DEFECTS.split())


def _content(random_: random.Random, depth: int = 0) -> str:
    name = random_.choice(INLINE)
    inner = random_.choice(TEXTS) if depth > 1 or random_.random() < 0.5 else _content(random_, depth + 1)
    shape = random_.choice(("{}", "<{n}{l}>{}</{n}>", "<{n}>{}</{n}><{n}></{n}>", "{}<br>{}", "<{n}>{}<br/></{n}>"))
    return shape.format(inner, inner, n=name, l=random_.choice(LOOKS))


def _cell(random_: random.Random) -> str:
    name = random_.choice(("td", "td", "td", "th", "TD"))
    shape = random_.choice(
        ("{}", "<p{l}>{}</p>", "\n<p>{}</p>\n", "<p>{}</p><p>{}</p>", "1<P>{}</P>2", "<p>{}<br></p>")
    )
    inner = shape.format(_content(random_), _content(random_), l=random_.choice(LOOKS))
    return f"<{name}{random_.choice(SPANS)}{random_.choice(LOOKS)}>{inner}</{name}>"


def _page(random_: random.Random) -> str:
    """A page with a regular table, into which a defect has been put or not."""
    white = random_.choice(("", "", "\n"))
    rows = [white.join(_cell(random_) for _ in range(random_.randint(0, 4))) for _ in range(random_.randint(1, 4))]
    body = white.join(f"<tr{random_.choice(LOOKS)}>{row}</tr>" for row in rows)
    head = random_.choice(("", "<colgroup><col><col width=9></colgroup>"))
    section = random_.choice(("{}", "<tbody>{}</tbody>"))
    table = f"<table{random_.choice(LOOKS)}>{head}{section.format(body)}</table>"
    if random_.random() < 0.4:
        at = random_.randrange(len(table))
        table = table[:at] + random_.choice(("", random_.choice(DEFECTS))) + table[at + random_.randint(0, 6) :]
    return f"<html><body><p>前</p>{table}<p>后</p>{random_.choice(('', table))}</body></html>"


def test_hundreds_of_tables_read_the_same_with_and_without() -> None:
    generator = random.Random(2021)
    taken = 0
    for _ in range(600):
        page = _page(generator)
        assert _read(page) == _read_whole(page), page
        taken += bool(_regular(page))
    assert taken > 200
