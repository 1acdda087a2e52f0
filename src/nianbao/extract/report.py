"""The recipe: identity -> edition -> sections -> tables -> sentences -> Report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from nianbao.codebook import Edition, TableSpec, load_edition
from nianbao.extract.cells import units
from nianbao.extract.forms import FormReading, read_tables
from nianbao.extract.forms.aligned import read_aligned
from nianbao.extract.forms.flattened import FlatReading, loose_text, read_flattened
from nianbao.extract.forms.recognise import EditionVote, vote_edition
from nianbao.extract.forms.subtotals import doubt_subtotals
from nianbao.extract.forms.unheaded import read_unheaded
from nianbao.extract.identity import Identity, evidence_of, read_identity
from nianbao.extract.passages import running_text
from nianbao.extract.refusal import UNREAD, refuse_other_documents
from nianbao.extract.sections import find_sections
from nianbao.extract.settling import settle
from nianbao.model import (
    SCHEMA_VERSION,
    Document,
    Evidence,
    Figure,
    Observation,
    Passage,
    Picture,
    Report,
    Sentence,
    Source,
    SourceRef,
)
from nianbao.text.fold import squeeze

if TYPE_CHECKING:
    from nianbao.extract.prose import Prose

_BARE_DIGITS = r"-?\d+(?![\d.]*[件条项宗起个次部份万亿，,、；;。])"
"""Digits of a cell: no unit and no comma behind them, as a sentence would have."""
_FLATTENED_SHARE = 0.7
"""A text with this share of a table's labels is the table with its borders lost, not a mention of it."""
_FLATTENED_ROWS = 5
"""So many rows with a unit and a figure behind their label are the annex with its borders lost."""
_NAMED_ROWS = 3
"""Labels of rows by which a table is seen to be printed in a picture, though it was not read."""
_NEWEST = "2021"
"""Edition whose headings are looked for when neither columns nor year decide."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """A report, and the running text it was read from: checks of the wording need it, the published JSON does not."""

    report: Report
    passages: list[Passage]
    sentences: list[Sentence] = field(default_factory=list)
    """How the sentences relate their figures."""


def extract(document: Document, source: SourceRef, declared: Source | None = None) -> Extracted:
    """The report a document holds; ``declared`` is what the user said of its source beforehand.

    Raises NotAReport when the document is readable but no annual report on information disclosure (a half-year
    statistic, a website report, a list page).
    """
    identity = read_identity(document, PurePath(source.path).name, declared)
    vote = vote_edition(document, identity.year)
    edition = load_edition(vote.edition or _NEWEST)
    sections, headings = find_sections(document, edition)
    tables = read_tables(document, edition, identity.year)
    refuse_other_documents(document, source.path, identity, tables, headings)
    aligned = read_aligned(document, edition, _absent(edition, tables), identity.year)
    _put(tables.figures, aligned)
    flattened = [table for table in _flattened(document, edition, tables) if table not in aligned]
    flat = read_flattened(document, edition, flattened, identity.year)
    _fill_flattened(tables.figures, flat, flattened, edition)
    _fill_unheaded(document, edition, tables, identity.year)
    doubt_subtotals(tables.figures, edition)
    _leave_unread(document, edition, tables)
    settle(tables.figures, tables.unsettled, edition)
    tables.observations += _unsettled(tables)
    passages = running_text(document, edition, headings)
    prose = _read_prose(document, passages, identity)
    report = Report(
        schema_version=SCHEMA_VERSION,
        source=source,
        issuer=identity.issuer,
        year=identity.year,
        edition=vote.edition,
        title=identity.title,
        published=identity.published,
        period=identity.period,
        scope=identity.scope,
        sections=sections,
        figures=[*tables.figures, *prose.figures],
        claims=identity.claims,
        observations=[
            *tables.observations,
            *flat.observations,
            *_observations(document, edition, vote, tables, [*flattened, *aligned]),
        ],
    )
    return Extracted(report, passages, prose.sentences)


def _leave_unread(document: Document, edition: Edition, tables: FormReading) -> None:
    """Tables that were not found may stand in a picture that was not read: printed, perhaps, and not to be read.

    So is a table whose labels were recognised in a picture, and whose rules were not.
    """
    unread = any(note.code in UNREAD for note in document.notes)
    recognised = any(note.code == "read.recognised" for note in document.notes)
    if not unread and not recognised:
        return
    text = squeeze(document.text)
    lost = {t.id for t in edition.tables if t.id not in tables.found and (unread or _names_rows(text, t))}
    for figure in tables.figures:
        if figure.state == "missing" and edition.keys[figure.key].table in lost:
            figure.state = "unreadable"


def _names_rows(text: str, table: TableSpec) -> bool:
    """Several labels of its rows stand in the text."""
    rows = {squeeze(row.zh) for row in table.rows}
    return sum(len(row) > 2 and row in text for row in rows) >= _NAMED_ROWS


def _unsettled(tables: FormReading) -> list[Observation]:
    """Cells that neither their reader nor the ties could decide: in a picture, or digits on several lines."""
    if not tables.unsettled:
        return []
    return [
        Observation("unreadable_cell", figure.raw, [figure.key], figure.evidence)
        if figure.candidates == (squeeze(figure.raw),)
        else Observation("unsettled_cell", " / ".join(figure.candidates), [figure.key], figure.evidence)
        for figure in tables.figures
        if figure.key in tables.unsettled and figure.state == "unreadable"
    ]


def _read_prose(document: Document, passages: list[Passage], identity: Identity) -> Prose:
    from nianbao.extract.prose import read_prose

    return read_prose(passages, year=identity.year, reader=document.reader)


def _absent(edition: Edition, tables: FormReading) -> list[TableSpec]:
    """The tables of the form that stand in no grid."""
    return [table for table in edition.tables if table.id not in tables.found]


def _put(figures: list[Figure], aligned: dict[str, list[Figure]]) -> None:
    """The figures of tables without rules in the places of the missing ones."""
    if not aligned:
        return
    by_key = {figure.key: figure for found in aligned.values() for figure in found}
    figures[:] = [by_key.pop(figure.key, figure) for figure in figures]
    figures.extend(by_key.values())


def _flattened(document: Document, edition: Edition, tables: FormReading) -> list[str]:
    """Tables without a grid whose labels still stand in the running text, figures behind them."""
    absent = _absent(edition, tables)
    if not absent:
        return []
    flat = squeeze(loose_text(document))
    return [table.id for table in absent if _is_flattened(flat, table)]


def _is_flattened(flat: str, table: TableSpec) -> bool:
    """The table's header line stands unbroken before digits, or most rows are followed by digits at once.

    Where the form has a column of units, a unit between label and digits is no sentence's either: a few rows will do.
    """
    header = "".join(column.zh for column in table.columns)
    if len(table.columns) > 1 and re.search(re.escape(header) + r"\d", flat):
        return True
    rows = [squeeze(row.zh) for row in table.rows if not row.is_group and not row.local]
    if table.unit_headers:
        unit = "|".join(map(re.escape, sorted(units(), key=len, reverse=True)))
        return sum(bool(re.search(f"{re.escape(row)}(?:{unit})\\d", flat)) for row in rows) >= _FLATTENED_ROWS
    return sum(bool(re.search(re.escape(row) + _BARE_DIGITS, flat)) for row in rows) >= _FLATTENED_SHARE * len(rows)


def _fill_flattened(figures: list[Figure], flat: FlatReading, table_ids: list[str], edition: Edition) -> None:
    """Put in what the running text gives; what may hide behind words that no label explains is not missing."""
    if not table_ids:
        return
    by_key = {figure.key: figure for figure in flat.figures}
    read = {edition.keys[figure.key].table for figure in flat.figures}
    for at, figure in enumerate(figures):
        table = edition.keys[figure.key].table
        if figure.key in by_key:
            figures[at] = by_key.pop(figure.key)
        elif figure.state == "missing" and table in table_ids and (figure.key in flat.obscure or table not in read):
            figure.state, figure.origin = "unreadable", "text"
    figures.extend(by_key.values())


def _fill_unheaded(document: Document, edition: Edition, tables: FormReading, year: int | None) -> None:
    """Give what could not be placed for want of a header; nothing where it contradicts what was read."""
    without_value = [figure for figure in tables.figures if figure.value is None]
    lost = {edition.keys[f.key].table for f in without_value if f.state in ("missing", "unreadable")}
    if not lost:
        return
    found = {figure.key: figure for figure in read_unheaded(document, edition, sorted(lost), year).figures}
    known = {figure.key: figure.value for figure in tables.figures if figure.value is not None}
    if any(known.get(key, figure.value) != figure.value for key, figure in found.items()):
        return
    for at, figure in enumerate(tables.figures):
        given = found.pop(figure.key, None)
        if given is not None and figure.value is None and not figure.candidates:
            tables.figures[at] = given
    tables.figures += found.values()


def _observations(
    document: Document, edition: Edition, vote: EditionVote, tables: FormReading, flattened: list[str]
) -> list[Observation]:
    """What the reader noted, which tables were printed, template text left in, signatures of another edition."""
    found = [
        Observation(note.code, note.detail, evidence=Evidence(document.reader, page=note.place.page))
        for note in document.notes
    ]
    found += [Observation("table_found", table_id) for table_id in sorted(tables.found)]
    found += [Observation("flattened_table", table_id) for table_id in flattened]
    if any(isinstance(block, Picture) for block in document.blocks):
        found.append(Observation("picture", ""))
    for other in vote.printed[1:]:
        found.append(Observation("mixed_edition", other))
    if any(hint in document.text for hint in edition.template_text):
        found += _template_text(document, edition)
    return found


@lru_cache(maxsize=8)
def _template_hints(edition_id: str) -> re.Pattern[str]:
    """What the form says in brackets to those who fill it in: at the beginning of a bracket, or at its end."""
    hints = "|".join(map(re.escape, load_edition(edition_id).template_text))
    return re.compile(f"[（(](?:{hints})|(?:{hints})[）)]")


def _template_text(document: Document, edition: Edition) -> Iterator[Observation]:
    for paragraph in document.paragraphs():
        if _template_hints(edition.id).search(paragraph.text):
            yield Observation("template_text", paragraph.text[:80], [], evidence_of(document, paragraph))
