"""A sum behind its parts in one sentence (征地信息118条、规划信息46条，合计164条), whatever is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nianbao.check.catalogue import finding
from nianbao.check.prose_words import measure_labels
from nianbao.check.view import ReportView, exact
from nianbao.check.wording import any_of, words
from nianbao.model import Amount, Finding, Sentence

_NEAR = 12
"""Characters between the last part and its sum."""


def check_sums(view: ReportView) -> Iterator[Finding]:
    """A sum smaller than what it is said to be the sum of."""
    for sentence in view.sentences:
        for at in range(2, len(sentence.amounts)):
            total = sentence.amounts[at]
            parts = _parts(sentence, at)
            if len(parts) > 1 and _said_to_be_sum(parts[-1], total) and _is_less(total, parts):
                yield _finding(total, parts, view)


def _parts(sentence: Sentence, at: int) -> list[Amount]:
    """The numbers before, in the same unit, back to the first that is something else or ends a clause."""
    total = sentence.amounts[at]
    parts: list[Amount] = []
    for amount in reversed(sentence.amounts[:at]):
        alike = amount.unit == total.unit and amount.role in ("figure", "unmapped") and amount.qualifier == "exact"
        if not alike or amount.scope or (parts and any_of("sums", "breaks").search(_between(amount, parts[-1]))):
            break
        parts.append(amount)
    return parts[::-1]


def _between(first: Amount, second: Amount) -> str:
    """The words between two numbers; all kinds of breaks where they are not quoted together."""
    one, two = first.evidence, second.evidence
    if one is None or two is None or one.end is None or two.start is None or one.quote_start is None:
        return "。"
    return one.quote[one.end - one.quote_start : two.start - one.quote_start]


def _said_to_be_sum(last: Amount, total: Amount) -> bool:
    text = _between(last, total)
    said = any_of("sums", "said").search(text) if total.qualifier == "exact" and len(text) < _NEAR else None
    return said is not None and not any_of("sums", "breaks").search(text)


def _is_less(total: Amount, parts: Sequence[Amount]) -> bool:
    """Smaller than the parts, and neither one of them nor what the last of them make."""
    sums, whole = set(), 0.0
    for part in reversed(parts):
        whole = exact(whole + part.value)
        sums |= {whole, part.value}
    return total.value not in sums and total.value < whole


def _finding(total: Amount, parts: Sequence[Amount], view: ReportView) -> Finding:
    unnamed = words("sums")["unnamed"]
    keyed = next((a for a in (total, *parts) if a.role == "figure"), None)
    zh, en = measure_labels(keyed.key, view) if keyed is total else (unnamed["zh"], unnamed["en"])
    return finding(
        "PROSE.parts",
        [keyed.key] if keyed else [],
        severity="warning",
        expected=total.value,
        actual=exact(sum(part.value for part in parts)),
        responsibility="source",
        evidence=[a.evidence for a in (total, *parts)],
        zh={"label": zh},
        en={"label": en},
    )
