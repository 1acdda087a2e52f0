"""What is measured: nianbao, the floor below which nobody can go, and what one would write instead.

Each takes a capture and returns how much it found (cells, characters, figures), so that a contestant that finds
nothing is noticed. Libraries are loaded by whoever needs them, so that a process shows the memory of one alone.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from importlib.util import find_spec
from itertools import cycle
from typing import Literal

from benchmarks.rows import Target
from nianbao.model import Capture

_FIGURE = re.compile(rb"(>(?:&nbsp;|\s)*)(\d{1,6})((?:&nbsp;|\s)*<)")
"""A number that is all there is between two tags."""

Role = Literal["parse", "read", "other", "floor", "rival"]


@dataclass(frozen=True, slots=True)
class Contestant:
    """``target`` bounds the ratio to nianbao's whole parse; with ``only`` on the document of that name."""

    name: str
    role: Role
    run: Callable[[Capture], int]
    library: str = "nianbao"
    target: Target | None = None
    only: str = ""

    @property
    def installed(self) -> bool:
        return find_spec(self.library) is not None

    def target_on(self, document: str) -> Target | None:
        return self.target if self.only in ("", document) else None


def whole_parse(capture: Capture) -> int:
    from nianbao.pipeline import parse_capture

    return len(parse_capture(capture).figures)


def new_shapes(capture: Capture) -> int:
    """As :func:`whole_parse`, for the first report with tables of its shape, and cells with its markup."""
    from nianbao.extract.forms import forget_shapes
    from nianbao.read.html.spelling import forget_cells

    forget_shapes()
    forget_cells()
    return whole_parse(capture)


def other_figures(capture: Capture) -> int:
    """As :func:`whole_parse`, for a page with figures that none of the last 64 pages had; its ties hold as before."""
    return whole_parse(next(_others(capture)))


@cache
def _others(capture: Capture) -> Iterator[Capture]:
    """For ever the page with its figures doubled, tripled and so on."""
    pages = [_FIGURE.sub(partial(_multiplied, by), capture.data) for by in range(2, 66)]
    return cycle([replace(capture, data=page, sha256=sha256(page).hexdigest()) for page in pages])


def _multiplied(by: int, figure: re.Match[bytes]) -> bytes:
    return figure[1] + str(int(figure[2]) * by).encode() + figure[3]


def reading_alone(capture: Capture) -> int:
    from nianbao.read import read

    return len(read(capture).text)


def lexbor(capture: Capture) -> int:
    from selectolax.lexbor import LexborHTMLParser

    return len(LexborHTMLParser(capture.data).css("td"))


def beautiful_soup(capture: Capture) -> int:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(capture.data, "lxml")
    rows = [[cell.get_text(strip=True) for cell in row.find_all(["td", "th"])] for row in soup.find_all("tr")]
    return sum(map(len, rows))


def pandas_tables(capture: Capture) -> int:
    import pandas

    return sum(table.size for table in pandas.read_html(io.BytesIO(capture.data), encoding="utf-8"))


def pdfium_text(capture: Capture) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(capture.data)
    try:
        return sum(_page_text(document, index) for index in range(len(document)))
    finally:
        document.close()


def _page_text(document: object, index: int) -> int:
    page = document[index]  # type: ignore[index]
    text = page.get_textpage()
    try:
        return len(text.get_text_range())
    finally:
        text.close()
        page.close()


def pdfplumber_tables(capture: Capture) -> int:
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with pdfplumber.open(io.BytesIO(capture.data)) as document:
        return sum(
            len(page.extract_text()) + sum(len(row) for table in page.extract_tables() for row in table)
            for page in document.pages
        )


def unzip_and_parse(capture: Capture) -> int:
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(capture.data)) as archive:
        return len(etree.fromstring(archive.read("word/document.xml")))


def python_docx(capture: Capture) -> int:
    import docx

    document = docx.Document(io.BytesIO(capture.data))
    return sum(len(cell.text) for table in document.tables for row in table.rows for cell in row.cells)


PARSE = Contestant("nianbao, whole parse", "parse", whole_parse)
READ = Contestant("nianbao, reading alone", "read", reading_alone)
FIRST = Contestant("nianbao, first report of its shape", "read", new_shapes)
OTHER = Contestant("other figures each time", "other", other_figures)

CONTESTANTS: dict[str, tuple[Contestant, ...]] = {
    "html": (
        PARSE,
        OTHER,
        FIRST,
        READ,
        Contestant("lexbor, parse alone", "floor", lexbor, "selectolax"),
        Contestant("BeautifulSoup(lxml), all cells", "rival", beautiful_soup, "bs4", Target(at_least=5)),
        Contestant("pandas.read_html", "rival", pandas_tables, "pandas"),
    ),
    "pdf": (
        PARSE,
        FIRST,
        READ,
        Contestant("pdfium, load + text", "floor", pdfium_text, "pypdfium2", Target(below=2.2), "huaian-2024"),
        Contestant(
            "pdfplumber, extract_text + extract_tables",
            "rival",
            pdfplumber_tables,
            "pdfplumber",
            Target(at_least=10),
            "huaian-2024",
        ),
    ),
    "docx": (
        PARSE,
        FIRST,
        READ,
        Contestant("unzip + XML parse", "floor", unzip_and_parse, "lxml"),
        Contestant("python-docx, all cells", "rival", python_docx, "docx", Target(at_least=1)),
    ),
}


def by_name(name: str) -> Contestant:
    return next(c for group in CONTESTANTS.values() for c in group if c.name == name)
