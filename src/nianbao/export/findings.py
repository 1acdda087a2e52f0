"""Findings as people read them: what is wrong, where, what would mend it, what was not checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from nianbao.codebook import Rule, codebook, rules
from nianbao.codebook.rules import group_title
from nianbao.export.messages import Language, text, word
from nianbao.model import Change, Evidence, Finding, Message, NotAssessed, Report, Suggestion

_KEYS = 3
"""A column of table three has two dozen keys; the first ones name the totals."""
_QUOTED = 24
_TO_MEND = ("error", "warning")
_ELSEWHERE = ("previous", "tree", "corpus")
"""Needs of rules that one report alone can never meet."""


def said(message: Message, language: Language) -> str:
    """A message in one of its languages."""
    return message.en if language == "en" else message.zh


def title(rule: Rule, language: Language) -> str:
    """The title of a rule."""
    return rule.en if language == "en" else rule.zh


def label(key: str, language: Language) -> str:
    """What the form calls a figure."""
    return codebook().label(key)[language == "en"]


_SENTENCES = ("PROSE.table", "PROSE.conflict", "PROSE.scope", "PROSE.claim")


def finding_lines(finding: Finding, report: Report, language: Language, *, explain: bool = False) -> Iterator[str]:
    """Severity, code and sentence; below, whose fault, the very cell, what would mend it, what follows from it."""
    mark = word("word", finding.severity, language)
    yield f"[{mark}] {finding.code}  {said(finding.message, language)}"
    places = [place(evidence, language) for evidence in _both_sides(finding)]
    yield "    " + "  ".join([word("word", finding.responsibility, language), *places, *_keys(finding)])
    for suggestion in finding.suggestions:
        yield "    " + suggestion_line(suggestion, report, language)
    for other in finding.consequences:
        yield "    " + text("text", "consequence", language, code=other.code, message=said(other.message, language))
    if finding.waived:
        facts = {"reason": finding.waived.reason, "until": finding.waived.until}
        yield "    " + text("text", "waived", language, **facts)
    if explain:
        yield from ("    " + line for line in rule_lines(finding.code, language))


def _both_sides(finding: Finding) -> list[Evidence]:
    """The place of the finding; where a sentence is held against a cell or another sentence, that place too."""
    first, others = finding.evidence[:1], finding.evidence[1:]
    if not first or first[0].table is not None or not finding.code.startswith(_SENTENCES):
        return first
    cells = [evidence for evidence in others if evidence.table is not None]
    return [*first, *(cells or others)[:1]]


def _keys(finding: Finding) -> list[str]:
    more = len(finding.keys) - _KEYS
    return [*finding.keys[:_KEYS], *([f"+{more}"] if more > 0 else [])]


def rule_lines(code: str, language: Language) -> Iterator[str]:
    """Why a rule matters, what it rests on, what to do."""
    rule = rules()[code]
    english = language == "en"
    yield text("text", "why", language, text=rule.explanation_en if english else rule.explanation_zh)
    yield text("text", "basis", language, text=rule.legal_basis(language))
    yield text("text", "remedy", language, text=rule.remedy_en if english else rule.remedy_zh)


def suggestion_line(suggestion: Suggestion, report: Report, language: Language) -> str:
    """A suggestion on a line of its own."""
    return text("text", "suggestion", language, what=mending(suggestion, report, language))


def mending(suggestion: Suggestion, report: Report, language: Language) -> str:
    """What a change would be, how many ties it repairs, why it is likely, and whether it is the only one."""
    changes = [Change(suggestion.key, suggestion.value), *suggestion.also]
    parts = [_change(change, report, language) for change in changes]
    comma = text("text", "and", language)
    notes = [word("slip", suggestion.reason, language)] if suggestion.reason else []
    notes.append(word("text", "only_way" if suggestion.unique else "one_of_several", language))
    return text(
        "text",
        "mends",
        language,
        changes=comma.join(parts),
        repairs=suggestion.repairs,
        why=text("text", "list_separator", language).join(notes),
    )


def _change(change: Change, report: Report, language: Language) -> str:
    printed = next((f.value for f in report.figures if f.key == change.key and f.origin != "prose"), None)
    before = word("word", "blank", language) if printed is None else printed
    return text("text", "change", language, label=label(change.key, language), printed=before, value=change.value)


def place(evidence: Evidence, language: Language) -> str:
    """Where to look, in a person's words: page, table, row and column, or the characters."""
    facts = {name: getattr(evidence, name) for name in ("page", "table", "row", "column", "start")}
    facts["quote"] = _short(evidence.quote)
    page = text("text", "on_page", language, **facts) if evidence.page else ""
    if evidence.table is not None:
        return page + text("text", "in_cell", language, **facts)
    return page + text("text", "at_character", language, **facts) if evidence.start is not None else page


def _short(quote: str) -> str:
    """Enough of a quotation to find it by."""
    line = "".join(quote.split("\n"))
    return line if len(line) <= _QUOTED else line[:_QUOTED] + "…"


def mend_lines(report: Report, language: Language) -> Iterator[str]:
    """The shortest list of things to mend before the report is published: one line for each cause."""
    number = 0
    for finding in sorted(
        report.findings, key=lambda finding: _TO_MEND.index(finding.severity) if _mendable(finding) else 9
    ):
        if not _mendable(finding):
            continue
        number += 1
        yield f"{number}. {_mend(finding, report, language)}"


def _mendable(finding: Finding) -> bool:
    return finding.severity in _TO_MEND and finding.waived is None


def _mend(finding: Finding, report: Report, language: Language) -> str:
    best = finding.suggestions[0] if finding.suggestions else None
    where = place(finding.evidence[0], language) if finding.evidence else ""
    if best is not None and best.unique:
        others = [s for s in finding.suggestions[1:] if s.unique]  # a column of blank totals: each has its own value
        changes = [Change(best.key, best.value), *best.also, *(Change(s.key, s.value) for s in others)]
        done = text("text", "and", language).join(_change(change, report, language) for change in changes)
        return text("text", "mend_cell", language, changes=done, place=_place_of(best.key, report, language) or where)
    rule = rules()[finding.code]
    remedy = rule.remedy_en if language == "en" else rule.remedy_zh
    sentence = text("text", "mend", language, message=said(finding.message, language), remedy=remedy)
    return sentence + (text("text", "bracketed", language, inside=where) if where else "")


def _place_of(key: str, report: Report, language: Language) -> str:
    found = next((f.evidence for f in report.figures if f.key == key and f.origin != "prose"), None)
    return place(found, language) if found else ""


def gap_lines(gaps: Iterable[NotAssessed], language: Language) -> Iterator[str]:
    """What was not checked in a report, and why."""
    return (text("text", "not_assessed", language, message=said(gap.message, language)) for gap in gaps)


def elsewhere_line(language: Language) -> str | None:
    """The groups of rules that need more than one report, named so that their silence is not taken for a pass."""
    groups = dict.fromkeys(rule.group for rule in rules().values() if rule.needs in _ELSEWHERE)
    if not groups:
        return None
    names = [group_title(group, language) for group in groups]
    return text("text", "not_run", language, rules=text("text", "and", language).join(names))


def count_line(findings: Sequence[Finding], language: Language) -> str:
    """How many of each severity, waived ones apart."""
    counts = Counter(finding.severity for finding in findings if finding.waived is None)
    parts = [f"{word('word', name, language)} {counts[name]}" for name in ("error", "warning", "info") if counts[name]]
    waived = sum(finding.waived is not None for finding in findings)
    if waived:
        parts.append(f"{word('text', 'waived_count', language)} {waived}")
    return "  ".join(parts) if parts else text("text", "no_findings", language)
