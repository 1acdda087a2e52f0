"""``nianbao check``: the findings, grouped by report; the shortest list of things to mend; what was not checked."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from nianbao.cli.configured import configure_settings, settings_of
from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.cli.reading import reports_of
from nianbao.errors import DocumentError
from nianbao.export.messages import Language, text
from nianbao.model import Finding, Report
from nianbao.run.task import Lost

FOUND_ERRORS = 1


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("paths", "paths", nargs="+", metavar="PATH")
    parser.choice(tuple(_WRITERS))
    parser.option("--brief", "brief", action="store_true")
    parser.option("--explain", "explain", action="store_true")
    parser.option("--bom", "bom", action="store_true")
    configure_settings(parser)


@dataclass(slots=True)
class _Totals:
    reports: int = 0
    findings: list[Finding] = field(default_factory=list)
    gaps: int = 0

    def add(self, report: Report) -> None:
        self.reports += 1
        self.findings += report.findings
        self.gaps += len(report.not_assessed)


def execute(args: Namespace, language: Language) -> int:
    """Print; 1 when a finding that is not waived is an error, else 3 when some documents could not be read."""
    from nianbao.export.atomic import BOM

    settings = settings_of(args)
    failed: list[Lost] = []
    totals = _Totals()
    write((BOM if args.bom and args.format == "csv" else "") + _HEADS.get(args.format, ""))
    for number, report in enumerate(reports_of(args.paths, language, failed, settings)):
        totals.add(report)
        write(_WRITERS[args.format](report, number, args, language))
    if args.format == "table":
        write(_summary(totals, language))
    write(_ENDS.get(args.format, ""))
    if any(finding.severity == "error" and finding.waived is None for finding in totals.findings):
        return FOUND_ERRORS
    return DocumentError.exit_code if failed else 0


def _as_text(report: Report, number: int, args: Namespace, language: Language) -> str:
    from nianbao.export.findings import finding_lines, gap_lines, mend_lines

    about = "  ".join(str(part) for part in (report.issuer.name, report.year) if part)
    lines = [report.source.path + (f"  {about}" if about else "")]
    mends = list(mend_lines(report, language))
    if not args.brief:
        for finding in report.findings:
            lines += _indent(finding_lines(finding, report, language, explain=args.explain))
        lines += _indent(gap_lines(report.not_assessed, language))
        if not report.findings:
            lines += _indent([text("text", "no_findings", language)])
    if args.brief or mends:
        lines += _indent([text("text", "to_mend" if mends else "nothing_to_mend", language)])
        lines += _indent(_indent(mends))
    return ("\n" if number else "") + "\n".join(lines) + "\n"


def _indent(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _summary(totals: _Totals, language: Language) -> str:
    from nianbao.export.findings import count_line, elsewhere_line

    counts = count_line(totals.findings, language)
    if not totals.reports:
        return "\n" + text("text", "none_checked", language) + "\n"
    lines = [text("text", "checked", language, reports=totals.reports, counts=counts, gaps=totals.gaps)]
    elsewhere = elsewhere_line(language)
    return "\n" + "\n".join([*lines, *([elsewhere] if elsewhere else [])]) + "\n"


def _as_json(report: Report, number: int, args: Namespace, language: Language) -> str:
    from nianbao.export.published import to_json

    row = {
        "path": report.source.path,
        "issuer": report.issuer.name,
        "year": report.year,
        "findings": report.findings,
        "not_assessed": report.not_assessed,
    }
    return (",\n" if number else "") + to_json(row)


def _as_csv(report: Report, number: int, args: Namespace, language: Language) -> str:
    from nianbao.export.tables import FINDING_COLUMNS, csv_text, finding_rows, gap_rows

    head = csv_text([FINDING_COLUMNS]) if number == 0 else ""
    return head + csv_text(finding_rows(report)) + csv_text(gap_rows(report))


_WRITERS: dict[str, Callable[[Report, int, Namespace, Language], str]] = {
    "table": _as_text,
    "json": _as_json,
    "csv": _as_csv,
}
_HEADS = {"json": "[\n"}
_ENDS = {"json": "\n]\n"}
