"""Faults of HTML: tags left open, spans that lie, cells missing or doubled, hidden and nested things."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.factory.model import Cell, Draft, Emitted
from tests.factory.perturb.common import ANY, PAGES, STYLED, Perturbation, a_row, fresh_row

_HTML = ("html", "word")
Rows = list[list[Emitted]]


def _markup(change: Callable[[str], str]) -> Callable[[Draft, Random], None]:
    def apply(draft: Draft, rng: Random) -> None:
        draft.markup.append(change)

    return apply


def _row_keys(row: list[Emitted]) -> list[str]:
    return [e.cell.key for e in row if e.cell.key is not None]


def _tweak_row(draft: Draft, rng: Random, change: Callable[[list[Emitted]], None], *states: str) -> None:
    """Change the printed cells of one row of the main table; its keys may be given up."""
    grid, row = a_row(draft, rng)
    grid.tweaks.append(lambda rows: change(rows[row]))
    draft.allow(grid.keys_in(row), *states)


def cell_missing(draft: Draft, rng: Random) -> None:
    """One <td> of the figures is not there: the row must not be shifted."""
    grid, row = a_row(draft, rng)
    keys = grid.keys_in(row)
    gone = rng.choice(keys)
    grid.tweaks.append(lambda rows: _drop(rows[row], gone))
    draft.allow(keys, "unreadable", "missing")
    draft.no_value([gone], "unreadable", "missing")


def _drop(row: list[Emitted], key: str) -> None:
    row[:] = [e for e in row if e.cell.key != key]


def label_cell_missing(draft: Draft, rng: Random) -> None:
    """The label's <td> is not there."""

    def change(row: list[Emitted]) -> None:
        at = max(i for i, e in enumerate(row) if e.cell.names is not None)
        del row[at]

    _tweak_row(draft, rng, change, "unreadable", "missing")


def trailing_empty_cell(draft: Draft, rng: Random) -> None:
    _tweak_row(draft, rng, lambda row: row.append(Emitted(Cell(""), 1, 1)))


def trailing_empty_cells_everywhere(draft: Draft, rng: Random) -> None:
    def change(rows: Rows) -> None:
        for row in rows:
            row.append(Emitted(Cell(""), 1, 1))

    for grid in draft.grids():
        grid.tweaks.append(change)


def extra_cell_in_front(draft: Draft, rng: Random) -> None:
    _tweak_row(draft, rng, lambda row: row.insert(0, Emitted(Cell(""), 1, 1)), "unreadable", "missing")


def extra_cell_among_figures(draft: Draft, rng: Random) -> None:
    """An empty <td> between the figures."""

    def change(row: list[Emitted]) -> None:
        first = next(i for i, e in enumerate(row) if e.cell.key is not None)
        row.insert(rng.randint(first, len(row) - 1), Emitted(Cell(""), 1, 1))

    _tweak_row(draft, rng, change, "unreadable", "missing")


def extra_figure(draft: Draft, rng: Random) -> None:
    """A figure too many in a row: which one is it?"""

    def change(row: list[Emitted]) -> None:
        first = next(i for i, e in enumerate(row) if e.cell.key is not None)
        row.insert(rng.randint(first, len(row)), Emitted(Cell("31"), 1, 1))

    _tweak_row(draft, rng, change, "unreadable", "missing")


def wide_figure(draft: Draft, rng: Random) -> None:
    """colspan=2 on a figure whose neighbour is printed as well."""

    def change(row: list[Emitted]) -> None:
        rng.choice([e for e in row if e.cell.key is not None]).columns = 2

    _tweak_row(draft, rng, change, "unreadable", "missing")


def label_span_missing(draft: Draft, rng: Random) -> None:
    """colspan of a label cell is not there: the whole row stands one or two columns to the left."""
    grid = draft.grid("t3")
    wide = [r for r in grid.figure_rows() if grid.slots[r][1] is grid.slots[r][2]]
    row = rng.choice(wide)

    def change(rows: Rows) -> None:
        for emitted in rows[row]:
            if emitted.cell.names is not None:
                emitted.columns = 1

    grid.tweaks.append(change)
    draft.allow(grid.keys_in(row), "unreadable", "missing")


def group_span(by: int | None) -> Callable[[Draft, Random], None]:
    """The rowspan of one group cell is left out (None), or off by some rows: rows of the group may be given up."""

    def apply(draft: Draft, rng: Random) -> None:
        grid = draft.grid("t3")
        cells = [
            c
            for c in grid.slots[-2][:1] + [row[1] for row in grid.slots[6:-2]]
            if grid.extent(c)[0] < grid.extent(c)[1]
        ]
        cell = rng.choice(cells)
        first, last = grid.extent(cell)

        def change(rows: Rows) -> None:
            for row in rows:
                for emitted in row:
                    if emitted.cell is cell:
                        emitted.rows = 1 if by is None else emitted.rows + by

        grid.tweaks.append(change)
        # A cell pushed aside by this one pushes aside what stands beside it, to the end of its own rows.
        reached = [r for r in range(last + 1, last + 2 + abs(by or 0)) if r < len(grid.slots)]
        end = max([last, *(grid.extent(other)[1] for r in reached for other in grid.slots[r][1:3])])
        for number in range(first, end + 1):
            draft.allow(grid.keys_in(number), "unreadable", "missing")

    return apply


def all_group_spans_missing(draft: Draft, rng: Random) -> None:
    """No rowspan anywhere: every line begins with its own label."""
    grid = draft.grid("t3")

    def change(rows: Rows) -> None:
        for row in rows[grid.header :]:
            for emitted in row:
                emitted.rows = 1

    grid.tweaks.append(change)
    draft.allow([k for r in grid.figure_rows() for k in grid.keys_in(r)], "unreadable", "missing")


def header_span_missing(draft: Draft, rng: Random) -> None:
    """colspan of 法人或其他组织 left out."""
    grid = draft.grid("t3")
    bodies = grid.slots[1][4]

    def change(rows: Rows) -> None:
        for emitted in [e for row in rows for e in row if e.cell is bodies]:
            emitted.columns = 1

    grid.tweaks.append(change)
    draft.allow([k for r in grid.figure_rows() for k in grid.keys_in(r)], "unreadable", "missing")


def header_row_span_missing(draft: Draft, rng: Random) -> None:
    """rowspan of the corner note left out: the header rows slide to the left."""
    grid = draft.grid("t3")
    corner = grid.slots[0][0]

    def change(rows: Rows) -> None:
        for emitted in [e for row in rows for e in row if e.cell is corner]:
            emitted.rows = 1

    grid.tweaks.append(change)
    draft.allow([k for r in grid.figure_rows() for k in grid.keys_in(r)], "unreadable", "missing")


def disputes_span_missing(draft: Draft, rng: Random) -> None:
    """colspan of the blocks of table four left out: empty header cells, or none, stand in their place."""
    grid = draft.grid("t4")
    wide = {id(c) for c in (*grid.slots[0], grid.slots[1][5], grid.slots[1][10])}

    def change(rows: Rows) -> None:
        for emitted in [e for row in rows[:2] for e in row if id(e.cell) in wide]:
            emitted.columns = 1

    grid.tweaks.append(change)
    draft.allow([str(c.key) for c in grid.figures()], "unreadable", "missing")


def row_ends_missing(draft: Draft, rng: Random) -> None:
    """</tr> then cells of the next row without <tr>: two rows run into one."""
    grid = draft.grid("t3")
    row = rng.choice([r for r in grid.figure_rows()[:-1] if r + 1 in grid.figure_rows()])

    def change(rows: Rows) -> None:
        rows[row] += rows[row + 1]
        del rows[row + 1]

    grid.tweaks.append(change)
    for number in range(row, len(grid.slots)):
        draft.allow(grid.keys_in(number), "unreadable", "missing")


def hidden_row(draft: Draft, rng: Random) -> None:
    """A row not displayed, with the label of a real one and other figures."""
    grid, row = a_row(draft, rng)
    texts = [str(rng.randint(1, 997)) for _ in range(7)]
    grid.slots.insert(row + 1, fresh_row(grid, row, grid.label_of(row).text, texts))
    grid.hidden_rows.add(row + 1)


def hidden_table(draft: Draft, rng: Random) -> None:
    """A whole table of other figures in a block that is not displayed."""
    rows = "<tr><td>行政许可</td><td>本年处理决定数量</td></tr><tr><td>行政许可</td><td>9901</td></tr>"
    draft.markup.append(
        lambda page: page.replace(
            '<div class="TRS_Editor">', f'<div class="TRS_Editor"><div style="display:none"><table>{rows}</table></div>'
        )
    )


def commented_table(draft: Draft, rng: Random) -> None:
    """The table of last year commented out."""
    rows = "<tr><td>信息内容</td><td>本年处理决定数量</td></tr><tr><td>行政许可</td><td>9901</td></tr>"
    draft.markup.append(lambda page: page.replace("</h1>", f"</h1><!-- <table>{rows}</table> -->", 1))


def script_with_numbers(draft: Draft, rng: Random) -> None:
    draft.markup.append(
        lambda page: page.replace(
            "</table>", "</table><script>var 行政许可 = 9901;</script><style>td{width:12px}</style>"
        )
    )


def _nest_figures(page: str) -> str:
    """Every cell of figures holds a table of one cell."""
    return re.sub(r"<td>(\d+)</td>", r"<td><table><tr><td>\1</td></tr></table></td>", page)


def nested_figures(draft: Draft, rng: Random) -> None:
    draft.markup.append(_nest_figures)
    draft.allow(list(draft.truth), "unreadable", "missing")


def _words_in_title(page: str) -> str:
    return re.sub(r"<td>(\d+)</td>", r'<td title="\1 99" data-value="9901">\1</td>', page)


def _unclosed_cells(page: str) -> str:
    return page.replace("</td>", "")


def _unclosed_rows(page: str) -> str:
    return page.replace("</td>", "").replace("</tr>", "")


def _upper_case(page: str) -> str:
    return re.sub(r"</?(?:table|tr|td)\b", lambda m: m[0].upper(), page)


def _unquoted(page: str) -> str:
    return re.sub(r'(colspan|rowspan)="(\d+)"', r"\1=\2", page)


def _header_cells(page: str) -> str:
    """The header rows of each table in thead with th: as many rows as the first row's cells reach."""

    def first(match: re.Match[str]) -> str:
        rows = match[2].split("</tr>\n")
        count = max([1, *(int(n) for n in re.findall(r'rowspan="(\d+)"', rows[0]))])
        head = "</tr>\n".join([*rows[:count], ""]).replace("<td", "<th").replace("</td", "</th")
        return f"{match[1]}<thead>{head}</thead><tbody>{'</tr>'.join(rows[count:])}</tbody></table>"

    return re.sub(r'(<table border="1" cellspacing="0">\n)(.*?)</table>', first, page, flags=re.S)


def _column_group(page: str) -> str:
    return page.replace(
        'cellspacing="0">', 'cellspacing="0"><caption>统计表</caption><colgroup><col width="20"></colgroup>'
    )


def _paragraphs_in_cells(page: str) -> str:
    return re.sub(r"<td([^>]*)>([^<]*)</td>", r"<td\1><p align=center>\2</p><p></p></td>", page)


def _line_ends_in_cells(page: str) -> str:
    return re.sub(r"<td([^>]*)>([^<]*)</td>", r"<td\1>\n\t\t\2\n\t\t</td>", page)


def _whole_spans(page: str) -> str:
    """rowspan=0 and colspan=1 written out."""
    return re.sub(r"<td>", '<td colspan="1" rowspan="1">', page)


def _entities(page: str) -> str:
    return re.sub(r"<td>(\d+)</td>", lambda m: "<td>" + "".join(f"&#{ord(c)};" for c in m[1]) + "</td>", page)


def _zero_width(page: str) -> str:
    return re.sub(r"<td>(\d+)</td>", "<td>\u200b\\1\ufeff</td>", page)


def _conditional(page: str) -> str:
    return re.sub(r"<td>(\d+)</td>", r"<td><!--[if !supportLists]-->\1<!--[endif]--><o:p></o:p></td>", page)


def _fonts(page: str) -> str:
    return re.sub(r"<td>(\d+)</td>", r"<td><b><font face=宋体>\1</font></b></td>", page)


def _invisible_spacer(page: str) -> str:
    """A number in white or of size 0 is still text; a picture's alt is none."""
    return re.sub(r"<td>(\d+)</td>", r'<td><img src="s.gif" alt="99">\1</td>', page)


MARKUP = [
    Perturbation("a cell missing", cell_missing, _HTML, ANY),
    Perturbation("a label cell missing", label_cell_missing, _HTML, ANY),
    Perturbation("a trailing empty cell", trailing_empty_cell, _HTML, ANY),
    Perturbation("trailing empty cells everywhere", trailing_empty_cells_everywhere, _HTML, ANY),
    Perturbation("an empty cell in front", extra_cell_in_front, _HTML, ANY),
    Perturbation("an empty cell among figures", extra_cell_among_figures, _HTML, ANY),
    Perturbation("a figure too many", extra_figure, _HTML, ANY),
    Perturbation("a figure too wide", wide_figure, _HTML),
    Perturbation("span of a label missing", label_span_missing, _HTML),
    Perturbation("span of a group missing", group_span(None), _HTML),
    Perturbation("span of a group too large", group_span(1), _HTML),
    Perturbation("span of a group too small", group_span(-1), _HTML),
    Perturbation("span of a group far too large", group_span(9), _HTML),
    Perturbation("all spans of groups missing", all_group_spans_missing, _HTML),
    Perturbation("span of a header missing", header_span_missing, _HTML),
    Perturbation("row span of the corner missing", header_row_span_missing, _HTML),
    Perturbation("spans of table four missing", disputes_span_missing, _HTML),
    Perturbation("two rows in one", row_ends_missing, _HTML),
    Perturbation("hidden row", hidden_row, STYLED, ANY),
    Perturbation("hidden table", hidden_table, PAGES, ANY),
    Perturbation("table commented out", commented_table, PAGES, ANY),
    Perturbation("script behind tables", script_with_numbers, PAGES, ANY),
    Perturbation("figures in nested tables", nested_figures, ("html",), ANY),
    Perturbation("numbers in attributes", _markup(_words_in_title), ("html",), ANY),
    Perturbation("cells left open", _markup(_unclosed_cells), PAGES[:2], ANY),
    Perturbation("rows left open", _markup(_unclosed_rows), PAGES[:2], ANY),
    Perturbation("tags in capitals", _markup(_upper_case), PAGES, ANY),
    Perturbation("spans without quotes", _markup(_unquoted), PAGES, ANY),
    Perturbation("thead, th and tbody", _markup(_header_cells), ("html",), ANY),
    Perturbation("caption and colgroup", _markup(_column_group), PAGES, ANY),
    Perturbation("paragraphs in cells", _markup(_paragraphs_in_cells), ("html",), ANY),
    Perturbation("line ends in cells", _markup(_line_ends_in_cells), ("html",), ANY),
    Perturbation("spans of one written out", _markup(_whole_spans), PAGES, ANY),
    Perturbation("digits as entities", _markup(_entities), ("html",), ANY),
    Perturbation("zero-width characters", _markup(_zero_width), ("html",), ANY),
    Perturbation("conditional comments", _markup(_conditional), ("html",), ANY),
    Perturbation("old font tags", _markup(_fonts), ("html",), ANY),
    Perturbation("pictures with alt text", _markup(_invisible_spacer), ("html",), ANY),
]
