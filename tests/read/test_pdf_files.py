"""PDF files that are locked, broken, pictures, or read better by the second engine: said, never guessed."""

from __future__ import annotations

import dataclasses
import logging
import zlib
from typing import Any

import pytest
from reportlab.lib.utils import ImageReader

from nianbao.errors import Damaged, Encrypted, TooLarge
from nianbao.model import Capture, Document, Picture, Table
from nianbao.read.pdf import fallback, read_pdf
from tests.read.pdf_samples import Paper, encryption, read, texts

XS, YS = [72.0, 172.0, 272.0], [100.0, 130.0, 160.0]
ROWS = [["行政许可", "447228"], ["行政处罚", "3985758"]]


def sample(**options: Any) -> bytes:
    paper = Paper(**options)
    paper.canvas.setTitle("年度报告")
    paper.text(72, 60, "二、主动公开", 14)
    paper.grid(XS, YS, ROWS)
    return paper.data()


def content(document: Document) -> tuple[str, list[list[list[str | None]]]]:
    return document.text, [texts(table) for table in document.tables()]


def capture(data: bytes) -> Capture:
    return Capture(data, "a.pdf", "")


def test_a_document_says_what_it_is() -> None:
    document = read(sample())
    assert (document.reader, document.media_type, document.page_count) == ("pdf", "application/pdf", 1)
    assert document.metadata == {"title": "年度报告"}
    assert document.notes == []


def test_reading_twice_gives_the_same() -> None:
    assert read(sample()) == read(sample())


def test_a_password_to_open_is_reported() -> None:
    with pytest.raises(Encrypted):
        read(sample(encrypt=encryption("secret", "owner")))


def test_a_password_to_change_is_no_obstacle_to_reading() -> None:
    assert content(read(sample(encrypt=encryption("", "owner")))) == ("二、主动公开", [ROWS])


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_a_truncated_file_is_damaged_not_shorter(share: float) -> None:
    data = sample()
    with pytest.raises(Damaged):
        read(data[: int(share * len(data))])


def test_a_file_cut_within_an_update_is_damaged() -> None:
    data = sample()
    with pytest.raises(Damaged):
        read(data + b"9 0 obj\n<< /Length 900 >>\nstream\nq 1 0 0 1 0 0 cm endstream endobj\n")


def test_bytes_that_are_no_pdf_are_damaged() -> None:
    with pytest.raises(Damaged) as caught:
        read(b"%PDF-1.7\nnothing that follows\n%%EOF")
    assert caught.value.details["format"] == "pdf"


def test_trailing_bytes_after_the_end_are_tolerated() -> None:
    assert content(read(sample() + b"\r\n" * 40 + b"<!-- served by a web page -->")) == ("二、主动公开", [ROWS])


def test_too_many_pages_are_refused() -> None:
    paper = Paper()
    for _ in range(401):
        paper.text(72, 72, "1")
        paper.next_page()
    with pytest.raises(TooLarge) as caught:
        paper.read()
    assert caught.value.details["what"] == "pages"


def test_a_page_without_text_is_a_picture_that_nobody_has_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nianbao.read.scan.installed.is_installed", lambda: False)
    paper = Paper()
    paper.text(72, 72, "一、总体情况", 16)
    paper.next_page()
    from PIL import Image

    paper.canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "grey")), 0, 0, 595, 842)
    document = paper.read()
    assert [(note.code, note.place.page) for note in document.notes] == [("read.needs_ocr", 2)]
    assert isinstance(document.blocks[-1], Picture)
    assert document.blocks[-1].place.page == 2
    assert document.text == "一、总体情况"


def test_a_scanned_document_is_still_a_document() -> None:
    from PIL import Image

    paper = Paper()
    paper.canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "grey")), 0, 0, 595, 842)
    document = paper.read()
    assert document.text == ""
    assert [type(block) for block in document.blocks] == [Picture]


def test_a_large_picture_beside_text_is_kept_in_its_place() -> None:
    from PIL import Image

    paper = Paper()
    paper.text(72, 72, "一、总体情况", 16)
    paper.canvas.drawImage(ImageReader(Image.new("RGB", (60, 40), "grey")), 72, 400, 450, 300)
    paper.text(72, 500, "二、主动公开", 16)
    document = paper.read()
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Picture", "Paragraph"]
    assert document.notes == []


def test_an_empty_page_needs_no_note() -> None:
    paper = Paper()
    paper.text(72, 72, "一", 16)
    paper.next_page()
    assert paper.read().notes == []


def test_the_second_engine_gives_the_same_cells_and_text(monkeypatch: pytest.MonkeyPatch) -> None:
    data = sample()
    first = read(data)
    engine = _suspecting(monkeypatch)
    second = read(data)
    assert engine == [1]
    assert content(second) == content(first)
    assert [(note.code, note.place.page) for note in second.notes] == [("read.pdf_fallback", 1)]


@pytest.mark.parametrize("turns", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [0, 30])
def test_both_engines_place_the_same_table_at_the_same_spot(
    turns: int, crop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    width, height = (595, 842) if turns % 180 == 0 else (842, 595)
    paper = Paper(cropBox=(crop, crop + 5, width - crop, height - 10 - crop))
    canvas = paper.canvas
    canvas.setPageRotation(turns)
    canvas.translate(*{0: (0, 0), 90: (842, 0), 180: (595, 842), 270: (0, 595)}[turns])
    canvas.rotate(turns)
    paper.grid(XS, YS, ROWS)
    data = paper.data()
    (first,) = read(data).tables()
    _suspecting(monkeypatch)
    (second,) = read(data).tables()
    assert texts(second) == texts(first) == ROWS
    assert second.place.bbox == pytest.approx(first.place.bbox, abs=1.0)


def test_the_second_engine_is_asked_where_a_form_holds_nameless_type(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = Paper(pageCompression=0)
    paper.canvas.beginForm("inner")
    paper.text(72, 60, "3119", 14, "Helvetica")
    paper.canvas.endForm()
    paper.canvas.doForm("inner")
    named = paper.data()
    nameless = named.replace(b"/BaseFont /Helvetica", b"/XaseFont /Helvetica")
    assert nameless != named
    assert read(named).notes == []
    document = read(nameless)
    assert [(note.code, note.place.page) for note in document.notes] == [("read.pdf_fallback", 1)]
    assert document.text == "3119"


def test_the_second_engine_keeps_the_log_quiet_and_its_level(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("pdfminer")
    before = logger.level
    fallback.read_sheet(sample(), 1, "sample.pdf")
    assert logger.level == before
    assert caplog.records == []


def test_what_the_second_engine_cannot_read_is_damaged() -> None:
    with pytest.raises(Damaged):
        fallback.read_sheet(b"%PDF-1.4\nnothing", 1, "sample.pdf")


def test_tables_hold_numbers_as_printed_text() -> None:
    (table,) = (block for block in read(sample()).blocks if isinstance(block, Table))
    assert [cell.text for cell in table.cells] == ["行政许可", "447228", "行政处罚", "3985758"]


def _suspecting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let every page look as if pdfium could not be believed; gives the pages that were read again."""
    import nianbao.read.pdf as package

    asked: list[int] = []
    original = package._sheet
    reader = fallback.read_sheet

    def suspect(*arguments: object) -> object:
        return dataclasses.replace(original(*arguments), suspect="test")  # type: ignore[arg-type]

    def spy(data: bytes, number: int, where: str) -> object:
        asked.append(number)
        return reader(data, number, where)

    monkeypatch.setattr(package, "_sheet", suspect)
    monkeypatch.setattr(fallback, "read_sheet", spy)
    return asked


def test_the_capture_is_not_altered() -> None:
    data = sample()
    capture = Capture(data, "sample.pdf", "0" * 64)
    read_pdf(capture)
    assert capture.data == sample()


def _compressed_page(lines: list[str]) -> tuple[bytes, int, int]:
    """A PDF of one compressed page, and where the compressed bytes lie."""
    drawing = "\n".join(f"BT /F1 9 Tf 72 {760 - 12 * n} Td ({line}) Tj ET" for n, line in enumerate(lines))
    packed = zlib.compress(drawing.encode())
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>\nstream\n" % len(packed) + packed + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    start = data.index(packed)
    return data + end % len(data), start, start + len(packed)


def test_damage_inside_a_compressed_page_is_never_passed_over_in_silence() -> None:
    data, start, end = _compressed_page([f"row {n}: {n * 37 % 991} cases" for n in range(50)])
    clean = read_pdf(capture(data))
    assert "row 49: 822 cases" in clean.text
    assert clean.notes == []
    silent, damaged = [], 0
    for at in range(start + 2, end):
        changed = bytearray(data)
        changed[at] ^= 0x21
        try:
            document = read_pdf(capture(bytes(changed)))
        except Damaged:
            damaged += 1
            continue
        if document.text != clean.text and not document.notes:
            silent.append(at)
    assert silent == []
    assert damaged
