"""Stretches of the running text as evidence, and the sentence around them."""

from __future__ import annotations

import re

from nianbao.check.view import ReportView
from nianbao.model import Evidence, Passage

_SENTENCE = re.compile("[^。！？!?；;\n]+[。！？!?；;]?")


def place_of(passage: Passage, start: int, end: int, view: ReportView) -> Evidence:
    """A stretch of a passage as evidence; offsets count in the document's text."""
    return Evidence(
        view.reader,
        page=passage.page,
        start=passage.start + start,
        end=passage.start + end,
        quote=sentence_at(passage.text, start),
    )


def sentence_at(text: str, position: int) -> str:
    """The sentence around a position, 80 characters of it at most."""
    for match in _SENTENCE.finditer(text):
        if match.start() <= position < match.end():
            return match[0].strip()[:80]
    return text[position : position + 60]
