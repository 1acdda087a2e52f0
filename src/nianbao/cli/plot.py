"""``nianbao plot``: pictures of a panel."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from nianbao.cli.parser import CommandParser
from nianbao.cli.query import PANEL
from nianbao.export.messages import Language

_KINDS = ("trend", "provinces", "composition", "multiples")


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("kind", "plot_kind", choices=_KINDS)
    parser.option("-o", "--output", "output_file", type=Path, required=True, metavar="FILE")
    parser.option("--panel", "panel_folder", type=Path, default=PANEL, metavar="FOLDER")
    parser.option("--variable", "plot_variable", default="received", metavar="NAME")
    parser.option("--by", "by", choices=("province", "issuer", "level", "kind"), default="province")
    parser.option("--year", "years", type=int, action="append", default=[], metavar="YEAR")
    parser.option("--font", "font", type=Path, metavar="FILE")


def execute(args: Namespace, language: Language) -> int:
    """Draw, and write the file."""
    from nianbao.dataset.plots import Wish, plot

    wish = Wish(args.kind, args.variable, args.by, tuple(args.year), args.font)
    plot(args.panel, args.output, wish, language)
    return 0
