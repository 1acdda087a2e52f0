"""A report with everything in it that an export has to carry."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nianbao.export.tables import Labels
from nianbao.model import (
    Claim,
    Evidence,
    Figure,
    Finding,
    Issuer,
    Message,
    Observation,
    Period,
    Report,
    Section,
    SourceRef,
    Suggestion,
)

KEY = "requests.received@natural_person"


def build(figures: list[Figure] | None = None, path: str = "in/云溪.html") -> Report:
    cell = Evidence("pdf", page=4, bbox=(400.1, 212.0, 431.9, 226.4), table=2, row=3, column=9, quote="3119")
    clause = Evidence("pdf", page=2, start=812, end=816, quote="受理申请约 6.4 万件", quote_start=800)
    usual = [
        Figure(KEY, 3119, "value", "件", "3119", "table", "exact", "proved", cell),
        Figure("proactive.admin_fees.amount", 24252.311082, "value", "万元", "24252.311082", "table"),
        Figure("requests.received@business", None, "blank", "件", "", "table"),
        Figure("requests.received@total", None, "not_applicable", "件", "-", "table"),
        Figure("results.granted@total", None, "unreadable", "件", "12 13", "text", candidates=("12", "13")),
        Figure("requests.received@total", 64000, "value", "件", "6.4 万", "prose", "approx", "read", clause),
        Figure("prose.unmapped", -3, "value", "场", "-3", "prose", evidence=clause, label="座谈会"),
    ]
    finding = Finding(
        "T3.balance",
        "error",
        [KEY, "results.granted@total"],
        Message("不平", "does not balance"),
        expected=102,
        actual=101,
        responsibility="source",
        suggestions=[Suggestion("results.granted@total", 22, 3)],
        evidence=[cell],
    )
    return Report(
        "1",
        SourceRef(path, None, "ab" * 32, "application/pdf", None),
        Issuer("云溪县人民政府", "government", "county", "999901"),
        2024,
        "2021",
        "云溪县人民政府 2024 年政府信息公开工作年度报告",
        "2025-01-20",
        Period("2024-01-01", "2024-12-31"),
        "body",
        [Section(1, "总体情况", True, "一、总体情况", clause)],
        usual if figures is None else figures,
        [finding],
        [Claim("year", "2024", "title", clause)],
        [Observation("extra_row", "其他", [KEY], cell)],
    )


class _Labels:
    """A codebook of one sentence."""

    def label(self, key: str) -> tuple[str, str]:
        return f"zh:{key}", f"en:{key}"


@pytest.fixture
def report() -> Callable[..., Report]:
    return build


@pytest.fixture
def labels() -> Labels:
    return _Labels()
