"""Claims about every case (均获维持, 全部办结) against the figures that contradict them."""

from __future__ import annotations

from collections.abc import Iterator

from nianbao.check.catalogue import finding
from nianbao.check.prose_words import measure_labels, stated_once
from nianbao.check.view import Number, ReportView
from nianbao.codebook.partitions import claim_meanings
from nianbao.model import Finding, UniversalClaim

_LAW = ("upheld", "not_corrected")
"""Claims about the outcome of disputes; the others are about what is still open, and may be loosely meant."""

_ON_TIME = "on_time"
"""What was not due yet is no breach of it: a remark only."""


def check_claims(view: ReportView) -> Iterator[Finding]:
    """One finding for each claim that tables or sentences contradict; for the body it speaks of."""
    for sentence in view.sentences:
        if any(amount.scope for amount in sentence.amounts) and view.report.scope == "region":
            continue
        for claim in sentence.claims:
            against = dict(_against(claim, view))
            if against:
                yield _finding(claim, against, view)


def _against(claim: UniversalClaim, view: ReportView) -> Iterator[tuple[str, Number]]:
    for meaning in claim_meanings():
        if meaning.name != claim.name or meaning.about not in claim.about:
            continue
        for key in meaning.zero:
            value = view.value(key)
            figure = stated_once(view, key)
            said = figure.value if figure is not None else None
            if value or said:
                yield key, value or said or 0


def _finding(claim: UniversalClaim, against: dict[str, Number], view: ReportView) -> Finding:
    labels = [(measure_labels(key, view), value) for key, value in against.items()]
    return finding(
        "PROSE.claim" if claim.name in _LAW else "PROSE.claim_open",
        [*claim.about, *against],
        severity="info" if claim.name == _ON_TIME else None,
        responsibility="source",
        evidence=[claim.evidence, *(view.printed[key].evidence for key in against if key in view.printed)],
        quote=claim.evidence.quote,
        zh={"against": "、".join(f"{zh} {value}" for (zh, _), value in labels)},
        en={"against": ", ".join(f"{en} {value}" for (_, en), value in labels)},
    )
