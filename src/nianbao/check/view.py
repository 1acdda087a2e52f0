"""A report as the checks look at it: figures by key, with null as unknown, never as 0."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from functools import cached_property
from typing import TYPE_CHECKING

from nianbao.check.settings import DEFAULT, Settings
from nianbao.codebook import Edition, codebook, load_edition, rules
from nianbao.model import Figure, Observation, Passage, Report, Sentence

if TYPE_CHECKING:
    from nianbao.check.ties import Verdict

Number = int | float

FIRST_NATIONAL_YEAR = 2019
"""Since 国办公开办函〔2019〕60号 sections and tables are prescribed."""


class ReportView:
    """Printed and derived figures of one report, its running text, and what is configured."""

    def __init__(
        self,
        report: Report,
        passages: Sequence[Passage] = (),
        settings: Settings = DEFAULT,
        sentences: Sequence[Sentence] = (),
    ) -> None:
        self.report = report
        self.passages = passages
        self.sentences = sentences
        self.settings = settings
        self.verdicts: list[Verdict] | None = None
        """The ties applied to the report, once somebody has asked for them."""
        self.proved: frozenset[str] | None = None
        """The cells that all ties together prove, once somebody has asked for them."""
        self.edition: Edition | None = load_edition(report.edition) if report.edition else None
        self.printed: dict[str, Figure] = {}
        self.prose: dict[str, list[Figure]] = defaultdict(list)
        for figure in report.figures:
            if figure.origin == "prose":
                self.prose[figure.key].append(figure)
            else:
                self.printed[figure.key] = figure
        self.printed_values = {key: value for key, f in self.printed.items() if (value := f.value) is not None}
        self.is_filled = len(self.printed_values) == len(self.printed)
        """Every cell that was looked for holds a number."""
        self._present: Set[str] = self.printed.keys()
        if not self.is_filled:
            self._present = {key for key, f in self.printed.items() if f.state != "missing"}
        self._derived: dict[str, Number | None] = {}
        self._behind: dict[str, tuple[str, ...]] = {}

    @cached_property
    def text(self) -> str:
        """The running text, its passages joined by line breaks."""
        return "\n".join([passage.text for passage in self.passages])

    @cached_property
    def reader(self) -> str:
        """Which reader gave the document (that of the first figure with a place)."""
        return next((f.evidence.reader for f in self.report.figures if f.evidence), "text")

    @property
    def has_six_sections(self) -> bool:
        """The form prescribes the sections, which it does since 2019; before, the order of the prose was free."""
        return self.edition is not None and self.edition.first_year >= FIRST_NATIONAL_YEAR

    def value(self, key: str) -> Number | None:
        """The printed value, else the sum of a derived key's parts when all of them are printed, else None."""
        value = self.printed_values.get(key)
        if value is not None:
            return value
        if key not in self._derived:
            self._derived[key] = self._sum(key)
        return self._derived[key]

    def _sum(self, key: str) -> Number | None:
        derived = self.edition.derived.get(key) if self.edition else None
        if derived is None:
            return None
        parts = [self.value(part) for part in derived.parts]
        return None if any(part is None for part in parts) else exact(sum(part for part in parts if part is not None))

    def has_value(self, key: str) -> bool:
        """A number is printed at the key's place."""
        return key in self.printed_values

    def is_any_printed(self, keys: Iterable[str]) -> bool:
        """Something stands at the place of one of the keys."""
        return not self._present.isdisjoint(keys)

    def is_all_printed(self, keys: Set[str]) -> bool:
        """Something stands at the place of each of the keys."""
        return keys <= self._present

    def is_printed(self, key: str) -> bool:
        """Something stands at the key's place: a value, a blank, a placeholder or the unreadable."""
        return key in self._present

    def keys_behind(self, key: str) -> tuple[str, ...]:
        """The printed keys a value rests on: itself, or its parts when it is derived."""
        if key in self.printed_values:
            return (key,)
        found = self._behind.get(key)
        if found is None:
            derived = self.edition.derived.get(key) if self.edition else None
            parts = tuple(k for part in derived.parts for k in self.keys_behind(part)) if derived else (key,)
            found = self._behind[key] = parts
        return found

    def threshold(self, code: str, name: str) -> Number:
        """A number of a rule, as configured."""
        return self.settings.threshold(code, name)

    def limits(self, code: str) -> dict[str, Number]:
        """All numbers of a rule, as configured, by name."""
        return {name: self.threshold(code, name) for name in rules()[code].thresholds}

    def observations(self, kind: str) -> list[Observation]:
        """Observations of one kind."""
        return [o for o in self.report.observations if o.kind == kind]

    def labels(self, key: str) -> tuple[str, str]:
        """Chinese and English label of a key."""
        return codebook().label(key)


def exact(number: Number) -> Number:
    """A sum without the dust of binary fractions (figures are printed with at most a dozen decimals)."""
    return number if isinstance(number, int) else round(number, 9)
