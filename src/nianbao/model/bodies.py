"""Who should report: the declared tree of bodies of an oversight office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class Body:
    """One body of the tree, as the office declared it."""

    name: str
    line: int
    """Where it stands in the tree's file, from 1."""
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    due: bool = True
    """It has to file a report of its own."""
    counted: bool = True
    """Its figures are part of its parent's; false for vertical agencies unless the file says otherwise."""
    vertical: bool = False
    """Led from above (垂直管理): files a report, and is left out of the parent's sum."""
    own_part: bool = False
    """本级: its own report, as a parent, holds figures of organs that file none, so it may exceed the sum."""
    summary: bool = False
    """Its report is the summary of its members."""
    merged_into: str | None = None
    """It was merged into this body: files no more, and what it carried forward is brought forward there."""
    deadline: date | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All names it goes by."""
        return self.name, *self.aliases


@dataclass(slots=True)
class Tree:
    """The bodies, in the order of the file. Names are unique; parents exist; there is no cycle."""

    path: str
    bodies: dict[str, Body] = field(default_factory=dict)

    def members(self, parent: str) -> Iterator[Body]:
        """The bodies directly below, merged ones left out."""
        return (body for body in self.bodies.values() if body.parent == parent and body.merged_into is None)

    def merged(self, into: str) -> Iterator[Body]:
        """The bodies that were merged into this one."""
        return (body for body in self.bodies.values() if body.merged_into == into)
