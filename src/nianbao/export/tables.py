"""Tidy and wide CSV: UTF-8, RFC 4180 quoting, line ends ``\\n``.

Text cells that a spreadsheet would run as a formula (beginning with ``= + - @``, tab or return, and more than
the sign alone or a plain number) get one apostrophe in front; so do texts that begin with apostrophes before
such a sign. Taking one apostrophe away from every cell that matches ``^'+[=+\\-@\\t\\r]`` gives the text
back. The exact text without this stands in the JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from nianbao.codebook import rules
from nianbao.model import Evidence, Figure, Finding, Message, Report, Suggestion

Cell = str | int | float | None
Row = Sequence[Cell]

FIGURE_COLUMNS = (
    *(
        "path",
        "url",
        "issuer",
        "division",
        "year",
        "edition",
        "key",
        "label_zh",
        "label_en",
        "value",
        "state",
    ),
    *("unit", "raw", "origin", "qualifier", "grade", "scope", "reader", "page", "bbox", "element", "table"),
    *("row", "column", "start", "end", "quote", "sha256", "candidates"),
)
FINDING_COLUMNS = (
    *("path", "url", "issuer", "division", "year", "code", "severity", "keys", "message_zh", "message_en"),
    *("expected", "actual", "responsibility", "suggestions", "page", "quote"),
    *("title_zh", "title_en", "kind", "basis_zh", "basis_en", "remedy_zh", "remedy_en"),
    *("element", "table", "row", "column", "start", "end", "consequences", "waived_until", "waived_reason", "sha256"),
)
ERROR_COLUMNS = ("path", "url", "code", "message_zh", "message_en", "details")
IDENTITY_COLUMNS = ("path", "url", "issuer", "division", "year", "edition", "scope")

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_CARE = re.compile(r"""\A'*[=+\-@\t\r]|[",\r\n]""")
_QUOTED = re.compile(r'[",\r\n]')
_HARMLESS = re.compile(r"[+\-]?(\d[\d,]*(\.\d+)?%?)?")


_PLAIN: set[str] = set()
"""Short texts that need no care: units, states and names come back thousands of times a report."""
_SHORT, _MOST_PLAIN = 40, 20_000


class Labels(Protocol):
    """What the tables need of the codebook."""

    def label(self, key: str) -> tuple[str, str]:
        """(Chinese, English) label of a key."""


def csv_text(rows: Iterable[Row]) -> str:
    """Rows as CSV text, one line a row. Texts are made safe for spreadsheets; numbers are left alone."""
    return "".join(",".join(map(_written, row)) + "\n" for row in rows)


def _written(cell: Cell) -> str:
    """One field. The csv module before 3.13 leaves a lone carriage return unquoted, which breaks the row."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return repr(cell)
    if cell in _PLAIN:
        return cell
    if not _CARE.search(cell):  # nearly all
        if len(cell) <= _SHORT:
            if len(_PLAIN) >= _MOST_PLAIN:
                _PLAIN.clear()
            _PLAIN.add(cell)
        return cell
    if _FORMULA.match(cell) and not _HARMLESS.fullmatch(cell):
        cell = f"'{cell}"
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell


def figure_rows(report: Report, labels: Labels) -> Iterator[Row]:
    """One row of FIGURE_COLUMNS for each figure, in the order of the report."""
    head = (*_identity(report), report.edition)
    for figure in report.figures:
        zh, en = (figure.label, figure.label) if figure.label else labels.label(figure.key)
        yield (
            *head,
            *(figure.key, zh, en, figure.value, figure.state, figure.unit, figure.raw),
            *(figure.origin, figure.qualifier, figure.grade, figure.scope),
            *_place(figure.evidence),
            report.source.sha256,
            " | ".join(figure.candidates),
        )


def finding_rows(report: Report) -> Iterator[Row]:
    """One row of FINDING_COLUMNS for each finding, in the order of the report."""
    for finding in report.findings:
        first = finding.evidence[0] if finding.evidence else None
        waived = finding.waived
        yield (
            *_identity(report),
            *(finding.code, finding.severity, " ".join(finding.keys), finding.message.zh, finding.message.en),
            *(finding.expected, finding.actual, finding.responsibility, _suggestions(finding)),
            *((first.page, first.quote) if first else (None, None)),
            *_rule(finding.code),
            *((first.element, first.table, first.row, first.column, first.start, first.end) if first else (None,) * 6),
            " | ".join(f"{other.code} {other.message.zh}" for other in finding.consequences),
            *((waived.until, waived.reason) if waived else (None, None)),
            report.source.sha256,
        )


def gap_rows(report: Report) -> Iterator[Row]:
    """One row of FINDING_COLUMNS for each check that was not made; its severity is ``not_assessed``."""
    for gap in report.not_assessed:
        said = (gap.code, "not_assessed", " ".join(gap.keys), gap.message.zh, gap.message.en)
        yield *_identity(report), *said, *(None,) * 6, *_rule(gap.code), *(None,) * 9, report.source.sha256


def _rule(code: str) -> tuple[Cell, ...]:
    """What the catalogue says of a code; nothing where another version made the finding."""
    rule = rules().get(code)
    if rule is None:
        return (None,) * 7
    bases = (rule.legal_basis("zh"), rule.legal_basis("en"))
    return rule.zh, rule.en, rule.kind, *bases, rule.remedy_zh, rule.remedy_en


def error_row(path: str, url: str | None, code: str, message: Message, details: dict[str, object]) -> Row:
    """One row of ERROR_COLUMNS; details as one JSON object, keys sorted."""
    facts = json.dumps(details, ensure_ascii=False, sort_keys=True, default=str) if details else ""
    return path, url, code, message.zh, message.en, facts


def wide_columns(reports: Iterable[Report], order: Sequence[str]) -> list[str]:
    """The keys of table figures that any of the reports has: in codebook order, unknown keys last by name."""
    present = {f.key for report in reports for f in report.figures if f.origin != "prose"}
    known = [key for key in order if key in present]
    return known + sorted(present.difference(known))


def wide_header(keys: Sequence[str], *, states: bool) -> Row:
    """Identity, then each key, with ``<key>:state`` beside it on request."""
    return *IDENTITY_COLUMNS, *(name for key in keys for name in ((key, f"{key}:state") if states else (key,)))


def wide_row(report: Report, keys: Sequence[str], *, states: bool) -> Row:
    """One row for the report. Empty where there is no value; two readings that differ give none.

    The state of a key the report has no figure for is ``missing``; ``conflict`` says that the table prints
    the key more than once with different values.
    """
    cells = _one_per_key(report.figures)
    row: list[Cell] = [*_identity(report), report.edition, report.scope]
    for key in keys:
        value, state = cells.get(key, (None, "missing"))
        row += [value, state] if states else [value]
    return row


def _one_per_key(figures: Iterable[Figure]) -> dict[str, tuple[int | float | None, str]]:
    cells: dict[str, tuple[int | float | None, str]] = {}
    for figure in figures:
        if figure.origin == "prose":
            continue
        found: tuple[int | float | None, str] = (figure.value, figure.state)
        if cells.setdefault(figure.key, found) != found:
            cells[figure.key] = (None, "conflict")
    return cells


def _identity(report: Report) -> tuple[Cell, ...]:
    source, issuer = report.source, report.issuer
    return source.path, source.url, issuer.name, issuer.division, report.year


def _place(evidence: Evidence | None) -> tuple[Cell, ...]:
    if evidence is None:
        return (None,) * 10
    e = evidence
    bbox = " ".join(str(edge) for edge in e.bbox) if e.bbox else None
    return e.reader, e.page, bbox, e.element, e.table, e.row, e.column, e.start, e.end, e.quote


def _suggestions(finding: Finding) -> str:
    return " | ".join(f"{' '.join(_values(s))} ({s.repairs})" for s in finding.suggestions)


def _values(suggestion: Suggestion) -> list[str]:
    changes = [(suggestion.key, suggestion.value), *((change.key, change.value) for change in suggestion.also)]
    return [f"{key}={value}" for key, value in changes]
