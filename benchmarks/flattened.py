"""Tables run together: how long a report takes, and whether a fault of the report ever becomes a wrong figure.

``python -m benchmarks.flattened`` reads 225 consistent reports of all editions and prints the CPU time of a whole parse
and of solving alone; then 200 reports each with one digit, two digits, a whole cell, two cells swapped or zeros left
blank. Exit code 1 when a figure is not as printed.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from unittest.mock import patch

from nianbao.extract.forms.flattened import FlatReading, read_flattened
from tests.factory.judge import parse_as
from tests.factory.layouts import LAYOUTS
from tests.factory.model import Cell, Draft, Expect
from tests.factory.reports import EDITIONS, draft, make_report


@dataclass(slots=True)
class Clock:
    """CPU milliseconds of whole parses, and of the solving within each."""

    whole: list[float] = field(default_factory=list)
    solving: list[float] = field(default_factory=list)

    def read(self, *args: object) -> FlatReading:
        started = time.process_time()
        reading = read_flattened(*args)  # type: ignore[arg-type]  # handed on as it came
        self.solving[-1] += 1000 * (time.process_time() - started)
        return reading


def time_reports(reports: int, first: int = 0) -> Clock:
    """The times of consistent reports, in every edition and layout without borders."""
    clock = Clock()
    names = [name for name, layout in LAYOUTS.items() if layout.flat]
    parse_as(LAYOUTS[names[0]].render(draft(make_report(EDITIONS[0]))), LAYOUTS[names[0]].suffix)
    with patch("nianbao.extract.report.read_flattened", clock.read):
        for number in range(reports):
            turn, kind = divmod(number, len(EDITIONS))
            layout = LAYOUTS[names[turn % len(names)]]
            data = layout.render(draft(make_report(EDITIONS[kind], first + turn)))
            clock.solving.append(0.0)
            started = time.process_time()
            parse_as(data, layout.suffix)
            clock.whole.append(1000 * (time.process_time() - started))
    return clock


def _digit(made: Draft, cells: list[Cell], rng: Random) -> None:
    cell = rng.choice(cells)
    at = rng.randrange(len(cell.text))
    lead = "123456789" if at == 0 and len(cell.text) > 1 else "0123456789"
    _set(made, cell, cell.text[:at] + rng.choice([d for d in lead if d != cell.text[at]]) + cell.text[at + 1 :])


def _two_digits(made: Draft, cells: list[Cell], rng: Random) -> None:
    _digit(made, cells, rng)
    _digit(made, cells, rng)


def _whole_cell(made: Draft, cells: list[Cell], rng: Random) -> None:
    cell = rng.choice(cells)
    _set(made, cell, str(rng.randint(0, max(9, 2 * int(cell.text)))))


def _swap(made: Draft, cells: list[Cell], rng: Random) -> None:
    one, other = rng.sample(cells, 2)
    text = one.text
    _set(made, one, other.text)
    _set(made, other, text)


def _blanks(made: Draft, cells: list[Cell], rng: Random) -> None:
    zeros = [cell for cell in cells if cell.text == "0"]
    for cell in rng.sample(zeros, min(len(zeros), rng.randint(1, 6))):
        cell.text = ""
        made.no_value([str(cell.key)], "blank", "unreadable", "missing")


def _set(made: Draft, cell: Cell, text: str) -> None:
    cell.text = text
    made.truth[str(cell.key)] = Expect(int(text))


FAULTS: dict[str, Callable[[Draft, list[Cell], Random], None]] = {
    "one digit": _digit,
    "two digits": _two_digits,
    "a cell": _whole_cell,
    "two cells swapped": _swap,
    "zeros left blank": _blanks,
}


def seed_faults(reports: int, name: str, first: int = 0) -> Counter[str]:
    """Figures of tables run together in reports with a fault: right, wrong, given up."""
    counts: Counter[str] = Counter()
    for number in range(reports):
        kind = ("2021", "2019", "2021-single", "2008")[number % 4]
        made = draft(make_report(kind, first + number))
        tied = [cell for grid in made.grids() if grid.name in ("t3", "t2008") for cell in grid.figures()]
        FAULTS[name](made, [cell for cell in tied if cell.text.isdigit()], Random(f"{name}/{first + number}"))
        report = parse_as(LAYOUTS["flat"].render(made), ".txt")
        for figure in report.figures:
            if figure.origin != "prose" and figure.key in made.truth:
                due = made.truth[figure.key].value
                counts["given up" if figure.value is None else "right" if figure.value == due else "wrong"] += 1
    return counts


def _spread(times: list[float]) -> str:
    ordered = sorted(times)
    at = {share: ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.9, 0.99)}
    return f"median {at[0.5]:.1f} ms, 90 % {at[0.9]:.1f}, 99 % {at[0.99]:.1f}, longest {ordered[-1]:.1f}"


def main(argv: list[str] | None = None) -> int:
    """Print both; 1 when a figure is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flattened", description=__doc__)
    parser.add_argument("--reports", type=int, default=225, metavar="N")
    parser.add_argument("--faults", type=int, default=200, metavar="N")
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    args = parser.parse_args(argv)
    clock = time_reports(args.reports, args.first)
    print(f"whole parse of {args.reports} reports: {_spread(clock.whole)}\nsolving: {_spread(clock.solving)}")
    wrong = 0
    for name in FAULTS if args.faults else ():
        counts = seed_faults(args.faults, name, args.first)
        wrong += counts["wrong"]
        print(f"{name}: {args.faults} reports, {', '.join(f'{what} {n:,}' for what, n in sorted(counts.items()))}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
