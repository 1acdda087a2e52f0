"""Figures of table two that the body's level makes unlikely."""

from __future__ import annotations

from collections.abc import Iterator

from nianbao.check.catalogue import finding, not_assessed
from nianbao.check.catalogue import words as phrase
from nianbao.check.repair import whole
from nianbao.check.view import Number, ReportView, exact
from nianbao.check.wording import words
from nianbao.model import Finding, NotAssessed

_TEN_THOUSAND = 10_000


def check_plausible(view: ReportView) -> Iterator[Finding | NotAssessed]:
    """Items and decisions mixed up, rules issued by bodies that may issue none, fees given in yuan."""
    yield from _items(view)
    level = view.report.issuer.level
    if level is None:
        if any(view.has_value(key) for key in words("plausible")["money_keys"]):
            yield not_assessed("T2.level", "no_level")
            yield not_assessed("T2.unit", "no_level")
        return
    yield from _rules_of(level, view)
    for key, times in words("plausible")["money_keys"].items():
        yield from _money_of(key, times, level, view)


def _items(view: ReportView) -> Iterator[Finding]:
    """What the items come to with the year's change: never below none, and not the number of decisions as a rule."""
    printed = view.printed_values
    for row in words("plausible")["item_rows"]:
        prior, change = printed.get(f"{row}.prior_items"), printed.get(f"{row}.change")
        if prior is None or change is None:
            continue
        items, decisions = exact(prior + change), printed.get(f"{row}.decisions")
        if items < 0:
            yield _of_items("T2.items", f"{row}.change", [f"{row}.prior_items"], items, view)
        elif items == decisions and items >= view.threshold("T2.items_as_decisions", "least"):
            yield _of_items("T2.items_as_decisions", f"{row}.decisions", [f"{row}.prior_items"], items, view)


def _of_items(code: str, key: str, others: list[str], items: Number, view: ReportView) -> Finding:
    zh, en = view.labels(key)
    keys = [key, *others]
    return finding(
        code,
        keys,
        actual=view.printed_values[key],
        evidence=[view.printed[k].evidence for k in keys],
        items=items,
        zh={"label": zh},
        en={"label": en},
    )


def _rules_of(level: str, view: ReportView) -> Iterator[Finding]:
    known = words("plausible")
    if level not in known["no_rules_levels"]:
        return
    row = known["rules_row"] + "."
    filled = [f for key, f in view.printed.items() if key.startswith(row) and f.value]
    if filled:
        first, said = filled[0], phrase(f"level_{level}")
        zh, en = view.labels(first.key)
        yield finding(
            "T2.level",
            [figure.key for figure in filled],
            expected=0,
            actual=first.value,
            evidence=[first.evidence],
            zh={"label": zh, **said["zh"]},
            en={"label": en, **said["en"]},
        )


def _money_of(key: str, times: int, level: str, view: ReportView) -> Iterator[Finding]:
    figure = view.printed.get(key)
    limits = view.limits("T2.unit")
    if figure is None or figure.value is None or level not in limits or figure.value <= times * limits[level]:
        return
    zh, en = view.labels(figure.key)
    said = phrase(f"level_{level}")
    yield finding(
        "T2.unit",
        [figure.key],
        expected=whole(exact(figure.value / _TEN_THOUSAND)),
        actual=figure.value,
        evidence=[figure.evidence],
        zh={"label": zh, **said["zh"]},
        en={"label": en, **said["en"]},
    )
