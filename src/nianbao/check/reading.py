"""What the reader could not place or settle, turned into findings so that nothing falls through in silence."""

from __future__ import annotations

from collections.abc import Iterator

from nianbao.check.catalogue import finding
from nianbao.check.view import ReportView
from nianbao.model import Finding, Observation, Responsibility

_CODES = {
    "unreadable_cell": "READ.unreadable_cell",
    "ragged_row": "READ.ragged_row",
    "repeated_row": "READ.repeated_row",
    "same_row": "READ.same_row",
    "misplaced_figure": "READ.misplaced_figure",
    "unplaced_row": "READ.unplaced_row",
    "unplaced_table": "READ.unplaced_table",
    "extra_row": "READ.extra_row",
    "extra_column": "READ.extra_column",
    "damaged_label": "READ.damaged_label",
    "unsettled_cell": "READ.unsettled_cell",
    "read.needs_ocr": "READ.needs_ocr",
    "read.illegible": "READ.illegible",
    "read.recognised": "READ.recognised",
    "read.pdf_fallback": "READ.fallback",
    "read.markup_mended": "READ.mended",
    "read.damaged_bytes": "READ.mended",
    "read.wrong_suffix": "READ.wrong_suffix",
    "read.tracked_changes": "READ.tracked_changes",
    "read.part_left_out": "READ.left_out",
    "read.covered_text": "READ.left_out",
    "read.undrawn_value": "READ.left_out",
    "read.converted": "READ.converted",
    "read.unpacked": "READ.converted",
    "read.joined": "READ.joined",
    "single_slip": "READ.single_slip",
}
"""Observation kind -> code of the catalogue. Kinds that carry facts for other checks are not listed."""


_RESPONSIBLE: dict[str, Responsibility] = {
    "READ.damaged_label": "unclear",
    "READ.same_row": "source",
    "READ.single_slip": "source",
}
"""Who is at fault, where it is not the reading."""


def check_reading(view: ReportView) -> Iterator[Finding]:
    """One finding per observation of the kinds above."""
    for observation in view.report.observations:
        code = _CODES.get(observation.kind)
        if code is not None:
            yield _finding(code, observation, view)


def _finding(code: str, observation: Observation, view: ReportView) -> Finding:
    zh, en = view.labels(observation.keys[0]) if observation.keys else ("", "")
    page = observation.evidence.page if observation.evidence else None
    return finding(
        code,
        observation.keys,
        evidence=[observation.evidence],
        responsibility=_RESPONSIBLE.get(code, "reading"),
        text=" ".join(observation.text.split()),
        page=page or "?",
        zh={"label": zh},
        en={"label": en},
    )
