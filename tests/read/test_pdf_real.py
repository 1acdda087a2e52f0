"""Published PDF reports: every cell as a second, independent reader gives it, every known figure in its row."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from nianbao.model import Cell, Document, Table
from tests.read.pdf_samples import read

pytestmark = pytest.mark.shared

CASES = ["huaian-2024", "hongze-2023", "hongze-2024"]
PEOPLE = [
    "natural_person",
    "business",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
    "total",
]
DISPUTES = ["reconsideration", "litigation.direct", "litigation.after_reconsideration"]
ENDS = ["upheld", "corrected", "other", "pending", "total"]


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest, shared: Path) -> Path:
    folder = shared / "real" / str(request.param)
    if not folder.is_dir():
        pytest.skip(f"{folder.name} is not among the reference reports")
    return folder


@pytest.fixture(scope="module")
def document(case: Path) -> Document:
    return read((case / "report.pdf").read_bytes(), case.name)


@pytest.fixture(scope="module")
def truth(case: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((case / "truth.json").read_text(encoding="utf-8"))
    return loaded


def fold(text: str | None) -> str:
    return "".join((text or "").split())


def test_every_cell_reads_as_pdfplumber_reads_it(case: Path, document: Document) -> None:
    """Where pdfplumber cuts a cell along the edge of shading, its parts together read as the cell."""
    parts: dict[int, list[str]] = {}
    cells = {id(cell): cell for table in document.tables() for cell in table.cells}
    for page, box, text in _plumbed(case / "report.pdf"):
        cell = _cell_at(list(document.tables()), page, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        if cell is not None:  # pdfplumber also takes shading behind paragraphs for cells
            parts.setdefault(id(cell), []).append(fold(text))
    assert {key: "".join(texts) for key, texts in parts.items()} == {key: fold(cells[key].text) for key in parts}
    unseen = [cell.text for key, cell in cells.items() if key not in parts]
    assert len(parts) > 250
    assert unseen == (["信息内容"] if case.name == "hongze-2023" else [])  # its upper rule is not printed


def test_every_known_request_figure_stands_in_its_row(document: Document, truth: dict[str, Any]) -> None:
    rows = {tuple(texts[-7:]) for table in document.tables() for texts in _rows(table) if len(texts) == 10}
    figures = truth["figures"]
    stems = {key.split("@")[0] for key in figures if "@" in key}
    assert len(stems) > 15
    for stem in stems:
        printed = [figures.get(f"{stem}@{person}") for person in PEOPLE]
        if None not in printed and not stem.endswith("subtotal"):
            assert tuple(map(str, printed)) in rows, stem


def test_the_fifteen_dispute_figures_are_one_row_in_order(document: Document, truth: dict[str, Any]) -> None:
    expected = [str(truth["figures"][f"{kind}.{end}"]) for kind in DISPUTES for end in ENDS]
    assert expected in [texts for table in document.tables() for texts in _rows(table)]


def test_no_row_of_a_table_is_ragged_and_no_page_needed_another_reader(document: Document) -> None:
    assert [table.ragged_rows for table in document.tables()] == [frozenset()] * len(list(document.tables()))
    assert document.notes == []


def test_figures_of_sentences_stand_in_whole_paragraphs(document: Document, truth: dict[str, Any]) -> None:
    text = fold(document.text)
    for key, value in truth["prose"].items():
        assert str(value) in text, key
    for paragraph in list(document.paragraphs())[2:]:
        assert paragraph.text.endswith(tuple("。：；”")) or len(paragraph.text) < 30, paragraph.text


def test_page_numbers_are_not_in_the_text(document: Document) -> None:
    assert document.page_count is not None
    for page in range(1, document.page_count + 1):
        assert f"-{page}-" not in fold(document.text)


def _plumbed(path: Path) -> list[tuple[int, tuple[float, float, float, float], str | None]]:
    """(page, box, text) of every cell that pdfplumber finds."""
    import pdfplumber

    cells = []
    with warnings.catch_warnings(), pdfplumber.open(path) as plumbed:
        for page in plumbed.pages:
            for table in page.find_tables():
                for row, texts in zip(table.rows, table.extract(), strict=True):
                    pairs = zip(row.cells, texts, strict=True)
                    cells += [(page.page_number, box, text) for box, text in pairs if box is not None]
    return cells


def _cell_at(tables: list[Table], page: int, x: float, y: float) -> Cell | None:
    for table in tables:
        if table.place.page == page:
            for cell in table.cells:
                if _inside(cell, x, y):
                    return cell
    return None


def _inside(cell: Cell, x: float, y: float) -> bool:
    assert cell.place.bbox is not None
    x0, top, x1, bottom = cell.place.bbox
    return x0 < x < x1 and top < y < bottom


def _rows(table: Table) -> list[list[str]]:
    return [[fold(cell.text) if cell else "" for cell in line] for line in table.grid()]
