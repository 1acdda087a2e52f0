"""This year's report beside last year's of the same body. A null on either side is unknown, never 0."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from nianbao.check.catalogue import finding, not_assessed
from nianbao.check.phrases import listed, phrase, plain, quoted, said
from nianbao.check.settings import DEFAULT, Settings
from nianbao.check.view import ReportView, exact
from nianbao.codebook import Edition, KeySpec, Tie, rules
from nianbao.model import Finding, Message, NotAssessed, Number, Suggestion, YearRow

_CODES = {"X.carry": "YEARS.carry", "X.in_force": "YEARS.in_force"}
"""Tie across years -> its rule; the others are ``YEARS.roll_forward``."""
_OVERALL = ("total", "year")
"""Columns that hold the figure of a row; the others are its breakdown."""
_UNIT_SLIP = 10_000
_BLOCKS = ("reconsideration", "litigation.direct", "litigation.after_reconsideration")
_LEADING = ("requests.received@total", "results.total@total")
"""When one of these jumps, the rows of its table follow."""


class YearPair:
    """A report and last year's: one report, or those of all the bodies that were merged into this one."""

    def __init__(self, now: ReportView, last: Sequence[ReportView]) -> None:
        self.now = now
        self.lasts = tuple(last)

    def last(self, key: str) -> Number | None:
        """Last year's value; the sum over merged bodies when each of them is known."""
        values = [view.value(key) for view in self.lasts]
        if not values or any(value is None for value in values):
            return None
        return exact(sum(value for value in values if value is not None))

    @property
    def edition(self) -> Edition | None:
        """The form of this year's report."""
        return self.now.edition


def check_years(pair: YearPair, settings: Settings = DEFAULT) -> Iterator[Finding]:
    """Everything that needs last year's report."""
    yield from _ties(pair)
    yield from _changes(pair, settings)
    yield from _copied_rows(pair, settings)
    yield from _pending(pair)


def years_not_assessed(pair: YearPair | None) -> Iterator[NotAssessed]:
    """The rules across years that could not be applied, and why."""
    codes = [code for code, rule in rules().items() if rule.group == "years"]
    if pair is None:
        yield from (not_assessed(code, "no_previous") for code in codes)
        return
    unknown: dict[str, list[str]] = defaultdict(list)
    for tie in _spanning(pair):
        if _sides(tie, pair) is None:
            unknown[_CODES.get(tie.id, "YEARS.roll_forward")] += [t.key for t in tie.left]
    for code, keys in unknown.items():
        yield not_assessed(code, "blank_cells", keys, count=len(keys))


def year_rows(unit: str, pair: YearPair, findings: Sequence[Finding]) -> Iterator[YearRow]:
    """Every figure that one of the two years has, in the order of the form."""
    if pair.edition is None:
        return
    spoken = {key: f.code for f in reversed(findings) if f.code.startswith("YEARS.") for key in f.keys}
    for key in pair.edition.keys:
        now, last = pair.now.printed.get(key), pair.last(key)
        if not any(view.is_printed(key) for view in (pair.now, *pair.lasts)):
            continue  # a subtotal that neither year prints
        value = pair.now.value(key)
        if value is None and last is None:
            continue
        states = {v.printed[key].state for v in pair.lasts if key in v.printed}
        last_state = "value" if last is not None else next(iter(sorted(states)), "missing")
        yield YearRow(
            unit,
            key,
            pair.now.labels(key)[0],
            last,
            value,
            last_state,
            "value" if value is not None else now.state if now else "missing",
            spoken.get(key),
        )


# ---- ties that span years ---------------------------------------------------------------------------------


def _spanning(pair: YearPair) -> Iterator[Tie]:
    return (tie for tie in (pair.edition.ties if pair.edition else ()) if tie.spans_years)


def _sides(tie: Tie, pair: YearPair) -> tuple[Number, Number] | None:
    """Both sides, or None when a figure is unknown."""
    totals: list[Number] = []
    for terms in (tie.left, tie.right):
        values = [pair.last(t.key) if t.previous else pair.now.value(t.key) for t in terms]
        if any(value is None for value in values):
            return None
        totals.append(exact(sum(t.sign * (v or 0) for t, v in zip(terms, values, strict=True))))
    return totals[0], totals[1]


def _broken(tie: Tie, pair: YearPair) -> tuple[Number, Number] | None:
    sides = _sides(tie, pair)
    if sides is None:
        return None
    left, right = sides
    holds = {"=": left == right, ">=": left >= right, "<=": left <= right}[tie.relation]
    return None if holds else sides


def _ties(pair: YearPair) -> Iterator[Finding]:
    carry: list[tuple[Tie, Number, Number]] = []
    for tie in _spanning(pair):
        sides = _broken(tie, pair)
        if sides is None:
            continue
        if tie.id == "X.carry":
            carry.append((tie, *sides))
        elif not _is_explained(tie, sides[1] - sides[0], pair):
            yield _rolled(tie, *sides, pair)
    if carry:
        yield _carried(carry, pair)


def _is_explained(tie: Tie, missing: Number, pair: YearPair) -> bool:
    """A sentence says how many lapsed beside those repealed (清理宣布失效30件), or how many are gone together."""
    gone = [t.key for t in tie.terms if not t.previous and t.sign < 0]
    repealed = {*(pair.now.value(key) for key in gone)}
    stated = {f.value for key in gone for f in pair.now.prose.get(key, ())} - repealed
    return missing > 0 and bool(stated & {missing, *(missing + (value or 0) for value in repealed)})


def _rolled(tie: Tie, left: Number, right: Number, pair: YearPair) -> Finding:
    key = tie.left[0].key
    row, _ = _row_and_column(key, pair)
    keys = [t.key for t in tie.terms if not t.previous]
    return finding(
        _CODES.get(tie.id, "YEARS.roll_forward"),
        dict.fromkeys(keys),
        expected=right,
        actual=left,
        difference=exact(abs(left - right)),
        evidence=[pair.now.printed[k].evidence for k in keys if k in pair.now.printed],
        zh={"label": row.zh},
        en={"label": row.en},
    )


def _carried(broken: Sequence[tuple[Tie, Number, Number]], pair: YearPair) -> Finding:
    """One finding for all columns: the total fails because a column does."""
    keys = [tie.left[0].key for tie, _, _ in broken]
    cells = [_carry_cell(tie.left[0].key, now, last, pair) for tie, now, last in broken]
    text = listed(cells)
    first = broken[-1] if len(broken) == 1 else broken[0]
    found = finding(
        "YEARS.carry",
        keys,
        expected=first[2],
        actual=first[1],
        evidence=[pair.now.printed[k].evidence for k in keys if k in pair.now.printed],
        zh={"cells": text.zh},
        en={"cells": text.en},
    )
    found.suggestions = [s for tie, _, last in broken if (s := _mending(tie.left[0].key, last, pair))]
    return found


def _carry_cell(key: str, now: Number, last: Number, pair: YearPair) -> Message:
    _, column = _row_and_column(key, pair)
    return said("carry_cell", column=column, now=plain(now), last=plain(last))


def _mending(key: str, value: Number, pair: YearPair) -> Suggestion | None:
    """Last year's value for the cell, when the ties of this year's own table do not speak against it."""
    now, repaired = pair.now.value(key), 0
    if now is None or pair.edition is None:
        return None
    for tie in pair.edition.ties:
        signs = [(side, t.sign) for side, ts in ((1, tie.left), (-1, tie.right)) for t in ts if t.key == key]
        if tie.spans_years or tie.relation != "=" or not signs:
            continue
        sides = _sides(tie, pair)
        if sides is None:
            continue
        gap = sides[0] - sides[1]
        after = exact(gap + sum(side * sign for side, sign in signs) * (value - now))
        if gap == 0 and after != 0:
            return None
        repaired += gap != 0 and after == 0
    return Suggestion(key, value, 1 + repaired)


def _row_and_column(key: str, pair: YearPair) -> tuple[Message, Message]:
    edition = pair.edition
    spec = edition.keys.get(key) if edition else None
    if edition is None or spec is None:
        whole = Message(*pair.now.labels(key))
        return whole, whole
    table = edition.table(spec.table)
    row = next(r for r in table.rows if r.id == spec.row)
    column = next(c for c in table.columns if c.id == spec.column)
    return Message(row.zh, row.en), Message(column.zh, column.en)


# ---- jumps ------------------------------------------------------------------------------------------------


def _changes(pair: YearPair, settings: Settings) -> Iterator[Finding]:
    """Slips of the unit; then jumps, those of a table's rows beneath the jump of the whole table."""
    jumped: dict[tuple[str, bool], list[tuple[KeySpec, Number, Number]]] = defaultdict(list)
    for spec in _overall(pair):
        last, now = pair.last(spec.key), pair.now.value(spec.key)
        if last is None or now is None or last == now:
            continue
        if spec.type == "money" and _is_unit_slip(last, now, settings):
            yield _changed("YEARS.unit", [(spec, last, now)], pair)
        elif _is_jump(last, now, settings):
            jumped[_family(spec, pair), now > last].append((spec, last, now))
    for members in jumped.values():
        leading = [m for m in members if m[0].key in _LEADING]
        groups = [leading + [m for m in members if m not in leading]] if leading else _by_row(members)
        yield from (_changed("YEARS.jump", group, pair) for group in groups)


def _overall(pair: YearPair) -> Iterator[KeySpec]:
    """The figures that stand for a row: its total, or every column where there is none."""
    if pair.edition is None:
        return
    for table in pair.edition.tables:
        overall = [c.id for c in table.columns if c.id in _OVERALL]
        for spec in pair.edition.keys.values():
            if spec.table == table.id and spec.type != "change" and (not overall or spec.column in overall):
                yield spec


def _family(spec: KeySpec, pair: YearPair) -> str:
    keys = pair.edition.keys if pair.edition else {}
    led = {keys[key].table for key in _LEADING if key in keys}
    return spec.table if spec.table in led else spec.row


def _by_row(members: Sequence[tuple[KeySpec, Number, Number]]) -> list[list[tuple[KeySpec, Number, Number]]]:
    rows: dict[str, list[tuple[KeySpec, Number, Number]]] = defaultdict(list)
    for member in members:
        rows[member[0].row].append(member)
    return list(rows.values())


def _is_unit_slip(last: Number, now: Number, settings: Settings) -> bool:
    if last <= 0 or now <= 0:
        return False
    factor = max(last, now) / min(last, now)
    tolerance = settings.threshold("YEARS.unit", "tolerance")
    return _UNIT_SLIP / tolerance <= factor <= _UNIT_SLIP * tolerance


def _is_jump(last: Number, now: Number, settings: Settings) -> bool:
    small, large = min(last, now), max(last, now)
    if small < 0 or large < settings.threshold("YEARS.jump", "minimum"):
        return False
    return small == 0 or large / small >= settings.threshold("YEARS.jump", "factor")


def _changed(code: str, group: Sequence[tuple[KeySpec, Number, Number]], pair: YearPair) -> Finding:
    (spec, last, now), others = group[0], group[1:]
    times = _times(last, now)
    names = quoted(Message(*pair.now.labels(s.key)) for s, _, _ in others)
    also = phrase("and_others", names=names) if others else phrase("no_others")
    zh, en = pair.now.labels(spec.key)
    keys = [s.key for s, _, _ in group]
    return finding(
        code,
        keys,
        expected=last,
        actual=now,
        evidence=[pair.now.printed[k].evidence for k in keys if k in pair.now.printed],
        last=plain(last),
        now=plain(now),
        zh={"label": zh, **times["zh"], **also["zh"]},
        en={"label": en, **times["en"], **also["en"]},
    )


def _times(last: Number, now: Number) -> dict[str, dict[str, object]]:
    if last == 0:
        return phrase("from_nothing")
    if now == 0:
        return phrase("to_nothing")
    factor = max(last, now) / min(last, now)
    shown = f"{factor:.1f}" if factor < 100 else f"{factor:.0f}"
    return phrase("times_more" if now > last else "times_less", factor=shown)


# ---- rows copied, cases that vanish ------------------------------------------------------------------------


def same_rows(pair: YearPair) -> Iterator[tuple[list[str], list[Number]]]:
    """Rows printed the same in both years: the keys of their own figures, and the figures.

    Stocks (in force) stay the same lawfully, and totals follow from their parts: neither counts.
    """
    edition = pair.edition
    if edition is None:
        return
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for table in edition.tables:
        for key in independent_keys(edition, table.id):
            rows[table.id, edition.keys[key].row].append(key)
    for keys in rows.values():
        now = [pair.now.value(key) for key in keys]
        if None not in now and now == [pair.last(key) for key in keys]:
            yield keys, [value for value in now if value is not None]


def independent_keys(edition: Edition, table: str) -> list[str]:
    """The keys of a table that neither follow from others (totals) nor stay the same lawfully (stocks)."""
    sums = {t.left[0].key for t in edition.ties if t.kind == "sum" and len(t.left) == 1 and t.relation == "="}
    stocks = {t.left[0].key for t in edition.ties if t.spans_years and t.id != "X.carry"}
    return [k for k, spec in edition.keys.items() if spec.table == table and k not in sums and k not in stocks]


def _copied_rows(pair: YearPair, settings: Settings) -> Iterator[Finding]:
    code = "YEARS.copied_rows"
    same = [(keys, values) for keys, values in same_rows(pair) if _telling(values, settings)]
    enough = settings.threshold(code, "together") if len(same) > 1 else settings.threshold(code, "single_row")
    if not same or sum(sum(values) for _, values in same) < enough:
        return
    rows = quoted(_row_and_column(keys[0], pair)[0] for keys, _ in same)
    keys = [key for group, _ in same for key in group]
    yield finding(
        code,
        keys,
        evidence=[pair.now.printed[k].evidence for k in keys if k in pair.now.printed],
        count=len(same),
        zh={"rows": rows.zh},
        en={"rows": rows.en},
    )


def _telling(values: Sequence[Number], settings: Settings) -> bool:
    """A row that is hardly the same by chance: several figures of some size, or one large one."""
    filled = sum(1 for value in values if value)
    least = settings.threshold("YEARS.copied_rows", "row_size" if filled > 1 else "single_cell")
    return sum(values) >= least


def _pending(pair: YearPair) -> Iterator[Finding]:
    for block in _BLOCKS:
        last, now = pair.last(f"{block}.pending"), pair.now.value(f"{block}.total")
        if last is not None and now is not None and now < last:
            key = f"{block}.total"
            row, _ = _row_and_column(key, pair)
            yield finding(
                "YEARS.pending",
                [key, f"{block}.pending"],
                expected=last,
                actual=now,
                evidence=[pair.now.printed[key].evidence] if key in pair.now.printed else [],
                last=plain(last),
                now=plain(now),
                zh={"label": row.zh},
                en={"label": row.en},
            )
