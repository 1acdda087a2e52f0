"""Figures of table two that the body's level makes unlikely."""

from __future__ import annotations

from collections.abc import Iterator

from nianbao.check.catalogue import finding, not_assessed
from nianbao.check.catalogue import words as phrase
from nianbao.check.repair import whole
from nianbao.check.view import ReportView, exact
from nianbao.check.wording import words
from nianbao.model import Finding, NotAssessed

_TEN_THOUSAND = 10_000


def check_plausible(view: ReportView) -> Iterator[Finding | NotAssessed]:
    """Rules issued by bodies that may issue none, fees given in yuan."""
    level = view.report.issuer.level
    if level is None:
        if any(view.has_value(key) for key in words("plausible")["money_keys"]):
            yield not_assessed("T2.level", "no_level")
            yield not_assessed("T2.unit", "no_level")
        return
    yield from _rules_of(level, view)
    for key, times in words("plausible")["money_keys"].items():
        yield from _money_of(key, times, level, view)


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
