"""How exact the reading is, per layout class and grade: random consistent reports in every layout, cell by cell.

``python -m benchmarks.accuracy`` reads 2,000 documents and prints the table of the README; ``--documents N`` reads
fewer, ``--only TEXT`` one layout or class. Exit code 1 when a single cell is wrong.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nianbao.errors import DocumentError
from nianbao.model import Report
from nianbao.pipeline import parse_capture
from nianbao.read import load
from nianbao.read.office import convert, find_soffice
from tests.factory.judge import parse_as
from tests.factory.layouts import LAYOUTS, Layout
from tests.factory.model import Draft
from tests.factory.office import docx
from tests.factory.reports import EDITIONS, draft, make_report

GRADES = ("proved", "read", "doubtful")
OFFICE = ("doc", "rtf", "odt")
_HEADER = (
    "layout class",
    "documents",
    "cells",
    "wrong",
    "given up",
    "recall",
    *(f"{g}: wrong / given" for g in GRADES),
)


@dataclass(slots=True)
class Score:
    """Counts of one layout class."""

    documents: int = 0
    refused: int = 0
    cells: int = 0
    """Figures that are printed."""
    right: int = 0
    given: Counter[str] = field(default_factory=Counter)
    """Values by grade, right and wrong ones."""
    wrong: Counter[str] = field(default_factory=Counter)
    open: int = 0
    """Given up where the digits alone admit several readings (tables run together)."""
    examples: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Of the printed figures, those that were read; of tables run together, those that can be decided."""
        due = self.cells - self.open
        return self.right / due if due else 1.0

    def add(self, made: Draft, report: Report, name: str) -> None:
        """Compare every printed figure, and every value that was never printed."""
        self.documents += 1
        read = {f.key: f for f in report.figures if f.origin != "prose"}
        for key in {**made.truth, **read}:
            expected, figure = made.truth.get(key), read.get(key)
            value = expected.value if expected else None
            self.cells += value is not None
            if figure is not None and figure.value is not None:
                self.given[figure.grade] += 1
                if figure.value == value:
                    self.right += 1
                else:
                    self.wrong[figure.grade] += 1
                    self.examples.append(f"{name}: {key}: {figure.value} for {value}")
            elif value is not None and figure is not None and figure.candidates:
                self.open += 1

    def refuse(self, made: Draft, name: str, error: DocumentError) -> None:
        """A document that gave no report loses all its figures."""
        self.documents += 1
        self.refused += 1
        self.cells += sum(expect.value is not None for expect in made.truth.values())
        self.examples.append(f"{name}: {error}")


def measure(documents: int, only: str = "", first: int = 0) -> dict[str, Score]:
    """Scores by layout class; documents are spread evenly over layouts and editions, seeds from ``first`` on."""
    scores: dict[str, Score] = {}
    chosen = {name: layout for name, layout in LAYOUTS.items() if only in name or only in layout.group}
    for name, layout, kind, seed in _cases(chosen, documents, first):
        score = scores.setdefault(layout.group, Score())
        made = draft(make_report(kind, seed))
        case = f"{name} {kind} #{seed}"
        try:
            score.add(made, parse_as(layout.render(made), layout.suffix), case)
        except DocumentError as error:
            score.refuse(made, case, error)
    return scores


def measure_office(count: int, first: int = 0) -> tuple[dict[str, Score], float]:
    """Reports saved by LibreOffice in its older formats and read back in one batch; and the seconds a file took."""
    score, captures, drafts = Score(), [], []
    with tempfile.TemporaryDirectory() as name:
        for number in range(count):
            made = draft(make_report(EDITIONS[number % len(EDITIONS)], first + number))
            drafts.append(made)
            (Path(name) / f"{number}.docx").write_bytes(docx(made))
        for number in range(count):
            _save_as(Path(name), OFFICE[number % len(OFFICE)], [f"{n}.docx" for n in _every(number, count)])
        for number, made in enumerate(drafts):
            path = Path(name) / f"{number}.{OFFICE[number % len(OFFICE)]}"
            captures.append((made, load(path)))
    started = time.monotonic()
    outcomes = convert([capture for _, capture in captures])
    seconds = (time.monotonic() - started) / max(1, count)
    for made, capture in captures:
        outcome = outcomes[capture]
        if isinstance(outcome, DocumentError):
            score.refuse(made, capture.path, outcome)
        else:
            score.add(made, parse_capture(capture, converted=outcome.docx), Path(capture.path).name)
    return {"DOC, RTF, ODT": score}, seconds


def _every(number: int, count: int) -> list[int]:
    """All files of one format, with the first of it; none with the others."""
    return list(range(number, count, len(OFFICE))) if number < len(OFFICE) else []


def _save_as(folder: Path, suffix: str, files: list[str]) -> None:
    if not files:
        return
    program = find_soffice()
    assert program is not None, "asked for only where it is installed"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", suffix, "--outdir", str(folder), *files],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _cases(chosen: dict[str, Layout], documents: int, first: int) -> Iterator[tuple[str, Layout, str, int]]:
    names = [name for name in chosen if not chosen[name].needs_office or find_soffice()]
    for number in range(documents if names else 0):
        turn, at = divmod(number, len(names))
        seed, kind = divmod(turn, len(EDITIONS))
        yield names[at], chosen[names[at]], EDITIONS[(kind + at) % len(EDITIONS)], first + seed


def as_markdown(scores: dict[str, Score]) -> Iterator[str]:
    """The table of the README."""
    yield "| " + " | ".join(_HEADER) + " |"
    yield "|" + "---|" * len(_HEADER)
    for group, score in [*scores.items(), ("all", _sum(scores.values()))]:
        grades = (f"{score.wrong[g]} / {score.given[g]:,}" for g in GRADES)
        lost = score.cells - score.right - score.wrong.total()
        facts = (
            f"{score.documents:,}",
            f"{score.cells:,}",
            f"{score.wrong.total()}",
            f"{lost:,}",
            f"{score.recall:.3%}",
        )
        yield f"| {group} | {' | '.join((*facts, *grades))} |"


def _sum(scores: Iterable[Score]) -> Score:
    total = Score()
    for score in scores:
        total.documents += score.documents
        total.refused += score.refused
        total.cells += score.cells
        total.right += score.right
        total.open += score.open
        total.given += score.given
        total.wrong += score.wrong
    return total


def main(argv: list[str] | None = None) -> int:
    """Print the table and examples of what went wrong; 1 when a cell is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--documents", type=int, default=2000, metavar="N")
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--office", type=int, default=45, metavar="N", help="documents in older office formats")
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    args = parser.parse_args(argv)
    scores = measure(args.documents, args.only, args.first)
    seconds = None
    if args.office and find_soffice():
        found, seconds = measure_office(args.office, args.first)
        scores |= found
    print("\n".join(as_markdown(scores)))
    if seconds is not None:
        print(f"\nLibreOffice: {seconds:.2f} s a file in one batch of {args.office}")
    for score in scores.values():
        for line in score.examples[:5]:
            print(f"  {line}", file=sys.stderr)
    return 1 if any(score.wrong for score in scores.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
