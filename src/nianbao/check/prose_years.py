"""Figures of another year copied in: the sentence names an earlier year, the number is this year's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nianbao.check.catalogue import finding
from nianbao.check.prose_words import measure_labels
from nianbao.check.view import ReportView
from nianbao.check.wording import one_of
from nianbao.codebook.measures import measures
from nianbao.model import Amount, Finding


def check_years(view: ReportView) -> Iterator[Finding]:
    """A figure said to be of another year that is the table's of this one, and that the text gives no other way."""
    year = view.report.year
    if year is None:
        return
    for sentence in view.sentences:
        for amount in sentence.amounts:
            earlier = amount.role == "base" and amount.year not in (None, year)
            if earlier and _is_this_years(amount, view) and not _is_since(amount):
                zh, en = measure_labels(amount.key, view)
                yield finding(
                    "PROSE.wrong_year",
                    [amount.key],
                    expected=year,
                    actual=amount.year,
                    responsibility="source",
                    evidence=[amount.evidence],
                    value=amount.value,
                    quote=amount.evidence.quote if amount.evidence else "",
                    zh={"label": zh},
                    en={"label": en},
                )


def _is_since(amount: Amount) -> bool:
    """2020年以来: the years from then on, this one among them."""
    quote = amount.evidence.quote if amount.evidence else ""
    return re.search(rf"{amount.year}年(?:\d{{1,2}}月)?{one_of('other_years', 'since')}", quote) is not None


def _is_this_years(amount: Amount, view: ReportView) -> bool:
    measure = measures().get(amount.key)
    if measure is None or not amount.value or view.prose.get(amount.key):
        return False
    table = measure.agrees_with
    return table is not None and "+" not in table and view.value(table) == amount.value
