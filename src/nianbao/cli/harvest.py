"""``nianbao harvest``: download only, resumable."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from dataclasses import replace
from pathlib import Path

from nianbao.cli.fetching import configure_fetching, policy
from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.errors import DocumentError
from nianbao.export.messages import Language, text, word
from nianbao.run import harvest
from nianbao.run.progress import make_log


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("sources", "harvest_sources", nargs="*", metavar="SOURCE")
    parser.option("-o", "--output", "output", type=Path, required=True, metavar="FOLDER")
    parser.option("--saved", "saved", type=Path, action="append", default=[], metavar="FOLDER")
    parser.option("--divisions", "divisions", type=Path, metavar="FILE")
    parser.option("--shard", "shard", metavar="K/N")
    parser.option("--bom", "bom", action="store_true")
    parser.option("-q", "--quiet", "quiet", action="store_true")
    parser.option("--log-json", "log_json", action="store_true")
    configure_fetching(parser)


def execute(args: Namespace, language: Language) -> int:
    """Harvest, say what came of it; 3 when something wanted could not be had."""
    from nianbao.fetch import parse_shard

    manners = replace(policy(args), shard=parse_shard(args.shard) if args.shard else None)
    with make_log(language, quiet=args.quiet, log_json=args.log_json) as log:
        found = harvest(
            args.sources, args.output, manners, log, saved=args.saved, divisions=args.divisions, bom=args.bom
        )
    if not args.quiet:
        colon = text("text", "colon", language)
        outcomes = Counter(row.outcome for row in found.rows)
        said = "  ".join(f"{word('value', name, language)} {count}" for name, count in sorted(outcomes.items()))
        for name, value in (("captured", found.captured), ("lost", found.lost), ("harvest", said)):
            write(f"{text('summary', name, language)}{colon}{value}\n")
        write(f"{text('summary', 'written', language)}{colon}{args.output.as_posix()}\n")
    return DocumentError.exit_code if found.lost else 0
