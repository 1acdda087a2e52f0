"""The running text as one string: patterns run over it once, and what they find is traced back to its passage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from nianbao.check.places import place_of
from nianbao.check.view import ReportView
from nianbao.model import Evidence, Passage


class Flow:
    """The passages joined by line breaks."""

    def __init__(self, view: ReportView) -> None:
        self._view = view
        self._starts: list[int] = []
        at = 0
        for passage in view.passages:
            self._starts.append(at)
            at += len(passage.text) + 1
        self.text = view.text

    def passage(self, position: int) -> tuple[Passage, int]:
        """The passage a position lies in, and where that passage begins."""
        at = bisect_right(self._starts, position) - 1
        return self._view.passages[at], self._starts[at]

    def repeated(self, least: int) -> Iterator[tuple[int, int]]:
        """Paragraphs of so many characters that stood in the same section before."""
        seen: set[tuple[int, str]] = set()
        for start, passage in zip(self._starts, self._view.passages, strict=True):
            if passage.section is None or len(passage.text) < least:
                continue
            sign = (passage.section, passage.text.strip())
            if sign in seen:
                yield start, start + len(passage.text)
            seen.add(sign)

    def place(self, start: int, end: int) -> Evidence:
        """A stretch of the text as evidence; offsets count in the document's text."""
        passage, begin = self.passage(start)
        return place_of(passage, start - begin, end - begin, self._view)

    def around(self, start: int, end: int) -> str:
        """The stretch with a few characters on either side, within its passage."""
        passage, begin = self.passage(start)
        return passage.text[max(0, start - begin - 12) : end - begin + 12].strip()
