"""Findings worded by the catalogue (``nianbao.codebook.rules``): the one place where a finding is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nianbao.codebook.rules import Rule, gap_reason, phrase, rules
from nianbao.model import Evidence, Finding, Message, NotAssessed, Responsibility, Severity

__all__ = ["Rule", "finding", "not_assessed", "rules", "words"]

words = phrase


def finding(
    code: str,
    keys: Iterable[str] = (),
    *,
    expected: int | float | str | None = None,
    actual: int | float | str | None = None,
    severity: Severity | None = None,
    responsibility: Responsibility = "unclear",
    evidence: Iterable[Evidence | None] = (),
    zh: Mapping[str, object] | None = None,
    en: Mapping[str, object] | None = None,
    **both: object,
) -> Finding:
    """A finding of the catalogue; ``zh`` and ``en`` fill words that differ between the languages."""
    rule = rules()[code]
    common = {"expected": expected, "actual": actual, **both}
    return Finding(
        code=code,
        severity=severity or rule.severity,
        keys=list(keys),
        message=Message(rule.message_zh.format(**common, **(zh or {})), rule.message_en.format(**common, **(en or {}))),
        expected=expected,
        actual=actual,
        responsibility=responsibility,
        evidence=[e for e in evidence if e is not None],
    )


def not_assessed(code: str, reason: str, keys: Iterable[str] = (), **facts: object) -> NotAssessed:
    """A check of the catalogue that could not be made, and the reason (``[not_assessed]`` of the rules file)."""
    rule = rules()[code]
    zh, en = (gap_reason(reason, language).format(**facts) for language in ("zh", "en"))
    return NotAssessed(code, reason, Message(f"{rule.zh}：{zh}。", f"{rule.en}: {en}."), list(keys))
