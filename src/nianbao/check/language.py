"""The wording: numbers that are missing, units that are missing, doubled words, unfinished sentences, typing errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from nianbao.check.catalogue import finding, not_assessed
from nianbao.check.flow import Flow
from nianbao.check.places import place_of
from nianbao.check.typos import check_typos
from nianbao.check.view import ReportView
from nianbao.check.wording import any_of, one_of, words
from nianbao.model import Finding, NotAssessed, Passage
from nianbao.text.dates import find_dates

_ENDS = "，,。；;、：:（）()\n"
_CLAUSE = re.compile(f"[^{_ENDS}]+")
_SIGNS = re.compile("[XＸxｘ×✕○〇＿_]{2}")
"""What slots of names begin with."""
_SIBLINGS = 2
"""This many items of the sentence must have a number and the same unit before one without is a gap."""
_UNITLESS_END = re.compile(r"\d(?=[，。；、;]|$)", re.MULTILINE)
"""What numbers without unit end in."""
_LINE_READERS = ("pdf", "text", "markdown", "ofd")
"""Readers whose paragraphs are joined from lines: a break in mid-sentence is the page's, not the writer's."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORT = 15
_PARAGRAPH = 30
"""Characters of a paragraph that stands twice in a section for no good reason."""
_PHRASE_TWICE = r"([一-鿿]{4,12})\1"
_CLAUSE_TWICE = re.compile(r"(?<![一-鿿])([一-鿿]{2,16})[，、]\1(?![一-鿿])")
"""Four characters and more never stand twice in a row on purpose."""


def check_language(view: ReportView) -> Iterator[Finding | NotAssessed]:
    """Findings about the wording. Running text of flattened tables is not judged."""
    if view.observations("flattened_table"):
        yield not_assessed("LANG.missing_number", "flattened")
        return
    if not view.passages:
        yield not_assessed("LANG.missing_number", "no_text")
        return
    flow = Flow(view)
    yield from _missing_numbers(flow)
    yield from _missing_units(flow)
    yield from _slots(flow)
    yield from check_typos(flow)
    yield from _doubled(flow)
    if view.reader not in _LINE_READERS:
        yield from _unfinished(view)


def _missing_numbers(flow: Flow) -> Iterator[Finding]:
    """A gap before a unit, or an item of a list whose sisters are counted (核准企业资质条)."""
    text = flow.text
    empty = (_gap(), _slot()) if _slot_end().search(text) else ()
    gaps = [(match.start(), match.end()) for pattern in empty for match in pattern.finditer(text)]
    gaps += [m.span() for m in _done_without().finditer(text)]
    gaps += [span for span in _uncounted(text) if not any(a <= span[1] and span[0] <= b for a, b in gaps)]
    for start, end in sorted(gaps):
        clause = max(text.rfind(mark, 0, start) for mark in "，。；、：（,;\n") + 1
        yield finding(
            "LANG.missing_number",
            actual=text[clause:end].strip(),
            responsibility="source",
            evidence=[flow.place(clause, end)],
            quote=flow.around(clause, end),
        )


def _uncounted(text: str) -> Iterator[tuple[int, int]]:
    """Items that end in a unit, have no number, and stand in a sentence whose other items have both."""
    units: dict[str, list[str]] = words("language")["units"]
    for match in _bare_units().finditer(text):
        unit, end = match[1], match.end()
        start = max(text.rfind(mark, 0, end) for mark in _ENDS) + 1
        item = text[start:end]
        if len(item.strip()) <= len(unit) + 1 or any(char.isdigit() for char in item):
            continue
        if not item.endswith(tuple(units[unit])) and _counted(text, start, end, unit) >= _SIBLINGS:
            yield start, end


@lru_cache(maxsize=1)
def _gap() -> re.Pattern[str]:
    """Spaces or a line where the number was to stand (公开   条)."""
    blank = r"[ \u3000\u00a0_＿]"
    before = rf"(?<=[一-鿿].)(?<![{words('language')['numerals']}].)"
    unit = one_of("language", "slot_units")
    return re.compile(rf"{blank}{before}{blank}{{0,7}}{unit}(?=[，,。；;、）)]|$)", re.MULTILINE)


@lru_cache(maxsize=1)
def _slot() -> re.Pattern[str]:
    """A slot of the template: XX条, ____件, （  ）件."""
    # Its first character, and then what stands before it: what begins with few characters is found much faster.
    year, name = "(?<=2)0[XＸxｘ×✕]{1,6}", "(?<=[XＸxｘ×✕])[XＸxｘ×✕]{0,5}"
    line, brackets = "(?<=[_＿])[_＿]{1,11}", "(?<=[（(])[ \u3000\u00a0_＿]{1,8}[）)]"
    slot = rf"[2XＸxｘ×✕_＿（(](?<![A-Za-z0-9.].)(?:{year}|{name}|{line}|{brackets})"
    return re.compile(rf"{slot}[ \u3000]?{one_of('language', 'slot_units', 'date_units')}")


@lru_cache(maxsize=1)
def _slot_end() -> re.Pattern[str]:
    """What gaps and slots end in: without, nobody need look for them, which takes long."""
    return re.compile(rf"[ \u3000\u00a0XＸxｘ×✕_＿）)][ \u3000]?{one_of('language', 'slot_units', 'date_units')}")


@lru_cache(maxsize=1)
def _unitless_item() -> re.Pattern[str]:
    """不予公开4，无法提供14件: the next item of the list has its unit."""
    counted = rf"[一-鿿]{{2,12}}\d[\d,]*({one_of('language', 'slot_units')})"
    return re.compile(rf"(?<=[，、；])([一-鿿]{{2,12}})[ \u3000]?(\d[\d,]*)(?=[，、；]{counted}[，。；、])")


@lru_cache(maxsize=1)
def _done_without() -> re.Pattern[str]:
    """A noun that is counted, and its unit at the end of the clause (举办新闻发布会场，)."""
    counted: dict[str, str] = words("language")["counted_in"]
    items = "|".join(f"{re.escape(noun)}[{units}]" for noun, units in counted.items())
    return re.compile(rf"(?:{items})(?=[，。；、]|$)", re.MULTILINE)


@lru_cache(maxsize=1)
def _bare_units() -> re.Pattern[str]:
    units = "|".join(map(re.escape, words("language")["units"]))
    return re.compile(rf"[一-鿿](?<![{words('language')['numerals']}])({units})(?=[{_ENDS}]|\Z)")


def _counted(text: str, start: int, end: int, unit: str) -> int:
    """How many items of the sentence around are a number with this unit."""
    first = max(text.rfind(mark, 0, start) for mark in "。！？!?\n") + 1
    lasts = [at for mark in "。！？!?\n" if (at := text.find(mark, end)) >= 0]
    sentence = text[first : min(lasts, default=len(text))]
    counted = re.compile(rf"\d[\d,，.]*\s*{unit}$")
    return sum(bool(counted.search(item[0].rstrip())) for item in _CLAUSE.finditer(sentence))


def _missing_units(flow: Flow) -> Iterator[Finding]:
    """A counted noun, a number, and the end of the clause (不予公开信息数1402。)."""
    text = flow.text
    if not _UNITLESS_END.search(text):
        return
    found = [(m.start(1), m.start(2), m.end(2)) for m in _bare_counts().finditer(text) if _may_lack_unit(m)]
    found += [each for each in _unitless(text) if all(each[1] != start for _, start, _ in found)]
    for first, start, end in sorted(found):
        yield finding(
            "LANG.missing_unit",
            actual=text[start:end],
            responsibility="source",
            evidence=[flow.place(start, end)],
            label=text[first:start].strip(),
            quote=flow.around(first, end),
        )


def _may_lack_unit(match: re.Match[str]) -> bool:
    return match[2] != "0" and (not _YEAR.fullmatch(match[2]) or match[1].endswith("数"))


def _unitless(text: str) -> Iterator[tuple[int, int, int]]:
    """Items of a list that end in a number, while their neighbours on both sides end in one with its unit."""
    for match in _unitless_item().finditer(text):
        start, end = match.start(2), match.end(2)
        unit = match[3]
        if match[2] != "0" and not _YEAR.fullmatch(match[2]) and _counted(text, start, end, unit) >= _SIBLINGS:
            yield match.start(1), start, end


def _slots(flow: Flow) -> Iterator[Finding]:
    """A slot of the template where the body's own name was to stand (XX局), or what to write there (此处填写…)."""
    found = list(_instructions().finditer(flow.text))
    if _SIGNS.search(flow.text):
        found += _name_slots().finditer(flow.text)
    for match in found:
        yield finding(
            "STRUCT.template_text",
            responsibility="source",
            evidence=[flow.place(match.start(), match.end())],
            text=flow.around(match.start(), match.end()),
        )


@lru_cache(maxsize=1)
def _name_slots() -> re.Pattern[str]:
    signs = "[XＸxｘ]{2,6}|[×✕]{2,6}|[○〇]{2,6}|[＿_]{2,12}"
    return re.compile(rf"(?<![A-Za-z0-9.])(?:{signs})[ \u3000]?{one_of('identity', 'slots')}")


@lru_cache(maxsize=1)
def _instructions() -> re.Pattern[str]:
    return re.compile(rf"[（(【\[]{one_of('identity', 'instructions')}[^（）()【】\[\]\n]{{0,60}}[）)】\]]")


@lru_cache(maxsize=1)
def _bare_counts() -> re.Pattern[str]:
    noun = rf"{one_of('language', 'counted')}{one_of('language', 'counted_ends')}?"
    return re.compile(rf"({noun}){one_of('language', 'said')}?[ \u3000]*(\d[\d,]*)(?=[，。；、;]|$)", re.MULTILINE)


def _doubled(flow: Flow) -> Iterator[Finding]:
    text = flow.text
    for start, end in flow.repeated(_PARAGRAPH):
        yield finding(
            "LANG.doubled",
            actual=text[start : start + 20],
            responsibility="source",
            evidence=[flow.place(start, end)],
            quote=text[start : min(end, start + 40)],
        )
    yield from (_double(match, flow) for match in _CLAUSE_TWICE.finditer(text))
    if not any(form.search(text) for form in _doubles()):
        return
    for match in _any_double().finditer(text):
        near = text[max(0, match.start() - 2) : match.end() + 2]
        if not any_of("language", "doubled_right").search(near):
            yield _double(match, flow)


def _double(match: re.Match[str], flow: Flow) -> Finding:
    return finding(
        "LANG.doubled",
        actual=match[0],
        responsibility="source",
        evidence=[flow.place(match.start(), match.end())],
        quote=flow.around(match.start(), match.end()),
    )


@lru_cache(maxsize=1)
def _doubles() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words and marks never doubled, and any phrase twice: looked for apart, as both are found faster alone."""
    known = [*(word * 2 for word in words("language")["doubled"]), *words("language")["doubled_marks"]]
    return re.compile("|".join(map(re.escape, known))), re.compile(_PHRASE_TWICE)


@lru_cache(maxsize=1)
def _any_double() -> re.Pattern[str]:
    pairs = [re.escape(word * 2) for word in words("language")["doubled"]]
    return re.compile("|".join([*pairs, _PHRASE_TWICE, *map(re.escape, words("language")["doubled_marks"])]))


def _unfinished(view: ReportView) -> Iterator[Finding]:
    """A paragraph that ends in a comma; one that ends in no mark at all is only remarked on."""
    for passage in view.passages:
        text = passage.text.rstrip()
        if len(text) < _SHORT or text[-1] in "。；：！？":
            continue
        comma = text[-1] in "，、,"
        if not comma and not _stops_short(text, passage, view):
            continue
        broken = comma or text.endswith(tuple(words("language")["never_last"]))
        yield finding(
            "LANG.unfinished",
            severity=None if broken else "info",
            actual=text[-1] if comma else text[-6:],
            responsibility="source",
            evidence=[place_of(passage, len(text) - 1, len(text), view)],
            quote=text[-40:],
        )


def _stops_short(text: str, passage: Passage, view: ReportView) -> bool:
    """A sentence, no heading and no signature, whose last character is a word's."""
    if not ("一" <= text[-1] <= "鿿") or passage.section is None or not any(mark in text for mark in "，。；"):
        return False
    claims = (c for c in view.report.claims if c.source == "signature" and c.evidence)
    signed = any(c.evidence and c.evidence.start == passage.start for c in claims)
    return not signed and not find_dates(text[-14:]) and not any_of("sections", "attachments").search(text[-12:])
