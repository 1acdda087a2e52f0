"""``nianbao.toml``: what an office decides about the rules, and mistakes told with their line."""

from __future__ import annotations

from datetime import date

import pytest

from nianbao.check import assess
from nianbao.check.configuration import read_settings
from nianbao.errors import UsageError
from nianbao.model import Finding
from tests.check.samples import busy_report

DAY = date(2026, 1, 15)
WRONG = {"reconsideration.total": 9}


def _findings(text: str, on: date = DAY) -> list[Finding]:
    report = busy_report(WRONG)
    report.issuer.name = "某某市公安局"
    return assess(report, settings=read_settings(text, "nianbao.toml", on)).findings


def test_a_rule_can_be_switched_off_and_graded_anew() -> None:
    assert _findings('[rules."T4.reconsideration"]\nenabled = false\n') == []
    assert [f.severity for f in _findings('[rules."T4.reconsideration"]\nseverity = "info"\n')] == ["info"]


def test_a_waived_finding_is_listed_as_waived_until_its_day() -> None:
    waiver = '[[waiver]]\ncode = "T4.reconsideration"\nreason = "已核实"\nuntil = 2026-01-15\n'
    (finding,) = _findings(waiver)
    assert finding.waived is not None
    assert (finding.waived.reason, finding.waived.until) == ("已核实", "2026-01-15")
    (expired,) = _findings(waiver, date(2026, 1, 16))
    assert expired.waived is None


@pytest.mark.parametrize(
    ("more", "waived"),
    [
        ('issuer = "某某市公安局"', True),
        ('issuer = "某某市财政局"', False),
        ("year = 2024", True),
        ("year = 2023", False),
        ('keys = ["reconsideration.total"]', False),
        (
            'keys = ["reconsideration.total", "reconsideration.upheld", "reconsideration.corrected", '
            '"reconsideration.other", "reconsideration.pending"]',
            True,
        ),
    ],
)
def test_a_waiver_covers_what_it_names_and_no_more(more: str, waived: bool) -> None:
    text = f'[[waiver]]\ncode = "T4.reconsideration"\nreason = "已核实"\nuntil = "2026-12-31"\n{more}\n'
    assert [f.waived is not None for f in _findings(text)] == [waived]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ('# x\n[[waiver]]\ncode = "T9.none"\nreason = "r"\nuntil = 2026-01-01\n', 3, "unknown_code"),
        ('[[waiver]]\ncode = "T3.balance"\nuntil = 2026-01-01\n', 1, "field_missing"),
        (
            '[[waiver]]\ncode = "T3.balance"\nreason = "r"\nuntil = 2026-01-01\n'
            '[[waiver]]\ncode = "T3.balance"\nreason = "r"\nuntil = "soon"\n',
            8,
            "wrong_type",
        ),
        ('[[waiver]]\ncode = "T3.balance"\nreason = "r"\nuntill = 2026-01-01\n', 4, "unknown_field"),
        ('\n[rules."NO.such"]\nenabled = false\n', 2, "unknown_code"),
        ('[rules."STRUCT.fee"]\nseverity = "grave"\n', 2, "wrong_type"),
        ('[rules."STRUCT.length".thresholds]\nwords = 3\n', 2, "unknown_field"),
        ('[[deadline]]\nkind = "body"\nday = "02-30"\n', 3, "wrong_type"),
        ("[waivers]\n", 1, "unknown_field"),
        ("[rules]\nx = \n", 2, "not_toml"),
        ("waiver = 3\n", 1, "wrong_type"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int, problem: str) -> None:
    with pytest.raises(UsageError) as error:
        read_settings(text, "nianbao.toml")
    assert error.value.where == f"nianbao.toml:{line}"
    assert error.value.details["problem"] == problem


def test_a_threshold_moves_the_line() -> None:
    settings = read_settings('[rules."STRUCT.length".thresholds]\ncharacters = 10\n', "nianbao.toml")
    assert settings.threshold("STRUCT.length", "characters") == 10
