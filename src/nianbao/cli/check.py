"""``nianbao check``: the findings, grouped by report."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable

from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.cli.reading import reports_of
from nianbao.errors import DocumentError
from nianbao.export.messages import Language, text, word
from nianbao.model import Evidence, Finding, Report
from nianbao.run.task import Lost

FOUND_ERRORS = 1


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("paths", "paths", nargs="+", metavar="PATH")
    parser.choice(tuple(_WRITERS))


def execute(args: Namespace, language: Language) -> int:
    """Print; 1 when a finding is an error, else 3 when some documents could not be read."""
    failed: list[Lost] = []
    errors = 0
    write(_HEADS.get(args.format, ""))
    for number, report in enumerate(reports_of(args.paths, language, failed)):
        errors += sum(finding.severity == "error" for finding in report.findings)
        write(_WRITERS[args.format](report, number, language))
    write(_ENDS.get(args.format, ""))
    if errors:
        return FOUND_ERRORS
    return DocumentError.exit_code if failed else 0


def _as_text(report: Report, number: int, language: Language) -> str:
    about = "  ".join(str(part) for part in (report.issuer.name, report.year) if part)
    lines = [report.source.path + (f"  {about}" if about else "")]
    lines += [f"  {line}" for finding in report.findings for line in finding_lines(finding, language)]
    if not report.findings:
        lines.append("  " + text("text", "no_findings", language))
    return ("\n" if number else "") + "\n".join(lines) + "\n"


def finding_lines(finding: Finding, language: Language) -> Iterable[str]:
    """Severity, code and sentence; below, whose fault it is, the very cell, the keys, and what would mend it."""
    message = finding.message.en if language == "en" else finding.message.zh
    yield f"[{word('word', finding.severity, language)}] {finding.code}  {message}"
    more = len(finding.keys) - _KEYS
    keys = [*finding.keys[:_KEYS], *([f"+{more}"] if more > 0 else [])]
    places = [_place(finding.evidence[0], language)] if finding.evidence else []
    yield "    " + "  ".join([word("word", finding.responsibility, language), *places, *keys])
    for s in finding.suggestions:
        facts = {"key": s.key, "value": s.value, "repairs": s.repairs}
        yield "    " + text("text", "suggestion", language, **facts)


_KEYS = 3
"""A column of table three has two dozen keys; the first ones name the totals."""


def _place(evidence: Evidence, language: Language) -> str:
    """Where to look, in a person's words: page, table, row and column, or the characters."""
    facts = {name: getattr(evidence, name) for name in ("page", "table", "row", "column", "start", "quote")}
    page = text("text", "on_page", language, **facts) if evidence.page else ""
    if evidence.table is not None:
        return page + text("text", "in_cell", language, **facts)
    return page + text("text", "at_character", language, **facts) if evidence.start is not None else page


def _as_json(report: Report, number: int, language: Language) -> str:
    from nianbao.export.published import to_json

    source = report.source
    row = {"path": source.path, "issuer": report.issuer.name, "year": report.year, "findings": report.findings}
    return (",\n" if number else "") + to_json(row)


def _as_csv(report: Report, number: int, language: Language) -> str:
    from nianbao.export.tables import FINDING_COLUMNS, csv_text, finding_rows

    return (csv_text([FINDING_COLUMNS]) if number == 0 else "") + csv_text(finding_rows(report))


_WRITERS: dict[str, Callable[[Report, int, Language], str]] = {
    "table": _as_text,
    "json": _as_json,
    "csv": _as_csv,
}
_HEADS = {"json": "[\n"}
_ENDS = {"json": "\n]\n"}
