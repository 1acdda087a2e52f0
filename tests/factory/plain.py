"""A draft as text: tables as spaced lines, with tabs, with pipes, or as Markdown."""

from __future__ import annotations

from collections.abc import Callable

from tests.factory.model import Draft, Grid, Paragraph, layout


def spaced(draft: Draft) -> bytes:
    """Every table row a line, its cells apart by two spaces or more; merged cells stand once, as in a text dump."""
    return _text(
        draft, lambda grid: ["  ".join(_flat(e.cell.text) for e in row if e.cell.text) for row in layout(grid)]
    )


def tabbed(draft: Draft) -> bytes:
    """Cells apart by tabs; a merged cell stands in its first slot, the others are empty."""
    return _text(draft, lambda grid: ["\t".join(row) for row in _matrix(grid)])


def piped(draft: Draft) -> bytes:
    """Cells between pipes; labels over several rows are repeated, what is merged over columns stands once."""
    return _text(draft, lambda grid: ["| " + " | ".join(row) + " |" for row in _matrix(grid, repeat=True)])


def markdown(draft: Draft) -> bytes:
    """Markdown with pipe tables, as converters write them."""
    return _text(draft, _markdown_table, {"title": "# ", "heading": "## "})


def _text(draft: Draft, table: Callable[[Grid], list[str]], marks: dict[str, str] | None = None) -> bytes:
    lines: list[str] = []
    for part in draft.parts:
        block = [(marks or {}).get(part.kind, "") + part.text] if isinstance(part, Paragraph) else table(part)
        lines += [*block, ""]
    return "\n".join(lines).encode()


def _flat(text: str) -> str:
    return text.replace("\n", "")


def _matrix(grid: Grid, *, repeat: bool = False) -> list[list[str]]:
    seen: set[int] = set()
    rows = []
    for row in grid.slots:
        line: list[str] = []
        for at, cell in enumerate(row):
            beside = at > 0 and row[at - 1] is cell
            again = grid.repeat_merged if beside else repeat
            shown = id(cell) not in seen or (again and cell.key is None)
            seen.add(id(cell))
            line.append(_flat(cell.text) if shown else "")
        rows.append(line)
    return rows


def _markdown_table(grid: Grid) -> list[str]:
    first, *others = ("| " + " | ".join(row) + " |" for row in _matrix(grid, repeat=True))
    return [first, "|" + " --- |" * grid.width, *others]
