"""The reader of Markdown: plain text with headings, bullets and pipe tables; HTML tables by way of HTML.

``Document.text`` is the file as it stands, so that every offset points into it: the marks before a line are
stepped over, emphasis inside a line stays. Cells are cleaned, for a cell is what a person sees.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace

from nianbao.model import Block, Capture, Document, Table
from nianbao.read.lines import Line, classify, is_page_number
from nianbao.read.tabular import build_table, group
from nianbao.read.text import damage_notes, flow_text, numbered_lines, paragraph, refuse_large_tables

_MEDIA_TYPE = "text/markdown"
_HTML_TABLE = re.compile(r"<table[\s>].*?(?:</table\s*>|\Z)", re.I | re.S)
_MARKS = re.compile(r"\s*(?:>[ \t]?)*[ \t]*(?:[-*+][ \t]+)?(?P<heading>#{1,6}(?=[ \t]|$))?[ \t]*")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*")
_PIPE_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_PROPERTY = re.compile(r"([\w-]+)[ \t]*:[ \t]*(.*)")

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SHELTER = 0xE000
_SHELTERED = re.compile(r"[\ue021-\ue07e]")
_CELL_STEPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<br\s*/?>", re.I), "\n"),
    (re.compile(r"<sup>(.{0,500}?)</sup>", re.I), r"^{\1}"),
    (re.compile(r"<(del|s|strike)>.{0,500}?</\1>|~~.{1,500}?~~", re.I), ""),
    (re.compile(r"</?[a-z][^<>]{0,500}>", re.I), ""),
    # Emphasis inside a number is left standing: without its marks the number would be another one.
    (re.compile(r"(?<![\d*`])(\*{1,3}|`{1,3})(?=[^\s*`])(.{1,500}?)(?<=[^\s*`])\1(?![\d*`])"), r"\2"),
    (re.compile(r"(?<!\w)(__|_)(?=[^\s_])(.{1,500}?)(?<=[^\s_])\1(?!\w)"), r"\2"),
)


@dataclass(slots=True)
class _Scan:
    """The lines of a file with what Markdown says of them."""

    lines: list[Line] = field(default_factory=list)
    headings: set[int] = field(default_factory=set)
    """Offsets of the lines that are headings."""
    metadata: dict[str, str] = field(default_factory=dict)


def read_markdown(capture: Capture) -> Document:
    """Headings, paragraphs and tables of a Markdown file. Raises EmptyFile, TooLarge."""
    text = flow_text(capture)
    if _HTML_TABLE.search(text):
        return _read_with_html_tables(capture, text)
    scan = _scan(text)
    blocks = _blocks(scan)
    refuse_large_tables(blocks, capture.path)
    return Document("markdown", _MEDIA_TYPE, text, blocks, metadata=scan.metadata, notes=damage_notes(text))


def clean_cell(text: str) -> str:
    """A cell without emphasis, escapes and inline HTML; struck text left out, raised text as ``^{...}``."""
    text = _ESCAPE.sub(lambda match: chr(_SHELTER + ord(match[1])), text)
    for pattern, replacement in _CELL_STEPS:
        text = pattern.sub(replacement, text)
    text = html.unescape(text)
    return _SHELTERED.sub(lambda match: chr(ord(match[0]) - _SHELTER), text).strip(" \t\n")


def _blocks(scan: _Scan) -> list[Block]:
    return [
        build_table(item, clean_cell) if isinstance(item, list) else paragraph(item, item.start in scan.headings)
        for item in group(scan.lines)
    ]


def _scan(text: str) -> _Scan:
    scan = _Scan()
    lines = list(numbered_lines(text))
    body = _front_matter([raw for raw, _ in lines], scan.metadata)
    for raw, offset in lines[body:]:
        _scan_line(raw, offset, scan)
    return scan


def _front_matter(lines: list[str], metadata: dict[str, str]) -> int:
    """Read the properties between two ``---`` at the start; returns the number of the first line after."""
    if lines[0].strip() != "---":
        return 0
    for number, raw in enumerate(lines[1:], 1):
        if raw.strip() in ("---", "..."):
            return number + 1
        entry = _PROPERTY.fullmatch(raw.strip())
        if entry is None:
            break
        metadata[entry[1].lower()] = entry[2].strip("\"' ")
    metadata.clear()
    return 0


def _scan_line(raw: str, offset: int, scan: _Scan) -> None:
    previous = scan.lines[-1] if scan.lines else None
    if _FENCE.match(raw):
        scan.lines.append(Line("", offset, "blank"))
        return
    if _is_rule(raw, scan.lines):
        scan.lines.append(Line(raw.strip(), offset, "rule"))
        return
    if _UNDERLINE.fullmatch(raw):
        if previous is not None and previous.kind in ("prose", "label", "header"):
            scan.headings.add(previous.start)
            scan.lines[-1] = replace(previous, kind="prose", pieces=())
        scan.lines.append(Line("", offset, "blank"))
        return
    content, start, is_heading = _unmarked(raw, offset)
    line = classify(content, start, escapes=True)
    if is_heading:
        line = replace(line, kind="prose" if line.text else "blank", pieces=())
        scan.headings.add(line.start)
    scan.lines.append(line)


def _unmarked(raw: str, offset: int) -> tuple[str, int, bool]:
    """The line without quote, bullet and heading marks, where it begins, and whether it is a heading."""
    marks = _MARKS.match(raw)
    if marks is None or not marks.group().strip() or is_page_number(raw.strip()):
        return raw, offset, False
    content = raw[marks.end() :]
    if not marks["heading"]:
        return content, offset + marks.end(), False
    open_end = content.rstrip().rstrip("#")
    closed = not open_end or open_end[-1] in " \t"
    return (open_end if closed else content), offset + marks.end(), True


def _is_rule(raw: str, above: list[Line]) -> bool:
    """The line of dashes under the header of a pipe table.

    A line of single hyphens is a rule only as the second line of its table: further down it is a row of cells
    that say "does not apply".
    """
    text = raw.strip()
    if "|" not in text or not above or above[-1].separator != "pipe" or not _PIPE_RULE.fullmatch(text):
        return False
    second = len(above) < 2 or (above[-2].separator != "pipe" and above[-2].kind != "rule")
    return second or "--" in text or ":" in text


def _read_with_html_tables(capture: Capture, text: str) -> Document:
    """Everything as HTML: Markdown allows HTML tables, and one reader must see spans the one right way."""
    from nianbao.read.html import read_html  # loads its parser; plain Markdown does not need it

    page = _as_html(text)
    document = read_html(replace(capture, data=page.encode("utf-8")))
    document.reader, document.media_type = "markdown", _MEDIA_TYPE
    document.notes.extend(damage_notes(text))
    return document


def _as_html(text: str) -> str:
    parts = []
    at = 0
    for table in _HTML_TABLE.finditer(text):
        parts += [_prose_as_html(text[at : table.start()]), table.group()]
        at = table.end()
    return f"<html><body>{''.join(parts)}{_prose_as_html(text[at:])}</body></html>"


def _prose_as_html(text: str) -> str:
    scan = _scan(text)
    parts = []
    for block in _blocks(scan):
        if isinstance(block, Table):
            parts.append(_table_as_html(block))
        else:
            line = getattr(block, "text", "")
            parts.append(f"<h2>{line}</h2>" if getattr(block, "heading", False) else f"<p>{line}</p>")
    return "\n".join(parts)


def _table_as_html(table: Table) -> str:
    rows: list[str] = [""] * table.row_count
    for cell in table.cells:
        rows[cell.row] += f"<td>{html.escape(cell.text)}</td>"
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
