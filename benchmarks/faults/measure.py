"""Recall of every rule, false alarms on consistent reports, and how often the one wrong cell is named."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from statistics import median

from benchmarks.faults.catalogue import PLANTED, SPOILED, Entry
from benchmarks.faults.cells import cell_of, slip
from benchmarks.faults.reports import checked, codes, consistent, read
from nianbao.check.repair import causes
from nianbao.check.ties import verdicts
from nianbao.check.view import ReportView
from nianbao.codebook import rules
from nianbao.extract import Extracted
from nianbao.model import Finding

TIES = ("T3.", "T4.", "TIE.", "T2.")
ENOUGH = {"ties": 0.99, "others": 0.95}


@dataclass(slots=True)
class Recall:
    """Planted faults of one rule and how many were found."""

    code: str
    planted: int = 0
    found: int = 0
    missed: list[int] = field(default_factory=list)
    """Seeds of the reports in which the fault was not found."""

    @property
    def rate(self) -> float:
        return self.found / self.planted if self.planted else 0.0

    @property
    def enough(self) -> bool:
        kind = "ties" if self.code.startswith(TIES) and rules()[self.code].severity == "error" else "others"
        return self.planted > 0 and self.rate >= ENOUGH[kind]


@dataclass(slots=True)
class Alarms:
    """What is said about consistent reports."""

    reports: int = 0
    by_code: Counter[str] = field(default_factory=Counter)
    by_severity: Counter[str] = field(default_factory=Counter)
    seeds: dict[str, int] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)
    """CPU time of all checks of one report."""


@dataclass(slots=True)
class Located:
    """Single wrong cells that break two ties or more."""

    faults: int = 0
    first: int = 0
    """The first suggestion names the cell and its value."""
    among: int = 0
    milliseconds: list[float] = field(default_factory=list)
    """CPU time of the search."""
    missed: list[str] = field(default_factory=list)


def recall(each: int) -> list[Recall]:
    """Plant every fault in ``each`` reports of its own."""
    found: dict[str, Recall] = {}
    for number, entry in enumerate(PLANTED):
        row = found.setdefault(entry[0], Recall(entry[0]))
        for seed, extracted in _damaged(entry, number, each):
            _count(row, seed, extracted.report.findings)
    for code, spoil in SPOILED:
        row = found.setdefault(code, Recall(code))
        for seed in range(each):
            extracted = read(consistent(seed, "2021")[1])
            if spoil(extracted, Random(f"{code}/{seed}")):
                _count(row, seed, checked(extracted).findings)
    return list(found.values())


def _damaged(entry: Entry, number: int, each: int) -> Iterator[tuple[int, Extracted]]:
    code, plant, kind, issuer = entry
    done = 0
    for seed in range(1000 * number, 1000 * number + 20 * each):
        spec, made = consistent(seed, kind, issuer)
        if plant(made, spec, Random(f"{code}/{seed}")):
            yield seed, read(made)
            done += 1
        if done == each:
            return


def _count(row: Recall, seed: int, findings: Iterable[Finding]) -> None:
    row.planted += 1
    if row.code in codes(list(findings)):
        row.found += 1
    else:
        row.missed.append(seed)


def alarms(reports: int) -> Alarms:
    """Read and check reports in which nothing is wrong."""
    seen = Alarms()
    for seed in range(reports):
        extracted = read(consistent(seed)[1], "docx" if seed % 4 == 0 else "html")
        before = time.process_time()
        findings = checked(extracted).findings
        seen.milliseconds.append((time.process_time() - before) * 1000)
        seen.reports += 1
        for finding in findings:
            seen.by_code[finding.code] += 1
            seen.by_severity[finding.severity] += 1
            seen.seeds.setdefault(finding.code, seed)
    return seen


def located(faults: int) -> Located:
    """One cell of table three, four or two is wrong; ties that it breaks are counted as the checks see them."""
    seen = Located()
    seed = 0
    while seen.faults < faults:
        seed += 1
        spec, made = consistent(seed, ("2021", "2019", "2021-single")[seed % 3])
        rng = Random(f"cell/{seed}")
        key = rng.choice([key for key in spec.figures if "@" in key])
        cell = cell_of(made, key)
        if cell is None:
            continue
        cell.text = str(slip(int(spec.figures[key]), rng))
        extracted = read(made)
        view = ReportView(extracted.report, extracted.passages)
        if sum(verdict.known and not verdict.holds for verdict in verdicts(view)) < 2:
            continue
        before = time.process_time()
        causes(view)
        seen.milliseconds.append((time.process_time() - before) * 1000)
        _judge(seen, key, int(spec.figures[key]), extracted.report.findings, seed)
    return seen


def _judge(seen: Located, key: str, meant: int, findings: Iterable[Finding], seed: int) -> None:
    suggested = [finding.suggestions for finding in findings if finding.suggestions]
    seen.faults += 1
    right = any((group[0].key, group[0].value) == (key, meant) for group in suggested)
    seen.first += right
    seen.among += any((s.key, s.value) == (key, meant) for group in suggested for s in group)
    if not right:
        seen.missed.append(f"{seed}:{key}")


def spread_of(values: list[float]) -> tuple[float, float]:
    """Median and the largest."""
    return median(values), max(values)
