"""The running text of a report: paragraphs with their context, without headings and without tables set as text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from nianbao.codebook import Edition, load_edition
from nianbao.extract.sections import Heading
from nianbao.model import Document, Paragraph, Passage

_GAP = 60
"""Two table labels further apart than this have prose between them."""
_MIN_LABELS = 3
_LABEL_LENGTH = 4
_LETTER = re.compile(r"[^\W\d_]")
_SUBHEADING = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.、．])\s*([^。；，：:]{2,30}?)(?=$|[。：:])"
)


def running_text(document: Document, edition: Edition, headings: list[Heading]) -> list[Passage]:
    """Passages in reading order; ``start`` is their offset in the document's text."""
    by_start = {h.start: h for h in headings}
    cuts = sorted((h.start, h.end, h.number) for h in headings)
    ends = [end for _, end, _ in cuts]
    pattern = _label_pattern(edition.id)
    passages: list[Passage] = []
    section: int | None = None
    context = ""
    for paragraph in document.paragraphs():
        if not _LETTER.search(paragraph.text):
            continue  # a page number, or a cell of a table that was saved line by line: no sentence
        heading = by_start.get(paragraph.start)
        if heading is not None and heading.end == paragraph.start + len(paragraph.text):
            section, context = heading.number, heading.printed
            continue
        sub = _SUBHEADING.match(paragraph.text)
        if sub:
            context = sub[1]
        for start, end in _free_spans(paragraph, pattern, cuts):
            before = bisect_right(ends, start)
            section = cuts[before - 1][2] if before else section
            text = document.text[start:end]
            if text.strip():
                passages.append(Passage(text, start, context, paragraph.place.page, section))
    return passages


def _free_spans(
    paragraph: Paragraph, pattern: re.Pattern[str], cuts: list[tuple[int, int, int]]
) -> Iterator[tuple[int, int]]:
    """The spans of a paragraph (document offsets) that are neither a glued heading nor a table run together."""
    start, end = paragraph.start, paragraph.start + len(paragraph.text)
    taken = [(a, b) for a, b, _ in cuts if start <= a and b <= end]
    if any(map(str.isdigit, paragraph.text)):
        taken += [(start + a, start + b) for a, b in _table_zones(paragraph.text, pattern)]
    at = start
    for a, b in sorted(taken):
        if a > at:
            yield at, a
        at = max(at, b)
    if at < end:
        yield at, end


def _table_zones(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Spans in which official labels of tables follow each other, with the digits after the last of them."""
    hits = [(m.start(), m.end()) for m in pattern.finditer(text)]
    if not hits:
        return
    groups: list[list[tuple[int, int]]] = [[hits[0]]]
    for hit in hits[1:]:
        if hit[0] - groups[-1][-1][1] <= _GAP:
            groups[-1].append(hit)
        else:
            groups.append([hit])
    for group in groups:
        first, last = group[0][0], group[-1][1]
        tail = _VALUES.match(text, last)
        end = tail.end() if tail else last
        alone = first == len(text) - len(text.lstrip()) and end == len(text.rstrip())
        if len(group) >= _MIN_LABELS or alone:
            yield first, end


_VALUES = re.compile(r"[\s\d.,，\-/—－件条项万元]*")


@lru_cache(maxsize=8)
def _label_pattern(edition_id: str) -> re.Pattern[str]:
    """Labels that stand in tables only: numbered rows, headers of table two, the header line of table four.

    Bare words such as 行政复议 or 结果维持 stand in sentences as well and must not cut them.
    """
    edition = load_edition(edition_id)
    labels: set[str] = set()
    for table in edition.tables:
        labels.update(text for text in (*(r.zh for r in table.rows), *table.furniture) if _NUMBERED.match(text))
        labels.update(column.zh for column in table.columns if len(column.zh) > _LABEL_LENGTH)
        labels.add("".join(column.zh for column in table.columns))
    usable = sorted((text for text in labels if len(text) >= _LABEL_LENGTH), key=len, reverse=True)
    return re.compile("|".join(r"\s*".join(map(re.escape, text)) for text in usable))


_NUMBERED = re.compile(r"(?:第|[（(]|[一二三四五六七八九十]{1,2}、|\d{1,2}[.、．])")
