"""``nianbao export``: the current reports of a store in one file."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.cli.store import DEFAULT
from nianbao.export.messages import Language, text

_FORMATS = ("jsonl", "csv", "parquet", "xlsx")


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.option("-o", "--output", "output_file", type=Path, required=True, metavar="FILE")
    parser.option("--store", "store", default=os.environ.get("NIANBAO_STORE") or DEFAULT, metavar="STORE")
    parser.option("--year", "years", type=int, action="append", default=[], metavar="YEAR")
    parser.option("--search", "search", default="", metavar="TEXT")
    parser.option("--corrections", "corrections", action="store_true")
    parser.option("--bom", "bom", action="store_true")
    parser.choice(_FORMATS)


def execute(args: Namespace, language: Language) -> int:
    """Write the file; say how many reports are in it."""
    from nianbao.dataset.onefile import write_one
    from nianbao.store.filtering import Filter
    from nianbao.store.store import open_store

    chosen = Filter(search=args.search, years=tuple(args.year))
    with open_store(args.store) as store:
        count = write_one(store, args.output, args.format, chosen, corrections=args.corrections, bom=args.bom)
    write(text("panel", "exported", language, reports=count, path=args.output.as_posix()) + "\n")
    return 0
