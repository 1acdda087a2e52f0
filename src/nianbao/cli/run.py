"""``nianbao run``: the main job."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.cli.configured import configure_settings, rules_of
from nianbao.cli.fetching import configure_fetching, policy, positive, seconds
from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.errors import UsageError
from nianbao.export.messages import Language, text, word
from nianbao.run import Options, Summary, run
from nianbao.run.pool import default_jobs
from nianbao.run.progress import make_log

if TYPE_CHECKING:
    from nianbao.run.cluster import Cluster


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("sources", "sources", nargs="*", metavar="SOURCE")
    parser.option("-o", "--output", "output", type=Path, required=True, metavar="FOLDER")
    parser.option("-j", "--jobs", "jobs", type=positive, metavar="N")
    parser.option("--timeout", "timeout", type=seconds, default=Options().timeout, metavar="SECONDS")
    parser.option("--bom", "bom", action="store_true")
    parser.option("--store", "store_run", metavar="STORE")
    parser.option("--engine", "engine", choices=("pool", "dask"), default="pool")
    parser.option("--scheduler", "scheduler", metavar="ADDRESS")
    parser.option("--chunk", "chunk", type=positive, default=50, metavar="N")
    parser.option("--parts", "parts", metavar="FOLDER")
    parser.option("-q", "--quiet", "quiet", action="store_true")
    parser.option("--log-json", "log_json", action="store_true")
    parser.option("--from-archive", "from_archive", nargs="?", const="", metavar="FOLDER")
    configure_settings(parser)
    configure_fetching(parser)


def execute(args: Namespace, language: Language) -> int:
    """Run, say what came of it; 3 when some documents could not be read."""
    names, archive = _replayed(args)
    rules = rules_of(args)
    options = Options(
        jobs=args.jobs,
        timeout=args.timeout,
        bom=args.bom,
        policy=policy(args),
        from_archive=archive,
        store=args.store,
        cluster=_cluster(args),
        worker=rules.report_worker(),
    )
    with make_log(language, quiet=args.quiet, log_json=args.log_json) as log:
        summary = run(names, args.output, options, log)
    if not args.quiet:
        write(summary_text(summary, args.output, language, rules.path))
    return summary.exit_code


def _cluster(args: Namespace) -> Cluster | None:
    """The Dask cluster that was asked for."""
    if (args.engine == "dask") != (args.scheduler is not None):
        raise UsageError("--engine", problem="engine_scheduler")
    if args.engine != "dask":
        return None
    from nianbao.run.cluster import Cluster
    from nianbao.run.engine import HIDDEN
    from nianbao.run.remote import address

    parts = args.parts or str(args.output / HIDDEN / "parts")
    return Cluster(args.scheduler, address(parts), args.chunk, args.jobs or default_jobs())


def _replayed(args: Namespace) -> tuple[list[str], Path | None]:
    """(sources, archive to read from). Without a folder of its own the option means that of the output folder."""
    from nianbao.fetch import archive_in

    if args.from_archive is None:
        return args.sources, None
    folder = Path(args.from_archive) if args.from_archive else args.output
    if folder.is_file():  # the option stood before a source
        return [args.from_archive, *args.sources], archive_in(args.output)
    return args.sources, archive_in(folder)


def summary_text(summary: Summary, output: Path, language: Language, configuration: str | None = None) -> str:
    """The counts, one line each; groups that are empty are left out."""
    colon = text("text", "colon", language)

    def line(name: str, value: object) -> str:
        return f"{text('summary', name, language)}{colon}{value}\n"

    lines = [line(name, getattr(summary, name)) for name in ("documents", "reports", "failed")]
    lines += [line(name, n) for name in ("parsed", "reused", "duplicates", "wrappers") if (n := getattr(summary, name))]
    for name, counts in summary.groups().items():
        if counts:
            lines.append(line(name, "  ".join(f"{_named(key, language)} {n}" for key, n in counts.items())))
    if configuration is not None:
        lines.append(line("configuration", configuration))
    return "".join(lines) + line("written", output.as_posix())


def _named(key: str, language: Language) -> str:
    """The word for a state, a severity, an error or an outcome; years and editions stand for themselves."""
    found = (word(section, key, language) for section in ("word", "outcome", "value"))
    return next((name for name in found if name != key), key)
