"""What an office has decided about the rules: switched, tuned, waived. Read from a ``nianbao.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from nianbao.codebook import rules
from nianbao.model import Finding, Report, Severity, Waived


@dataclass(frozen=True, slots=True)
class Waiver:
    """Findings of one code that someone has accepted. Fields that are None match every report."""

    code: str
    reason: str
    until: date
    """The last day on which it counts."""
    issuer: str | None = None
    year: int | None = None
    keys: frozenset[str] = frozenset()
    """Empty: whatever the figures."""

    def covers(self, finding: Finding, report: Report, on: date | None) -> bool:
        """The finding is the one that was accepted, and the day has not passed."""
        return (
            finding.code == self.code
            and (on is None or on <= self.until)
            and (self.issuer is None or self.issuer == report.issuer.name)
            and (self.year is None or self.year == report.year)
            and (not self.keys or set(finding.keys) <= self.keys)
        )


@dataclass(frozen=True, slots=True)
class Deadline:
    """An earlier deadline of some place: (month, day) of the year after the report's."""

    issuer: str | None
    """Reports whose issuer's name begins like this; None for all."""
    kind: str
    """``body`` or ``region``."""
    day: tuple[int, int]
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Rules as configured; :data:`DEFAULT` is the catalogue as it stands."""

    enabled: Mapping[str, bool] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    thresholds: Mapping[tuple[str, str], int | float] = field(default_factory=dict)
    """(code, name) -> number."""
    deadlines: tuple[Deadline, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    on: date | None = None
    """The day on which waivers are judged; None: none has expired."""

    def is_on(self, code: str) -> bool:
        """The rule is switched on."""
        return self.enabled.get(code, rules()[code].enabled)

    def threshold(self, code: str, name: str) -> int | float:
        """A rule's number, as configured or as the catalogue has it."""
        found = self.thresholds.get((code, name))
        return rules()[code].thresholds[name].value if found is None else found

    def apply(self, findings: Iterable[Finding], report: Report) -> Iterator[Finding]:
        """The findings of rules that are on, with their severity as configured, waived ones marked as such."""
        for finding in findings:
            if not self.is_on(finding.code):
                continue
            finding.severity = self.severities.get(finding.code, finding.severity)
            waiver = next((w for w in self.waivers if w.covers(finding, report, self.on)), None)
            if waiver is not None:
                finding.waived = Waived(waiver.reason, waiver.until.isoformat())
            yield finding


DEFAULT = Settings()
