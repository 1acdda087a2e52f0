"""How exact, how fast and how large the reading of scans is, per layout class and grade.

``python -m benchmarks.scans`` prints reports (five editions, five fonts for the figures), scans them in every way of
``tests.factory.scans`` and compares cell by cell; ``--documents N`` reads fewer or more, ``--only TEXT`` some of the
scanners, ``--first SEED`` other reports; ``--hostile`` scans that nobody should be asked to read (pen strokes, seals,
lint, facsimile, shadows, figures that touch rules): of these only the wrong cells count. CPU seconds a page, and the
peak memory of the process. Exit code 1 when a cell is wrong.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.accuracy import GRADES, Score
from benchmarks.processes import peak_megabytes
from nianbao.errors import DocumentError
from nianbao.read.scan.installed import is_installed
from tests.factory.judge import parse_as
from tests.factory.paper import Style, pdf
from tests.factory.reports import EDITIONS, draft, make_report
from tests.factory.scans import HOSTILE, SCANNERS, as_pdf, pages

FONTS = ("", "Times-Roman", "Helvetica", "Courier", "Helvetica-Bold")
SECONDS, MEGABYTES, RECALL = 4.0, 1200, 0.99
"""What is aimed at, a page and in all."""
_HEADER = (
    "scans",
    "documents",
    "pages",
    "cells",
    "wrong",
    "given up",
    "recall",
    *(f"{grade}: wrong / given" for grade in GRADES),
    "CPU s/page: median, slowest document",
)


@dataclass(slots=True)
class Run:
    """What came of one scanner."""

    score: Score = field(default_factory=Score)
    pages: int = 0
    seconds: list[float] = field(default_factory=list)
    """A page, for each document."""


def measure(documents: int, only: str = "", first: int = 0, *, hostile: bool = False) -> dict[str, Run]:
    """One entry for each scanner; documents are spread evenly over scanners, editions and fonts."""
    scanners = HOSTILE if hostile else SCANNERS
    runs: dict[str, Run] = {}
    for name, kind, font, seed in _cases([name for name in scanners if only in name], documents, first):
        made = draft(make_report(kind, seed))
        scanner = scanners[name]
        scanned = pages(pdf(made, style=Style(figures=font, cramped=hostile and seed % 3 == 2)), scanner, seed)
        data = as_pdf(scanned, scanner)
        run = runs.setdefault(name, Run())
        case = f"{name} {kind} #{seed} {font}"
        before = time.process_time()
        try:
            run.score.add(made, parse_as(data, ".pdf"), case)
        except DocumentError as error:
            run.score.refuse(made, case, error)
        run.seconds.append((time.process_time() - before) / len(scanned))
        run.pages += len(scanned)
    return runs


def _cases(names: list[str], documents: int, first: int) -> Iterator[tuple[str, str, str, int]]:
    for number in range(documents if names else 0):
        turn, at = divmod(number, len(names))
        yield names[at], EDITIONS[(turn + at) % len(EDITIONS)], FONTS[(turn + 2 * at) % len(FONTS)], first + turn


def as_markdown(runs: dict[str, Run]) -> Iterator[str]:
    """One line for each scanner."""
    yield "| " + " | ".join(_HEADER) + " |"
    yield "|" + "---|" * len(_HEADER)
    for name, run in [*runs.items(), ("all", _all(runs))]:
        score = run.score
        facts = (
            f"{score.documents:,}",
            f"{run.pages:,}",
            f"{score.cells:,}",
            f"{score.wrong.total()}",
            f"{score.cells - score.right - score.wrong.total():,}",
            f"{score.right / max(1, score.cells):.2%}",
            *(f"{score.wrong[grade]} / {score.given[grade]:,}" for grade in GRADES),
            f"{statistics.median(run.seconds):.2f}, {max(run.seconds):.2f}",
        )
        yield f"| {name} | {' | '.join(facts)} |"


def _all(runs: dict[str, Run]) -> Run:
    total = Run()
    for run in runs.values():
        total.pages += run.pages
        total.seconds += run.seconds
        total.score.documents += run.score.documents
        total.score.cells += run.score.cells
        total.score.right += run.score.right
        total.score.given += run.score.given
        total.score.wrong += run.score.wrong
    return total


def main(argv: list[str] | None = None) -> int:
    """Print the table, the peak memory and examples of what went wrong; 1 when a cell is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scans", description=__doc__)
    parser.add_argument("--documents", type=int, default=90, metavar="N")
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    parser.add_argument("--hostile", action="store_true", help="scans in a very poor state")
    args = parser.parse_args(argv)
    if not is_installed():
        print('scans need the extra: pip install "nianbao[ocr]"', file=sys.stderr)
        return 2
    runs = measure(args.documents, args.only, args.first, hostile=args.hostile)
    if not runs:
        print("no such scanner", file=sys.stderr)
        return 2
    print("\n".join(as_markdown(runs)))
    print(
        f"\npeak memory {peak_megabytes() or 0:.0f} MB; aims: {SECONDS:g} s a page, {MEGABYTES} MB, recall {RECALL:.0%}"
    )
    for run in runs.values():
        for line in run.score.examples[:5]:
            print(f"  {line}", file=sys.stderr)
    return 1 if any(run.score.wrong for run in runs.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
