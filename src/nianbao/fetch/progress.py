"""What a harvest has come to so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Progress:
    """Counts of a harvest as it goes."""

    hosts: int = 0
    asked: int = 0
    ended: int = 0
    waiting: int = 0
    documents: int = 0
    bytes: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    seconds_left: float = 0.0

    def facts(self) -> dict[str, object]:
        """For whoever shows them."""
        good = self.outcomes["ok"] + self.outcomes["not_modified"]
        return {
            "hosts": self.hosts,
            "asked": self.asked,
            "documents": self.documents,
            "megabytes": self.bytes / 1e6,
            "rate": self.asked / self.seconds if self.seconds else 0.0,
            "failed": self.ended - good,
            "outcomes": dict(sorted(self.outcomes.items())),
            "waiting": self.waiting,
            "left": round(self.seconds_left),
        }


Watch = Callable[[str, str, Progress], None]
"""Told of every address that has ended: the address, its outcome, and the counts."""
