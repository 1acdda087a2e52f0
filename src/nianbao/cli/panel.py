"""``nianbao panel``: a dataset over years from a store."""

from __future__ import annotations

import os
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.cli.store import DEFAULT
from nianbao.errors import UsageError
from nianbao.export.messages import Language, text

if TYPE_CHECKING:
    from nianbao.dataset.build import Built, Options
    from nianbao.store.store import Store

_RULES = ("latest", "first", "as-of")
_FORMATS = ("csv", "stata", "spss", "xlsx", "duckdb", "none")


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("sources", "panel_sources", nargs="*", metavar="JSONL")
    parser.option("-o", "--output", "output", type=Path, required=True, metavar="FOLDER")
    configure_source(parser)
    parser.option("--year", "years", type=int, action="append", default=[], metavar="YEAR")
    parser.option("--format", "panel_formats", choices=_FORMATS, action="append", default=None)
    parser.option("--population", "population", type=Path, metavar="FILE")
    parser.option("--title", "title", default="", metavar="TEXT")
    parser.option("--author", "author", default="", metavar="TEXT")


def configure_source(parser: CommandParser) -> None:
    """What a panel is built from, and how."""
    parser.option("--store", "store", default=os.environ.get("NIANBAO_STORE") or DEFAULT, metavar="STORE")
    parser.option("--versions", "panel_versions", choices=_RULES)
    parser.option("--as-of", "as_of", metavar="DATE")
    parser.option("--corrections", "corrections", action="store_true")


def execute(args: Namespace, language: Language) -> int:
    """Build the panel, say what is in it and what is not."""
    from nianbao.dataset.build import build_panel
    from nianbao.dataset.flat import need

    need("pyarrow")
    options = _options(args)
    with source(args) as store:
        built = build_panel(store, args.output, options)
    write(_said(built, language))
    return 0


@contextmanager
def source(args: Namespace) -> Iterator[Store]:
    """The store that was named, or one for the moment, filled from the files that were named."""
    from nianbao.run.keeping import fill
    from nianbao.store.store import open_store

    if not args.sources:
        with open_store(args.store) as store:
            yield store
        return
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "store.sqlite", create=True) as store:
        for name in args.sources:
            if Path(name).suffix != ".jsonl":
                raise UsageError(name, problem="panel_source")
            fill(store, Path(name), sources=False)
        yield store


def _options(args: Namespace) -> Options:
    from nianbao.dataset.build import DEFAULT_FORMATS, Options, read_population

    formats = DEFAULT_FORMATS if args.format is None else tuple(f for f in args.format if f != "none")
    if args.as_of is not None:
        check_date(args.as_of)
    return Options(
        rule=args.versions,
        as_of=args.as_of,
        years=tuple(args.year),
        formats=formats,
        corrections=args.corrections,
        population=read_population(args.population) if args.population else {},
        title=args.title,
        author=args.author,
    )


def check_date(value: str) -> None:
    """Raises UsageError unless it is an ISO date."""
    from datetime import date

    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise UsageError(value, problem="panel_as_of") from error


def _said(built: Built, language: Language) -> str:
    from nianbao.dataset.flat import MOST_REPORTS

    years = f"{min(built.years)}-{max(built.years)}"
    facts = {"reports": built.reports, "figures": built.figures, "values": built.values}
    lines = [text("panel", "done", language, years=years, **facts)]
    if built.excluded:
        counts = "  ".join(f"{reason} {count}" for reason, count in sorted(built.excluded.items()))
        lines.append(text("panel", "left_out", language, counts=counts))
    if built.skipped:
        lines.append(text("panel", "skipped", language, limit=MOST_REPORTS, formats=" ".join(built.skipped)))
    return "".join(f"{line}\n" for line in lines)
