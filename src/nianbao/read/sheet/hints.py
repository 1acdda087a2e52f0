"""What must be known of a sheet beside its values."""

from __future__ import annotations

from dataclasses import dataclass, field

from nianbao.errors import TooLarge
from nianbao.read.limits import MAX_SLOTS

Slot = tuple[int, int]
"""(row, column), from 0."""


@dataclass(slots=True)
class Hints:
    """Of one sheet; rows and columns from 0."""

    top: int = -1
    left: int = -1
    bottom: int = -1
    right: int = -1
    unreadable: set[Slot] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def reach(self, row: int, column: int) -> None:
        """Take a cell into the extent."""
        if self.top < 0:
            self.top, self.left, self.bottom, self.right = row, column, row, column
        else:
            self.top, self.left = min(self.top, row), min(self.left, column)
            self.bottom, self.right = max(self.bottom, row), max(self.right, column)

    def refuse_size(self, path: str) -> None:
        """Raise TooLarge for an extent that a report cannot have."""
        slots = (self.bottom + 1) * (self.right + 1)
        if slots > MAX_SLOTS:
            raise TooLarge(path, what="slots", limit=MAX_SLOTS, actual=slots)
