"""What a run came to, in counts."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from nianbao.run.task import Outcome

UNKNOWN = "unknown"


@dataclass(slots=True)
class Summary:
    """Counts of one run. ``parsed`` and ``reused`` tell of this run only and stay out of the file."""

    documents: int = 0
    reports: int = 0
    duplicates: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    editions: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)
    """By state."""
    findings: Counter[str] = field(default_factory=Counter)
    """By severity."""
    errors: Counter[str] = field(default_factory=Counter)
    """By code."""
    harvest: Counter[str] = field(default_factory=Counter)
    """Addresses by outcome."""
    wrappers: int = 0
    """Pages that only carry an attachment, which is the report."""
    parser: str = ""
    """Which parser read."""
    parsed: int = 0
    reused: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one document."""
        self.documents += 1
        if outcome.lost:
            self.errors[outcome.lost.code] += 1
            return
        tally = outcome.tally
        self.reports += 1
        self.editions[tally.edition or UNKNOWN] += 1
        self.years[str(tally.year or UNKNOWN)] += 1
        self.figures.update(tally.figures)
        self.findings.update(tally.findings)

    @property
    def failed(self) -> int:
        """Documents that gave no report."""
        return sum(self.errors.values())

    @property
    def exit_code(self) -> int:
        """0, or 3 when some documents could not be read."""
        return 3 if self.failed else 0

    def groups(self) -> dict[str, dict[str, int]]:
        """The counts that are broken down, each in the order of its names."""
        names = ("editions", "years", "figures", "findings", "errors", "harvest", "passed_over")
        return {name: dict(sorted(getattr(self, name).items())) for name in names}

    def to_json(self) -> str:
        """The file ``summary.json``: the same bytes for the same documents, version and options."""
        counts: dict[str, Any] = {
            "documents": self.documents,
            "reports": self.reports,
            "failed": self.failed,
            "duplicates": self.duplicates,
            "wrappers": self.wrappers,
            "parser": self.parser,
        }
        return json.dumps({**counts, **self.groups()}, ensure_ascii=False, indent=2) + "\n"
