"""From classified lines to paragraphs and tables: which neighbouring lines make up one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from nianbao.model import Cell, Place, Table
from nianbao.read.lines import Line, Piece, without_frame

_LABELS_IN_A_ROW = 2
"""So many lines of a single label may stand between rows (a group label, a label broken in two)."""
_BLANKS_IN_A_ROW = 3
_VALUES_OF_A_LONE_ROW = 3


def group(lines: list[Line]) -> Iterator[Line | list[Line]]:
    """Lines of prose one by one, the lines of each table as a list; blank and drawn lines are left out."""
    at = 0
    while at < len(lines):
        stop, end = _extent(lines, at)
        block = lines[at:end]
        if _is_table(block):
            yield _unframed([line for line in block if line.pieces])
        else:
            end = max(stop, at + 1)
            yield from (line for line in lines[at:end] if line.kind not in ("blank", "rule"))
        at = end


def build_table(rows: list[Line], clean: Callable[[str], str] = str) -> Table:
    """The table of these lines: every line a row, cells in the order printed, none moved to fit a header.

    A row is ragged when it has not the usual number of cells.
    """
    cells = [
        _cell(row, column, piece, clean) for row, line in enumerate(rows) for column, piece in enumerate(line.pieces)
    ]
    widths = [len(line.pieces) for line in rows]
    usual = _usual([len(line.pieces) for line in rows if line.kind in ("row", "weak")])
    return Table(
        cells,
        row_count=len(rows),
        column_count=max(widths),
        place=Place(start=rows[0].start, end=rows[-1].start + len(rows[-1].text)),
        ragged_rows=frozenset(row for row, width in enumerate(widths) if width != usual),
        ruled=all(line.separator != "space" for line in rows if line.kind in ("row", "weak")),
    )


def _unframed(rows: list[Line]) -> list[Line]:
    """Rows without outer pipes, where every row has one; where only some have, it bounds an empty cell."""
    piped = [line for line in rows if _may_be_framed(line)]
    opened = bool(piped) and not any(line.pieces[0].text for line in piped)
    closed = bool(piped) and not any(line.pieces[-1].text for line in piped)
    return [
        replace(line, pieces=without_frame(line.pieces, opened, closed)) if _may_be_framed(line) else line
        for line in rows
    ]


def _may_be_framed(line: Line) -> bool:
    return line.separator == "pipe" and not line.settled


def _cell(row: int, column: int, piece: Piece, clean: Callable[[str], str]) -> Cell:
    return Cell(row, column, clean(piece.text), Place(start=piece.start, end=piece.end))


def _usual(widths: list[int]) -> int:
    return max(Counter(widths).items(), key=lambda item: (item[1], item[0]))[0]


def _extent(lines: list[Line], first: int) -> tuple[int, int]:
    """Where the run of table-like lines stops, and the end of its last row (``first`` when it has none)."""
    if lines[first].kind not in ("row", "header"):
        return first, first
    separator = lines[first].separator
    end = first
    at = first
    labels = 0
    while at < len(lines) and _continues(lines, at, separator):
        line = lines[at]
        labels = labels + 1 if line.kind == "label" else 0
        if labels > _LABELS_IN_A_ROW:
            break
        at += 1
        if line.kind in ("row", "weak"):
            end = at
    return at, end


def _continues(lines: list[Line], at: int, separator: str) -> bool:
    line = lines[at]
    if line.kind in ("row", "weak", "header"):
        return line.separator == separator or (line.kind == "header" and separator == "tab")
    if line.kind == "blank":
        return separator == "space" and _row_follows(lines, at)
    return line.kind in ("label", "rule")


def _row_follows(lines: list[Line], at: int) -> bool:
    """Whether a row comes after the blank lines at ``at``: programs that lay text out put some between rows."""
    following = next((line for line in lines[at : at + _BLANKS_IN_A_ROW + 1] if line.kind != "blank"), None)
    return following is not None and following.kind in ("row", "weak")


def _is_table(block: list[Line]) -> bool:
    rows = [line for line in block if line.kind in ("row", "weak")]
    certain = [line for line in rows if line.kind == "row"]
    if not certain:
        return False
    if len(rows) > 1:
        return True
    values = certain[0].values
    headed = block[0].kind == "header" or any(line.kind == "rule" for line in block)
    return values >= _VALUES_OF_A_LONE_ROW or (headed and values > 0) or certain[0].framed
