"""Findings in a person's words: where, what would mend it, which rule. Shared by workbook, letters and page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nianbao.codebook import Rule, codebook, rules
from nianbao.codebook.rules import RULE_FILES, group_title
from nianbao.export.findings import mending
from nianbao.export.messages import Language, text, word
from nianbao.model import Audit, Evidence, Finding, Message, Number, Report, Unit

SEVERITIES = ("error", "warning", "info")
_PLACES = 3
_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def say(name: str, language: Language, /, **facts: object) -> str:
    """A word or sentence of the audit."""
    return text("audit", name, language, **facts)


def spoken(message: Message, language: Language) -> str:
    """A message in the language."""
    return message.en if language == "en" else message.zh


def printable(said: str) -> str:
    """Without the characters that XML refuses, which damaged documents and file names may hold."""
    return _REFUSED.sub("", said)


@dataclass(frozen=True, slots=True)
class Line:
    """One finding about one unit, in words."""

    number: int
    unit: str
    severity: str
    code: str
    group: str
    title: str
    message: str
    place: str
    quote: str
    expected: str
    actual: str
    responsibility: str
    suggestion: str
    remedy: str
    basis: str
    waived: str
    follows: str
    path: str
    finding: Finding


def lines(audit: Audit, language: Language) -> list[Line]:
    """Every finding, by unit and severity, in the order of the rules."""
    found = [(unit, finding) for unit in audit.units for finding in ordered(unit.findings)]
    return [_line(number, unit, finding, language) for number, (unit, finding) in enumerate(found, start=1)]


def ordered(findings: Sequence[Finding]) -> list[Finding]:
    """Waived ones last; errors before warnings; then as the catalogue has its rules."""
    place = {code: number for number, code in enumerate(rules())}
    return sorted(findings, key=lambda f: (f.waived is not None, SEVERITIES.index(f.severity), place[f.code]))


def _line(number: int, unit: Unit, finding: Finding, language: Language) -> Line:
    rule = rules()[finding.code]
    english = language == "en"
    follows = [spoken(c.message, language) for c in finding.consequences]
    waived = f"{finding.waived.reason} ({finding.waived.until})" if finding.waived else ""
    return Line(
        number,
        unit.name,
        finding.severity,
        finding.code,
        rule.group,
        rule.en if english else rule.zh,
        spoken(finding.message, language),
        places(finding, language),
        finding.evidence[0].quote if finding.evidence else "",
        _value(finding.expected),
        _value(finding.actual),
        word("word", finding.responsibility, language),
        suggestions(finding, unit.report, language),
        rule.remedy_en if english else rule.remedy_zh,
        rule.legal_basis(language),
        waived,
        "\n".join(follows),
        unit.report.source.path if unit.report else "",
        finding,
    )


def _value(value: Number | str | None) -> str:
    return "" if value is None else str(value)


def places(finding: Finding, language: Language) -> str:
    """The first places in words, and how many there are."""
    said = list(dict.fromkeys(p for e in finding.evidence if (p := _place(e, language))))
    shown = "；".join(said[:_PLACES]) if language == "zh" else "; ".join(said[:_PLACES])
    more = len(said) - _PLACES
    return shown + (
        ("；" if language == "zh" else "; ") + say("and_more", language, count=len(said)) if more > 0 else ""
    )


def _place(evidence: Evidence, language: Language) -> str:
    parts = [say("place_page", language, page=evidence.page)] if evidence.page else []
    if evidence.table is not None:
        parts.append(say("place_cell", language, table=evidence.table, row=evidence.row, column=evidence.column))
    elif evidence.start is not None:
        parts.append(say("place_text", language, start=evidence.start + 1))
    return " ".join(parts)


def suggestions(finding: Finding, report: Report | None, language: Language) -> str:
    """What would mend it, one line for each way."""
    return "\n".join(mending(s, report, language) for s in finding.suggestions) if report else ""


def label(key: str, language: Language) -> str:
    """The label of a key."""
    return codebook().label(key)[1 if language == "en" else 0]


def counts(unit: Unit) -> Counter[str]:
    """Findings by severity; waived ones by themselves."""
    return Counter("waived" if f.waived else f.severity for f in unit.findings)


def group_counts(unit: Unit) -> Counter[str]:
    """Errors and warnings by group of rules."""
    return Counter(rules()[f.code].group for f in unit.findings if not f.waived and f.severity != "info")


def groups(audit: Audit, language: Language) -> Iterator[tuple[str, str]]:
    """(group, title) of the groups that have an error or a warning, in the order of the catalogue."""
    present = {group for unit in audit.units for group in group_counts(unit)}
    return ((group, group_title(group, language)) for group in RULE_FILES if group in present)


def rule_title(rule: Rule, language: Language) -> str:
    """The title of a rule."""
    return rule.en if language == "en" else rule.zh


def remarks(audit: Audit, language: Language) -> list[str]:
    """What a reader must know of the whole: counts, and what was not to be had."""
    every = Counter[str]()
    for unit in audit.units:
        every.update(counts(unit))
    due = sum(1 for unit in audit.units if unit.body is None or unit.body.due)
    read = sum(1 for unit in audit.units if unit.filing)
    said = [say("counts", language, due=due, read=read, errors=every["error"], warnings=every["warning"])]
    if not audit.has_tree:
        said.append(say("no_tree", language))
    if not audit.has_last_year:
        said.append(say("no_last_year", language))
    return said
