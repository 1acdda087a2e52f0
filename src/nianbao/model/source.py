"""Where a report is to be found, and the bytes that were found there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """One place to look: a file on disk or a URL, with what the user says about it beforehand."""

    path: str | None = None
    url: str | None = None
    issuer: str | None = None
    division: str | None = None
    kind: str | None = None
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Capture:
    """The bytes of one document as obtained, unaltered.

    ``path`` is the name shown to people: as the user gave it, or where the download was saved.
    ``media_type`` is what the server or nobody claimed; readers decide by content and treat it as a hint.
    """

    data: bytes
    path: str
    sha256: str
    url: str | None = None
    fetched_at: str | None = None
    media_type: str | None = None
    parent: str | None = None
    """URL of the page an attachment was named on."""
    declared: Source | None = None
    """What the user said of the source beforehand: a claim about the report like any other."""
