"""The published Report: figures with state, origin, qualifier, grade and evidence, and findings about them.

Field names and their order are the published JSON (schema version 1): add to it, never rename.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

SCHEMA_VERSION = "1"

State = Literal["value", "blank", "not_applicable", "unreadable", "missing"]
Origin = Literal["table", "text", "prose"]
Qualifier = Literal["exact", "approx", "at_least"]
Grade = Literal["proved", "read", "doubtful"]
Severity = Literal["error", "warning", "info"]
Responsibility = Literal["source", "reading", "unclear"]
Scope = Literal["body", "region"]


@dataclass(slots=True)
class SourceRef:
    """The document a report was read from."""

    path: str
    url: str | None
    sha256: str
    media_type: str
    fetched_at: str | None


@dataclass(slots=True)
class Issuer:
    """Who reports. Unknown parts are null, never guessed."""

    name: str | None = None
    kind: str | None = None
    """government, office, department, township, subdistrict, zone, vertical, institution."""
    level: str | None = None
    """national, province, prefecture, county, township."""
    division: str | None = None
    """Six-digit division code, where the page gives one."""


@dataclass(slots=True)
class Period:
    """The statistical period as printed, ISO dates."""

    start: str
    end: str


@dataclass(slots=True)
class Evidence:
    """The place a figure, a claim or an observation was read from.

    For prose, ``start`` and ``end`` delimit the printed number in the document's text and ``quote`` is the
    clause it stands in, which begins at ``quote_start``. For cells, ``table``, ``row`` and ``column`` count
    from 1 as a person counts, and ``quote`` is the cell's text.
    """

    reader: str
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    element: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    start: int | None = None
    end: int | None = None
    quote: str = ""
    quote_start: int | None = None


@dataclass(slots=True)
class Figure:
    """One quantity as printed. ``value`` is null in every state but ``value``; a null never becomes 0."""

    key: str
    value: int | float | None
    state: State
    unit: str | None
    raw: str
    origin: Origin
    qualifier: Qualifier = "exact"
    grade: Grade = "read"
    evidence: Evidence | None = None
    label: str | None = None
    """The noun phrase of a prose number that maps to no measure (key ``prose.unmapped``)."""
    scope: str | None = None
    """Where the sentence narrows or widens the body it counts for: ``office``, ``region``."""
    candidates: tuple[str, ...] = field(default_factory=tuple)
    """Keys that fit equally (``prose.unmapped``), or possible readings (``unreadable``)."""


@dataclass(slots=True)
class Section:
    """One section the form asks for, and how its heading is printed here (null when not found)."""

    number: int
    title: str
    found: bool
    printed: str | None = None
    evidence: Evidence | None = None


@dataclass(slots=True)
class Message:
    """The same sentence in Chinese and English."""

    zh: str
    en: str


@dataclass(slots=True)
class Change:
    """Another value for one figure."""

    key: str
    value: int | float


@dataclass(slots=True)
class Suggestion:
    """A change that would repair ``repairs`` failing ties and break none. Never applied."""

    key: str
    value: int | float
    repairs: int
    also: list[Change] = field(default_factory=list)
    """Further figures that must change with it, when no single one repairs everything."""
    reason: str | None = None
    """Why it is likely: ``transposed``, ``dropped_digit``, ``doubled_digit``, ``wrong_digit``, ``neighbour``,
    ``total_not_updated`` ... (a code of ``[slip]`` in the messages), or null when nothing speaks for it."""
    unique: bool = False
    """No other change of as few figures repairs as much: not ambiguous."""


@dataclass(slots=True)
class Consequence:
    """A check that fails because of the same cause as the finding it stands under."""

    code: str
    severity: Severity
    keys: list[str]
    message: Message
    expected: int | float | str | None = None
    actual: int | float | str | None = None


@dataclass(slots=True)
class Waived:
    """Someone has accepted the finding, for a reason and until a day (ISO date), in a ``nianbao.toml``."""

    reason: str
    until: str


@dataclass(slots=True)
class Finding:
    """A doubt about the report, with the figures it concerns.

    Title, explanation, legal basis and remedy belong to the code: ``nianbao.codebook.rules()[code]``.
    ``keys`` are those of the finding and of its consequences.
    """

    code: str
    severity: Severity
    keys: list[str]
    message: Message
    expected: int | float | str | None = None
    actual: int | float | str | None = None
    responsibility: Responsibility = "unclear"
    suggestions: list[Suggestion] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    consequences: list[Consequence] = field(default_factory=list)
    waived: Waived | None = None


@dataclass(slots=True)
class NotAssessed:
    """A check that was not made, and why: silence about it would look like a pass."""

    code: str
    reason: str
    """``blank_cells``, ``no_date``, ``no_previous`` ...: a name of ``[not_assessed]`` in the rules."""
    message: Message
    keys: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Claim:
    """What one place says of the report's identity; places may disagree and a check speaks of it."""

    field: Literal["issuer", "year", "title", "published", "period", "division", "scope"]
    value: str
    source: str
    """``meta:<name>``, ``title``, ``text``, ``signature``, ``file``, ``declared``."""
    evidence: Evidence | None = None


@dataclass(slots=True)
class Observation:
    """Something printed that the form does not provide for, kept as it stands.

    ``kind`` is one of: ``extra_row``, ``extra_column``, ``repeated_row``, ``same_row``, ``unreadable_cell``,
    ``damaged_label``, ``ragged_row``, ``unplaced_table``, ``template_text``, ``mixed_edition`` and the
    reader's ``read.*`` codes.
    """

    kind: str
    text: str
    keys: list[str] = field(default_factory=list)
    evidence: Evidence | None = None


@dataclass(slots=True)
class Report:
    """One annual report."""

    schema_version: str
    source: SourceRef
    issuer: Issuer
    year: int | None
    edition: str | None
    title: str | None
    published: str | None
    period: Period | None
    scope: Scope | None
    sections: list[Section]
    figures: list[Figure]
    findings: list[Finding] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    not_assessed: list[NotAssessed] = field(default_factory=list)
