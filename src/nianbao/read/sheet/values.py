"""The values of a workbook as text, by python-calamine, with its errors translated."""

from __future__ import annotations

import datetime
import io
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from nianbao.errors import Damaged, Encrypted
from nianbao.model import Capture
from nianbao.read.sheet.hints import Hints, Slot
from nianbao.read.unknown import UNKNOWN

Merge = tuple[Slot, Slot]
"""First and last slot of a merged cell."""

_PRECISION = ".15g"
"""As many digits as a spreadsheet calculates with and prints at most."""


@dataclass(slots=True)
class Sheet:
    """What a person sees of one sheet."""

    rows: list[list[str]]
    numbers: list[int]
    """The number of each row as printed beside it, from 1."""
    columns: list[int]
    """The same of each column."""
    merges: list[Merge]
    """By index into ``rows`` and ``columns``."""
    left_out: bool
    """Something stands in rows or columns that are hidden."""


def read_sheets(capture: Capture, hints: dict[str, Hints]) -> list[Sheet | None]:
    """Each worksheet in order; None for a hidden one. Raises Damaged and Encrypted."""
    try:
        return _sheets(capture, hints)
    except PasswordError as error:
        raise Encrypted(capture.path, format="sheet") from error
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        raise Damaged(capture.path, format="sheet", reason=type(error).__name__) from error
    except BaseException as error:
        # A panic of the library is no Exception and cannot be named otherwise.
        if type(error).__name__ != "PanicException":
            raise
        raise Damaged(capture.path, format="sheet", reason="PanicException") from error


def _sheets(capture: Capture, hints: dict[str, Hints]) -> list[Sheet | None]:
    workbook = load_workbook(io.BytesIO(capture.data))
    found: list[Sheet | None] = []
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        known = hints.get(about.name)
        if known is None:
            raise Damaged(capture.path, format="sheet", reason=f"sheet {index + 1} not found")
        found.append(_seen(workbook, index, known) if about.visible == SheetVisibleEnum.Visible else None)
    return found


def _seen(workbook: CalamineWorkbook, index: int, hints: Hints) -> Sheet:
    sheet = workbook.get_sheet_by_index(index)
    values = _values(sheet, hints)
    rows = [row for row in range(len(values)) if row not in hints.hidden_rows]
    width = max(map(len, values), default=0)
    columns = [column for column in range(width) if column not in hints.hidden_columns]
    seen = [[values[row][column] for column in columns] if hints.hidden_columns else values[row][:] for row in rows]
    printed = sum(1 for row in values for text in row if text)
    return Sheet(
        seen,
        [row + 1 for row in rows],
        [column + 1 for column in columns],
        _merges(sheet.merged_cell_ranges or [], values, rows, columns, seen),
        printed > sum(1 for row in seen for text in row if text),
    )


def _values(sheet: CalamineSheet, hints: Hints) -> list[list[str]]:
    """All rows from the first of the sheet, each equally long, with U+FFFD where nothing can be known."""
    values = [_texts(row) for row in sheet.to_python(skip_empty_area=False)]
    height = max([len(values), *(row + 1 for row, _ in hints.unreadable)])
    width = max([*(len(row) for row in values), *(column + 1 for _, column in hints.unreadable), 0])
    values += [[] for _ in range(height - len(values))]
    for line in values:
        line += [""] * (width - len(line))
    for row, column in hints.unreadable:
        values[row][column] = UNKNOWN
    return values


def _texts(row: Sequence[object]) -> list[str]:
    # A far cell makes a sheet of a million empty ones.
    return [""] * len(row) if row.count("") == len(row) else [printed(value) for value in row]


def printed(value: object) -> str:
    """A value as a person reads it: 12 for 12.0, no exponents, dates in ISO form."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value).strip("\r\n").replace("\r\n", "\n").replace("\r", "\n")


def _number(value: float) -> str:
    text = format(value, _PRECISION)
    return format(Decimal(text), "f") if "e" in text else text


def _merges(
    ranges: list[Merge], values: list[list[str]], rows: list[int], columns: list[int], seen: list[list[str]]
) -> list[Merge]:
    """Merged cells by index of what is visible; where the first slot is hidden, its text moves to the next."""
    merges: list[Merge] = []
    for (top, left), (bottom, right) in ranges:
        first, last = bisect_left(rows, top), bisect_right(rows, bottom) - 1
        begin, end = bisect_left(columns, left), bisect_right(columns, right) - 1
        if first <= last and begin <= end:
            seen[first][begin] = values[top][left]
            merges.append(((first, begin), (last, end)))
    return merges
