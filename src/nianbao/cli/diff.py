"""``nianbao diff``: what changed in reports after their publication."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.export.messages import Language, text, word
from nianbao.model import Figure
from nianbao.run.changes import CHANGE_COLUMNS, Amendment, amendments, changes_csv, compare_files


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("old", "diff_folder", type=Path, metavar="FOLDER|OLD")
    parser.argument("new", "diff_folder", type=Path, nargs="?", metavar="NEW")
    parser.choice(tuple(_WRITERS))


def execute(args: Namespace, language: Language) -> int:
    """Print the figures that differ."""
    found = [compare_files(args.old, args.new)] if args.new else list(amendments(args.old))
    write(_WRITERS[args.format](found, language))
    return 0


def _as_text(found: list[Amendment], language: Language) -> str:
    lines = [line for amendment in found for line in _lines(amendment, language)]
    return "\n".join(lines or [text("text", "no_change", language)]) + "\n"


def _lines(found: Amendment, language: Language) -> list[str]:
    facts = {
        "issuer": found.issuer,
        "year": found.year or "",
        "url": found.url,
        "old": found.old_time or found.old_digest[:12],
        "new": found.new_time or found.new_digest[:12],
        "cells": len(found.changes),
    }
    lines = [text("text", "changed_page", language, **facts)]
    for change in found.changes:
        said = {"key": change.key, "old": _said(change.old, language), "new": _said(change.new, language)}
        lines.append(text("text", "changed_cell", language, **said))
    return lines


def _said(figure: Figure | None, language: Language) -> str:
    if figure is None or figure.value is None:
        return word("word", figure.state if figure else "missing", language)
    return str(figure.value)


def _as_csv(found: list[Amendment], language: Language) -> str:
    return ",".join(CHANGE_COLUMNS) + "\n" + changes_csv(found)


def _as_json(found: list[Amendment], language: Language) -> str:
    return json.dumps([asdict(amendment) for amendment in found], ensure_ascii=False, indent=2) + "\n"


_WRITERS: dict[str, Callable[[list[Amendment], Language], str]] = {
    "table": _as_text,
    "csv": _as_csv,
    "json": _as_json,
}
