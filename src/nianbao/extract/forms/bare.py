"""A line of figures whose header was lost: the order of the form binds it, if the form's own arithmetic agrees.

Seen in archives of table four, where the vertical header is gone and fifteen bare numbers are left. Order alone
is no proof, so the binding stands only when every tie of the table is known under it and holds.
"""

from __future__ import annotations

from nianbao.codebook import Edition, TableSpec, Term
from nianbao.extract.cells import read_cell
from nianbao.extract.forms.parts import Address, Header, Leaf, Line


def is_bare(line: Line, table: TableSpec) -> bool:
    """Nothing but figures, as many as the table has, and no header to read them by."""
    if not table.bare_order or line.labels or (line.header is not None and line.header.says_all):
        return False
    return len(line.values) == len(table.rows) * len(table.columns)


def bare_header(line: Line, table: TableSpec, edition: Edition) -> Header | None:
    """The form's own order as a header, or None when the arithmetic does not bear it out."""
    addresses = [Address(row, column) for row in table.rows for column in table.columns]
    values: dict[str, float] = {}
    for address, cell in zip(addresses, line.values, strict=True):
        state, value = read_cell(cell.text, "count")
        if state != "value" or value is None or address.row is None or address.column is None:
            return None
        values[table.figure_key(address.row.id, address.column.id)] = value
    ties = [t for t in edition.ties if not t.spans_years and all(term.key in values for term in t.terms)]
    holds = all(_sum(t.left, values) == _sum(t.right, values) for t in ties if t.relation == "=")
    if not ties or not holds:
        return None
    leaves = tuple(Leaf(c.column, c.column + c.column_span, a, "") for a, c in zip(addresses, line.values, strict=True))
    return Header(leaves, row_labels_on_top=True, column_labels_on_top=True)


def _sum(terms: tuple[Term, ...], values: dict[str, float]) -> float:
    return sum(term.sign * values[term.key] for term in terms)
