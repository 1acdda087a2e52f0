"""Names, years and dates: places of one report that do not speak of the same body and the same year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import islice

from nianbao.check.catalogue import finding, words
from nianbao.check.names import check_names
from nianbao.check.places import place_of, sentence_at
from nianbao.check.view import ReportView
from nianbao.check.wording import any_of, any_superseded, one_of, superseded
from nianbao.check.wording import words as wording
from nianbao.model import Finding, Passage
from nianbao.text.dates import find_dates, find_spans
from nianbao.text.fold import squeeze, width

_OTHER = 6
_NUMBERED = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]")
_PLANS_FROM = 5
"""Section of problems and improvements since 2019; before it any section may hold the plans."""
# Each begins with its digits, not with the look at what stands before them: what begins alike is found much faster.
_YEAR = re.compile(r"(20(?<!\d20)\d\d)\s*年")
_CLAUSE_START = re.compile(r"(?:^|[，,。；;：:、）)\s])在?\s*$")
_DAMAGED = re.compile(r"20(?<!\d20)\d\d(?:\s{0,2}(?:[01]?\d)\s?月\s?[0-3]?\d\s?日|年\s{0,2}(?:[1-9]|1[0-2])[0-3]\d日)")
_ANY_DATE = re.compile(r"(20(?<!\d20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


def check_identity(view: ReportView) -> Iterator[Finding]:
    """Findings about year, period, names and dates."""
    yield from _year(view)
    yield from _period(view)
    yield from _stale_years(view)
    yield from check_names(view)
    yield from _report_years(view)
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
    speaks_of_period = any_of("identity", "period").search
    if not speaks_of_period(view.text):
        return
    for passage in view.passages:
        if not speaks_of_period(passage.text):
            continue
        for first, last, start, end in find_spans(passage.text):
            before = passage.text[max(0, start - 20) : start]
            whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
            if not whole and speaks_of_period(before):
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
        if "年" not in passage.text:
            continue
        plans = not view.has_six_sections or (passage.section or 0) >= _PLANS_FROM
        overview = (passage.section or _PLANS_FROM) < _PLANS_FROM and (passage.section == 1 or view.has_six_sections)
        for match in _YEAR.finditer(passage.text):
            stale = int(match[1])
            planned = plans and stale == year and _is_plan(passage.text, match)
            carried = stale <= year and _is_carried_into(passage.text, match)
            looking_back = overview and stale == year - 1 and _opens_overview(passage.text, match, year)
            left = passage.section == _OTHER and stale < year and _opens_fee(passage.text, match, year, view)
            if planned or looking_back or carried or left:
                sentence = sentence_at(passage.text, match.start())
                yield finding(
                    "IDENTITY.stale_year",
                    expected=year,
                    actual=stale,
                    responsibility="source",
                    evidence=[place_of(passage, match.start(), match.end(), view)],
                    quote=sentence,
                )
                return


def _is_carried_into(text: str, match: re.Match[str]) -> bool:
    """结转至2024年, 结转2024年办理."""
    before = text[: match.start()][-4:]
    if any_of("identity", "carried_into").search(before):
        return True
    return before.endswith(tuple(wording("identity")["carried"])) and text.startswith(
        tuple(wording("identity")["carried_on"]), match.end()
    )


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
    sentence = sentence_at(text, match.start())
    if len(squeeze(before)) > 1 or any_of("identity", "compared").search(before) or str(year) in sentence:
        return False
    if any_of("identity", "this_year").search(sentence):
        return False
    if any_of("identity", "brought").match(squeeze(text[match.end() : match.end() + 8]).removeprefix("度")):
        return False
    if f"{year}年" in text[match.end() :]:
        return False  # 2023年，收到47件。2024年，收到52件。
    return squeeze(text[match.end() : match.end() + 3])[:1] in ("，", ",", "度") or not before


def _opens_fee(text: str, match: re.Match[str], year: int, view: ReportView) -> bool:
    """The sentence of section six on the fee begins with another year, and the section never names this one."""
    before = _NUMBERED.sub("", squeeze(re.split("[。；;\n]", text[: match.start()])[-1]))
    if before or not any_of("sections", "fee").search(sentence_at(text, match.start())):
        return False
    return not any(str(year) in passage.text for passage in view.passages if passage.section == _OTHER)


@lru_cache(maxsize=1)
def _report_year() -> re.Pattern[str]:
    """An annual report with its year."""
    before, names = one_of("identity", "report_of"), one_of("identity", "report_names")
    return re.compile(rf"(20(?<!\d20)\d\d)\s*年?度?(?:的)?{before}?信息公开{names}")


def _report_years(view: ReportView) -> Iterator[Finding]:
    """The text names the report it is by another year (现公布某局2022年政府信息公开工作年度报告)."""
    year = view.report.year
    for passage in view.passages:
        if year is None or "报告" not in passage.text or (passage.section or 0) > 1:
            continue
        for match in _report_year().finditer(passage.text):
            ahead = passage.text[: match.start()][-30:]
            clause = re.split("[。；;\n]", ahead)[-1]
            made = any_of("identity", "this_report").search(clause)
            if int(match[1]) == year or not made or any_of("identity", "other_report").search(clause[made.end() :]):
                continue
            place = words("text_report")
            yield finding(
                "IDENTITY.year",
                expected=year,
                actual=int(match[1]),
                evidence=[place_of(passage, match.start(), match.end(), view)],
                zh=place["zh"],
                en=place["en"],
            )
            return


def _superseded(view: ReportView) -> Iterator[Finding]:
    """A decree that has been replaced, quoted without its successor."""
    year = view.report.year
    if not any_superseded().search(view.text):
        return
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
    if not _DAMAGED.search(view.text) and not _ANY_DATE.search(view.text):
        return
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
