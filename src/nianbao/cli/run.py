"""``nianbao run``: the main job."""

from __future__ import annotations

import argparse
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.export.messages import Language, text, word
from nianbao.run import Options, Summary, run
from nianbao.run.progress import make_log

if TYPE_CHECKING:
    from nianbao.fetch import Policy

_POLICY = ("delay", "deadline", "max_pages", "max_bytes", "user_agent")


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("sources", "sources", nargs="+", metavar="SOURCE")
    parser.option("-o", "--output", "output", type=Path, required=True, metavar="FOLDER")
    parser.option("-j", "--jobs", "jobs", type=_positive, metavar="N")
    parser.option("--timeout", "timeout", type=_seconds, default=Options().timeout, metavar="SECONDS")
    parser.option("--bom", "bom", action="store_true")
    parser.option("--store", "store_run", metavar="STORE")
    parser.option("-q", "--quiet", "quiet", action="store_true")
    parser.option("--log-json", "log_json", action="store_true")
    _configure_fetching(parser)


def _configure_fetching(parser: CommandParser) -> None:
    from nianbao.fetch import Policy

    manners = Policy()
    parser.option("--resolve", "resolve", action="append", default=[], metavar="HOST:PORT:ADDRESS")
    parser.option("--delay", "delay", type=_seconds, default=manners.delay, metavar="SECONDS")
    parser.option("--deadline", "deadline", type=_seconds, default=manners.deadline, metavar="SECONDS")
    parser.option("--max-pages", "max_pages", type=_positive, default=manners.max_pages, metavar="N")
    parser.option("--max-bytes", "max_bytes", type=_positive, default=manners.max_bytes, metavar="N")
    parser.option("--user-agent", "user_agent", default=manners.user_agent, metavar="TEXT")


def execute(args: Namespace, language: Language) -> int:
    """Run, say what came of it; 3 when some documents could not be read."""
    options = Options(jobs=args.jobs, timeout=args.timeout, bom=args.bom, policy=_policy(args), store=args.store)
    with make_log(language, quiet=args.quiet, log_json=args.log_json) as log:
        summary = run(args.sources, args.output, options, log)
    if not args.quiet:
        write(summary_text(summary, args.output, language))
    return summary.exit_code


def _policy(args: Namespace) -> Policy:
    from nianbao.fetch import Policy, parse_resolve

    return Policy(resolve=parse_resolve(args.resolve), **{name: getattr(args, name) for name in _POLICY})


def summary_text(summary: Summary, output: Path, language: Language) -> str:
    """The counts, one line each; groups that are empty are left out."""
    colon = text("text", "colon", language)

    def line(name: str, value: object) -> str:
        return f"{text('summary', name, language)}{colon}{value}\n"

    lines = [line(name, getattr(summary, name)) for name in ("documents", "reports", "failed")]
    lines += [line(name, n) for name in ("parsed", "reused", "duplicates", "wrappers") if (n := getattr(summary, name))]
    for name, counts in summary.groups().items():
        if counts:
            lines.append(line(name, "  ".join(f"{_named(key, language)} {n}" for key, n in counts.items())))
    return "".join(lines) + line("written", output.as_posix())


def _named(key: str, language: Language) -> str:
    """The word for a state, a severity, an error or an outcome; years and editions stand for themselves."""
    found = (word(section, key, language) for section in ("word", "outcome", "value"))
    return next((name for name in found if name != key), key)


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(value)
    return number


def _seconds(value: str) -> float:
    number = float(value)
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(value)
    return number
