"""The six sections: there, in order, numbered, titled, filled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nianbao.check.cascade import add_consequence
from nianbao.check.catalogue import finding
from nianbao.check.view import ReportView
from nianbao.check.wording import any_of, words
from nianbao.codebook import SectionSpec
from nianbao.model import Finding, Section
from nianbao.text.dates import find_dates
from nianbao.text.fold import label, squeeze
from nianbao.text.numerals import chinese

OVERVIEW, PROBLEMS, OTHER = 1, 5, 6
_WRITTEN = (OVERVIEW, PROBLEMS, OTHER)
"""Sections reported in words; the others are tables."""
_FEES_SINCE = 2021
_NUMERAL = re.compile(r"\s*第?\s*([一二三四五六七八九十]{1,2})\s*(?:部分)?\s*[、.．,，:：\s]")
_SIGNATURE = 45
"""A longer line is no signature."""
_NEARBY = 4
"""Headings this close in the document's text have nothing written between them."""

Pair = tuple[Section, SectionSpec]


def check_sections(view: ReportView) -> Iterator[Finding]:
    """Findings about the sections of the form that the report uses."""
    pairs = list(zip(view.report.sections, view.edition.sections if view.edition else (), strict=False))
    yield from _missing(pairs, view)
    yield from _order(pairs)
    yield from _numbers(pairs)
    yield from _titles(pairs)
    empty = {section.number for section, _ in pairs if _is_empty(section, view)}
    yield from _empty(pairs, empty, view)
    yield from _fee(pairs, empty, view)
    yield from _length(view)


def _missing(pairs: list[Pair], view: ReportView) -> Iterator[Finding]:
    """Sections without a heading. Where not one was found, the headings were lost together, maybe by the reader."""
    missing = [(section, spec) for section, spec in pairs if not section.found]
    found = [_missing_section(section, spec, view) for section, spec in missing]
    if len(missing) == len(pairs):
        for finding_ in found:
            finding_.severity, finding_.responsibility = "warning", "unclear"
        for other in found[1:]:
            add_consequence(found[0], other)
        found = found[:1]
    yield from found


def _missing_section(section: Section, spec: SectionSpec, view: ReportView) -> Finding:
    """A table that was found has its content, though not its heading."""
    tables = {o.text for o in view.observations("table_found")}
    there = view.edition is not None and any(
        t.id in tables and t.section == section.number for t in view.edition.tables
    )
    return finding(
        "STRUCT.section_missing",
        severity="warning" if there else None,
        number=section.number,
        expected=spec.zh,
        responsibility="source",
        zh={"title": spec.zh},
        en={"title": spec.en},
    )


def _order(pairs: list[Pair]) -> Iterator[Finding]:
    found = [s for s, _ in pairs if s.evidence is not None and s.evidence.start is not None]
    printed = sorted(found, key=lambda s: (s.evidence.start or 0) if s.evidence else 0)
    if [s.number for s in printed] != [s.number for s in found]:
        moved = next(p for p, f in zip(printed, found, strict=True) if p.number != f.number)
        yield finding(
            "STRUCT.section_order",
            expected=" ".join(str(s.number) for s in found),
            actual=" ".join(str(s.number) for s in printed),
            responsibility="source",
            evidence=[moved.evidence],
        )


def _numbers(pairs: list[Pair]) -> Iterator[Finding]:
    wrong = [section for section, _ in pairs if (number := _printed_number(section)) and number != section.number]
    if wrong:
        headings = "；".join(f"{squeeze(section.printed or '')}（{section.number}）" for section in wrong)
        yield finding(
            "STRUCT.section_number",
            responsibility="source",
            evidence=[section.evidence for section in wrong],
            headings=headings,
        )


def _printed_number(section: Section) -> int | None:
    """The numeral before a heading, as printed; None where none is (a word processor numbers by itself)."""
    match = _NUMERAL.match(section.printed or "")
    return chinese(match[1]) if match else None


def _titles(pairs: list[Pair]) -> Iterator[Finding]:
    other = [(section, spec) for section, spec in pairs if section.printed and label(section.printed) != label(spec.zh)]
    if other:
        yield finding(
            "STRUCT.section_title",
            responsibility="source",
            evidence=[section.evidence for section, _ in other],
            zh={"headings": "；".join(f"“{squeeze(s.printed or '')}”应为“{spec.zh}”" for s, spec in other)},
            en={"headings": "; ".join(f"{squeeze(s.printed or '')} ({spec.zh})" for s, spec in other)},
        )


def _is_empty(section: Section, view: ReportView) -> bool:
    if not section.found or section.number not in _WRITTEN or not view.passages:
        return False
    texts = [passage for passage in view.passages if passage.section == section.number]
    return not any(_says_something(text.text, text.start, section.number == PROBLEMS, view) for text in texts)


def _says_something(text: str, start: int, problems: bool, view: ReportView) -> bool:
    """Not only the name of an attachment, a date, or the body's name below its report; 无 is no account of problems."""
    bare = any_of("sections", "attachments").sub("", squeeze(text))
    if problems and bare.strip("。.；;，,、（）()") in words("sections")["nothing"]:
        return False
    if len(bare) > _SIGNATURE or "。" in bare or "；" in bare:
        return True
    signed = any(c.evidence and c.evidence.start == start for c in view.report.claims if c.source == "signature")
    return bool(bare) and not signed and not find_dates(bare)


def _empty(pairs: list[Pair], empty: set[int], view: ReportView) -> Iterator[Finding]:
    """An error where heading follows on heading; elsewhere the reader may have missed what stands there."""
    for at, (section, spec) in enumerate(pairs):
        if section.number not in empty or view.observations("template_text"):
            continue
        following = next((s for s, _ in pairs[at + 1 :] if s.found), None)
        certain = _adjacent(section, following) and not view.observations("picture")
        yield finding(
            "STRUCT.section_empty",
            severity="error" if certain and section.number != OTHER else "warning",
            responsibility="source" if certain else "unclear",
            evidence=[section.evidence],
            number=section.number,
            zh={"title": spec.zh},
            en={"title": spec.en},
        )


def _adjacent(section: Section, following: Section | None) -> bool:
    if following is None:
        return True
    here, there = section.evidence, following.evidence
    if here is None or there is None or here.end is None or there.start is None:
        return False
    return 0 <= there.start - here.end <= _NEARBY


def _fee(pairs: list[Pair], empty: set[int], view: ReportView) -> Iterator[Finding]:
    """The fee is reported in section six; where the section is missing or empty, that is said already."""
    year = view.report.year
    section = next((s for s, _ in pairs if s.number == OTHER and s.found), None)
    if section is None or OTHER in empty or not view.passages or year is None or year < _FEES_SINCE:
        return
    text = "".join(squeeze(passage.text) for passage in view.passages if passage.section == OTHER)
    if view.report.edition == "2021" and not any_of("sections", "fee").search(text):
        elsewhere = any(words("sections")["fee"][0] in passage.text for passage in view.passages)
        yield finding("STRUCT.fee", severity="info" if elsewhere else None, evidence=[section.evidence])


def _length(view: ReportView) -> Iterator[Finding]:
    texts = [passage.text for passage in view.passages if passage.section == OVERVIEW]
    most = view.threshold("STRUCT.length", "characters")
    if sum(map(len, texts)) <= most:
        return
    characters = sum(len(squeeze(text)) for text in texts)
    if characters > most:
        yield finding("STRUCT.length", actual=characters, responsibility="source")
