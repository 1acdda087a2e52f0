"""``nianbao.toml``: rules switched, re-graded and tuned, local deadlines, waivers. Every mistake is told with its line.

[rules."STRUCT.fee"]
severity = "info"              # or enabled = false
[rules."STRUCT.length".thresholds]
characters = 2000

[[deadline]]
kind = "body"                  # or "region"
day = "01-26"
issuer = "某某市"               # optional: bodies whose name begins like this
basis = "某政办函〔2026〕1号"    # optional: what it rests on

[[waiver]]
code = "T3.balance"
issuer = "某某市公安局"         # optional, with year and keys: all reports otherwise
year = 2024
reason = "与省厅口径一致，已核实"
until = 2026-12-31
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import Any, NoReturn

from nianbao.check.settings import Deadline, Settings, Waiver
from nianbao.codebook import rules
from nianbao.errors import UsageError

_TABLES = ("rules", "deadline", "waiver")
_OTHERS = ("audit",)
"""Tables of other commands; not ours to judge."""
_RULE_FIELDS = ("enabled", "severity", "thresholds")
_SEVERITIES = ("error", "warning", "info")
_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_FIELD = re.compile(r"\s*([A-Za-z_\u4e00-\u9fff][\w.\"-]*|\"[^\"]+\")\s*=")


def read_settings(text: str, where: str, on: date | None = None) -> Settings:
    """The settings in the text of a configuration file; ``where`` names the file.

    Raises UsageError, with the line, for a code that does not exist, an unknown or misspelt field, a value of the
    wrong kind, and a waiver without reason or expiry.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        number = line[1] if line else str(text.count("\n") + 1)
        raise UsageError(f"{where}:{number}", problem="not_toml", reason=str(error).split(" (at")[0]) from None
    return _Reader(raw, where, lines_of(text)).settings(on)


def lines_of(text: str) -> dict[tuple[str, int, str], int]:
    """(table, its number among tables of that name, field) -> line, counted from 1; the table itself under ``""``."""
    found: dict[tuple[str, int, str], int] = {}
    table, number = "", 0
    counts: dict[str, int] = {}
    for at, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            table = header[1].replace('"', "").replace("'", "").replace(" ", "")
            number = counts.get(table, 0)
            counts[table] = number + 1
            found.setdefault((table, number, ""), at)
            continue
        name = _FIELD.match(line)
        if name:
            found.setdefault((table, number, name[1].strip('"')), at)
    return found


class _Reader:
    """One file on its way to settings: knows where everything stands."""

    def __init__(self, raw: dict[str, Any], where: str, lines: dict[tuple[str, int, str], int]) -> None:
        self._raw = raw
        self._where = where
        self._lines = lines

    def settings(self, on: date | None) -> Settings:
        for name in self._raw:
            if name not in _TABLES + _OTHERS:
                self._refuse(name, 0, "", "unknown_field", value=name, known=", ".join(_TABLES))
        entries = self._table("rules", dict)
        for code, entry in entries.items():
            self._check_rule(code, entry)
        numbers = {
            (code, name): value
            for code, entry in entries.items()
            for name, value in entry.get("thresholds", {}).items()
        }
        return Settings(
            enabled={code: entry["enabled"] for code, entry in entries.items() if "enabled" in entry},
            severities={code: entry["severity"] for code, entry in entries.items() if "severity" in entry},
            thresholds=numbers,
            deadlines=tuple(self._deadline(at, entry) for at, entry in enumerate(self._table("deadline", list))),
            waivers=tuple(self._waiver(at, entry) for at, entry in enumerate(self._table("waiver", list))),
            on=on,
        )

    def _table(self, name: str, kind: type) -> Any:
        found = self._raw.get(name, kind())
        if not isinstance(found, kind):
            self._refuse(name, 0, "", "wrong_type", value=name, expected="[[...]]" if kind is list else "[...]")
        return found

    def _check_rule(self, code: str, entry: object) -> None:
        table = f"rules.{code}"
        if code not in rules():
            self._refuse(table, 0, "", "unknown_code", code=code)
        if not isinstance(entry, dict):
            self._refuse(table, 0, "", "wrong_type", value=str(entry), expected="[...]")
        self._known(entry, _RULE_FIELDS, table, 0)
        if not isinstance(entry.get("enabled", True), bool):
            self._refuse(table, 0, "enabled", "wrong_type", value=str(entry["enabled"]), expected="true, false")
        if entry.get("severity", "info") not in _SEVERITIES:
            self._refuse(
                table, 0, "severity", "wrong_type", value=str(entry["severity"]), expected=", ".join(_SEVERITIES)
            )
        known = rules()[code].thresholds
        for name, value in entry.get("thresholds", {}).items():
            if name not in known:
                self._refuse(f"{table}.thresholds", 0, name, "unknown_field", value=name, known=", ".join(known))
            if isinstance(value, bool) or not isinstance(value, int | float):
                self._refuse(f"{table}.thresholds", 0, name, "wrong_type", value=str(value), expected="1, 2.5")

    def _deadline(self, at: int, entry: dict[str, Any]) -> Deadline:
        self._known(entry, ("kind", "day", "issuer", "basis"), "deadline", at)
        if entry.get("kind") not in ("body", "region"):
            self._refuse("deadline", at, "kind", "wrong_type", value=str(entry.get("kind")), expected="body, region")
        match = re.fullmatch(r"(\d{1,2})-(\d{1,2})", str(entry.get("day")))
        try:
            day = date(2000, int(match[1]), int(match[2])) if match else None
        except ValueError:
            day = None
        if day is None or (day.month == 2 and day.day == 29):
            self._refuse("deadline", at, "day", "wrong_type", value=str(entry.get("day")), expected="01-31")
        return Deadline(
            self._text(entry, "issuer", "deadline", at),
            entry["kind"],
            (day.month, day.day),
            self._text(entry, "basis", "deadline", at) or "",
        )

    def _waiver(self, at: int, entry: dict[str, Any]) -> Waiver:
        self._known(entry, ("code", "reason", "until", "issuer", "year", "keys"), "waiver", at)
        for name in ("code", "reason", "until"):
            if not entry.get(name):
                self._refuse("waiver", at, "", "field_missing", value=name)
        if entry["code"] not in rules():
            self._refuse("waiver", at, "code", "unknown_code", code=str(entry["code"]))
        year, keys = entry.get("year"), entry.get("keys", [])
        if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
            self._refuse("waiver", at, "year", "wrong_type", value=str(year), expected="2024")
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            self._refuse("waiver", at, "keys", "wrong_type", value=str(keys), expected='["..."]')
        return Waiver(
            code=entry["code"],
            reason=self._text(entry, "reason", "waiver", at) or "",
            until=self._date(entry["until"], at),
            issuer=self._text(entry, "issuer", "waiver", at),
            year=year,
            keys=frozenset(keys),
        )

    def _date(self, value: object, at: int) -> date:
        """A TOML date, or one in quotes."""
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(str(value)[:10])
        except ValueError:
            self._refuse("waiver", at, "until", "wrong_type", value=str(value), expected="2026-12-31")

    def _text(self, entry: dict[str, Any], name: str, table: str, at: int) -> str | None:
        value = entry.get(name)
        if value is not None and not isinstance(value, str):
            self._refuse(table, at, name, "wrong_type", value=str(value), expected='"..."')
        return value

    def _known(self, entry: dict[str, Any], names: tuple[str, ...], table: str, at: int) -> None:
        if not isinstance(entry, dict):
            self._refuse(table, at, "", "wrong_type", value=str(entry), expected="[[...]]")
        for name in entry:
            if name not in names:
                self._refuse(table, at, name, "unknown_field", value=name, known=", ".join(names))

    def _refuse(self, table: str, at: int, name: str, problem: str, **details: object) -> NoReturn:
        lines = self._lines
        line = lines.get((table, at, name)) or lines.get((table, at, "")) or lines.get(("", 0, name or table)) or 1
        raise UsageError(f"{self._where}:{line}", problem=problem, **details)
