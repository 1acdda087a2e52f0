"""``nianbao codebook``: every key with its labels, unit, editions and comparability."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.export.messages import Language

if TYPE_CHECKING:
    from nianbao.codebook import Entry


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.choice(("table", "json", "csv"))


def execute(args: Namespace, language: Language) -> int:
    """Print all entries."""
    from nianbao.codebook import codebook

    entries = codebook().rows()
    if args.format == "json":
        write(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=2) + "\n")
    elif args.format == "csv":
        write(_as_csv(entries))
    else:
        from nianbao.export.terminal import print_entries

        print_entries(entries, language)
    return 0


def _as_csv(entries: tuple[Entry, ...]) -> str:
    from nianbao.codebook import Entry
    from nianbao.export.tables import csv_text

    columns = tuple(f.name for f in fields(Entry))
    rows = [[_cell(getattr(entry, name)) for name in columns] for entry in entries]
    return csv_text([columns, *rows])


def _cell(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else " ".join(value)
