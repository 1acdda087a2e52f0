"""The wording: numbers that are missing, units that are missing, typing errors, doubled words, unfinished sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from nianbao.check.catalogue import finding, not_assessed
from nianbao.check.identity import place_of
from nianbao.check.view import ReportView
from nianbao.check.wording import any_of, words
from nianbao.model import Finding, NotAssessed, Passage
from nianbao.text.dates import find_dates
from nianbao.text.fold import squeeze

_CLAUSE = re.compile(r"[^，,。；;、：:（）()\n]+")
_SENTENCE = re.compile("[^。！？!?\n]+[。！？!?]?")
_NUMERALS = "0-9０-９一二三四五六七八九十百千万亿零〇两几多余数每各逐单半同本该此首前后上下第若干个约超近达共"
_UNITS = "人次|万元|[条件次篇期份场个元]"
_GAP = re.compile(rf"[一-鿿](?<![{_NUMERALS}])[ \u3000\u00a0_＿]{{1,8}}(?:{_UNITS})(?=[，,。；;、）)]|$)")
_EMPTY = r"[XＸxｘ×✕*＊]{1,6}|[_＿]{2,12}|[（(][ \u3000\u00a0_＿]{1,8}[）)]"
_SLOT = re.compile(rf"(?<![A-Za-z0-9.])(?:{_EMPTY})[ \u3000]?(?:{_UNITS}|[年月日])")
"""A slot of the template: XX条, ____件, （  ）件."""
_COUNTED = "\\d[\\d,，.]*\\s*{unit}$"
_SIBLINGS = 2
"""This many items of the sentence must have a number and the same unit before one without is a gap."""
_LINE_READERS = ("pdf", "text", "markdown", "ofd")
"""Readers whose paragraphs are joined from lines: a break in mid-sentence is the page's, not the writer's."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORT = 15


def check_language(view: ReportView) -> Iterator[Finding | NotAssessed]:
    """Findings about the wording, passage by passage. Running text of flattened tables is not judged."""
    if view.observations("flattened_table"):
        yield not_assessed("LANG.missing_number", "flattened")
        return
    if not view.passages:
        yield not_assessed("LANG.missing_number", "no_text")
        return
    suspected = _suspected_terms("\n".join(passage.text for passage in view.passages))
    for passage in view.passages:
        yield from _missing_numbers(passage, view)
        yield from _typos(passage, suspected, view)
        yield from _doubled(passage, view)
        yield from _unfinished(passage, view)
        yield from _missing_units(passage, view)


def _missing_numbers(passage: Passage, view: ReportView) -> Iterator[Finding]:
    """A gap before a unit, or an item of a list whose sisters are counted (核准企业资质条)."""
    text = passage.text
    gaps = [(match.start(), match.end()) for pattern in (_GAP, _SLOT) for match in pattern.finditer(text)]
    for sentence in _SENTENCE.finditer(text):
        gaps += [span for span in _uncounted(sentence) if not any(a <= span[1] and span[0] <= b for a, b in gaps)]
    for start, end in sorted(gaps):
        clause = max(text.rfind(mark, 0, start) for mark in "，。；、：（,;") + 1
        yield finding(
            "LANG.missing_number",
            actual=text[clause:end].strip(),
            responsibility="source",
            evidence=[place_of(passage, clause, end, view)],
            quote=_around(text, clause, end),
        )


def _uncounted(sentence: re.Match[str]) -> Iterator[tuple[int, int]]:
    units: dict[str, list[str]] = words("language")["units"]
    for unit, innocent in units.items():
        if unit not in sentence[0]:
            continue
        items = list(_CLAUSE.finditer(sentence[0]))
        counted = re.compile(_COUNTED.format(unit=unit))
        if sum(bool(counted.search(item[0])) for item in items) < _SIBLINGS:
            continue
        for item in items:
            bare = item[0].rstrip()
            if bare.endswith(unit) and _is_gap(bare, unit, innocent):
                yield sentence.start() + item.start(), sentence.start() + item.start() + len(bare)


def _is_gap(item: str, unit: str, innocent: list[str]) -> bool:
    """The item ends in a unit, has no number at all, and its last word is none that ends in this character."""
    before = item[: -len(unit)]
    if len(squeeze(before)) < 2 or re.search(f"[{_NUMERALS}]", before[-2:]) or re.search(r"\d", before):
        return False
    return not item.endswith(tuple(innocent))


def _missing_units(passage: Passage, view: ReportView) -> Iterator[Finding]:
    """A counted noun, a number, and the end of the clause (不予公开信息数1402。)."""
    for match in _bare_counts().finditer(passage.text):
        if match[2] == "0" or (_YEAR.fullmatch(match[2]) and not match[1].endswith("数")):
            continue
        yield finding(
            "LANG.missing_unit",
            actual=match[2],
            responsibility="source",
            evidence=[place_of(passage, match.start(2), match.end(2), view)],
            label=match[1],
            quote=_around(passage.text, match.start(), match.end()),
        )


@lru_cache(maxsize=1)
def _bare_counts() -> re.Pattern[str]:
    nouns = "|".join(map(re.escape, words("language")["counted"]))
    return re.compile(
        rf"((?:{nouns})(?:总数|数量|数)?)(?:共计|合计|共有|共|为|达到|达|计)?\s*(\d[\d,]*)(?=[，。；、;]|$)"
    )


def _suspected_terms(text: str) -> list[str]:
    """Terms one half of which stands in the text more often than the whole."""
    return [
        term
        for term in words("language")["terms"]
        if not text.count(term) == text.count(term[: len(term) // 2]) == text.count(term[len(term) // 2 :])
    ]


def _typos(passage: Passage, suspected: Sequence[str], view: ReportView) -> Iterator[Finding]:
    """Known slips, and official terms with one character wrong, lost or too many."""
    known: dict[str, str] = words("language")["typos"]
    text = passage.text
    for match in _known_typos().finditer(text):
        yield _typo(passage, match.start(), match.end(), known[match[0]], view)
    for term in suspected:
        for start, end in near_misses(text, term):
            yield _typo(passage, start, end, term, view)


@lru_cache(maxsize=1)
def _known_typos() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("language")["typos"])))


def _typo(passage: Passage, start: int, end: int, meant: str, view: ReportView) -> Finding:
    return finding(
        "LANG.typo",
        expected=meant,
        actual=passage.text[start:end],
        responsibility="source",
        evidence=[place_of(passage, start, end, view)],
    )


def near_misses(text: str, term: str) -> Iterator[tuple[int, int]]:
    """Where ``term`` stands with exactly one character inside it wrong, lost or surplus.

    One fault leaves one half of the term whole, so only places that have a half are looked at.
    """
    half = len(term) // 2
    head, tail = term[:half], term[half:]
    if head in text:
        yield from _by_head(text, head, tail)
    if tail in text:
        yield from _by_tail(text, head, tail)


def _by_head(text: str, head: str, tail: str) -> Iterator[tuple[int, int]]:
    """The first half is whole: look for the fault behind it, and for the last character at its end."""
    at = text.find(head)
    while at >= 0:
        begin = at + len(head)
        if not text.startswith(tail, begin):
            for size in (len(tail), len(tail) - 1, len(tail) + 1):
                part = text[begin : begin + size]
                if part[-1:] == tail[-1] and one_off(part, tail) and _no_right_word(head + part):
                    yield at, begin + size
                    break
        at = text.find(head, at + 1)


def _by_tail(text: str, head: str, tail: str) -> Iterator[tuple[int, int]]:
    """The second half is whole: look for the fault before it."""
    at = text.find(tail)
    while at >= 0:
        if not text[:at].endswith(head):
            for size in (len(head), len(head) - 1, len(head) + 1):
                part = text[max(0, at - size) : at]
                if part[:1] == head[0] and one_off(part, head) and _no_right_word(part + tail):
                    yield at - size, at + len(tail)
                    break
        at = text.find(tail, at + 1)


def one_off(printed: str, meant: str) -> bool:
    """Exactly one character is wrong, lost or surplus, and all of it is Chinese."""
    if not all("一" <= character <= "鿿" for character in printed):
        return False
    if len(printed) == len(meant):
        return sum(a != b for a, b in zip(printed, meant, strict=True)) == 1
    if len(printed) + 1 == len(meant):
        return any(meant[:at] + meant[at + 1 :] == printed for at in range(len(meant)))
    surplus = [printed[at] for at in range(len(printed)) if printed[:at] + printed[at + 1 :] == meant]
    return bool(surplus) and surplus[0] not in words("language")["particles"]


def _no_right_word(word: str) -> bool:
    return word not in words("language")["right"]


def _doubled(passage: Passage, view: ReportView) -> Iterator[Finding]:
    text = passage.text
    for match in _doubles().finditer(text):
        near = text[max(0, match.start() - 2) : match.end() + 2]
        if not any_of("language", "doubled_right").search(near):
            yield finding(
                "LANG.doubled",
                actual=match[0],
                responsibility="source",
                evidence=[place_of(passage, match.start(), match.end(), view)],
                quote=_around(text, match.start(), match.end()),
            )


@lru_cache(maxsize=1)
def _doubles() -> re.Pattern[str]:
    pairs = [re.escape(word * 2) for word in words("language")["doubled"]]
    return re.compile("|".join([*pairs, *map(re.escape, words("language")["doubled_marks"])]))


def _unfinished(passage: Passage, view: ReportView) -> Iterator[Finding]:
    """A paragraph that ends in a comma; one that ends in no mark at all is only remarked on."""
    text = passage.text.rstrip()
    if len(text) < _SHORT or view.reader in _LINE_READERS:
        return
    comma = text[-1] in "，、,"
    if comma or _stops_short(text, passage, view):
        yield finding(
            "LANG.unfinished",
            severity=None if comma else "info",
            actual=text[-1] if comma else text[-6:],
            responsibility="source",
            evidence=[place_of(passage, len(text) - 1, len(text), view)],
            quote=text[-40:],
        )


def _stops_short(text: str, passage: Passage, view: ReportView) -> bool:
    """A sentence, no heading and no signature, whose last character is a word's."""
    if not ("一" <= text[-1] <= "鿿") or passage.section is None or not any(mark in text for mark in "，。；"):
        return False
    signed = any(
        c.source == "signature" and c.evidence and c.evidence.start == passage.start for c in view.report.claims
    )
    return not signed and not find_dates(text[-14:]) and not any_of("sections", "attachments").search(text[-12:])


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - 12) : end + 12].strip()
