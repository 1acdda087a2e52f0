"""The steps across reports: to units -> across years -> sums -> copies -> coverage -> what was not checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from nianbao.check.cascade import add_consequence
from nianbao.check.copies import Source, Twins, check_copies, check_twins, find_copies, same_figures
from nianbao.check.coverage import arrival_of, assemble, audit_year, check_coverage
from nianbao.check.settings import DEFAULT, Settings
from nianbao.check.units import check_sums, families, sum_rows, sums_not_assessed
from nianbao.check.view import ReportView
from nianbao.check.years import YearPair, check_years, year_rows, years_not_assessed
from nianbao.errors import UsageError
from nianbao.model import Audit, Filing, Finding, NotAssessed, Tree, Unit, Unread

__all__ = ["audit"]

_COPIED_ROWS = "YEARS.copied_rows"


def audit(
    filings: Sequence[Filing],
    lasts: Sequence[Filing] = (),
    unread: Sequence[Unread] = (),
    tree: Tree | None = None,
    year: int | None = None,
    settings: Settings = DEFAULT,
) -> Audit:
    """Everything that can be said of the reports of one year together.

    ``filings`` are this year's folder, already checked one by one; ``lasts`` last year's. Raises UsageError when
    no report says for which year it is and none is given.
    """
    chosen = audit_year(filings, year)
    if chosen is None:
        raise UsageError("", problem="no_year")
    units, strangers = assemble(filings, lasts, unread, tree, chosen)
    result = Audit(chosen, units, unread=strangers, has_tree=tree is not None)
    result.has_last_year = any(unit.last for unit in units)
    for unit in units:
        unit.findings = list(unit.report.findings) if unit.report else []
        unit.not_assessed = list(unit.report.not_assessed) if unit.report else []
    _across_years(result, settings)
    _across_units(result, tree, settings)
    _copied(result, tree, settings)
    for unit in units:
        unit.arrival = arrival_of(unit)
        _add(unit, check_coverage(unit, chosen, tree), settings)
    return result


def _add(unit: Unit, findings: Iterator[Finding], settings: Settings) -> None:
    """New findings about a unit, as configured: switched off, tuned or waived."""
    new = list(findings)
    unit.findings += settings.apply(new, unit.report) if unit.report else [f for f in new if settings.is_on(f.code)]


def _unsaid(unit: Unit, gaps: Iterator[NotAssessed], settings: Settings) -> None:
    unit.not_assessed += [gap for gap in gaps if settings.is_on(gap.code)]


def _view(filing: Filing, settings: Settings) -> ReportView:
    return ReportView(filing.report, filing.passages, settings)


def _across_years(result: Audit, settings: Settings) -> None:
    for unit in result.units:
        if unit.filing is None:
            continue
        lasts = [*([unit.last] if unit.last else []), *unit.predecessors]
        pair = YearPair(_view(unit.filing, settings), [_view(last, settings) for last in lasts]) if lasts else None
        _unsaid(unit, years_not_assessed(pair), settings)
        if pair is not None:
            _add(unit, check_years(pair, settings), settings)
            result.years += year_rows(unit.name, pair, unit.findings)


def _across_units(result: Audit, tree: Tree | None, settings: Settings) -> None:
    if tree is None:
        return
    units = {unit.name: unit for unit in result.units}
    views = {name: _view(unit.filing, settings) for name, unit in units.items() if unit.filing}
    for family in families(tree, views):
        rows = list(sum_rows(family))
        result.sums += rows
        parent = units[family.body.name]
        _add(parent, check_sums(family, rows), settings)
        _unsaid(parent, sums_not_assessed(family, rows), settings)


def _copied(result: Audit, tree: Tree | None, settings: Settings) -> None:
    sources = list(_sources(result))
    result.copies = find_copies(sources, settings)
    by_unit = {unit.name: unit for unit in result.units}
    views = [(source, _view(source.filing, settings)) for source in sources]
    twins = list(same_figures(views, settings))
    for unit in result.units:
        if unit.filing is not None:
            _add(unit, check_copies(unit.name, unit.filing, result.copies), settings)
    alike: dict[tuple[str, str], list[Twins]] = defaultdict(list)
    for twin in twins:
        if not _adds_up(twin, tree):
            alike[twin.unit, twin.other].append(twin)
    for (name, _), tables in alike.items():
        unit = by_unit[name]
        if unit.filing is not None:
            view = _view(unit.filing, settings)
            finding = check_twins(tables, view)
            if tables[0].last_year:
                _take_rows(unit, finding, view)
            _add(unit, iter([finding]), settings)


def _adds_up(twin: Twins, tree: Tree | None) -> bool:
    """A summary is the same as one of its members where the others have nothing."""
    bodies = tree.bodies if tree else {}
    pairs = ((twin.unit, twin.other), (twin.other, twin.unit))
    return any(member in bodies and bodies[member].parent == parent for parent, member in pairs)


def _take_rows(unit: Unit, twins: Finding, view: ReportView) -> None:
    """The rows copied from last year go beneath the finding about the whole tables they belong to."""
    rows = [f for f in unit.findings if f.code == _COPIED_ROWS and f.waived is None]
    for finding in rows:
        if not {key for key in finding.keys if view.printed_values.get(key)} <= set(twins.keys):
            continue
        add_consequence(twins, finding)
        unit.findings.remove(finding)


def _sources(result: Audit) -> Iterator[Source]:
    """This year's reports, then last year's, each with the names that its text may well repeat."""
    for last_year in (False, True):
        for unit in result.units:
            filing = unit.last if last_year else unit.filing
            if filing is not None:
                names = {unit.name, filing.report.issuer.name or "", *(unit.body.names if unit.body else ())}
                yield Source(unit.name, filing, last_year, tuple(sorted(names)))
