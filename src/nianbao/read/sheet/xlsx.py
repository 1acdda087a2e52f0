"""Hints of an XLSX workbook, from its XML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from nianbao.model import Capture
from nianbao.read.container import Container, resolved
from nianbao.read.sheet.hints import Hints
from nianbao.read.sheet.looks import OddStyles, is_struck, odd_styles

_NAME = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")
_WORKBOOK = "xl/workbook.xml"
_STYLES = "xl/styles.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_ANY = "{*}"
_MOST_COLUMNS = 16_384


@dataclass(frozen=True, slots=True)
class Marks:
    """What of the whole workbook decides whether a cell can be read."""

    strings: set[str]
    odd: OddStyles


def xlsx_hints(capture: Capture) -> dict[str, Hints]:
    """Sheet name -> hints. Raises Damaged, Encrypted and TooLarge, also for an archive that would inflate."""
    container = Container(capture.data, capture.path, "xlsx")
    container.verify()
    workbook, relations = container.xml(_WORKBOOK), container.xml(_RELATIONS)
    if workbook is None or relations is None:
        raise container.damaged(_WORKBOOK, "missing")
    targets = {node.get("Id"): node.get("Target", "") for node in relations}
    marks = Marks(_marked_strings(container), odd_styles(container.xml(_STYLES)))
    found: dict[str, Hints] = {}
    for sheet in workbook.iterfind(f"{_ANY}sheets/{_ANY}sheet"):
        relation = next((value for key, value in sheet.items() if key.endswith("}id")), None)
        root = container.xml(resolved("xl", targets.get(relation, "")))
        if root is not None:
            found[sheet.get("name", "")] = _hints(root, marks, container)
    return found


def _hints(root: Any, marks: Marks, container: Container) -> Hints:
    hints = Hints()
    for column in root.iterfind(f"{_ANY}cols/{_ANY}col"):
        if _is_true(column.get("hidden")) or _is_nothing(column.get("width")):
            first, last = _number(column.get("min")), _number(column.get("max"))
            hints.hidden_columns.update(range(first - 1, min(last, _MOST_COLUMNS)))
    row = -1
    for line in root.iterfind(f"{_ANY}sheetData/{_ANY}row"):
        row = _number(line.get("r")) - 1 if line.get("r") else row + 1
        if _is_true(line.get("hidden")) or _is_nothing(line.get("ht")):
            hints.hidden_rows.add(row)
        _cells(line, row, hints, marks)
    hints.refuse_size(container.path)
    return hints


def _cells(line: Any, row: int, hints: Hints, marks: Marks) -> None:
    column = -1
    for cell in line.iterfind(f"{_ANY}c"):
        at = _slot(cell.get("r"))
        column = at[1] if at else column + 1
        slot = at or (row, column)
        if len(cell):
            hints.reach(*slot)
        if _is_unreadable(cell, marks):
            hints.unreadable.add(slot)


def _is_unreadable(cell: Any, marks: Marks) -> bool:
    """An error, a formula nobody has computed, or a look that changes what is printed, which values do not show."""
    kind, value = cell.get("t"), cell.findtext(f"{_ANY}v")
    if kind == "e":
        return True
    if cell.find(f"{_ANY}f") is not None and value is None:
        return True
    if cell.get("s") in marks.odd.struck and len(cell):
        return True
    if kind == "s":
        return value in marks.strings
    if kind == "inlineStr":
        return _is_marked(cell)
    return kind in (None, "n") and cell.get("s") in marks.odd.scaled and value is not None


def _marked_strings(container: Container) -> set[str]:
    """Numbers of the shared strings that hold characters off the line or struck out."""
    name = next((name for name in container.names() if name.endswith("sharedstrings.xml")), None)
    root = None if name is None else container.xml(name)
    if root is None:
        return set()
    return {str(index) for index, item in enumerate(root.iterfind(f"{_ANY}si")) if _is_marked(item)}


def _is_marked(text: Any) -> bool:
    return any(mark.get("val") != "baseline" for mark in text.iter(f"{_ANY}vertAlign")) or is_struck(text)


def _slot(name: str | None) -> tuple[int, int] | None:
    """A cell's name, like ``B5``, as row and column from 0."""
    match = _NAME.fullmatch(name or "")
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _is_nothing(text: str | None) -> bool:
    """A height or a width at which nothing is seen."""
    return text is not None and text.strip("0.") == ""


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")
