"""``nianbao query``: SQL over a panel folder."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.export.messages import Language

PANEL = Path("panel")


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("sql", "sql", metavar="SQL")
    parser.option("--panel", "panel_folder", type=Path, default=PANEL, metavar="FOLDER")
    parser.choice(("table", "csv", "json"))


def execute(args: Namespace, language: Language) -> int:
    """Print what the query gives."""
    from nianbao.dataset.query import query

    names, rows = query(args.panel, args.sql)
    if args.format == "csv":
        from nianbao.export.tables import csv_text

        write(csv_text([names, *rows]))
    elif args.format == "json":
        found = [dict(zip(names, row, strict=True)) for row in rows]
        write(json.dumps(found, ensure_ascii=False, indent=2, default=str) + "\n")
    else:
        from nianbao.export.terminal import print_rows

        print_rows("", names, [[_short(cell) for cell in row] for row in rows])
    return 0


def _short(cell: object) -> object:
    """A number for people, without the digits that only binary fractions have."""
    return f"{cell:.10g}" if isinstance(cell, float) else cell
