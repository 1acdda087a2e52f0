"""``python -m benchmarks.across``: faults planted in consistent counties, for the checks across reports.

A county is a summary and its members in two years, whose figures agree with each other (``tests.factory.county``). One
fault is planted in each; it counts as found when its own rule speaks of the body, and of the cell, it was planted in.
False alarms are counted on counties without faults. Only made-up reports are measured here.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from nianbao.model import Audit, Filing, Unread
from nianbao.pipeline.across import audit
from tests.factory.county import PARENT, YEAR, County, filing, make_county

COLUMNS = ("natural_person", "business")
ENOUGH = 0.95
_MEMBERS = 6


@dataclass(slots=True)
class Case:
    """A county about to be audited, and where a fault was planted in it."""

    county: County
    rng: Random
    extra: list[Filing] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    body: str = ""
    key: str | None = None
    """The cell that the finding has to name; None when it is about the report."""

    def at(self, body: str, key: str | None = None) -> bool:
        self.body, self.key = body, key
        return True

    def audit(self) -> Audit:
        county = self.county
        return audit([*county.filings(), *self.extra], county.lasts(), self.unread, county.tree, YEAR)


Plant = Callable[[Case], bool]
"""Puts the fault in; False where it does not fit this county."""


def _shift(case: Case, body: str, row: str, by: int) -> str:
    """Another number in one column of a row, its total with it; the key of the cell."""
    column = case.rng.choice(COLUMNS)
    figures = case.county.now[body]
    for key in (f"{row}@{column}", f"{row}@total"):
        figures[key] += by
    return f"{row}@{column}"


def carry(case: Case) -> bool:
    body = case.rng.choice(case.county.members)
    return case.at(body, _shift(case, body, "requests.brought_forward", case.rng.choice([1, 2, 5, 9])))


def in_force(case: Case) -> bool:
    body = case.rng.choice(case.county.members)
    key = f"proactive.{case.rng.choice(['regulations', 'normative_documents'])}.in_force"
    case.county.now[body][key] += case.rng.choice([-3, -1, 1, 2, 10])
    return case.at(body, key)


def jump(case: Case) -> bool:
    body = case.rng.choice(case.county.members)
    key = f"proactive.{case.rng.choice(['licensing', 'penalty', 'coercion'])}.decisions"
    figures = case.county.now[body]
    figures[key] = figures[key] * case.rng.choice([8, 10, 100]) if case.rng.random() < 0.5 else figures[key] // 10
    return case.at(body, key)


def unit(case: Case) -> bool:
    body, key = case.rng.choice(case.county.members), "proactive.admin_fees.amount"
    case.county.now[body][key] = round(case.county.now[body][key] * 10_000, 2)
    return case.at(body, key)


def copied_rows(case: Case) -> bool:
    body = case.rng.choice(case.county.members)
    now, last = case.county.now[body], case.county.last[body]
    rows = ("results.granted", "results.granted_in_part", "results.unavailable.not_held")
    for row in rows:
        for key in [k for k in now if k.startswith(f"{row}@")]:
            now[key] = last[key]
    sizes = [last[f"{row}@total"] for row in rows if all(last[f"{row}@{c}"] for c in COLUMNS)]
    return sum(sizes) >= 60 and len(sizes) > 1 and case.at(body, "results.granted@natural_person")


def pending(case: Case) -> bool:
    body = case.rng.choice(case.county.members)
    case.county.last[body]["reconsideration.pending"] = case.county.now[body]["reconsideration.total"] + 2
    return case.at(body, "reconsideration.total")


def wrong_sum(case: Case) -> bool:
    keys = [k for k in case.county.now[PARENT] if k.startswith(("requests.", "results.", "litigation.", "proactive."))]
    key = case.rng.choice(keys)
    case.county.now[PARENT][key] += case.rng.choice([1, 3, 10, 90])
    return case.at(PARENT, key)


def too_small_a_sum(case: Case) -> bool:
    gone = case.rng.choice(case.county.members)
    del case.county.now[gone]
    known = case.county.now
    keys = [k for k in known[PARENT] if sum(known[m][k] for m in case.county.members) > 0]
    key = case.rng.choice(keys)
    known[PARENT][key] = sum(known[m][key] for m in case.county.members) - 1
    return case.at(PARENT, key)


def missing(case: Case) -> bool:
    body = case.rng.choice(case.county.members)
    del case.county.now[body]
    return case.at(body)


def wrong_year(case: Case) -> bool:
    body = case.rng.choice(case.county.members)
    case.extra.append(filing(body, YEAR - 2, case.county.now.pop(body), []))
    return case.at(body)


def unreadable(case: Case) -> bool:
    body = case.rng.choice(case.county.members)
    del case.county.now[body]
    case.unread.append(Unread(f"2024/{body}年度报告.pdf", "damaged", "残缺", "damaged"))
    return case.at(body)


def versions(case: Case) -> bool:
    body = case.rng.choice(case.county.members)
    key = case.rng.choice(list(case.county.now[body]))
    changed = case.county.now[body] | {key: case.county.now[body][key] + 1}
    case.extra.append(filing(body, YEAR, changed, [], "second.html"))
    return case.at(body, key)


def unknown_body(case: Case) -> bool:
    body = case.rng.choice(case.county.members)
    del case.county.tree.bodies[body]
    return case.at(body)


def late(case: Case) -> bool:
    body = case.rng.choice(case.county.members)
    case.county.tree.bodies[body].deadline = date(YEAR + 1, 1, case.rng.randint(3, 19))
    return case.at(body)


def copied_text(case: Case) -> bool:
    body, other = case.rng.sample(case.county.members, 2)
    text = case.county.texts[other][case.rng.randint(1, 4)]
    letters = [case.rng.choice("的了在与及按从") if case.rng.random() < 0.04 else c for c in text]
    case.county.texts[body][case.rng.randint(1, 4)] = "".join(letters)
    return case.at(body)


def last_years_text(case: Case) -> bool:
    body = case.rng.choice(case.county.members)
    case.county.texts[body][2] = case.county.last_texts[body][case.rng.randint(1, 4)]
    return case.at(body)


def copied_figures(case: Case) -> bool:
    body, other = case.rng.sample(case.county.members, 2)
    tables = ("requests.", "results.")
    case.county.now[body] |= {k: v for k, v in case.county.now[other].items() if k.startswith(tables)}
    return case.at(body)


PLANTED: tuple[tuple[str, Plant], ...] = (
    ("YEARS.carry", carry),
    ("YEARS.in_force", in_force),
    ("YEARS.jump", jump),
    ("YEARS.unit", unit),
    ("YEARS.copied_rows", copied_rows),
    ("YEARS.pending", pending),
    ("UNITS.sum", wrong_sum),
    ("UNITS.less", too_small_a_sum),
    ("COVERAGE.missing", missing),
    ("COVERAGE.wrong_year", wrong_year),
    ("COVERAGE.unreadable", unreadable),
    ("COVERAGE.versions", versions),
    ("COVERAGE.unknown_body", unknown_body),
    ("COVERAGE.late", late),
    ("COPIES.sibling", copied_text),
    ("COPIES.last_year", last_years_text),
    ("COPIES.figures", copied_figures),
)


def found(case: Case, code: str) -> bool:
    """The rule speaks of the body, and of the cell when there is one."""
    unit_ = next(u for u in case.audit().units if u.name == case.body)
    return any(f.code == code and (case.key is None or case.key in f.keys) for f in unit_.findings)


def recall(code: str, plant: Plant, each: int) -> tuple[int, int, list[int]]:
    """(planted, found, seeds of those that were missed)."""
    planted, missed, seed = 0, [], 0
    while planted < each and seed < 5 * each:
        case = Case(make_county(seed, _MEMBERS), Random(f"{code}/{seed}"))
        if plant(case):
            planted += 1
            if not found(case, code):
                missed.append(seed)
        seed += 1
    return planted, planted - len(missed), missed


def alarms(counties: int) -> tuple[int, Counter[str], Counter[str]]:
    """(reports, findings by severity, findings by code) of counties without a fault."""
    severities, codes, reports = Counter[str](), Counter[str](), 0
    for seed in range(counties):
        for unit_ in Case(make_county(10_000 + seed, _MEMBERS), Random(seed)).audit().units:
            reports += 1
            severities.update(f.severity for f in unit_.findings)
            codes.update(f.code for f in unit_.findings)
    return reports, severities, codes


def page(each: int, counties: int) -> Iterator[str]:
    """The table of the documentation."""
    yield "# Seeded faults across reports: what is found, and what is said without cause"
    yield ""
    yield f"Made by `python -m benchmarks.across --each {each} --counties {counties}`; the same command gives the same"
    yield "counts. Faults are planted in consistent, made-up counties (a summary and six members in two years); a fault"
    yield "counts as found when its own rule names the body and the cell. Real reports are not measured here."
    yield ""
    yield "| rule | planted | found | recall |"
    yield "|---|--:|--:|--:|"
    for code, plant in PLANTED:
        planted, hits, missed = recall(code, plant, each)
        mark = "" if hits >= ENOUGH * planted else f" (below {ENOUGH:.0%}; seeds {missed[:5]})"
        yield f"| {code} | {planted} | {hits} | {hits / max(planted, 1):.1%}{mark} |"
    reports, severities, codes = alarms(counties)
    yield ""
    yield f"Without faults: {reports} reports of {counties} counties, {severities['error']} errors,"
    told = ", ".join(f"{code} {count}" for code, count in sorted(codes.items())) or "none"
    yield f"{severities['warning']} warnings, {severities['info']} notes ({told})."


def main(argv: list[str] | None = None) -> int:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.across", description=__doc__)
    parser.add_argument("--each", type=int, default=100, metavar="N", help="faults of each kind (%(default)s)")
    parser.add_argument("--counties", type=int, default=150, metavar="N", help="without faults (%(default)s)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table as Markdown")
    args = parser.parse_args(argv)
    start, said = time.process_time(), []
    for line in page(args.each, args.counties):
        print(line, flush=True)
        said.append(line)
    if args.write:
        args.write.write_text("\n".join(said) + "\n", encoding="utf-8", newline="\n")
    print(f"\nCPU time {time.process_time() - start:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
