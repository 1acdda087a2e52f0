"""The catalogue of findings: severity and wording by code, from ``data/rules.toml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nianbao.codebook import load_toml
from nianbao.model import Evidence, Finding, Message, Responsibility, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding."""

    code: str
    severity: Severity
    zh: str
    en: str
    message_zh: str
    message_en: str
    basis: str


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """Every rule by its code."""
    return {
        raw["code"]: Rule(
            raw["code"],
            raw["severity"],
            raw["zh"],
            raw["en"],
            raw["message_zh"],
            raw["message_en"],
            raw.get("basis", ""),
        )
        for raw in load_rules()["rule"]
    }


def words(name: str) -> dict[str, dict[str, object]]:
    """A phrase of the catalogue in both languages, as the ``zh`` and ``en`` arguments of :func:`finding`."""
    raw = load_rules()["phrases"][name]
    return {"zh": dict(raw["zh"]), "en": dict(raw["en"])}


@lru_cache(maxsize=1)
def load_rules() -> dict[str, Any]:
    """The catalogue's data file."""
    return load_toml("rules.toml")


def finding(
    code: str,
    keys: Iterable[str] = (),
    *,
    expected: int | float | str | None = None,
    actual: int | float | str | None = None,
    severity: Severity | None = None,
    responsibility: Responsibility = "unclear",
    evidence: Iterable[Evidence | None] = (),
    zh: dict[str, object] | None = None,
    en: dict[str, object] | None = None,
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
