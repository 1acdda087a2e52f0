"""From the figures of one report to the harmonised variables and the indicators.

A sum with a term that is not a number is not a number: the state of the worst term stands in its place. What
may not be compared is not joined: its state is ``not_comparable``, the figure stays as published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nianbao.codebook.harmonised import POPULATION, Indicator, Printed, Variable, indicators, variables

STATES = (
    "value",
    "blank",
    "not_applicable",
    "missing",
    "unreadable",
    "conflict",
    "not_printed",
    "not_comparable",
    "small_denominator",
)
"""Of a cell of the panel: those of a figure; two readings that differ; the edition has no such row; may not be
compared with the 2021 form; the denominator is below the minimum. In ascending order of what a sum shows."""

GRADES = ("proved", "read", "doubtful")
FLAGS = ("exact", "near", "not_comparable")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the panel with its quality. ``codes`` are those of findings that name it, apart by blanks."""

    value: int | float | None
    state: str
    grade: str | None = None
    codes: str = ""
    comparability: str | None = None


MISSING = Cell(None, "missing")


def cells_of(report: Mapping[str, Any]) -> dict[str, Cell]:
    """Key -> cell of the report's tables (not of its prose). A key that is printed twice with two values: none."""
    codes = finding_codes(report)
    cells: dict[str, Cell] = {}
    for figure in report["figures"]:
        if figure["origin"] == "prose":
            continue
        key = figure["key"]
        found = Cell(figure["value"], figure["state"], figure["grade"], codes.get(key, ""))
        former = cells.setdefault(key, found)
        if (former.value, former.state) != (found.value, found.state):
            cells[key] = Cell(None, "conflict", "doubtful", found.codes)
    return cells


def finding_codes(report: Mapping[str, Any]) -> dict[str, str]:
    """Key -> codes of the errors and warnings that name it, sorted."""
    found: dict[str, set[str]] = {}
    for finding in report["findings"]:
        if finding["severity"] != "info":
            for key in finding["keys"]:
                found.setdefault(key, set()).add(finding["code"])
    return {key: " ".join(sorted(codes)) for key, codes in found.items()}


def harmonised(cells: Mapping[str, Cell], edition: str | None) -> dict[str, Cell]:
    """All variables of a report with these cells."""
    return {variable.id: _variable(variable, cells, edition) for variable in variables()}


def derived(values: Mapping[str, Cell], population: float | None) -> dict[str, Cell]:
    """All indicators over these variables. ``population`` of the body in that year, where the user gave it."""
    people = MISSING if population is None else Cell(population, "value", None, "", "exact")
    known = {**values, POPULATION: people}
    return {indicator.id: _indicator(indicator, known) for indicator in indicators()}


def _variable(variable: Variable, cells: Mapping[str, Cell], edition: str | None) -> Cell:
    printed = variable.printed.get(edition or "")
    if printed is None:
        return Cell(None, "not_printed")
    if printed.comparability == "not_comparable":
        return Cell(None, "not_comparable", comparability="not_comparable")
    return _sum(printed, cells)


def _sum(printed: Printed, cells: Mapping[str, Cell]) -> Cell:
    terms = [cells.get(key, MISSING) for key in printed.keys]
    codes = " ".join(sorted({code for term in terms for code in term.codes.split()}))
    grade, state = _worst(GRADES, (term.grade for term in terms)), _state(terms)
    value = None if state != "value" else sum(term.value for term in terms if term.value is not None)
    return Cell(value, state, grade, codes, printed.comparability)


def _indicator(indicator: Indicator, values: Mapping[str, Cell]) -> Cell:
    terms = [values[name] for name in indicator.terms]
    grade = _worst(GRADES, (term.grade for term in terms))
    flag = _worst(FLAGS, (term.comparability for term in terms))
    state = _state(terms)
    if state != "value":
        return Cell(None, state, grade, "", flag)
    above = _total(indicator.numerator, values) - _total(indicator.numerator_less, values)
    below = _total(indicator.denominator, values) - _total(indicator.denominator_less, values)
    if below < indicator.minimum:
        return Cell(None, "small_denominator", grade, "", flag)
    return Cell(round(indicator.scale * above / below, 6), "value", grade, "", flag)


def _total(names: Iterable[str], values: Mapping[str, Cell]) -> float:
    return sum(values[name].value or 0 for name in names)


def _state(terms: Iterable[Cell]) -> str:
    return max((term.state for term in terms), key=STATES.index)


def _worst(order: tuple[str, ...], found: Iterable[str | None]) -> str | None:
    known = [name for name in found if name]
    return max(known, key=order.index) if known else None
