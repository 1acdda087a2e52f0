"""What an audit hands from the checks across reports to the writers of workbook, letters and page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from nianbao.model.bodies import Body
from nianbao.model.document import Passage
from nianbao.model.report import Finding, NotAssessed, Report

Number = int | float

SumVerdict = Literal["holds", "fails", "own_part", "not_assessed"]
Arrival = Literal["on_time", "late", "time_unknown", "missing", "wrong_year", "unreadable", "not_due"]


@dataclass(slots=True)
class Filing:
    """One document of the folder that was read: the report, and its running text."""

    report: Report
    passages: list[Passage] = field(default_factory=list)


@dataclass(slots=True)
class Unread:
    """A document of the folder that gave no report."""

    path: str
    code: str
    message_zh: str
    message_en: str


@dataclass(slots=True)
class Unit:
    """One body with what it filed."""

    name: str
    body: Body | None = None
    """As declared; null for a body that the tree does not have, or when there is no tree."""
    filing: Filing | None = None
    """This year's report."""
    last: Filing | None = None
    """Last year's."""
    predecessors: list[Filing] = field(default_factory=list)
    """Last year's reports of the bodies merged into this one."""
    other_versions: list[Filing] = field(default_factory=list)
    other_years: list[Filing] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    arrival: Arrival = "missing"
    deadline: str | None = None
    findings: list[Finding] = field(default_factory=list)
    """All findings about this unit: of its report, across years, across units."""
    not_assessed: list[NotAssessed] = field(default_factory=list)

    @property
    def report(self) -> Report | None:
        """This year's report, if there is one."""
        return self.filing.report if self.filing else None


@dataclass(slots=True)
class YearRow:
    """One figure of this year beside last year's."""

    unit: str
    key: str
    label: str
    last: Number | None
    now: Number | None
    last_state: str
    state: str
    code: str | None = None
    """The finding that speaks of it, if any."""


@dataclass(slots=True)
class SumRow:
    """One cell of a parent beside the sum of its members."""

    parent: str
    key: str
    label: str
    printed: Number
    members: Number | None
    """Null when the sum is not known."""
    residual: Number | None
    absent: list[str] = field(default_factory=list)
    """Members whose cell is not known."""
    verdict: SumVerdict = "holds"


@dataclass(slots=True)
class Span:
    """A stretch of text that is the same on both sides."""

    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(slots=True)
class Copy:
    """One paragraph that stands in two reports."""

    unit: str
    other: str
    kind: Literal["sibling", "last_year"]
    passage: Passage
    other_passage: Passage
    similarity: float
    """0 to 1, of the two paragraphs."""
    spans: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Office:
    """Who sends the letters, and what they say at head and foot. Dates are given, never taken from the clock."""

    name: str | None = None
    contact: str | None = None
    document_number: str | None = None
    day: date | None = None
    """The day the letters bear."""
    deadline: date | None = None
    deadline_days: int = 10
    """Working days, when no date is set."""


@dataclass(slots=True)
class Audit:
    """Everything the writers show. They compute nothing anew."""

    year: int
    units: list[Unit]
    years: list[YearRow] = field(default_factory=list)
    sums: list[SumRow] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    """Documents that belong to no unit."""
    has_tree: bool = False
    has_last_year: bool = False

    @property
    def has_errors(self) -> bool:
        """Some finding is an error."""
        return any(finding.severity == "error" for unit in self.units for finding in unit.findings)
