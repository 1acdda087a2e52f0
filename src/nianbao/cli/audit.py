"""``nianbao audit``: the checking office's workbook, letters and page."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.cli.configured import configure_settings, rules_of
from nianbao.cli.fetching import positive, seconds
from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.errors import UsageError
from nianbao.export.messages import Language, text

if TYPE_CHECKING:
    from nianbao.run.audit import AuditDone

_TIMEOUT = 120.0
_MOST_LINES = 20
"""Findings about who reported that are told on the terminal; the sheet of coverage has all."""


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("folders", "audit_folder", nargs="*", metavar="FOLDER")
    parser.option("-o", "--output", "output", type=Path, metavar="FOLDER")
    parser.option("--last-year", "last_year", action="append", default=[], metavar="FOLDER")
    parser.option("--tree", "tree", type=Path, metavar="FILE")
    configure_settings(parser)
    parser.option("--year", "year", type=positive, metavar="YEAR")
    parser.option("--template", "template", type=Path, metavar="FILE")
    parser.option("--write-template", "write_template", type=Path, metavar="FILE")
    parser.option("-j", "--jobs", "jobs", type=positive, metavar="N")
    parser.option("--timeout", "timeout", type=seconds, default=_TIMEOUT, metavar="SECONDS")
    parser.option("-q", "--quiet", "quiet", action="store_true")


def execute(args: Namespace, language: Language) -> int:
    """Audit and say what came of it; 1 when a finding is an error, else 3 when a document could not be read."""
    from nianbao.run.audit import AuditOptions, run_audit
    from nianbao.run.progress import make_log

    if args.write_template is not None:
        return _write_template(args.write_template)
    if not args.folders or args.output is None:
        raise UsageError("audit", problem="audit_arguments")
    options = AuditOptions(
        last_year=tuple(args.last_year),
        tree=args.tree,
        rules=rules_of(args),
        template=args.template,
        year=args.year,
        jobs=args.jobs,
        timeout=args.timeout,
        language=language,
    )
    with make_log(language, quiet=args.quiet, log_json=False) as log:
        done = run_audit(args.folders, args.output, options, log)
    if not args.quiet:
        write(_summary(done, args.output, language))
    return done.exit_code


def _write_template(path: Path) -> int:
    from nianbao.export.atomic import atomic_bytes
    from nianbao.export.audit.letters import built_in_template

    atomic_bytes(path, built_in_template())
    return 0


def _summary(done: AuditDone, output: Path, language: Language) -> str:
    """What the workbook's first sheet says above its table, how the reports came in, and where the files are."""
    from nianbao.export.audit.facts import remarks, say, spoken

    colon = text("text", "colon", language)
    arrivals = Counter(unit.arrival for unit in done.audit.units)
    came = "  ".join(f"{text('arrival', name, language)} {count}" for name, count in arrivals.items())
    said = [say("title", language, year=done.audit.year), *remarks(done.audit, language)]
    said.append(f"{say('arrival', language)}{colon}{came}")
    about = [f for unit in done.audit.units for f in unit.findings if f.code.startswith("COVERAGE.")]
    said += [f"  {spoken(finding.message, language)}" for finding in about[:_MOST_LINES]]
    if len(about) > _MOST_LINES:
        said.append(f"  {say('and_more', language, count=len(about))}")
    said.append(f"{say('written', language)}{colon}{output.as_posix()}")
    return "".join(f"{line}\n" for line in said)
