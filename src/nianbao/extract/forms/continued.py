"""A header cut in two by a page break: what stands on each page is read as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nianbao.extract.forms.parts import Address, Header, Leaf


def completed(header: Header, above: Header) -> Header:
    """The header with what only the page before says of its columns, by their place on the page.

    自然人 and 总计 reach over two rows, of which the page break leaves the first above and the second, empty, below;
    行政复议 is left above its five columns. The header itself where nothing is gained, or where two columns would be
    the same.
    """
    leaves = tuple(_named(leaf, above, header) for leaf in header.leaves)
    gained = sum(leaf.address is not old.address for leaf, old in zip(leaves, header.leaves, strict=True))
    named = [_identity(leaf.address) for leaf in leaves if leaf.kind == "figures"]
    if not gained or len(set(named)) < len(named):
        return header
    return replace(header, leaves=leaves, plans={})


def _identity(address: Address) -> tuple[str, str]:
    return address.row.id if address.row else "", address.column.id if address.column else ""


def _named(leaf: Leaf, above: Header, header: Header) -> Leaf:
    """A column without a label takes that above it; one whose block alone is lost takes the block."""
    found = list(_above(leaf, above))
    address = found[0].address if len(found) == 1 else Address()
    if leaf.kind == "bare" and address.column is not None and address.row is None:
        return replace(leaf, address=address, kind="figures")
    lacks_row = leaf.kind == "figures" and leaf.address.row is None and header.says_all
    if lacks_row and address.row is not None and address.column is None:
        return replace(leaf, address=Address(address.row, leaf.address.column, leaf.address.exact))
    return leaf


def _above(leaf: Leaf, above: Header) -> Iterator[Leaf]:
    """The leaves of the header above that the column stands under, wholly."""
    for other in above.leaves:
        if leaf.x and other.x and other.x[0] - _NEAR < leaf.x[0] and leaf.x[1] < other.x[1] + _NEAR:
            yield other


_NEAR = 3.0
"""Points. The same rule on two pages."""
