"""Who is at fault: in consistent reports one printed digit is changed, and the findings must blame the report.

``python -m benchmarks.blame`` changes one digit in each of 500 reports, in the layouts whose cells have bounds, and
counts the findings about the changed figure by their verdict: ``source`` for all of them is what is promised. Exit
code 1 when a fault is laid on the reading, or not found at all.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from nianbao.codebook import load_edition
from nianbao.model import Report
from nianbao.read.office import find_soffice
from tests.factory.judge import parse_as
from tests.factory.layouts import LAYOUTS
from tests.factory.model import Draft
from tests.factory.perturb.common import set_text
from tests.factory.reports import EDITIONS, draft, make_report


@dataclass(slots=True)
class Blame:
    """What became of the seeded faults."""

    reports: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    """Reports by the verdict on the changed figure; ``none`` where no finding speaks of it."""
    by_layout: dict[str, Counter[str]] = field(default_factory=dict)
    misread: int = 0
    """Changed figures that were not read as printed."""
    examples: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Every fault was found, read as printed, and laid on the report."""
        return set(self.verdicts) <= {"source"} and not self.misread


def seed_faults(count: int, first: int = 0, only: str = "") -> Blame:
    """Seed ``count`` faults, spread over layouts and editions."""
    blame = Blame()
    for number, name, kind in _cases(count, first, only):
        made = draft(make_report(kind, number, "distinct"))
        key, printed = change_a_digit(made, Random(number))
        layout = LAYOUTS[name]
        report = parse_as(layout.render(made), layout.suffix)
        verdict = verdict_on(report, key)
        figure = next((f for f in report.figures if f.key == key and f.origin != "prose"), None)
        read = figure is not None and figure.value == printed
        blame.reports += 1
        blame.verdicts[verdict] += 1
        blame.by_layout.setdefault(name, Counter())[verdict] += 1
        blame.misread += not read
        if verdict != "source" or not read:
            blame.examples.append(f"{name} {kind} #{number}: {key} printed {printed}: {verdict}, {figure}")
    return blame


def _cases(count: int, first: int, only: str) -> Iterator[tuple[int, str, str]]:
    names = [n for n, layout in LAYOUTS.items() if layout.whole and only in n]
    names = [n for n in names if not LAYOUTS[n].needs_office or find_soffice()]
    for at in range(count if names else 0):
        turn, place = divmod(at, len(names))
        yield first + at, names[place], EDITIONS[(turn + place) % len(EDITIONS)]


def change_a_digit(made: Draft, rng: Random) -> tuple[str, int]:
    """Print another digit in one figure that a hard tie binds; its key and what it says now."""
    edition = load_edition(made.edition)
    tied = {
        term.key
        for tie in edition.ties
        if tie.strength == "hard" and tie.relation == "=" and not tie.spans_years and not tie.unless
        for term in (*tie.left, *tie.right)
        if all(other.key in made.truth for other in (*tie.left, *tie.right))
    }
    cells = [c for g in made.grids() for c in g.figures() if c.key in tied and c.text.isdigit()]
    cell = rng.choice(cells)
    at = rng.randrange(len(cell.text))
    choices = [d for d in "0123456789" if d != cell.text[at] and (d != "0" or at or len(cell.text) == 1)]
    text = cell.text[:at] + rng.choice(choices) + cell.text[at + 1 :]
    assert cell.key is not None, "figures have a key"
    set_text(made, cell, text)
    return cell.key, int(text)


def verdict_on(report: Report, key: str) -> str:
    """The worst verdict of the findings about arithmetic that name the figure."""
    found = {f.responsibility for f in report.findings if key in f.keys and f.expected is not None}
    return next((verdict for verdict in ("reading", "unclear", "source") if verdict in found), "none")


def main(argv: list[str] | None = None) -> int:
    """Print the counts and what went wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.blame", description=__doc__)
    parser.add_argument("--reports", type=int, default=500, metavar="N")
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    parser.add_argument("--only", default="", metavar="TEXT")
    args = parser.parse_args(argv)
    blame = seed_faults(args.reports, args.first, args.only)
    print(f"{blame.reports} reports with one digit changed, {blame.misread} not read as printed")
    for verdict, count in blame.verdicts.most_common():
        print(f"  {verdict}: {count}")
    for name, counts in blame.by_layout.items():
        if set(counts) - {"source"}:
            print(f"  {name}: {dict(counts)}")
    for line in blame.examples[:12]:
        print(f"  {line}", file=sys.stderr)
    return 0 if blame.holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
