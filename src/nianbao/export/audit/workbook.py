"""The audit as an Excel workbook. The same audit gives the same bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import Any

from nianbao.codebook import codebook, load_edition, rules
from nianbao.codebook.rules import group_title
from nianbao.export.audit.facts import (
    SEVERITIES,
    Line,
    counts,
    group_counts,
    groups,
    label,
    lines,
    printable,
    remarks,
    rule_title,
    say,
    spoken,
)
from nianbao.export.messages import Language, text, word
from nianbao.model import Audit, Copy, Figure, Unit

_FONT = {"zh": "宋体", "en": "Calibri"}
_MADE = datetime(2000, 1, 1)
"""The date inside the file: fixed, so that the same audit gives the same bytes."""
_FILLS = {"error": "#F8CBAD", "warning": "#FFE699", "info": "#DDEBF7", "waived": "#E7E6E6"}
_ARRIVALS = {
    **dict.fromkeys(("missing", "wrong_year", "unreadable"), _FILLS["error"]),
    "late": _FILLS["warning"],
    "on_time": "#E2EFDA",
}
_HEAD = "#1F4E78"
_LINE = 13.5
"""Points of one line of text."""
_TALLEST = 400.0
_PRINTED = 10
"""Columns of the findings that go on paper; the rest is for the screen."""
_MOST = 32_767
"""Characters of a cell."""

Row = Sequence[object]


def workbook(audit: Audit, language: Language = "zh", version: str = "") -> bytes:
    """The workbook: units, rules, findings, coverage, figures, last year, sums, copied text, what was not checked."""
    buffer = BytesIO()
    book = _Book(buffer, audit, language, version)
    told = lines(audit, language)
    book.summary()
    book.rules(told)
    book.findings(told)
    book.coverage()
    book.figures()
    book.years()
    book.sums()
    book.copies()
    book.gaps()
    book.close()
    return buffer.getvalue()


class _Book:
    """One workbook being written: its formats, and one method for each sheet."""

    def __init__(self, buffer: BytesIO, audit: Audit, language: Language, version: str) -> None:
        import xlsxwriter

        self.audit, self.language, self.version = audit, language, version
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
        self.book: Any = xlsxwriter.Workbook(buffer, options)
        title = say("title", language, year=audit.year)
        self.book.set_properties({"title": title, "created": _MADE, "author": f"nianbao {version}".strip()})
        self.base = {
            "font_name": _FONT[language],
            "font_size": 10,
            "valign": "vcenter",
            "border": 1,
            "border_color": "#BFBFBF",
        }
        self.widths: list[float] = []
        self.formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def close(self) -> None:
        self.book.close()

    def format(self, **more: object) -> Any:
        """A format, made once."""
        wanted = tuple(sorted({**self.base, **more}.items()))
        if wanted not in self.formats:
            self.formats[wanted] = self.book.add_format(dict(wanted))
        return self.formats[wanted]

    def say(self, name: str, **facts: object) -> str:
        return say(name, self.language, **facts)

    # ---- the frame of a sheet ----

    def sheet(
        self, name: str, heads: Sequence[tuple[str, float]], *, top: Iterable[str] = (), freeze: int = 1
    ) -> tuple[Any, int]:
        """A sheet with a title, notes, a frozen and filtered header, widths, and printing set up; its first row."""
        sheet = self.book.add_worksheet(self.say(name))
        plain = {"border": 0}
        sheet.write_string(0, 0, self.say("title", year=self.audit.year), self.format(**plain, bold=True, font_size=14))
        sheet.set_row(0, 26)
        row = 1
        for note in top:
            sheet.write_string(row, 0, note, self.format(**plain, font_color="#595959"))
            row += 1
        head = self.format(
            bold=True, bg_color=_HEAD, font_color="#FFFFFF", text_wrap=True, align="center", valign="vcenter"
        )
        for column, (title, width) in enumerate(heads):
            sheet.write_string(row, column, printable(title), head)
            sheet.set_column(column, column, width)
        self.widths = [width for _, width in heads]
        sheet.set_row(row, 30)
        sheet.freeze_panes(row + 1, freeze)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(row)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer(f'&L&"{_FONT[self.language]}"&9{self.say(name)}&R&9{self.say("page_number")}')
        return sheet, row + 1

    def fill(
        self, sheet: Any, first: int, width: int, rows: Iterable[Row], formats: Sequence[Any] | None = None
    ) -> int:
        """Rows below the header, and a filter over them; the number of the row behind."""
        row = first
        usual = self.format(text_wrap=True)
        for row, cells in enumerate(rows, start=first):
            for column, cell in enumerate(cells):
                style = None
                if isinstance(cell, tuple):
                    cell, style = cell
                self.cell(sheet, row, column, cell, style or usual)
            sheet.set_row(row, self.height(cells))
            row += 1
        behind = max(row, first)
        sheet.autofilter(first - 1, 0, max(behind - 1, first), width - 1)
        return behind

    def height(self, cells: Row) -> float:
        """Points for the row, since not every program fits the height to wrapped text by itself."""
        values = (cell[0] if isinstance(cell, tuple) else cell for cell in cells)
        lines = (_lines(str(v), width) for v, width in zip(values, self.widths, strict=False) if isinstance(v, str))
        return min(_TALLEST, _LINE * max(lines, default=1) + 4)

    def cell(self, sheet: Any, row: int, column: int, value: object, style: Any) -> None:
        if value is None or value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, style)
        else:
            sheet.write_string(row, column, printable(str(value))[:_MOST], style)

    def coloured(self, value: object, colour: str | None, **more: object) -> tuple[object, Any]:
        return value, self.format(text_wrap=True, **({"bg_color": colour} if colour else {}), **more)

    def severity(self, name: str) -> tuple[object, Any]:
        said = self.say("waived") if name == "waived" else word("word", name, self.language)
        return self.coloured(said, _FILLS[name], align="center")

    # ---- the sheets ----

    def summary(self) -> None:
        present = list(groups(self.audit, self.language))
        names = ("unit", "arrival", "errors", "warnings", "infos", "waived", "gaps")
        widths = (30, 11, 8, 8, 8, 8, 9)
        heads = [(self.say(n), w) for n, w in zip(names, widths, strict=True)] + [(title, 11) for _, title in present]
        top = [*remarks(self.audit, self.language), self.say("generated", version=self.version)]
        sheet, first = self.sheet("sheet_summary", heads, top=top)
        behind = self.fill(
            sheet, first, len(heads), (self._unit_row(u, [g for g, _ in present]) for u in self.audit.units)
        )
        bold = self.format(bold=True, bg_color="#F2F2F2")
        sheet.write_string(behind, 0, self.say("total"), bold)
        sheet.write_blank(behind, 1, None, bold)
        for column in range(2, len(heads)):
            own = [self._unit_row(u, [g for g, _ in present])[column] for u in self.audit.units]
            sheet.write_number(behind, column, sum(_number(cell) for cell in own), bold)

    def _unit_row(self, unit: Unit, present: Sequence[str]) -> list[object]:
        found, by_group = counts(unit), group_counts(unit)
        arrival = text("arrival", unit.arrival, self.language)
        row: list[object] = [unit.name, self.coloured(arrival, _ARRIVALS.get(unit.arrival), align="center")]
        row += [self.coloured(found[s] or None, _FILLS[s] if found[s] else None) for s in (*SEVERITIES, "waived")]
        return [*row, len(unit.not_assessed) or None, *(by_group[g] or None for g in present)]

    def rules(self, told: Sequence[Line]) -> None:
        names = ("group", "code", "rule", "severity", "total", "units_count", "basis", "remedy")
        heads = [(self.say(n), w) for n, w in zip(names, (14, 22, 34, 8, 8, 10, 44, 50), strict=True)]
        sheet, first = self.sheet("sheet_rules", heads, freeze=3)
        found = Counter(line.code for line in told)
        units = {code: len({line.unit for line in told if line.code == code}) for code in found}
        rows = (
            (
                group_title(rule.group, self.language), code, rule_title(rule, self.language),
                self.severity(next(line.severity for line in told if line.code == code)), found[code], units[code],
                rule.legal_basis(self.language), rule.remedy_en if self.language == "en" else rule.remedy_zh,
            )
            for code, rule in rules().items()
            if found[code]
        )  # fmt: skip
        self.fill(sheet, first, len(heads), rows)

    def findings(self, told: Sequence[Line]) -> None:
        names = (
            *(
                "number",
                "unit",
                "severity",
                "problem",
                "message",
                "place",
                "actual",
                "expected",
                "suggestion",
                "remedy",
            ),
            *("quote", "follows", "basis", "responsibility", "waived", "group", "code", "file"),
        )
        widths = (5, 18, 6, 18, 50, 18, 9, 9, 26, 30, 36, 40, 34, 10, 16, 12, 20, 26)
        heads = [(self.say(n), w) for n, w in zip(names, widths, strict=True)]
        sheet, first = self.sheet("sheet_findings", heads, freeze=4)
        behind = self.fill(sheet, first, len(heads), (self._finding_row(line) for line in told))
        sheet.print_area(0, 0, behind, _PRINTED - 1)

    def _finding_row(self, line: Line) -> list[object]:
        severity = self.severity("waived" if line.waived else line.severity)
        return [
            *(line.number, line.unit, severity, line.title, line.message, line.place),
            *(_as_number(line.actual), _as_number(line.expected), line.suggestion, line.remedy),
            *(line.quote, line.follows, line.basis, line.responsibility, line.waived),
            *(group_title(line.group, self.language), line.code, line.path),
        ]

    def coverage(self) -> None:
        names = ("unit", "parent", "arrival", "published", "deadline", "counted", "last_year_report", "file", "remark")
        heads = [(self.say(n), w) for n, w in zip(names, (30, 26, 11, 12, 12, 10, 34, 34, 60), strict=True)]
        sheet, first = self.sheet("sheet_coverage", heads)
        rows = [self._coverage_row(unit) for unit in self.audit.units]
        lost = self.coloured(text("arrival", "unreadable", self.language), _FILLS["error"], align="center")
        said = "message_en" if self.language == "en" else "message_zh"
        rows += [[None, None, lost, None, None, None, None, u.path, getattr(u, said)] for u in self.audit.unread]
        self.fill(sheet, first, len(heads), rows)

    def _coverage_row(self, unit: Unit) -> list[object]:
        body, report = unit.body, unit.report
        arrival = self.coloured(
            text("arrival", unit.arrival, self.language), _ARRIVALS.get(unit.arrival), align="center"
        )
        counted = None
        if body is not None and body.parent:
            counted = self.say("yes") if body.counted else self.say("vertical" if body.vertical else "no")
        about = [spoken(f.message, self.language) for f in unit.findings if rules()[f.code].kind in _ABOUT_ARRIVAL]
        last = unit.last.report.source.path if unit.last else None
        return [
            *(unit.name, body.parent if body else None, arrival, report.published if report else None, unit.deadline),
            *(counted, last, report.source.path if report else None, "\n".join(about)),
        ]

    def figures(self) -> None:
        """Items down, units across: as the office lays the forms side by side."""
        units = [unit for unit in self.audit.units if unit.report]
        heads = [(self.say("item"), 46), (self.say("key"), 44), *((unit.name, 13) for unit in units)]
        sheet, first = self.sheet("sheet_figures", heads, top=[self.say("legend")], freeze=2)
        tables = [{f.key: f for f in u.report.figures if f.origin != "prose"} for u in units if u.report]
        self.fill(sheet, first, len(heads), (self._figure_row(key, tables) for key in _keys(units)))

    def _figure_row(self, key: str, tables: Sequence[dict[str, Figure]]) -> list[object]:
        return [label(key, self.language), key, *(self._figure(table.get(key)) for table in tables)]

    def _figure(self, figure: Figure | None) -> object:
        if figure is None:
            return None
        if figure.value is None:
            mark = text("mark", figure.state, self.language)
            return mark, self.format(align="right", font_color="#7F7F7F", italic=True)
        doubtful = {"bg_color": _FILLS["error"]} if figure.grade == "doubtful" else {}
        return figure.value, self.format(**doubtful)

    def years(self) -> None:
        names = ("unit", "item", "last", "now", "change", "ratio", "code")
        heads = [(self.say(n), w) for n, w in zip(names, (28, 56, 12, 12, 12, 12, 24), strict=True)]
        sheet, first = self.sheet("sheet_years", heads, freeze=2)
        rows = []
        book = codebook()
        percent = self.format(num_format="0.0%")
        for r in self.audit.years:
            if not r.last and not r.now and r.code is None:
                continue  # nothing in either year
            name = book.label(r.key)[1 if self.language == "en" else 0]
            change = r.now - r.last if r.now is not None and r.last is not None else None
            ratio = (change / r.last, percent) if change is not None and r.last else None
            mark = _FILLS["warning"] if r.code else None
            last = r.last if r.last is not None else text("mark", r.last_state, self.language)
            now = r.now if r.now is not None else text("mark", r.state, self.language)
            rows.append([r.unit, name, self.coloured(last, mark), self.coloured(now, mark), change, ratio, r.code])
        self.fill(sheet, first, len(heads), rows)

    def sums(self) -> None:
        names = ("parent", "item", "printed", "members", "residual", "verdict", "absent")
        heads = [(self.say(n), w) for n, w in zip(names, (28, 56, 14, 14, 12, 12, 60), strict=True)]
        sheet, first = self.sheet("sheet_sums", heads, freeze=2)
        fills = {"fails": _FILLS["error"], "not_assessed": _FILLS["info"], "own_part": "#E2EFDA"}
        rows = (
            [
                *(r.parent, label(r.key, self.language), r.printed, r.members, r.residual),
                self.coloured(text("sum_verdict", r.verdict, self.language), fills.get(r.verdict), align="center"),
                "、".join(r.absent),
            ]
            for r in self.audit.sums
            if r.printed or r.members or r.verdict == "fails"
        )
        self.fill(sheet, first, len(heads), rows)

    def copies(self) -> None:
        names = ("unit", "other", "similarity", "text", "other_text")
        heads = [(self.say(n), w) for n, w in zip(names, (26, 26, 9, 80, 80), strict=True)]
        sheet, first = self.sheet("sheet_copies", heads, freeze=2)
        percent = self.format(num_format="0%")
        own = self.say("own_last_year")
        rows = (
            [
                *(c.unit, c.other if c.kind == "sibling" else own, (c.similarity, percent)),
                *(None, c.other_passage.text),
            ]
            for c in self.audit.copies
        )
        self.fill(sheet, first, len(heads), rows)
        for row, copy in enumerate(self.audit.copies, start=first):
            self._marked(sheet, row, 3, copy)
            sheet.set_row(row, self.height([None, None, None, copy.passage.text, copy.other_passage.text]))

    def _marked(self, sheet: Any, row: int, column: int, copy: Copy) -> None:
        """The paragraph with what is the same in red."""
        usual, text = self.format(text_wrap=True), copy.passage.text
        font = {"font_name": _FONT[self.language], "font_size": 10}
        plain, red = self.book.add_format(font), self.book.add_format({**font, "font_color": "#C00000"})
        pieces: list[Any] = []
        at = 0
        for span in copy.spans:
            if span.start > at:
                pieces += [plain, printable(text[at : span.start])]
            pieces += [red, printable(text[span.start : span.end])]
            at = span.end
        if at < len(text):
            pieces += [plain, printable(text[at:])]
        if len(pieces) > 2:
            sheet.write_rich_string(row, column, *pieces, usual)
        else:
            sheet.write_string(row, column, printable(text), self.format(text_wrap=True, font_color="#C00000"))

    def gaps(self) -> None:
        heads = [(self.say(n), w) for n, w in zip(("unit", "code", "check", "reason"), (28, 22, 40, 90), strict=True)]
        sheet, first = self.sheet("sheet_gaps", heads)
        rows = (
            [u.name, gap.code, rule_title(rules()[gap.code], self.language), spoken(gap.message, self.language)]
            for u in self.audit.units
            for gap in u.not_assessed
        )
        self.fill(sheet, first, len(heads), rows)


def _lines(value: str, width: float) -> int:
    """Lines that a text takes in a column: a Chinese character is as wide as two letters."""
    room = max(width - 1.5, 1)
    return sum(max(1, ceil(sum(1 if c.isascii() else 2 for c in part) / room)) for part in value.split("\n"))


_ABOUT_ARRIVAL = ("late", "wrong_year", "unreadable", "versions", "issuer")


def _number(cell: object) -> int:
    value = cell[0] if isinstance(cell, tuple) else cell
    return value if isinstance(value, int) else 0


def _as_number(written: str) -> object:
    """Numbers as numbers, so that a sheet can add them."""
    try:
        return int(written)
    except ValueError:
        return written


def _keys(units: Sequence[Unit]) -> list[str]:
    """The keys that some report prints, in the order of the form."""
    editions = sorted({u.report.edition for u in units if u.report and u.report.edition}, reverse=True)
    order = dict.fromkeys(key for edition in editions for key in load_edition(edition).keys)
    printed = {
        f.key for u in units if u.report for f in u.report.figures if f.origin != "prose" and f.state != "missing"
    }
    return [key for key in order if key in printed] + sorted(printed - set(order))
