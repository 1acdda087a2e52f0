"""Running perturbations over kinds of report, seeds and formats, and counting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from nianbao.errors import NianbaoError
from tests.factory.judge import Verdict, compare, parse_bytes
from tests.factory.model import Draft
from tests.factory.perturb import PERTURBATIONS, Perturbation
from tests.factory.perturb.cells import CELLS
from tests.factory.perturb.columns import COLUMNS
from tests.factory.perturb.disputes import DISPUTES
from tests.factory.perturb.markup import MARKUP
from tests.factory.perturb.rows import ROWS
from tests.factory.perturb.structure import STRUCTURE
from tests.factory.perturb.words import WORDS
from tests.factory.render import render
from tests.factory.reports import draft, make_report


@dataclass(frozen=True, slots=True)
class Case:
    """One perturbed report in one format."""

    perturbation: str
    kind: str
    seed: int
    form: str
    then: str = ""
    """A second perturbation, put on top of the first."""

    def __str__(self) -> str:
        names = f"{self.perturbation} + {self.then}" if self.then else self.perturbation
        return f"{names} [{self.kind} #{self.seed} {self.form}]"

    def make(self) -> Draft:
        """The perturbed draft; the same case gives the same draft."""
        change = PERTURBATIONS[self.perturbation]
        made = draft(make_report(self.kind, self.seed, change.size))
        for name in filter(None, (self.perturbation, self.then)):
            PERTURBATIONS[name].apply(made, Random(f"{name}/{self.kind}/{self.seed}"))
        return made

    def judge(self) -> Verdict:
        """What came of it. A refused document loses everything; a program error breaks the promise."""
        made = self.make()
        data = render(made, self.form)
        try:
            return compare(made, parse_bytes(data, self.form))
        except NianbaoError as error:
            return Verdict(lost=[f"refused: {error}"])
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            return Verdict(wrong=[f"crash: {error!r}"])


def cases(seeds: Iterable[int]) -> Iterator[Case]:
    """Every perturbation, kind, seed and format."""
    for name, change in PERTURBATIONS.items():
        for seed in seeds:
            for kind in change.kinds:
                yield from (Case(name, kind, seed, form) for form in _formats(change, kind))


def sample(name: str, rounds: int) -> Iterator[Case]:
    """``rounds`` cases of one perturbation: the first in its first kind and format, the others drawn from all."""
    change = PERTURBATIONS[name]
    combinations = [(kind, form) for kind in change.kinds for form in _formats(change, kind)]
    rng = Random(name)
    drawn = rng.sample(combinations[1:], min(rounds - 1, len(combinations) - 1))
    for seed, (kind, form) in enumerate([combinations[0], *drawn]):
        yield Case(name, kind, seed, form)


_ONCE = {"row doubled alike", "row doubled differently", "form printed twice", "unperturbed"}
"""A cell changed in one of two copies has no single truth."""


def pairs(count: int, first: int = 0) -> Iterator[Case]:
    """``count`` cases of a change to rows, columns or tables with a change to one cell on top of it."""
    below = [p for p in (*ROWS, *COLUMNS, *STRUCTURE, *DISPUTES, *MARKUP, *WORDS) if p.name not in _ONCE]
    for number in range(first, first + count):
        rng = Random(number)
        while True:
            lower, upper = rng.choice(below), rng.choice(CELLS)
            kinds = [kind for kind in lower.kinds if kind in upper.kinds]
            forms = [form for form in lower.formats if form in upper.formats]
            if kinds and forms:
                break
        case = Case(lower.name, rng.choice(kinds), number, rng.choice(forms), upper.name)
        if _possible(case):
            yield case


def _possible(case: Case) -> bool:
    """The first change has left a place for the second."""
    try:
        render(case.make(), case.form)
    except (IndexError, StopIteration, ValueError):
        return False
    return True


def _formats(change: Perturbation, kind: str) -> tuple[str, ...]:
    """Where a form cannot be read unperturbed in a format, its perturbations say nothing."""
    return tuple(form for form in change.formats if (kind, form) != ("2008", "spaced") or change.name == "unperturbed")


@dataclass(slots=True)
class _Counts:
    runs: int = 0
    failed: int = 0
    right: int = 0
    wrong: int = 0
    lost: int = 0
    state: int = 0
    example: str = ""


@dataclass(slots=True)
class Tally:
    """Counts by perturbation."""

    counts: dict[str, _Counts] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """No run failed."""
        return not any(c.failed for c in self.counts.values())

    def run(self, case: Case) -> Verdict:
        """Judge a case and count it."""
        verdict = case.judge()
        self.count(case, verdict)
        return verdict

    def count(self, case: Case, verdict: Verdict) -> None:
        """Add what came of a case."""
        counts = self.counts.setdefault(case.perturbation, _Counts())
        counts.runs += 1
        counts.right += verdict.right
        counts.wrong += len(verdict.wrong)
        counts.lost += len(verdict.lost)
        counts.state += len(verdict.state)
        if not verdict.passed:
            counts.failed += 1
            if not counts.example or (verdict.wrong and "wrong 0" in counts.example):
                counts.example = f"{case}: {verdict}"


def table_of(tally: Tally) -> str:
    """A compact table: the failing perturbations with an example, and the sums."""
    lines = [f"{'perturbation':42} {'runs':>5} {'fail':>5} {'wrong':>6} {'lost':>6} {'state':>6}"]
    for name, c in tally.counts.items():
        if c.failed:
            lines.append(f"{name:42} {c.runs:5} {c.failed:5} {c.wrong:6} {c.lost:6} {c.state:6}")
            lines.append(f"    {c.example}")
    every = list(tally.counts.values())
    lines.append(
        f"{len(every)} perturbations, {sum(c.runs for c in every)} runs, {sum(c.failed for c in every)} failed; "
        f"right {sum(c.right for c in every)}, wrong {sum(c.wrong for c in every)}, "
        f"lost {sum(c.lost for c in every)}, state {sum(c.state for c in every)}"
    )
    return "\n".join(lines)
