"""The ``[audit]`` table of a ``nianbao.toml``: who sends the letters. The rules' part is read by the checks."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from nianbao.errors import UsageError, reason_of
from nianbao.model import Office

_TEXTS = {"office": "name", "contact": "contact", "document_number": "document_number"}
_DAYS = {"date": "day", "deadline": "deadline"}
_MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class AuditConfig:
    """What the office set for its audits."""

    office: Office = field(default_factory=Office)
    template: Path | None = None
    """Of the letters; relative to the configuration file."""


def read_audit_config(path: Path | None) -> AuditConfig:
    """The ``[audit]`` table of the file; defaults without one. Raises UsageError with file and key."""
    if path is None:
        return AuditConfig()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(path.as_posix(), problem=reason_of(error)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(path.as_posix(), problem="not_toml", reason=str(error)) from None
    table = content.get("audit", {})
    where = f"{path.as_posix()} [audit]"
    if not isinstance(table, dict):
        raise UsageError(where, problem="not_a_table")
    unknown = sorted(set(table) - {*_TEXTS, *_DAYS, "deadline_days", "template"})
    if unknown:
        raise UsageError(where, problem="unknown_field", key=unknown[0])
    template = _text(table, "template", where)
    facts: dict[str, Any] = {name: _text(table, key, where) for key, name in _TEXTS.items()}
    facts |= {name: _day(table, key, where) for key, name in _DAYS.items()}
    return AuditConfig(
        Office(**facts, deadline_days=_count(table, where)), path.parent / template if template is not None else None
    )


def _text(table: dict[str, Any], key: str, where: str) -> str | None:
    value = table.get(key)
    if value is not None and not (isinstance(value, str) and value.strip()):
        raise UsageError(where, problem="wrong_type", key=key)
    return value


def _day(table: dict[str, Any], key: str, where: str) -> date | None:
    value = table.get(key)
    if value is not None and type(value) is not date:
        raise UsageError(where, problem="not_a_day", key=key, value=str(value))
    return value


def _count(table: dict[str, Any], where: str) -> int:
    value = table.get("deadline_days", Office().deadline_days)
    if type(value) is not int or not 1 <= value <= _MOST_DAYS:
        raise UsageError(where, problem="wrong_type", key="deadline_days")
    return value
