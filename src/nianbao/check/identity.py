"""Names, years and dates: places of one report that do not speak of the same body and the same year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import islice

from nianbao.check.catalogue import finding, words
from nianbao.check.view import ReportView
from nianbao.check.wording import any_of, superseded
from nianbao.check.wording import words as wording
from nianbao.model import Evidence, Finding, Passage
from nianbao.text.dates import find_dates, find_spans
from nianbao.text.fold import squeeze, width

_PLANS_FROM = 5
"""Section of problems and improvements since 2019; before it any section may hold the plans."""
_NAMED_KINDS = ("department", "vertical", "institution", "subdistrict")
"""Bodies that sign for themselves. The report of a government is often signed by its office."""
_SENTENCE = re.compile("[^。！？!?；;\n]+[。！？!?；;]?")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
_CLAUSE_START = re.compile(r"(?:^|[，,。；;：:、）)\s])在?\s*$")
_TITLE_HEAD = re.compile(r"(?:关于(?:印发|公布)?)?([一-鿿]{4,24}?)(?=20\d\d|二[〇○零])")
"""The body's name in a title, before the year."""
_DAMAGED = re.compile(
    r"(?<!\d)20\d\d\s{0,2}(?:[01]?\d)\s?月\s?[0-3]?\d\s?日|(?<!\d)20\d\d年\s{0,2}(?:[1-9]|1[0-2])[0-3]\d日"
)
_ANY_DATE = re.compile(r"(?<!\d)(20\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


def check_identity(view: ReportView) -> Iterator[Finding]:
    """Findings about year, period, names and dates."""
    yield from _year(view)
    yield from _period(view)
    yield from _stale_years(view)
    yield from _names(view)
    yield from _superseded(view)
    yield from _signature(view)
    yield from _dates(view)


def _year(view: ReportView) -> Iterator[Finding]:
    """Title, statistical period and file name disagree on the year; one finding for each other year."""
    year = view.report.year
    spoken = {str(year)}
    for claim in view.report.claims:
        if claim.field not in ("period", "year") or year is None or claim.value[:4] in spoken:
            continue
        spoken.add(claim.value[:4])
        place = words("period" if claim.field == "period" else "file_name" if claim.source == "file" else "title")
        yield finding(
            "IDENTITY.year",
            expected=year,
            actual=int(claim.value[:4]),
            evidence=[claim.evidence],
            zh=place["zh"],
            en=place["en"],
        )


def _period(view: ReportView) -> Iterator[Finding]:
    """The sentence that gives the statistical period gives another than one calendar year."""
    for passage in view.passages:
        if not any_of("identity", "period").search(passage.text):
            continue
        for first, last, start, end in find_spans(passage.text):
            before = passage.text[max(0, start - 20) : start]
            whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
            if not whole and any_of("identity", "period").search(before):
                yield finding(
                    "IDENTITY.period",
                    actual=f"{first.isoformat()}/{last.isoformat()}",
                    responsibility="source",
                    evidence=[place_of(passage, start, end, view)],
                )
                return


def _stale_years(view: ReportView) -> Iterator[Finding]:
    """A plan dated to the year that is over, an overview dated to the year before."""
    year = view.report.year
    if year is None:
        return
    for passage in view.passages:
        plans = not view.has_six_sections or (passage.section or 0) >= _PLANS_FROM
        overview = passage.section == 1
        if not (plans or overview) or "年" not in passage.text:
            continue
        for match in _YEAR.finditer(passage.text):
            stale = int(match[1])
            planned = plans and stale == year and _is_plan(passage.text, match)
            looking_back = overview and stale == year - 1 and _opens_overview(passage.text, match, year)
            if planned or looking_back:
                sentence = _sentence_at(passage.text, match.start())
                yield finding(
                    "IDENTITY.stale_year",
                    expected=year,
                    actual=stale,
                    responsibility="source",
                    evidence=[place_of(passage, match.start(), match.end(), view)],
                    quote=sentence,
                )
                return


def _is_plan(text: str, match: re.Match[str]) -> bool:
    """The year opens a clause of what will be done: 2021年，我局打算继续…"""
    if not _CLAUSE_START.search(text[: match.start()]):
        return False
    ahead = re.split("[。；;]", text[match.end() : match.end() + 30])[0]
    plan = any_of("identity", "plans").search(ahead)
    return plan is not None and not any_of("identity", "past").search(ahead[: plan.start()])


def _opens_overview(text: str, match: re.Match[str], year: int) -> bool:
    """The sentence begins with last year and never speaks of this one: no comparison, but last year's text."""
    before = re.split("[。；;\n]", text[: match.start()])[-1]
    sentence = _sentence_at(text, match.start())
    if len(squeeze(before)) > 1 or any_of("identity", "compared").search(before) or str(year) in sentence:
        return False
    return squeeze(text[match.end() : match.end() + 3])[:1] in ("，", ",", "度") or not before


def _sentence_at(text: str, position: int) -> str:
    for match in _SENTENCE.finditer(text):
        if match.start() <= position < match.end():
            return match[0].strip()[:80]
    return text[position : position + 60]


def _names(view: ReportView) -> Iterator[Finding]:
    """The signature, or a document named after the body, names another body."""
    issuer = view.report.issuer
    if not issuer.name or issuer.kind not in _NAMED_KINDS:
        return
    for name, place, evidence in _other_names(view):
        if _another(issuer.name, name):
            said = words(place)
            yield finding(
                "IDENTITY.issuer",
                expected=issuer.name,
                actual=name,
                responsibility="source",
                evidence=[evidence],
                zh=said["zh"],
                en=said["en"],
            )


def _other_names(view: ReportView) -> Iterator[tuple[str, str, Evidence | None]]:
    for claim in view.report.claims:
        if claim.field == "issuer" and claim.source == "signature":
            yield claim.value, "signature", claim.evidence
        if claim.field == "title":
            head = _TITLE_HEAD.match(squeeze(claim.value))
            if head:
                yield head[1], "title", claim.evidence
    for passage in view.passages:
        if "指南" in passage.text or "目录" in passage.text:
            for match in _own_documents().finditer(passage.text):
                yield match[1], "text", place_of(passage, match.start(1), match.end(1), view)


@lru_cache(maxsize=1)
def _own_documents() -> re.Pattern[str]:
    names = "|".join(map(re.escape, wording("identity")["own_documents"]))
    return re.compile(rf"《([一-鿿]{{2,16}}?(?:局|委员会|委|厅|办公室|办事处|中心|署))(?:{names})")


def _another(name: str, other: str) -> bool:
    """Not the same body, nor one name short for the other (发改局, 发展和改革局), nor an upper level's body."""
    name, other = squeeze(name), squeeze(other)
    if _shortens(name, other) or _shortens(other, name):
        return False
    return name[:2] == other[:2] and name[-1:] == other[-1:]


def _shortens(long: str, short: str) -> bool:
    """The characters of ``short`` stand in ``long`` in this order."""
    rest = iter(long)
    return all(character in rest for character in short)


def _superseded(view: ReportView) -> Iterator[Finding]:
    """A decree that has been replaced, quoted without its successor."""
    year = view.report.year
    texts = [(passage, width(passage.text)) for passage in view.passages if "号" in passage.text]
    for entry in superseded():
        if year is None or year < entry.from_year or any(mark in text for _, text in texts for mark in entry.by):
            continue
        found = ((passage, text.find(p), p) for passage, text in texts for p in entry.patterns if p in text)
        for passage, at, pattern in islice(found, 1):
            yield finding(
                "IDENTITY.superseded",
                expected=entry.successor,
                actual=entry.name,
                responsibility="source",
                evidence=[place_of(passage, at, at + len(pattern), view)],
            )


def _signature(view: ReportView) -> Iterator[Finding]:
    """Signed before the year was over."""
    year = view.report.year
    signed = next((c for c in view.report.claims if c.field == "published" and c.source == "signature"), None)
    if year is None or signed is None:
        return
    last = date(year, 12, 31)
    if date.fromisoformat(signed.value) < last:
        yield finding(
            "IDENTITY.signing_date",
            expected=last.isoformat(),
            actual=signed.value,
            responsibility="source",
            evidence=[signed.evidence],
        )


def _dates(view: ReportView) -> Iterator[Finding]:
    """A date that lost its 年 or 月, or that no calendar has."""
    for passage in view.passages:
        if "日" not in passage.text:
            continue
        for match in _DAMAGED.finditer(passage.text):
            if "年" not in match[0] or not find_dates(match[0]):
                yield _no_date(passage, match, view)
        for match in _ANY_DATE.finditer(passage.text):
            if not find_dates(match[0]):
                yield _no_date(passage, match, view)


def _no_date(passage: Passage, match: re.Match[str], view: ReportView) -> Finding:
    return finding(
        "IDENTITY.no_such_date",
        actual=match[0],
        responsibility="source",
        evidence=[place_of(passage, match.start(), match.end(), view)],
    )


def place_of(passage: Passage, start: int, end: int, view: ReportView) -> Evidence:
    """A stretch of a passage as evidence; offsets count in the document's text."""
    return Evidence(
        view.reader,
        page=passage.page,
        start=passage.start + start,
        end=passage.start + end,
        quote=_sentence_at(passage.text, start),
    )
