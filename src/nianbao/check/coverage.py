"""Who should have reported, and who did: documents brought to their bodies, and what is missing or doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from nianbao.check.catalogue import finding
from nianbao.check.phrases import listed, phrase
from nianbao.codebook import codebook, rules
from nianbao.codebook.bodies import body_key
from nianbao.data import load_toml
from nianbao.model import (
    Arrival,
    Filing,
    Finding,
    Message,
    Number,
    Report,
    Tree,
    Unit,
    Unread,
)

_BOTH = 2
"""So many bodies with reports of both years make a folder one of both years."""
_LEAST_NAME = 4
"""A name at least this long may be told by its end: 云溪县财政局 for 某省云溪县财政局."""


def audit_year(filings: Iterable[Filing], wanted: int | None = None) -> int | None:
    """The year asked for, else the year of most reports; the later one of two equal."""
    if wanted is not None:
        return wanted
    years = Counter(f.report.year for f in filings if f.report.year is not None)
    return max(years, key=lambda year: (years[year], year), default=None)


def assemble(
    filings: Sequence[Filing], lasts: Sequence[Filing], unread: Sequence[Unread], tree: Tree | None, year: int
) -> tuple[list[Unit], list[Unread]]:
    """Units in the order of the tree, then of the files; and the documents that belong to no unit.

    Of two versions the one published later is taken, else the first. A report of another year is kept aside; last
    year's, when it lies in the same folder, serves as last year's.
    """
    register = _Register(tree)
    for filing in filings:
        register.unit_of(filing.report).other_years.append(filing)
    units = register.units
    both_years = not lasts and sum(_has_both(unit, year) for unit in units.values()) >= _BOTH
    for unit in units.values():
        _sort_out(unit, year, both_years)
    for filing in lasts:
        name = register.known(filing.report)
        if name is not None and filing.report.year == year - 1:
            units[name].last = _later(units[name].last, filing)
    if tree is not None:
        _merge(tree, units, [f for f in (*lasts, *filings) if f.report.year == year - 1], register)
    strangers = [document for document in unread if not register.take_unread(document)]
    return list(units.values()), strangers


class _Register:
    """Units by every name they go by."""

    def __init__(self, tree: Tree | None) -> None:
        self.units: dict[str, Unit] = {}
        self.names: dict[str, str] = {}
        self.declared = tree is not None
        for body in tree.bodies.values() if tree else ():
            if body.merged_into is None:
                self.units[body.name] = Unit(body.name, body, deadline=_iso(body.deadline))
            for name in body.names:
                self.names[name] = body.merged_into or body.name

    def known(self, report: Report) -> str | None:
        """The unit a report belongs to, by its name; or when one unit alone differs by a higher division in front."""
        name = body_key(report.issuer.name or "")
        if name in self.names:
            return self._living(self.names[name])
        similar = {own for own in set(self.names.values()) if _with_upper_division(name, own)}
        return self._living(similar.pop()) if len(similar) == 1 else None

    def _living(self, name: str) -> str | None:
        return name if name in self.units else None

    def unit_of(self, report: Report) -> Unit:
        """The unit of a report; a new one when nobody goes by its name."""
        known = self.known(report)
        if known is None:
            known = body_key(report.issuer.name or "") or PurePath(report.source.path).stem
            self.units.setdefault(known, Unit(known))
            self.names[known] = known
        return self.units[known]

    def take_unread(self, document: Unread) -> bool:
        """Whether the file's name says whose it is."""
        stem = body_key(PurePath(document.path).stem)
        owners = {self.names[name] for name in self.names if len(name) >= _LEAST_NAME and name in stem}
        longest = max(owners, key=len, default=None)
        if longest is None or longest not in self.units:
            return False
        self.units[longest].unread.append(document)
        return True


def _with_upper_division(one: str, other: str) -> bool:
    """One name is the other behind the name of a higher division: 云山省青岚县财政局 and 青岚县财政局."""
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    if len(shorter) < _LEAST_NAME or not longer.endswith(shorter):
        return False
    return longer.removesuffix(shorter).endswith(tuple(load_toml("identity.toml")["levels"]))


def _iso(day: object) -> str | None:
    return str(day) if day is not None else None


def _has_both(unit: Unit, year: int) -> bool:
    """This year's report and last year's lie in one folder."""
    return {year, year - 1} <= {filing.report.year for filing in unit.other_years}


def _sort_out(unit: Unit, year: int, both_years: bool) -> None:
    """This year's report, other versions of it, last year's, and reports of other years.

    Where the folder holds both years, a body with last year's report only has not filed; elsewhere it has filed the
    wrong one.
    """
    mine = [f for f in unit.other_years if f.report.year == year]
    others = [f for f in unit.other_years if f.report.year != year]
    for filing in mine:
        best = _later(unit.filing, filing)
        if unit.filing is not None:
            unit.other_versions.append(filing if best is unit.filing else unit.filing)
        unit.filing = best
    if unit.filing is not None or both_years:
        for filing in [f for f in others if f.report.year == year - 1]:
            unit.last = _later(unit.last, filing)
            others.remove(filing)
    unit.other_years = others
    unit.arrival = "time_unknown" if unit.filing else "missing"


def _later(one: Filing | None, other: Filing) -> Filing:
    """The one published later when both say when, else the first."""
    if one is None:
        return other
    days = one.report.published, other.report.published
    return other if days[0] and days[1] and days[1] > days[0] else one


def _merge(tree: Tree, units: dict[str, Unit], lasts: Sequence[Filing], register: _Register) -> None:
    by_name: dict[str, Filing] = {}
    for filing in lasts:
        by_name.setdefault(body_key(filing.report.issuer.name or ""), filing)
    for body in tree.bodies.values():
        if body.merged_into in units:
            unit = units[str(body.merged_into)]
            unit.predecessors += [by_name[name] for name in body.names if name in by_name]
            unit.other_years = [f for f in unit.other_years if f not in unit.predecessors]
            if unit.last in unit.predecessors:
                own = [by_name[name] for name in unit.body.names if name in by_name] if unit.body else []
                unit.last = own[0] if own else None


# ---- findings ----------------------------------------------------------------------------------------------


def check_coverage(unit: Unit, year: int, tree: Tree | None) -> Iterator[Finding]:
    """What is missing, of another year, unreadable, doubled, or of a body that nobody declared."""
    for document in unit.unread:
        zh, en = {"reason": document.message_zh}, {"reason": document.message_en}
        yield finding("COVERAGE.unreadable", path=document.path, zh=dict(zh), en=dict(en))
    for filing in unit.other_years:
        report = filing.report
        yield finding(
            "COVERAGE.wrong_year",
            expected=year,
            actual=report.year if report.year is not None else "?",
            path=report.source.path,
            evidence=[c.evidence for c in report.claims if c.field in ("title", "year", "period")][:1],
        )
    for filing in unit.other_versions:
        if unit.filing is not None:
            yield _two_versions(unit.filing.report, filing.report)
    if tree is not None and unit.body is None:
        yield finding("COVERAGE.unknown_body", unit=unit.name, tree=tree.path)
    if unit.arrival == "missing":
        yield finding("COVERAGE.missing", unit=unit.name, year=year)
    if unit.arrival == "late" and not any(f.code in _late_codes() for f in unit.findings):
        yield finding(
            "COVERAGE.late", expected=unit.deadline, actual=_published(unit.report)[0] if unit.report else None
        )


def arrival_of(unit: Unit) -> Arrival:
    """How the report came in: by its own date of publication against the deadline, never by a guess."""
    if unit.filing is None:
        if unit.unread:
            return "unreadable"
        if unit.body is not None and not unit.body.due:
            return "not_due"
        return "wrong_year" if unit.other_years else "missing"
    report = unit.filing.report
    if any(f.code in _late_codes() for f in (*report.findings, *unit.findings)):
        return "late"
    day, certain = _published(report)
    if day is None or any(n.code in _late_codes() for n in report.not_assessed):
        return "time_unknown"
    if unit.deadline is not None and day > unit.deadline:
        return "late" if certain else "time_unknown"
    return "on_time"


def _published(report: Report) -> tuple[str | None, bool]:
    """The earliest date after the year was over; and whether it proves lateness, which a re-posted page does not."""
    claims = [c for c in report.claims if c.field == "published" and c.value > f"{report.year}-12-30"]
    day = min((c.value for c in claims), default=None)
    return day, any(c.source == "signature" for c in claims)


def _late_codes() -> set[str]:
    return {code for code, rule in rules().items() if rule.kind == "late" and rule.group == "time"}


def _two_versions(report: Report, other: Report) -> Finding:
    differing = _differing(report, other)
    difference = phrase("versions_same_figures")
    if differing:
        names = listed([Message(*codebook().label(key)) for key in differing])
        difference = phrase("versions_differ", count=len(differing), names=names)
    evidence = [f.evidence for f in report.figures if f.origin != "prose" and f.key in set(differing)]
    return finding(
        "COVERAGE.versions",
        differing,
        path=report.source.path,
        other=other.source.path,
        evidence=evidence,
        zh=difference["zh"],
        en=difference["en"],
    )


def _differing(report: Report, other: Report) -> list[str]:
    """Keys of the tables that do not say the same in both."""
    tables: list[dict[str, tuple[Number | None, str]]] = [
        {f.key: (f.value, f.state) for f in each.figures if f.origin != "prose"} for each in (report, other)
    ]
    keys = dict.fromkeys([*tables[0], *tables[1]])
    return [key for key in keys if tables[0].get(key) != tables[1].get(key)]
