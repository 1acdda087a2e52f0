"""Pictures of tables wherever they are enclosed, and in every format of picture files."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nianbao.model import Capture, Picture, Report
from nianbao.pipeline import parse_capture
from nianbao.read import read
from nianbao.read.scan import installed
from tests import ofd_writer as writer
from tests.factory import Draft, draft, make_report, render
from tests.factory.model import Grid
from tests.factory.scans import Pixels, Scanner, pages
from tests.read.scans import require_ocr

SCANNER = Scanner(dpi=150, blur=0.3)


@pytest.fixture(scope="module")
def report() -> Draft:
    """A report of one page: its last table alone, under its title and headings."""
    made = draft(make_report("2021", 3, "sparse"))
    made.parts = [part for part in made.parts if not isinstance(part, Grid) or part.name == "t4"]
    made.truth = {
        key: expect for key, expect in made.truth.items() if key.startswith(("reconsideration", "litigation"))
    }
    return made


@pytest.fixture(scope="module")
def page(report: Draft) -> Pixels:
    require_ocr()
    (scanned,) = pages(render(report, "pdf"), SCANNER, 5)
    return scanned


@pytest.fixture(scope="module")
def table(page: Pixels) -> Pixels:
    """The part of the page with the table."""
    dark = np.flatnonzero((page.mean(axis=2) < 120).sum(axis=1) > page.shape[1] * 0.35)
    return page[dark[0] - 25 : dark[-1] + 25]


def picture(pixels: Pixels, form: str, **options: Any) -> bytes:
    from PIL import Image

    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, form, **options)
    return buffer.getvalue()


def parse(data: bytes, name: str) -> Report:
    return parse_capture(Capture(data, name, "0" * 64))


def values(found: Report) -> dict[str, Any]:
    return {f.key: f.value for f in found.figures if f.origin == "table" and f.value is not None}


def truth(report: Draft) -> dict[str, Any]:
    return {key: expect.value for key, expect in report.truth.items() if expect.value is not None}


def web_page(report: Draft, image: str) -> bytes:
    body = f"<p>四、政府信息公开行政复议、行政诉讼情况</p><p><img src='{image}'></p><p>五、存在的主要问题</p>"
    head = f"<html><head><meta charset=utf-8><title>{report.title}</title></head>"
    return f"{head}<body><h1>{report.title}</h1>{body}</body></html>".encode()


@pytest.mark.parametrize("form", ["webp", "bmp", "gif", "tiff"])
def test_every_format_of_pictures_is_opened(form: str, page: Pixels) -> None:
    """Their pixels are those of the page; what is made of the pixels is tested once."""
    from nianbao.read.scan.raster import pictures_in
    from nianbao.read.sniff import sniff

    options = {"lossless": True} if form == "webp" else {}
    data = picture(page, form, **options)
    assert sniff(data) == form
    (image,) = pictures_in(data, "report", form)
    assert image.shape == page.shape
    assert np.abs(image.astype(int) - page.astype(int)).mean() < 3


def test_a_facsimile_of_two_pages_in_one_tiff_is_read_page_by_page(report: Draft, page: Pixels) -> None:
    """Black and white, compressed as facsimile machines do, the second page of another size."""
    require_ocr()
    from PIL import Image

    grey = page.mean(axis=2)
    black = [Image.fromarray(part > 200) for part in (grey[:400], grey[400:])]
    buffer = BytesIO()
    black[0].save(buffer, "TIFF", compression="group4", save_all=True, append_images=black[1:])
    found = parse(buffer.getvalue(), "report.tif")
    assert values(found).items() <= truth(report).items()
    assert len(values(found)) >= 0.9 * len(truth(report))


def test_a_webp_beside_a_saved_page_is_read(report: Draft, table: Pixels, tmp_path: Path) -> None:
    require_ocr()
    (tmp_path / "tu.webp").write_bytes(picture(table, "webp", quality=80))
    found = parse(web_page(report, "tu.webp"), str(tmp_path / "page.html"))
    assert values(found) == truth(report)


@pytest.mark.parametrize(
    ("source", "header"),
    [
        ("cid:tu1@host", "Content-ID: <tu1@host>"),
        ("../files/%E5%9B%BE.png", "Content-Location: http://a.gov.cn/art/files/%E5%9B%BE.png"),
    ],
)
def test_a_picture_within_a_saved_page_is_read(source: str, header: str, report: Draft, table: Pixels) -> None:
    require_ocr()
    found = parse(mhtml(web_page(report, source), picture(table, "png"), header), "page.mhtml")
    assert values(found) == truth(report)


def mhtml(page: bytes, image: bytes, header: str) -> bytes:
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=xx\r\n\r\n"
    first = b"--xx\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n"
    first += b"Content-Location: http://a.gov.cn/art/2024/page.html\r\n\r\n" + base64.encodebytes(page)
    second = f"\r\n--xx\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n{header}\r\n\r\n".encode()
    return head + first + second + base64.encodebytes(image) + b"\r\n--xx--\r\n"


def word(report: Draft, content: bytes) -> bytes:
    import docx as library
    from docx.shared import Cm

    document = library.Document()
    document.add_paragraph(report.title)
    document.add_paragraph("四、政府信息公开行政复议、行政诉讼情况")
    document.add_picture(BytesIO(content), width=Cm(16))
    document.add_paragraph("五、存在的主要问题")
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_table_pasted_into_a_word_document_as_a_picture_is_read(report: Draft, table: Pixels) -> None:
    require_ocr()
    found = parse(word(report, picture(table, "png")), "report.docx")
    assert values(found) == truth(report)
    assert "READ.recognised" in {finding.code for finding in found.findings}


def test_a_metafile_in_a_word_document_leaves_its_figures_unreadable_and_not_missing(report: Draft) -> None:
    """A spreadsheet pasted as a picture: nobody looked, so nobody may say that the table is not there."""
    from zipfile import ZipFile

    tiny = picture(np.full((120, 300, 3), 255, np.uint8), "png")
    buffer = BytesIO()
    with ZipFile(BytesIO(word(report, tiny))) as old, ZipFile(buffer, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            is_picture = member.filename.endswith(".png")
            new.writestr(member.filename, b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(60) if is_picture else content)
    found = parse(buffer.getvalue(), "report.docx")
    assert {f.state for f in found.figures if f.key in report.truth} == {"unreadable"}
    assert "READ.illegible" in {finding.code for finding in found.findings}


def ofd(*strips: bytes, text: tuple[str, ...] = (), top: float = 0.0) -> bytes:
    """A page whose strips of pictures lie below each other."""
    height = (297.0 - top) / len(strips)
    objects = [
        f'<ofd:ImageObject ID="{10 + n}" Boundary="0 {top + n * height:.4f} 210 {height:.4f}" '
        f'CTM="210 0 0 {height:.4f} 0 0" ResourceID="{50 + n}"/>'
        for n in range(len(strips))
    ]
    media = "".join(
        f'<ofd:MultiMedia ID="{50 + n}" Type="Image"><ofd:MediaFile>strip_{n}.png</ofd:MediaFile></ofd:MultiMedia>'
        for n in range(len(strips))
    )
    parts = writer.parts([[*text, *objects]], resources=f"<ofd:MultiMedias>{media}</ofd:MultiMedias>")
    listed = parts["Doc_0/DocumentRes.xml"]
    assert isinstance(listed, str)
    parts["Doc_0/DocumentRes.xml"] = listed.replace("<ofd:Res ", '<ofd:Res BaseLoc="Res" ', 1)
    parts |= {f"Doc_0/Res/strip_{n}.png": strip for n, strip in enumerate(strips)}
    return writer.container(parts)


def test_a_scan_saved_as_ofd_in_strips_is_read(report: Draft, page: Pixels) -> None:
    require_ocr()
    half = page.shape[0] // 2
    scanned = ofd(picture(page[:half], "png"), picture(page[half:], "png"))
    found = parse(scanned, "report.ofd")
    assert values(found) == truth(report)
    assert (found.title, found.source.media_type) == (report.title, "application/ofd")
    (table,) = read(Capture(scanned, "report.ofd", "")).tables()
    assert table.place.bbox is not None
    assert 40 < table.place.bbox[0] < table.place.bbox[2] < 560, "in points of the page"


def test_an_ofd_scan_is_unreadable_where_nothing_can_read_it(
    report: Draft, page: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the extra, and in a format of pictures that is not known."""
    monkeypatch.setattr(installed, "is_installed", lambda: False)
    found = parse(ofd(picture(page, "png")), "report.ofd")
    assert {figure.state for figure in found.figures} == {"unreadable"}
    assert "READ.needs_ocr" in {finding.code for finding in found.findings}
    monkeypatch.undo()
    found = parse(ofd(b"\x97JB2\r\n\x1a\n" + bytes(20)), "report.ofd")
    assert {figure.state for figure in found.figures} == {"unreadable"}
    assert "READ.illegible" in {finding.code for finding in found.findings}


def test_a_picture_on_an_ofd_page_of_text_is_read_in_its_place(report: Draft, table: Pixels) -> None:
    require_ocr()
    full = np.full((round(table.shape[1] * 1.1), table.shape[1], 3), 255, np.uint8)
    full[: table.shape[0]] = table
    lines = (writer.text(30, 15, report.title), writer.text(30, 25, "四、政府信息公开行政复议、行政诉讼情况"))
    document = read(Capture(ofd(picture(full, "png"), text=lines, top=60), "report.ofd", ""))
    assert [note.code for note in document.notes] == ["read.recognised"]
    assert not any(isinstance(block, Picture) for block in document.blocks)
    (found,) = document.tables()
    assert found.place.bbox is not None
    assert found.place.bbox[1] > 60 * 72 / 25.4


def test_a_second_reading_looks_at_pictures_in_pages_and_word_documents_again(report: Draft, table: Pixels) -> None:
    """Else the printed order of the same doubtful cells would bear witness for them."""
    require_ocr()
    from nianbao.read.again import read_again

    capture = Capture(word(report, picture(table, "png")), "report.docx", "")
    first = read(capture)
    again = read_again(capture, first)
    assert again is not None
    one, two = ([cell.text for table in each.tables() for cell in table.cells] for each in (first, again))
    assert len(one) == len(two)
    assert sum(a == b for a, b in zip(one, two, strict=True)) > 0.9 * len(one)
