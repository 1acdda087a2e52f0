"""The running text with every number in the list it ended in: a figure, a count without a measure, or no figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nianbao.model import Figure, Report


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``list`` is empty, ``mapped``, ``unmapped`` or ``other``."""

    text: str
    list: str = ""
    number: int | None = None
    """Place of the figure in ``Report.figures``."""
    title: str = ""


Span = tuple[int, int, int, Figure]
"""Start and end in the document's text, place in ``Report.figures``, the figure."""


def spans_of(report: Report) -> list[Span]:
    """(start, end, number, figure) of the figures that have characters, in order of the text, without overlaps."""
    spans = []
    for number, figure in enumerate(report.figures):
        evidence = figure.evidence
        if evidence is not None and evidence.start is not None and evidence.end is not None:
            spans.append((evidence.start, evidence.end, number, figure))
    spans.sort(key=lambda span: span[:3])
    kept: list[Span] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def pieces(text: str, start: int, spans: list[Span]) -> Iterator[Piece]:
    """``text``, which begins at ``start`` of the document, cut at its figures and its other numbers."""
    at = 0
    for begin, end, number, figure in spans:
        if end <= start or begin >= start + len(text):
            continue
        begin, end = max(begin - start, at), min(end - start, len(text))
        yield from _plain(text[at:begin])
        mapped = figure.key != "prose.unmapped"
        yield Piece(text[begin:end], "mapped" if mapped else "unmapped", number, figure.key)
        at = end
    yield from _plain(text[at:])


def _plain(text: str) -> Iterator[Piece]:
    """Text between figures: its digits are those that were explained as no figure."""
    at = 0
    while at < len(text):
        end = at
        digit = text[at].isdecimal()
        while end < len(text) and text[end].isdecimal() == digit:
            end += 1
        yield Piece(text[at:end], "other" if digit else "")
        at = end
