"""``nianbao parse``: one report per document on standard output."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator

from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.cli.reading import reports_of
from nianbao.errors import DocumentError, UsageError
from nianbao.export.atomic import BOM
from nianbao.export.messages import Language
from nianbao.model import Report
from nianbao.run.task import Lost

Writer = Callable[[Iterator[Report], Namespace, Language], None]


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("paths", "paths", nargs="+", metavar="PATH")
    parser.choice(tuple(_WRITERS))
    parser.option("--wide", "wide", action="store_true")
    parser.option("--states", "states", action="store_true")
    parser.option("--bom", "bom", action="store_true")


def execute(args: Namespace, language: Language) -> int:
    """Print the reports; 3 when some documents could not be read."""
    for option in ("wide", "states", "bom"):
        if getattr(args, option) and args.format != "csv":
            raise UsageError(f"--{option}", problem="option_needs_csv")
    if args.states and not args.wide:
        raise UsageError("--states", problem="option_needs_wide")
    failed: list[Lost] = []
    _WRITERS[args.format](reports_of(args.paths, language, failed), args, language)
    return DocumentError.exit_code if failed else 0


def _jsonl(reports: Iterator[Report], args: Namespace, language: Language) -> None:
    from nianbao.export.published import to_json

    for report in reports:
        write(to_json(report) + "\n")


def _json(reports: Iterator[Report], args: Namespace, language: Language) -> None:
    """A list, also for one document: whoever reads it need not count first."""
    from nianbao.export.published import to_pretty_json

    write(to_pretty_json(list(reports)) + "\n")


def _csv(reports: Iterator[Report], args: Namespace, language: Language) -> None:
    from nianbao.codebook import codebook
    from nianbao.export.tables import FIGURE_COLUMNS, csv_text, figure_rows

    write(BOM if args.bom else "")
    if args.wide:
        _wide(list(reports), states=args.states)
        return
    write(csv_text([FIGURE_COLUMNS]))
    for report in reports:
        write(csv_text(figure_rows(report, codebook())))


def _wide(reports: list[Report], *, states: bool) -> None:
    from nianbao.codebook import codebook
    from nianbao.export.tables import csv_text, wide_columns, wide_header, wide_row

    keys = wide_columns(reports, [entry.key for entry in codebook().rows()])
    rows = (wide_row(report, keys, states=states) for report in reports)
    write(csv_text([wide_header(keys, states=states), *rows]))


def _table(reports: Iterator[Report], args: Namespace, language: Language) -> None:
    from nianbao.export.terminal import print_report

    for report in reports:
        print_report(report, language)


_WRITERS: dict[str, Writer] = {"jsonl": _jsonl, "json": _json, "csv": _csv, "table": _table}
