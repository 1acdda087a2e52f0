"""The catalogue of rules: what is checked, by which law, how it is said and what to do. Data in ``rules*.toml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import Any, Literal

from nianbao.data import load_toml
from nianbao.errors import CodebookError
from nianbao.model import Severity

RULES_FILE = "rules.toml"
RULE_FILES = (
    "ties",
    "table_two",
    "prose",
    "structure",
    "identity",
    "time",
    "language",
    "years",
    "units",
    "copies",
    "reading",
)
"""Files under ``data/rules``, one a group, in the order in which people see them. A new group is one line here."""

Needs = Literal["report", "published", "previous", "tree", "corpus"]
_NEEDS = ("report", "published", "previous", "tree", "corpus")
_SEVERITIES = ("error", "warning", "info")
_TEXTS = (
    *("code", "severity", "kind", "zh", "en", "message_zh", "message_en"),
    *("explanation_zh", "explanation_en", "remedy_zh", "remedy_en"),
)
_OPTIONAL = ("needs", "enabled", "thresholds")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a rule rests on: a law, a notice, the arithmetic of the table, or quality alone."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of a rule that a configuration may set."""

    value: int | float
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding."""

    code: str
    group: str
    severity: Severity
    kind: str
    """The class of error, as the codebook of error classes calls it (``arithmetic``, ``typo``, ``late`` ...)."""
    needs: Needs
    """What must be at hand: the report alone, its date of publication, last year's, a tree of bodies, a folder."""
    enabled: bool
    basis: tuple[Basis, ...]
    zh: str
    en: str
    message_zh: str
    message_en: str
    explanation_zh: str
    explanation_en: str
    remedy_zh: str
    remedy_en: str
    thresholds: dict[str, Threshold]

    def legal_basis(self, language: str) -> str:
        """The bases in one line."""
        return ("; " if language == "en" else "；").join(b.en if language == "en" else b.zh for b in self.basis)


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """Every rule by its code, in the order of the groups; read and checked on the first call."""
    found: dict[str, Rule] = {}
    for group in RULE_FILES:
        for each in load_rules(load_toml(f"rules/{group}.toml")["rule"], group, bases()):
            if each.code in found:
                raise CodebookError(f"rules/{group}.toml", doubled=each.code)
            found[each.code] = each
    return found


@lru_cache(maxsize=1)
def bases() -> dict[str, Basis]:
    """Every basis by its id."""
    return {id_: Basis(id_, raw["zh"], raw["en"]) for id_, raw in load_toml(RULES_FILE)["basis"].items()}


def load_rules(tables: Iterable[dict[str, Any]], group: str, known: dict[str, Basis]) -> list[Rule]:
    """The rules of one file. Raises CodebookError for a field that is missing, unknown or of another kind."""
    return [_rule(raw, group, known) for raw in tables]


def _rule(raw: dict[str, Any], group: str, known: dict[str, Basis]) -> Rule:
    where, code = f"rules/{group}.toml", str(raw.get("code", "?"))
    surplus = raw.keys() - {*_TEXTS, "basis", *_OPTIONAL}
    missing = {*_TEXTS, "basis"} - raw.keys()
    if surplus or missing:
        raise CodebookError(where, code=code, surplus=sorted(surplus), missing=sorted(missing))
    strangers = [id_ for id_ in raw["basis"] if id_ not in known]
    if strangers or raw["severity"] not in _SEVERITIES or raw.get("needs", "report") not in _NEEDS:
        raise CodebookError(where, code=code, basis=strangers, severity=raw["severity"], needs=raw.get("needs"))
    for language in ("zh", "en"):
        _check_gaps(raw[f"message_{language}"], where, code)
    return Rule(
        group=group,
        needs=raw.get("needs", "report"),
        enabled=raw.get("enabled", True),
        basis=tuple(known[id_] for id_ in raw["basis"]),
        thresholds={name: Threshold(**entry) for name, entry in raw.get("thresholds", {}).items()},
        **{name: raw[name] for name in _TEXTS},
    )


def _check_gaps(message: str, where: str, code: str) -> None:
    try:
        list(Formatter().parse(message))
    except ValueError as problem:
        raise CodebookError(where, code=code, message=message, reason=str(problem)) from None


def phrase(name: str) -> dict[str, dict[str, object]]:
    """Words that differ between the languages and fill a message: ``{"zh": {...}, "en": {...}}``."""
    raw = load_toml(RULES_FILE)["phrases"][name]
    return {"zh": dict(raw["zh"]), "en": dict(raw["en"])}


def group_title(group: str, language: str) -> str:
    """The title of a group of rules."""
    title: str = load_toml(RULES_FILE)["group"][group][language]
    return title


def gap_reason(reason: str, language: str) -> str:
    """Why a check was not made; its gaps are still to be filled."""
    sentence: str = load_toml(RULES_FILE)["not_assessed"][reason][language]
    return sentence
