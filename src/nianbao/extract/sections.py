"""The sections of the report, found by their headings: by words, since numbers are skipped, doubled and mistyped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nianbao.codebook import Edition, SectionSpec, load_edition
from nianbao.model import Cell, Document, Evidence, Paragraph, Section
from nianbao.text.fold import label

_NUMBERED = re.compile(r"\s*(?:第[一二三四五六七八九十]{1,2}部分|[一二三四五六七八九十]{1,2})\s*[、.．,，:：\s]\s*")
_ARABIC = re.compile(r"([1-9])\s*[、.．:：\s]\s*")
_SUB_NUMBERED = re.compile(r"[（(]|\d")
_HEADING_LENGTH = 40
"""A heading is one line; longer text that begins like one is a heading glued to its first sentence."""


@dataclass(slots=True)
class Heading:
    """A section heading as printed: the section, and its span in the document's text."""

    number: int
    start: int
    end: int
    printed: str
    paragraph: Paragraph


def find_sections(document: Document, edition: Edition) -> tuple[list[Section], list[Heading]]:
    """The edition's sections with what was found of each, and the headings in reading order."""
    headings = list(_headings(document, edition)) or list(_arabic(document, edition))
    first = {h.number: h for h in reversed(headings)}
    within = _within_tables(document, edition) if headings and len(first) < len(edition.sections) else {}
    return [
        _section(spec, first.get(spec.number), within.get(spec.number), document) for spec in edition.sections
    ], headings


def _section(spec: SectionSpec, heading: Heading | None, cell: Cell | None, document: Document) -> Section:
    if heading is not None:
        return Section(spec.number, spec.zh, True, heading.printed, _evidence(document, heading))
    if cell is not None:
        place = cell.place
        evidence = Evidence(document.reader, place.page, place.bbox, place.element, quote=cell.text)
        return Section(spec.number, spec.zh, True, cell.text.strip(), evidence)
    return Section(spec.number, spec.zh, False, None, None)


def _within_tables(document: Document, edition: Edition) -> dict[int, Cell]:
    """Headings that stand in a table, over its whole width: the tables of several sections made one."""
    titles = _titles(edition.id)
    found: dict[int, Cell] = {}
    for table in document.tables():
        for cell in table.cells:
            numbered = _NUMBERED.match(cell.text) if cell.column_span == table.column_count else None
            number = titles.get(label(cell.text[numbered.end() :])) if numbered else None
            if number is not None:
                found.setdefault(number, cell)
    return found


def _headings(document: Document, edition: Edition) -> Iterator[Heading]:
    titles, glued = _titles(edition.id), _glued_pattern(edition.id)
    for paragraph in document.paragraphs():
        whole = _whole(paragraph, edition, titles)
        if whole is not None:
            yield whole
        elif "、" in paragraph.text and len(paragraph.text) > 8:
            for match in glued.finditer(paragraph.text):
                number = titles[label(match["title"])]
                start = paragraph.start + match.start("title")
                yield Heading(number, start, paragraph.start + match.end(), match[0].strip(), paragraph)


def _arabic(document: Document, edition: Edition) -> Iterator[Heading]:
    """Where no heading has a Chinese numeral: 1. 总体情况, when title and number are those of the same section."""
    titles = _titles(edition.id)
    for paragraph in document.paragraphs():
        text = paragraph.text.strip()
        match = _ARABIC.match(text) if len(text) <= _HEADING_LENGTH else None
        number = titles.get(label(text[match.end() :])) if match else None
        if match and number == int(match[1]):
            yield Heading(number, paragraph.start, paragraph.start + len(paragraph.text), text, paragraph)


def _whole(paragraph: Paragraph, edition: Edition, titles: dict[str, int]) -> Heading | None:
    """The paragraph is a heading and nothing else."""
    text = paragraph.text.strip()
    if not text or len(text) > _HEADING_LENGTH or text.endswith(("。", "；", ";")):
        return None
    if _SUB_NUMBERED.match(text):
        return None
    numbered = _NUMBERED.match(text)
    bare = text[numbered.end() :] if numbered else text
    number = titles.get(label(bare))
    if number is None and (numbered or paragraph.heading):
        number = _by_words(label(bare), edition.sections)
    if number is None:
        return None
    return Heading(number, paragraph.start, paragraph.start + len(paragraph.text), text, paragraph)


def _by_words(folded: str, sections: tuple[SectionSpec, ...]) -> int | None:
    """The section whose words the heading holds; the longest set of words decides, ties decide nothing."""
    scores: dict[int, int] = {}
    for section in sections:
        for words in section.words:
            if all(word in folded for word in words):
                scores[section.number] = max(scores.get(section.number, 0), sum(map(len, words)))
    best = max(scores.values(), default=0)
    winners = [number for number, score in scores.items() if score == best]
    return winners[0] if len(winners) == 1 else None


@lru_cache(maxsize=8)
def _titles(edition_id: str) -> dict[str, int]:
    """Section numbers by folded title."""
    sections = load_edition(edition_id).sections
    return {label(text): section.number for section in sections for text in (section.zh, *section.variants)}


@lru_cache(maxsize=8)
def _glued_pattern(edition_id: str) -> re.Pattern[str]:
    sections = load_edition(edition_id).sections
    titles = sorted({t for s in sections for t in (s.zh, *s.variants)}, key=len, reverse=True)
    return re.compile(r"[一二三四五六七八九十]、\s*(?P<title>" + "|".join(map(re.escape, titles)) + ")")


def _evidence(document: Document, heading: Heading) -> Evidence:
    place = heading.paragraph.place
    return Evidence(
        document.reader,
        place.page,
        place.bbox,
        place.element,
        start=heading.start,
        end=heading.end,
        quote=document.text[heading.start : heading.end],
        quote_start=heading.start,
    )
