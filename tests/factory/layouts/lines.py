"""Drafts as lines of text with cells set apart in odd ways, and headers that copying has damaged."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.factory.model import Draft, Grid, Paragraph, layout

Rows = list[list[str]]
Damage = Callable[[Rows, int, Random], Rows]
"""Rows of cells, of which so many are the header's."""


def _plain(rows: Rows, header: int, rng: Random) -> Rows:
    return rows


def _label_left_out(rows: Rows, header: int, rng: Random) -> Rows:
    del rows[header - 1][rng.randrange(len(rows[header - 1]))]
    return rows


def _group_left_out(rows: Rows, header: int, rng: Random) -> Rows:
    rows[header - 2] = [text for text in rows[header - 2] if text != "法人或其他组织"]
    return rows


def _letter_broken(rows: Rows, header: int, rng: Random) -> Rows:
    row = rows[rng.randrange(header)]
    at = rng.randrange(len(row))
    char = rng.randrange(len(row[at]))
    row[at] = row[at][:char] + rng.choice(["", "口", "■"]) + row[at][char + 1 :]
    return rows


def _label_garbled(rows: Rows, header: int, rng: Random) -> Rows:
    rows[header - 1][rng.randrange(len(rows[header - 1]))] = "锟斤拷"
    return rows


def _label_a_line(rows: Rows, header: int, rng: Random) -> Rows:
    return [[text] for row in rows[:header] for text in row] + rows[header:]


def _cut_over_lines(rows: Rows, header: int, rng: Random) -> Rows:
    head = [[[text[:2] for text in row], [text[2:] for text in row if text[2:]]] for row in rows[:header]]
    return [line for pair in head for line in pair] + rows[header:]


def _run_together(rows: Rows, header: int, rng: Random) -> Rows:
    return [["".join(text for row in rows[:header] for text in row)], *rows[header:]]


def _gone(rows: Rows, header: int, rng: Random) -> Rows:
    return rows[header:]


def _names_gone(rows: Rows, header: int, rng: Random) -> Rows:
    return rows[: header - 1] + rows[header:]


MENDABLE: dict[str, Damage] = {
    "a letter broken": _letter_broken,
    "a label garbled": _label_garbled,
    "a label a line": _label_a_line,
    "labels cut over two lines": _cut_over_lines,
    "labels run together": _run_together,
}
"""Damage to the header of table three after which the figures can still be had."""
FATAL: dict[str, Damage] = {"header gone": _gone, "names of columns gone": _names_gone}
"""Damage after which the totals alone can be told, and what is alike in all columns."""
UNTOLD: dict[str, Damage] = {"a label left out": _label_left_out, "the group's label left out": _group_left_out}
"""Damage that leaves no trace of which column it touched: the totals alone again."""
GAPS: dict[str, Callable[[Random], str]] = {
    "two blanks": lambda rng: "  ",
    "one blank": lambda rng: " ",
    "tabs": lambda rng: "\t",
    "tabs and blanks": lambda rng: rng.choice(["\t", "  ", " \t ", "    "]),
    "wide blanks": lambda rng: "\u3000",
    "uneven blanks": lambda rng: " " * rng.randint(1, 9),
    "bars": lambda rng: rng.choice(["|", " | "]),
}


def in_lines(draft: Draft, gap: str, damage: Damage = _plain) -> bytes:
    """Every table row a line, cells parted by ``gap``; the header of table three damaged."""
    rng = Random(f"{gap}/{draft.title}")
    lines: list[str] = []
    for part in draft.parts:
        lines += [part.text] if isinstance(part, Paragraph) else _table(part, GAPS[gap], damage, rng)
        lines.append("")
    return "\n".join(lines).encode()


def _table(grid: Grid, gap: Callable[[Random], str], damage: Damage, rng: Random) -> list[str]:
    rows = [[e.cell.text.replace("\n", "") for e in row if e.cell.text] for row in layout(grid)]
    if grid.name == "t3" and grid.header:
        rows = damage(rows, grid.header, rng)
    return ["".join([row[0], *(gap(rng) + text for text in row[1:])]) for row in rows if row]


def mixed_tabs(draft: Draft) -> bytes:
    """Tabs and blanks mixed, as a mail program sends them."""
    return in_lines(draft, "tabs and blanks")


def uneven(draft: Draft) -> bytes:
    """As many blanks as it takes on a page of proportional type."""
    return in_lines(draft, "uneven blanks")


def wide_blanks(draft: Draft) -> bytes:
    """Ideographic blanks."""
    return in_lines(draft, "wide blanks")


def header_in_pieces(draft: Draft) -> bytes:
    """Labels of the header cut over two lines."""
    return in_lines(draft, "two blanks", _cut_over_lines)
