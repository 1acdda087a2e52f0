"""Scans and pictures: what is printed is read or said to be unread, and nothing is guessed."""

from __future__ import annotations

import base64
import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nianbao.errors import Damaged, EmptyFile, TooLarge, Unsupported
from nianbao.model import Capture, Document, Picture, Report, Table
from nianbao.pipeline import parse_capture
from nianbao.read import read
from nianbao.read.scan import installed
from nianbao.read.scan.spelling import Legibility
from tests.factory import Draft, draft, make_report, render
from tests.factory.model import Grid
from tests.factory.paper import Style, pdf
from tests.factory.scans import SCANNERS, Pixels, Scanner, as_jpeg, as_pdf, as_png, pages
from tests.read.scans import require_ocr

HARD = Scanner(skew=2.0, noise=12, specks=0.0003, blur=0.6, quality=70)


@pytest.fixture(scope="module")
def report() -> Draft:
    """A report of one page: its last table alone, under its title and headings."""
    made = draft(make_report("2021", 3, "sparse"))
    kept = [part for part in made.parts if not isinstance(part, Grid) or part.name == "t4"]
    made.parts = kept
    made.truth = {
        key: expect for key, expect in made.truth.items() if key.startswith(("reconsideration", "litigation"))
    }
    return made


@pytest.fixture(scope="module")
def page(report: Draft) -> Pixels:
    require_ocr()
    (scanned,) = pages(render(report, "pdf"), HARD, 5)
    return scanned


def capture(data: bytes, path: str) -> Capture:
    return Capture(data, path, "0" * 64)


def table_figures(report: Report) -> dict[str, Any]:
    return {f.key: (f.value, f.grade) for f in report.figures if f.origin == "table" and f.value is not None}


def values(found: Report) -> dict[str, Any]:
    return {key: value for key, (value, _) in table_figures(found).items()}


def truth(report: Draft) -> dict[str, Any]:
    return {key: expect.value for key, expect in report.truth.items() if expect.value is not None}


def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    import nianbao.read.scan as scan

    monkeypatch.setattr(installed, "is_installed", lambda: False)
    monkeypatch.setattr(scan, "is_installed", lambda: False)


def test_a_skewed_and_noisy_scan_gives_every_figure_and_asks_no_network(
    report: Draft, page: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_ocr()

    def refuse(*_: object) -> None:
        raise AssertionError("a scan is read without a network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    found = parse_capture(capture(as_pdf([page], HARD), "report.pdf"))
    assert values(found) == truth(report)
    assert {grade for _, grade in table_figures(found).values()} <= {"proved", "read"}
    assert (found.year, found.edition, found.issuer.name) == (report.year, report.edition, report.issuer)
    assert "READ.recognised" in {finding.code for finding in found.findings}


def test_the_same_scan_gives_the_same_document_twice(page: Pixels) -> None:
    require_ocr()
    data = as_pdf([page], HARD)
    assert read(capture(data, "a.pdf")) == read(capture(data, "a.pdf"))


def test_boxes_of_cells_lie_on_the_page_as_it_was_scanned(report: Draft, page: Pixels) -> None:
    """Not on the page as it was laid level: a person looks at the scan."""
    require_ocr()
    document = read(capture(as_png(page, HARD), "report.png"))
    (table,) = document.tables()
    cell = next(cell for cell in table.cells if cell.text.isdigit())
    assert cell.place.bbox is not None
    x0, top, x1, bottom = map(int, cell.place.bbox)
    inside = page[top:bottom, x0:x1].mean(axis=2)
    assert inside.shape[0] > 10
    assert inside.min() < 110, "the figure is in its box"


@pytest.mark.parametrize("quarters", [2, 3])
def test_a_page_scanned_sideways_or_upside_down_is_read_the_right_way_up(
    quarters: int, report: Draft, page: Pixels
) -> None:
    require_ocr()
    turned = np.ascontiguousarray(np.rot90(page, quarters))
    document = read(capture(as_png(turned, HARD), "report.png"))
    assert report.title in document.text
    (table,) = document.tables()
    cell = next(cell for cell in table.cells if cell.text.isdigit())
    assert cell.place.bbox is not None
    x0, top, x1, bottom = map(int, cell.place.bbox)
    assert turned[top:bottom, x0:x1].mean(axis=2).min() < 110, "the figure is in its box"
    assert 0.2 < (x1 - x0) / (bottom - top) < 5


def test_a_picture_file_is_read_like_a_scan(report: Draft, page: Pixels) -> None:
    require_ocr()
    found = parse_capture(capture(as_jpeg(page, HARD), "report.jpg"))
    assert values(found) == truth(report)
    assert found.source.media_type == "image/jpeg"


def test_only_the_scanned_page_of_a_mixed_file_is_recognised(report: Draft, page: Pixels) -> None:
    require_ocr()
    from io import BytesIO

    import pypdfium2

    plain = pypdfium2.PdfDocument(render(report, "pdf"))
    plain.import_pages(pypdfium2.PdfDocument(as_pdf([page], HARD)))
    buffer = BytesIO()
    plain.save(buffer)
    document = read(capture(buffer.getvalue(), "mixed.pdf"))
    assert [(note.code, note.place.page) for note in document.notes] == [("read.recognised", 2)]
    first, second = ([c.text for c in t.cells if c.text.isdigit()] for t in document.tables())
    assert first == second


def test_words_laid_invisibly_behind_a_scan_are_not_believed(report: Draft, page: Pixels) -> None:
    """Archives add them with recognition of their own, without cells and with mistakes."""
    require_ocr()
    from io import BytesIO

    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    height, width = (side * 72 / HARD.dpi for side in page.shape[:2])
    canvas.setPageSize((width, height))
    canvas.drawImage(ImageReader(BytesIO(as_jpeg(page, HARD))), 0, 0, width, height)
    hidden = canvas.beginText(80, 400)
    hidden.setTextRenderMode(3)
    hidden.textLine("999 888 777")
    canvas.drawText(hidden)
    canvas.save()
    found = parse_capture(capture(buffer.getvalue(), "searchable.pdf"))
    assert values(found) == truth(report)


def _table_of(page: Pixels) -> Pixels:
    """The part of the page with the table, as pages cut it out."""
    dark = np.flatnonzero((page.mean(axis=2) < 120).sum(axis=1) > page.shape[1] * 0.35)
    return page[dark[0] - 25 : dark[-1] + 25]


@pytest.mark.parametrize("how", ["data", "beside", "below"])
def test_a_picture_of_a_table_in_a_web_page_is_read(how: str, report: Draft, tmp_path: Path) -> None:
    require_ocr()
    clean = Scanner(dpi=150)
    (plain,) = pages(render(report, "pdf"), clean)
    picture = as_png(_table_of(plain), clean)
    source = {
        "data": "data:image/png;base64," + base64.b64encode(picture).decode(),
        "beside": "http://example.gov.cn/art/2024/1/22/tu.png",
        "below": "page_files/tu.png",
    }[how]
    (tmp_path / "page_files").mkdir()
    if how != "data":
        (tmp_path / ("tu.png" if how == "beside" else source)).write_bytes(picture)
    body = f"<p>四、政府信息公开行政复议、行政诉讼情况</p><p><img src='{source}'></p><p>五、存在的主要问题</p>"
    html = f"<html><head><title>{report.title}</title></head><body><h1>{report.title}</h1>{body}</body></html>"
    found = parse_capture(capture(html.encode(), str(tmp_path / "page.html")))
    assert values(found) == truth(report)


def test_a_number_in_a_sentence_that_two_readings_do_not_agree_on_is_blotted_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also one with a gap in it, which may be one number or two."""
    require_ocr()
    from nianbao.read.scan import body
    from nianbao.read.scan.spelling import Spelling

    def spelling(text: str, chance: float = 0.99) -> Spelling:
        places = tuple((index + 0.5) / len(text) for index in range(len(text)))
        return Spelling(text, chance, places, (chance,) * len(text))

    whole = [spelling("受理12件"), spelling("办结7件"), spelling("收费3 9件"), spelling("收到5件", 0.7)]
    again = [spelling("12"), spelling("1"), spelling("3 9"), spelling("5")]
    answers = iter([whole, again])
    monkeypatch.setattr(body, "read_crops", lambda _: next(answers))
    monkeypatch.setattr(body, "find_lines", lambda _: [(10, 40 * row, 200, 40 * row + 30) for row in range(4)])
    page = np.full((200, 300), 255, np.uint8)
    page[20:30, 20:120] = 0
    runs = body.read_body(page, 2.0, [], Legibility())
    assert [run.text for run in runs] == ["受理12件", "办结\ufffd件", "收费\ufffd\ufffd\ufffd件", "收到\ufffd件"]


def test_a_picture_outside_the_folder_of_the_page_is_never_opened(tmp_path: Path) -> None:
    from nianbao.read.pictures import _beside

    (tmp_path / "secret.png").write_bytes(b"x")
    inside = tmp_path / "site"
    inside.mkdir()
    for source in ("../secret.png", "/secret.png", "file:///secret.png", str(tmp_path / "secret.png"), "\0", ""):
        assert _beside(source, capture(b"", str(inside / "page.html"))) is None, source


def test_a_picture_that_a_harvest_kept_under_its_address_is_found(tmp_path: Path) -> None:
    from nianbao.read.pictures import _beside

    page, picture = tmp_path / "host/art/2024/page.html", tmp_path / "host/files/tu.png"
    for path in (page, picture):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(path.name.encode())
    saved = Capture(b"", str(page), "0" * 64, url="http://host/art/2024/page.html")
    for source in ("/files/tu.png", "../../files/tu.png", "http://host/files/tu.png"):
        assert _beside(source, saved) == b"tu.png", source
    assert _beside("http://elsewhere/files/tu.png", saved) is None
    assert _beside("/../files/tu.png", capture(b"", str(page))) is None


def test_without_the_extra_a_scan_is_said_to_be_unread_and_its_figures_unreadable(
    page: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_ocr(monkeypatch)
    found = parse_capture(capture(as_pdf([page], HARD), "report.pdf"))
    (finding,) = [finding for finding in found.findings if finding.code == "READ.needs_ocr"]
    assert 'pip install "nianbao[ocr]"' in finding.message.zh
    assert 'pip install "nianbao[ocr]"' in finding.message.en
    assert {figure.state for figure in found.figures} == {"unreadable"}


def test_without_the_extra_a_picture_file_names_what_to_install(page: Pixels, monkeypatch: pytest.MonkeyPatch) -> None:
    without_ocr(monkeypatch)
    with pytest.raises(Unsupported) as caught:
        read(capture(as_png(page, HARD), "report.png"))
    assert caught.value.details == {"format": "png", "remedy": "install_ocr"}


def test_torn_empty_and_huge_pictures_have_named_errors(page: Pixels, monkeypatch: pytest.MonkeyPatch) -> None:
    require_ocr()
    from nianbao.read.scan import raster

    data = as_png(page, HARD)
    with pytest.raises(Damaged):
        read(capture(data[: len(data) // 2], "torn.png"))
    with pytest.raises(EmptyFile):
        read(capture(as_png(np.full((400, 300, 3), 255, np.uint8), HARD), "white.png"))
    monkeypatch.setattr(raster, "MAX_PICTURE_PIXELS", 1000)
    with pytest.raises(TooLarge):
        read(capture(data, "huge.png"))


def test_a_photograph_beside_text_stays_a_picture(tmp_path: Path) -> None:
    require_ocr()
    noise = np.random.default_rng(1).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    (tmp_path / "photo.jpg").write_bytes(as_jpeg(noise, HARD))
    html = (
        "<html><body><h1>某局2024年政府信息公开工作年度报告</h1><p>"
        + "全年更新栏目。" * 60
        + "</p><img src=photo.jpg></body></html>"
    )
    document: Document = read(capture(html.encode(), str(tmp_path / "page.html")))
    assert [type(block) for block in document.blocks if not hasattr(block, "text")] == [Picture]


def test_a_blank_cell_of_a_scan_is_blank_and_dirt_is_not(report: Draft) -> None:
    """Truly empty paper is a blank; a mark too small to be a character is neither blank nor a figure."""
    require_ocr()
    scanner = Scanner(dpi=150)
    (plain,) = pages(render(report, "pdf"), scanner)
    cells = _figure_cells(read(capture(as_png(plain, scanner), "a.png")))
    _paint(plain, cells[0], None)
    _paint(plain, cells[1], 4)
    found = _figure_cells(read(capture(as_png(plain, scanner), "a.png")))
    assert (found[0].text, found[0].candidates) == ("", ())
    assert found[1].text == ""
    assert found[1].candidates


def _figure_cells(document: Document) -> list[Any]:
    """The cells of the last row of the only table, from left to right."""
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    return [cell for cell in table.cells if cell.row == table.row_count - 1]


def _paint(page: Pixels, cell: Any, dot: int | None) -> None:
    """White out the inside of a cell, and set a dot of so many pixels."""
    x0, top, x1, bottom = (round(side) for side in cell.place.bbox)
    page[top + 4 : bottom - 3, x0 + 4 : x1 - 3] = 255
    if dot:
        middle, centre = (top + bottom) // 2, (x0 + x1) // 2
        page[middle : middle + dot - 1, centre : centre + dot - 1] = 0


def test_every_scanner_draws_the_same_page_twice() -> None:
    require_ocr()
    pdf = render(draft(make_report("2014", 1)), "pdf")
    for name in ("noisy", "stamped", "faint rules"):
        one, two = (pages(pdf, SCANNERS[name], 4)[0] for _ in range(2))
        assert np.array_equal(one, two)


def test_a_table_without_upright_rules_in_a_scan_is_unreadable_and_not_missing() -> None:
    """Its labels were recognised, so it is printed; what its figures cannot be told from is never guessed."""
    require_ocr()
    made = draft(make_report("2021", 7))
    made.parts = [part for part in made.parts if not isinstance(part, Grid) or part.name == "t3"]
    scanner = Scanner(dpi=150)
    found = parse_capture(capture(as_pdf(pages(pdf(made, style=Style(rules="horizontal")), scanner), scanner), "a.pdf"))
    applications = [f for f in found.figures if f.key.startswith(("requests.", "results.")) and f.origin == "table"]
    assert applications
    assert all(f.state == "unreadable" or f.value == made.truth[f.key].value for f in applications)
    (missing,) = [finding for finding in found.findings if finding.code == "STRUCT.table_missing"][-1:]
    assert missing.responsibility == "unclear"
