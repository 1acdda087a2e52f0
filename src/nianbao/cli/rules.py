"""``nianbao rules``: the catalogue of rules."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from nianbao.cli.configured import configure_settings, settings_of
from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.errors import UsageError
from nianbao.export.messages import Language

if TYPE_CHECKING:
    from nianbao.check.settings import Settings
    from nianbao.codebook import Rule


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("codes", "codes", nargs="*", metavar="CODE")
    parser.choice(("table", "json", "csv"))
    configure_settings(parser)


def execute(args: Namespace, language: Language) -> int:
    """Print every rule, as configured here."""
    from nianbao.codebook import rules

    settings = settings_of(args)
    strangers = [code for code in args.codes if code not in rules()]
    if strangers:
        raise UsageError(strangers[0], problem="unknown_code")
    rows = [_row(rule, settings) for rule in rules().values() if not args.codes or rule.code in args.codes]
    if args.format == "json":
        write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    elif args.format == "csv":
        from nianbao.export.tables import csv_text

        write(csv_text([tuple(rows[0]), *([_cell(value) for value in row.values()] for row in rows)]))
    else:
        _print(rows, args.codes, language)
    return 0


def _print(rows: list[dict[str, Any]], codes: list[str], language: Language) -> None:
    """The table; what is asked for by its code, in full."""
    from nianbao.export.terminal import print_rule, print_rules

    if not codes:
        print_rules(rows, language)
    for row in rows if codes else ():
        print_rule(row, language)


def _row(rule: Rule, settings: Settings) -> dict[str, Any]:
    """A rule with the severity, the switch and the numbers that the configuration gives it."""
    return {
        "code": rule.code,
        "group": rule.group,
        "kind": rule.kind,
        "severity": settings.severities.get(rule.code, rule.severity),
        "enabled": settings.is_on(rule.code),
        "needs": rule.needs,
        "title_zh": rule.zh,
        "title_en": rule.en,
        "basis_zh": rule.legal_basis("zh"),
        "basis_en": rule.legal_basis("en"),
        "message_zh": rule.message_zh,
        "message_en": rule.message_en,
        "explanation_zh": rule.explanation_zh,
        "explanation_en": rule.explanation_en,
        "remedy_zh": rule.remedy_zh,
        "remedy_en": rule.remedy_en,
        "thresholds": {name: settings.threshold(rule.code, name) for name in rule.thresholds},
    }


def _cell(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}={number}" for name, number in value.items())
    return str(value).lower() if isinstance(value, bool) else str(value)
