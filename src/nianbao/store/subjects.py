"""What a decision is about, and the digest of what was printed there.

A subject names a finding or a figure of one document and stays the same when the document is read again. The
digest is over what is *printed* (quotes, raw texts, values), not over places: when a page is inserted before
it, a figure is the same figure; when a digit changes, the decision has to be made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

_READABLE = 120
"""Characters of keys that a subject spells out; it stands in addresses and in an index."""


def finding_subjects(findings: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(subject, evidence digest) of each finding of a published report, in its order."""
    seen: dict[str, int] = {}
    return [(_numbered(_finding(f), seen), _finding_digest(f)) for f in findings]


def figure_subjects(figures: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(subject, evidence digest) of each figure of a published report, in its order."""
    seen: dict[str, int] = {}
    return [(_numbered(f"figure:{f['key']}:{f['origin']}", seen), _figure_digest(f)) for f in figures]


def _finding(finding: Mapping[str, Any]) -> str:
    keys = " ".join(finding["keys"])
    short = keys if len(keys) <= _READABLE else hashlib.sha256(keys.encode()).hexdigest()[:16]
    return f"finding:{finding['code']}:{short}"


def _numbered(subject: str, seen: dict[str, int]) -> str:
    """The second of the same name is told apart from the first."""
    seen[subject] = count = seen.get(subject, 0) + 1
    return subject if count == 1 else f"{subject}#{count}"


def _finding_digest(finding: Mapping[str, Any]) -> str:
    quotes = [place.get("quote", "") for place in finding.get("evidence", ())]
    return _digest([finding["code"], finding["keys"], finding.get("expected"), finding.get("actual"), quotes])


def _figure_digest(figure: Mapping[str, Any]) -> str:
    quote = (figure.get("evidence") or {}).get("quote", "")
    return _digest([figure["key"], figure["origin"], figure["state"], figure["value"], figure["raw"], quote])


def _digest(parts: list[object]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:32]
