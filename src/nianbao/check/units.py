"""A summary report beside its members, cell by cell, as the declared tree says.

A member whose cell is not known makes the sum unknown: then only a summary that is *less* than its known members
is wrong. What the parent holds of its own (本级) and who counts is declared, never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nianbao.check.cascade import add_consequence
from nianbao.check.catalogue import finding, not_assessed
from nianbao.check.phrases import listed, phrase, plain, said
from nianbao.check.view import ReportView, exact
from nianbao.codebook import KeySpec
from nianbao.model import Body, Finding, Message, NotAssessed, Number, SumRow, SumVerdict, Tree

_MOSTLY = 0.7
"""This share of the differences points at a body."""
_TELLING = 3
"""Fewer cells than this point at nobody."""
_NO_HINT: dict[str, dict[str, object]] = {"zh": {"hint": ""}, "en": {"hint": ""}}


@dataclass(slots=True)
class Family:
    """A summary report and the members that are counted in it; null for a member whose report was not read."""

    body: Body
    parent: ReportView
    members: dict[str, ReportView | None]
    outside: dict[str, ReportView]
    """Members that file a report and are not counted (vertical agencies)."""


def families(tree: Tree, views: Mapping[str, ReportView]) -> Iterator[Family]:
    """Every body declared as a summary that has a report and members."""
    for body in tree.bodies.values():
        if not body.summary or body.name not in views:
            continue
        below = list(tree.members(body.name))
        members = {m.name: views.get(m.name) for m in below if m.counted and m.due}
        outside = {m.name: views[m.name] for m in below if not m.counted and m.name in views}
        if members:
            yield Family(body, views[body.name], members, outside)


def sum_rows(family: Family) -> Iterator[SumRow]:
    """Every cell of the summary with the sum of its members, in the order of the form."""
    edition = family.parent.edition
    for key in edition.keys if edition else ():
        printed = family.parent.value(key) if family.parent.is_printed(key) else None
        if printed is None:
            continue
        values = {name: view.value(key) if view else None for name, view in family.members.items()}
        absent = [name for name, value in values.items() if value is None]
        if len(absent) == len(values):
            continue
        total = exact(sum(value for value in values.values() if value is not None))
        yield SumRow(
            family.body.name,
            key,
            family.parent.labels(key)[0],
            printed,
            total,
            exact(printed - total),
            absent,
            _verdict(printed, total, absent, family.body, edition.keys[key] if edition else None),
        )


def _verdict(printed: Number, total: Number, absent: Sequence[str], body: Body, spec: KeySpec | None) -> SumVerdict:
    if printed == total and not absent:
        return "holds"
    signed = spec is not None and spec.type == "change"  # a decrease is printed as a negative number
    if printed < total and not signed:
        return "fails"
    if absent:
        return "not_assessed"
    return "own_part" if body.own_part else "fails"


def check_sums(family: Family, rows: Sequence[SumRow]) -> Iterator[Finding]:
    """One finding for each table of a summary that is not the sum of its members.

    Tables whose differences are those of one body have one cause: the others stand beneath the first.
    """
    failing: dict[str, list[SumRow]] = defaultdict(list)
    edition = family.parent.edition
    if edition is None:
        return
    for row in rows:
        if row.verdict == "fails":
            failing[edition.keys[row.key].table].append(row)
    firsts: dict[str, Finding] = {}
    for table_id, cells in failing.items():
        less = any(row.absent for row in cells) or (family.body.own_part and all((r.residual or 0) < 0 for r in cells))
        table = edition.table(table_id)
        cause = _cause([row for row in rows if edition.keys[row.key].table == table_id], family)
        found = _unequal("UNITS.less" if less else "UNITS.sum", Message(table.zh, table.en), cells, cause, family)
        first = firsts.setdefault(cause[1] if cause else table_id, found)
        if first is not found:
            add_consequence(first, found)
    yield from firsts.values()


def sums_not_assessed(family: Family, rows: Sequence[SumRow]) -> Iterator[NotAssessed]:
    """The members that are missing, when any cell could not be compared for that."""
    open_cells = [row.key for row in rows if row.verdict == "not_assessed"]
    if open_cells:
        names = list(dict.fromkeys(name for row in rows for name in row.absent))
        yield not_assessed("UNITS.sum", "members_missing", open_cells, names="、".join(names), count=len(open_cells))


def _unequal(
    code: str, table: Message, cells: Sequence[SumRow], cause: tuple[str, str] | None, family: Family
) -> Finding:
    text = listed([_cell(row, family) for row in cells])
    hint = phrase(cause[0], unit=cause[1]) if cause else _NO_HINT
    keys = [row.key for row in cells]
    printed = family.parent.printed
    return finding(
        code,
        keys,
        expected=cells[0].members,
        actual=cells[0].printed,
        evidence=[printed[k].evidence for k in keys if k in printed],
        count=len(cells),
        members=sum(1 for view in family.members.values() if view is not None),
        zh={"table": table.zh, "cells": text.zh, **hint["zh"]},
        en={"table": table.en, "cells": text.en, **hint["en"]},
    )


def _cell(row: SumRow, family: Family) -> Message:
    return said(
        "sum_cell",
        label=Message(*family.parent.labels(row.key)),
        printed=plain(row.printed),
        members=plain(row.members or 0),
        residual=plain(row.residual or 0),
    )


def _cause(rows: Sequence[SumRow], family: Family) -> tuple[str, str] | None:
    """(what happened, the body): its figures are the differences of the table, all of them or most."""
    candidates = {**{n: v for n, v in family.members.items() if v is not None}, **family.outside}
    best: tuple[float, str, str] | None = None
    for sign, happened in ((-1, "left_out"), (1, "counted_twice")):
        for name, view in candidates.items():
            share = _explained(rows, view, sign)
            if share >= _MOSTLY and (best is None or share > best[0]):
                best = share, happened if share == 1 else f"mostly_{happened}", name
    return best[1:] if best else None


def _explained(rows: Sequence[SumRow], view: ReportView, sign: int) -> float:
    """The share of the cells that differ, or would differ, which this body's figures explain."""
    pairs = [(exact(sign * (row.residual or 0)), view.value(row.key) or 0) for row in rows]
    told = [residual == own for residual, own in pairs if residual or own]
    return sum(told) / len(told) if len(told) >= _TELLING else 0.0
