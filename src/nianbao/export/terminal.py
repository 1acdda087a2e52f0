"""A report as a person reads it: the tables laid out as the form prints them. Needs rich; load on demand."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from nianbao.codebook import (
    EDITION_FILES,
    Codebook,
    ColumnSpec,
    Entry,
    RowSpec,
    TableSpec,
    codebook,
    load_edition,
)
from nianbao.export.messages import Language, text, word
from nianbao.model import Figure, Finding, Report

_PIPED_WIDTH = 120
_DITTO = "〃"
_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def print_report(report: Report, language: Language) -> None:
    """Identity, each table of the edition that has figures, prose figures, findings; on standard output."""
    console = _console()
    _print_identity(console, report, language)
    rest = _print_form_tables(console, report, language)
    console.print(Text(_say("view", "legend", language), style="dim"))
    if rest:
        _print_figures(console, "other_tables", rest, language)
    prose = [figure for figure in report.figures if figure.origin == "prose"]
    if prose:
        _print_figures(console, "prose", prose, language)
    _print_findings(console, report.findings, language)


def print_entries(entries: Iterable[Entry], language: Language) -> None:
    """The codebook as a table."""
    headings = [_say("view", name, language) for name in ("key", "label", "unit", "edition")]
    table = _table(_say("view", "codebook", language), headings)
    for entry in entries:
        label = entry.en if language == "en" else entry.zh
        table.add_row(Text(entry.key), Text(label), Text(entry.unit), Text(" ".join(entry.editions)))
    _console().print(table)


def print_rows(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Any rows as a table; what is not there is left empty."""
    table = _table(title, headings)
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    _console().print(table)


def print_rules(rows: Sequence[dict[str, Any]], language: Language) -> None:
    """The catalogue of rules: a line each, a section a group."""
    names = ("code", "severity", "title", "needs", "thresholds")
    table = _table(_say("view", "rules", language), [_say("view", name, language) for name in names])
    table.columns[0].no_wrap = True
    for at, row in enumerate(rows):
        severity = word("word", row["severity"] if row["enabled"] else "off", language)
        needs = "" if row["needs"] == "report" else word("needs", row["needs"], language)
        told = (row["code"], severity, row[f"title_{language}"], needs, _numbers(row))
        cells = [Text(cell) for cell in told]
        cells[1].stylize(_STYLES[row["severity"]])
        last = at + 1 == len(rows) or rows[at + 1]["group"] != row["group"]
        table.add_row(*cells, end_section=last)
    _console().print(table)


def print_rule(row: dict[str, Any], language: Language) -> None:
    """Everything the catalogue says of one rule."""
    said = {
        "severity": word("word", row["severity"] if row["enabled"] else "off", language),
        **{name: row[f"{name}_{language}"] for name in ("message", "explanation", "basis", "remedy")},
        "needs": word("needs", row["needs"], language),
        "thresholds": _numbers(row),
    }
    said["wording"] = said.pop("message")
    console, colon = _console(), text("text", "colon", language)
    console.print(Text(f"{row['code']}  {row[f'title_{language}']}", style="bold"))
    for name, value in said.items():
        if value:
            console.print(Text(f"  {_say('view', name, language)}{colon}{value}"), soft_wrap=True)


def _numbers(row: dict[str, Any]) -> str:
    return " ".join(f"{name}={number}" for name, number in row["thresholds"].items())


def _console() -> Console:
    """As wide as the terminal; a file or a pipe gets a fixed width and no colour."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else _PIPED_WIDTH, highlight=False)


def _say(section: str, name: str, language: Language) -> str:
    return text(section, name, language)


def _table(title: str, headings: Sequence[str], *, numbers_from: int | None = None) -> Table:
    table = Table(title=Text(title), title_justify="left", title_style="bold")
    for position, heading in enumerate(headings):
        right = numbers_from is not None and position >= numbers_from
        table.add_column(Text(heading), justify="right" if right else "left", overflow="fold")
    return table


def _print_identity(console: Console, report: Report, language: Language) -> None:
    console.print(Text(report.title or report.issuer.name or report.source.path, style="bold"))
    period = f"{report.period.start} - {report.period.end}" if report.period else None
    facts = {
        "issuer": report.issuer.name,
        "year": report.year,
        "edition": report.edition,
        "published": report.published,
        "period": period,
        "scope": word("word", report.scope, language) if report.scope else None,
        "source": report.source.url or report.source.path,
    }
    unknown = text("text", "total_unknown", language)
    colon = text("text", "colon", language)
    for name, value in facts.items():
        console.print(Text(f"  {_say('view', name, language)}{colon}{unknown if value is None else value}"))


def _print_form_tables(console: Console, report: Report, language: Language) -> list[Figure]:
    """The tables of the report's edition; the table figures that stand in none of them are given back."""
    figures: dict[str, Figure] = {}
    rest: list[Figure] = []
    for figure in report.figures:
        if figure.origin == "prose":
            continue
        if figures.setdefault(figure.key, figure) is not figure:
            rest.append(figure)  # printed twice: the second is shown below, not dropped
    for spec in load_edition(report.edition).tables if report.edition in EDITION_FILES else ():
        figures = _print_grid(console, spec, figures, language)
    return [*figures.values(), *rest]


def _print_grid(console: Console, spec: TableSpec, figures: dict[str, Figure], language: Language) -> dict[str, Figure]:
    """One table with the rows and columns that have figures; the figures that do not stand in it."""
    rows = {row.id: {c: figures[key] for c, key in spec.keys_of(row).items() if key in figures} for row in spec.rows}
    columns = [column for column in spec.columns if any(column.id in found for found in rows.values())]
    if not columns:
        return figures
    headings = ["", *(_label(column, language) for column in columns)]
    table = _table(_label(spec, language), headings, numbers_from=1)
    shown = {group for row in spec.rows if rows[row.id] for group in spec.line_of(row)}
    for row in spec.rows:
        if row.id in shown:
            indent = "  " * (len(spec.line_of(row)) - 1)
            cells = (_cell(rows[row.id].get(column.id), language) for column in columns)
            table.add_row(Text(indent + _label(row, language)), *cells)
    console.print(table)
    used = {id(figure) for found in rows.values() for figure in found.values()}
    return {key: figure for key, figure in figures.items() if id(figure) not in used}


def _label(spec: TableSpec | RowSpec | ColumnSpec, language: Language) -> str:
    return spec.en if language == "en" else spec.zh


def _cell(figure: Figure | None, language: Language) -> Text:
    """The value, or a mark for the state: never an empty cell for something that was printed."""
    if figure is None:
        return Text("")
    if figure.state != "value":
        return Text(text("mark", figure.state, language), style="dim")
    mark = text("mark", "doubtful", language) if figure.grade == "doubtful" else ""
    return Text(f"{figure.value}{mark}", style="red" if mark else "")


def _print_figures(console: Console, title: str, figures: Iterable[Figure], language: Language) -> None:
    """A list: what it is, the value, the unit, where it stands."""
    headings = [_say("view", name, language) for name in ("item", "figure", "unit", "page", "sentence")]
    table = _table(_say("view", title, language), headings)
    book = codebook()
    before = ""
    for figure in figures:
        evidence = figure.evidence
        sentence = evidence.quote if evidence else figure.raw
        page = str(evidence.page) if evidence and evidence.page else ""
        cells = [figure.unit or "", page, _DITTO if sentence == before else sentence]
        before = sentence
        table.add_row(Text(_name(figure, book, language)), _qualified(figure, language), *map(Text, cells))
    console.print(table)


def _name(figure: Figure, book: Codebook, language: Language) -> str:
    if figure.label:
        return text("view", "unmapped", language, label=figure.label)
    zh, en = book.label(figure.key)
    return en if language == "en" else zh


def _qualified(figure: Figure, language: Language) -> Text:
    cell = _cell(figure, language)
    if figure.qualifier != "exact":
        cell.append(f" {word('word', figure.qualifier, language)}")
    return cell


def _print_findings(console: Console, findings: Sequence[Finding], language: Language) -> None:
    if not findings:
        console.print(Text(_say("text", "no_findings", language)))
        return
    headings = [_say("view", name, language) for name in ("severity", "code", "message")]
    table = _table(_say("view", "findings", language), headings)
    for finding in findings:
        severity = Text(word("word", finding.severity, language), style=_STYLES[finding.severity])
        message = finding.message.en if language == "en" else finding.message.zh
        table.add_row(severity, Text(finding.code), Text(message))
    console.print(table)
