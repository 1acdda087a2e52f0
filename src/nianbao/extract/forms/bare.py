"""A line of figures whose header was lost: the order of the form binds it, if the form's own arithmetic agrees.

Seen in archives of table four, where the vertical header is gone and fifteen bare numbers are left. Order alone
is no proof, so the binding stands only when every tie of the table is known under it and holds.
"""

from __future__ import annotations

from collections.abc import Sequence

from nianbao.codebook import ColumnSpec, Edition, RowSpec, TableSpec, Term
from nianbao.extract.cells import read_cell
from nianbao.extract.forms.parts import Address, Header, Leaf, Line


def is_bare(line: Line, table: TableSpec) -> bool:
    """Nothing but figures, as many as the table has, and no header to read them by."""
    if not table.bare_order or line.labels or (line.header is not None and line.header.says_all):
        return False
    return len(line.values) == len(table.rows) * len(table.columns)


def bare_header(
    line: Line,
    table: TableSpec,
    edition: Edition,
    printed: Sequence[RowSpec] = (),
    named: Sequence[ColumnSpec] = (),
) -> Header | None:
    """The order of the blocks as a header, or None when it is not certain.

    ``printed`` are the blocks whose labels stand on the table all the same, above a page break perhaps: then their
    order counts, and all of them must be there. ``named`` are the labels of columns, likewise: where they name the
    columns of every block nothing is left open. Otherwise the arithmetic must bear the order out; with no label at all,
    that of the form.
    """
    if printed and set(map(id, printed)) != set(map(id, table.rows)):
        return None
    every = list(table.columns) * len(table.rows)
    if any(one is not other for one, other in zip(named, every, strict=False)):
        return None
    addresses = [Address(row, column) for row in printed or table.rows for column in table.columns]
    if not (printed and len(named) == len(every)) and not _is_borne_out(addresses, line, table, edition):
        return None
    leaves = tuple(Leaf(c.column, c.column + c.column_span, a, "") for a, c in zip(addresses, line.values, strict=True))
    return Header(leaves, row_labels_on_top=True, column_labels_on_top=True)


def _is_borne_out(addresses: Sequence[Address], line: Line, table: TableSpec, edition: Edition) -> bool:
    """Every tie of the table is known under this order, and holds."""
    values: dict[str, float] = {}
    for address, cell in zip(addresses, line.values, strict=True):
        state, value = read_cell(cell.text, "count")
        if state != "value" or value is None or address.row is None or address.column is None:
            return False
        values[table.figure_key(address.row.id, address.column.id)] = value
    ties = [t for t in edition.ties if not t.spans_years and all(term.key in values for term in t.terms)]
    return bool(ties) and all(_sum(t.left, values) == _sum(t.right, values) for t in ties if t.relation == "=")


def _sum(terms: tuple[Term, ...], values: dict[str, float]) -> float:
    return sum(term.sign * values[term.key] for term in terms)
