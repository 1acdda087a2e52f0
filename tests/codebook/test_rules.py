"""The catalogue of rules: complete in both languages, and refused when it contradicts itself."""

from __future__ import annotations

from string import Formatter

import pytest

from nianbao.codebook import rules
from nianbao.codebook.rules import Rule, bases, gap_reason, group_title, load_rules
from nianbao.errors import CodebookError

RULES = rules().values()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_the_same_in_both_languages(rule: Rule) -> None:
    gaps = [{gap for _, gap, _, _ in Formatter().parse(text) if gap} for text in (rule.message_zh, rule.message_en)]
    assert gaps[0] == gaps[1]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_why_by_what_law_and_what_to_do(rule: Rule) -> None:
    assert all((rule.basis, rule.explanation_zh, rule.explanation_en, rule.remedy_zh, rule.remedy_en))
    assert group_title(rule.group, "zh") and group_title(rule.group, "en")
    assert all(threshold.zh and threshold.en for threshold in rule.thresholds.values())


@pytest.mark.parametrize(
    "fault",
    [
        {"severity": "grave"},
        {"basis": ["no-such-law"]},
        {"needs": "luck"},
        {"message_zh": "表三{"},
        {"titel": "misspelt field"},
    ],
)
def test_a_faulty_rule_is_refused_with_its_code(fault: dict[str, object]) -> None:
    whole = {name: "x" for name in Rule.__dataclass_fields__ if name not in ("group", "thresholds", "enabled", "needs")}
    raw: dict[str, object] = {**whole, "code": "X.y", "severity": "info", "basis": ["structure"]}
    assert load_rules([raw], "ties", bases())[0].code == "X.y"
    with pytest.raises(CodebookError) as error:
        load_rules([raw | fault], "ties", bases())
    assert error.value.details["code"] == "X.y"


def test_every_reason_for_not_checking_is_said_in_both_languages() -> None:
    assert "3" in gap_reason("blank_cells", "zh").format(count=3)
    assert "3" in gap_reason("blank_cells", "en").format(count=3)
