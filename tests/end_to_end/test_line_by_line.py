"""Tables saved as text with one cell per line, as a copy out of a word processor gives them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from nianbao.model import Capture, Report
from nianbao.pipeline import parse_capture

REPORTS = Path(__file__).resolve().parents[2] / "fixtures" / "reports"
_TAG = re.compile(r"<[^>]+>")


def _lines(page: str) -> str:
    """Every cell, heading and paragraph of a page on a line of its own."""
    body = re.sub(r"<(?:head|script|style)\b.*?</(?:head|script|style)>", "", page, flags=re.DOTALL)
    parts = (_TAG.sub("", part).strip() for part in re.split(r"</(?:td|th|p|h\d|div|li)>", body))
    return "\n".join(part for part in parts if part)


def _read(text: str) -> Report:
    data = text.encode()
    return parse_capture(Capture(data, "report.txt", hashlib.sha256(data).hexdigest()))


@pytest.mark.parametrize("name", ["html-2014-national", "html-2019-gb18030", "html-2021-plain"])
def test_the_cells_of_a_table_on_lines_of_their_own_are_no_sentences(name: str) -> None:
    data = (REPORTS / f"{name}.html").read_bytes()
    page = parse_capture(Capture(data, "report.html", hashlib.sha256(data).hexdigest()))
    report = _read(_lines(data.decode("gb18030" if "gb18030" in name else "utf-8")))
    said = {(figure.key, figure.value) for figure in page.figures if figure.origin == "prose"}
    read = {(f.key, f.value) for f in report.figures if f.origin == "prose" and f.key != "prose.unmapped"}
    assert read == said
    assert [f.code for f in report.findings if f.code.startswith("PROSE.")] == []
