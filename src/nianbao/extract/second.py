"""The figures of the tables as a second reading gives them."""

from __future__ import annotations

from nianbao.codebook import load_edition
from nianbao.extract.forms import read_tables
from nianbao.extract.forms.flow import Number, read_by_flow
from nianbao.model import Document


def second_reading(document: Document, again: Document | None, edition_id: str, year: int | None) -> dict[str, Number]:
    """Value by key, from another reader's document where there is one, else from the printed order of the cells."""
    edition = load_edition(edition_id)
    values = read_by_flow(document, edition, year)
    if again is not None:
        values |= {f.key: f.value for f in read_tables(again, edition, year).figures if f.value is not None}
    return values
