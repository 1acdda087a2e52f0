"""``python -m benchmarks.faults``: plant faults, count what is found, write the table of the documentation."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.faults.measure import ENOUGH, Alarms, Located, Recall, alarms, located, recall, spread_of
from nianbao.codebook import rules


def main(argv: list[str] | None = None) -> int:
    """Print the table; 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--each", type=int, default=100, metavar="N", help="faults of each kind (%(default)s)")
    parser.add_argument("--reports", type=int, default=1000, metavar="N", help="consistent reports (%(default)s)")
    parser.add_argument("--cells", type=int, default=500, metavar="N", help="single wrong cells (%(default)s)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table as Markdown")
    args = parser.parse_args(argv)
    rows, quiet, cells = recall(args.each), alarms(args.reports), located(args.cells)
    command = f"python -m benchmarks.faults --each {args.each} --reports {args.reports} --cells {args.cells}"
    page = "\n".join(_page(rows, quiet, cells, command)) + "\n"
    print(page)
    for row in rows:
        if row.missed:
            print(f"missed {row.code}: seeds {row.missed[:8]}", file=sys.stderr)
    print(f"cells not named first: {cells.missed[:20]}; alarms: {quiet.seeds}", file=sys.stderr)
    if args.write:
        args.write.write_text(page, encoding="utf-8", newline="\n")
    return 0 if _all_met(rows, quiet, cells) else 1


def _all_met(rows: list[Recall], quiet: Alarms, cells: Located) -> bool:
    named = cells.first >= 0.95 * cells.faults and cells.among >= 0.99 * cells.faults
    return named and not quiet.by_severity["error"] and all(row.enough for row in rows)


def _page(rows: list[Recall], quiet: Alarms, cells: Located, command: str) -> Iterator[str]:
    yield "# Seeded faults: what the checks find, and what they say without cause"
    yield ""
    yield f"Made by `{command}`;"
    yield "the same command gives the same counts. Faults are planted in consistent reports of the test factory (random"
    yield "figures that keep every tie, headings and sentences as real reports have them), which are then printed, read"
    yield "and checked like any document. A fault counts as found when its own rule speaks, at the top or beneath the"
    yield "finding of the same cause. Only these made-up reports are measured here, not real ones."
    yield ""
    yield f"Targets: recall {ENOUGH['ties']:.0%} for ties, {ENOUGH['others']:.0%} for other rules; no error on"
    yield "consistent reports; the wrong cell named first in 95 %, among the suggestions in 99 %."
    yield ""
    yield "| rule | title | severity | planted | found | recall | said of consistent reports |"
    yield "|---|---|---|--:|--:|--:|--:|"
    for row in sorted(rows, key=lambda row: list(rules()).index(row.code)):
        rule = rules()[row.code]
        said = quiet.by_code[row.code]
        yield (
            f"| `{row.code}` | {rule.zh} | {rule.severity} | {row.planted} | {row.found} | {row.rate:.1%} "
            f"| {said} ({said / quiet.reports:.1%}) |"
        )
    yield ""
    yield from _summary(rows, quiet, cells)


def _summary(rows: list[Recall], quiet: Alarms, cells: Located) -> Iterator[str]:
    unmeasured = [code for code in rules() if code not in {row.code for row in rows}]
    middle, most = spread_of(quiet.milliseconds)
    search, slowest = spread_of(cells.milliseconds)
    counts = ", ".join(f"{name} {quiet.by_severity[name]}" for name in ("error", "warning", "info"))
    yield f"- **{quiet.reports} consistent reports**: {counts}. Codes: {_listed(quiet)}."
    yield f"- **{cells.faults} single wrong cells that break two ties or more**: the first suggestion is the cell and"
    first, among = cells.first / cells.faults, cells.among / cells.faults
    yield f"  its value in {first:.1%}; it is among the suggestions in {among:.1%}."
    yield f"- **Time** (CPU): all checks of one report {middle:.2f} ms (median), {most:.2f} ms (most); the search for"
    yield f"  the wrong cell {search:.2f} ms (median), {slowest:.2f} ms (most)."
    yield f"- Not planted here: {', '.join(f'`{code}`' for code in unmeasured)}."


def _listed(quiet: Alarms) -> str:
    return ", ".join(f"`{code}` {count}" for code, count in quiet.by_code.most_common()) or "none"


if __name__ == "__main__":
    raise SystemExit(main())
