"""Older office formats: the same document as the DOCX it was saved from, or an error that says why not."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.errors import Damaged, DocumentError, Encrypted, Unsupported
from nianbao.model import Capture, Document, Paragraph, Table
from nianbao.pipeline import parse
from nianbao.read import load, office, read
from nianbao.read.docx import read_docx
from nianbao.read.office import conversion, convert_batch, find_soffice
from nianbao.read.office.slivers import without_slivers

REPORTS = Path(__file__).resolve().parents[2] / "fixtures" / "reports"
REPORT = REPORTS / "docx-2021-merged-cells.docx"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(scope="session")
def soffice() -> str:
    found = find_soffice()
    if found is not None:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("LibreOffice is not installed, and this run must not do without")
    pytest.skip("LibreOffice is not installed")


def profile(folder: Path, name: str) -> str:
    return f"-env:UserInstallation={(folder / f'profile-{name}').as_uri()}"


@pytest.fixture(scope="session")
def saved_as(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The bundled Word report saved by LibreOffice in older formats, all at the same time."""
    folder = tmp_path_factory.mktemp("saved")
    running = [
        subprocess.Popen(
            [soffice, profile(folder, suffix), "--headless", "--convert-to", suffix, "--outdir", folder, REPORT],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for suffix in ("doc", "rtf", "odt")
    ]
    for process in running:
        assert process.wait(120) == 0
    return {suffix: folder / f"{REPORT.stem}.{suffix}" for suffix in ("doc", "rtf", "odt")}


@pytest.fixture(scope="session")
def outcomes(saved_as: dict[str, Path]) -> dict[str, Document | DocumentError]:
    """One batch: every format, a second copy, and half a file between them."""
    whole = {suffix: load(path) for suffix, path in saved_as.items()}
    cut = whole["rtf"].data[: len(whole["rtf"].data) // 2]
    captures = {
        "doc": whole["doc"],
        "cut": Capture(cut, "cut.rtf", ""),
        "rtf": whole["rtf"],
        "odt": whole["odt"],
        "wps": Capture(whole["doc"].data, "年报.wps", ""),
        "foreign": Capture(b"%PDF-1.7", "年报.pdf", ""),
    }
    batch = convert_batch(list(captures.values()))
    assert list(batch) == list(captures.values())
    return {name: batch[capture] for name, capture in captures.items()}


def shape(document: Document) -> list[object]:
    """What is printed: paragraphs, and the slots of tables."""
    found: list[object] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(block.text)
        elif isinstance(block, Table):
            found.append([[None if cell is None else cell.text for cell in row] for row in block.grid()])
    return found


@pytest.mark.parametrize("name", ["doc", "rtf", "odt", "wps"])
def test_a_report_reads_as_the_word_document_it_was_saved_from(
    name: str, outcomes: dict[str, Document | DocumentError]
) -> None:
    document = outcomes[name]
    assert isinstance(document, Document)
    assert shape(document) == shape(read_docx(load(REPORT)))


def test_the_source_format_is_told(outcomes: dict[str, Document | DocumentError]) -> None:
    document = outcomes["doc"]
    assert isinstance(document, Document)
    assert (document.reader, document.media_type) == ("docx", "application/msword")
    assert [(note.code, note.detail) for note in document.notes] == [("read.converted", "doc")]


def test_a_bad_file_in_a_batch_has_its_own_error_and_spoils_nothing(
    outcomes: dict[str, Document | DocumentError],
) -> None:
    assert isinstance(outcomes["cut"], Damaged)
    assert outcomes["cut"].details["reason"] == "truncated"
    assert isinstance(outcomes["foreign"], Unsupported)


def test_every_figure_of_a_doc_report_is_right(saved_as: dict[str, Path]) -> None:
    truth = json.loads(REPORT.with_suffix(".truth.json").read_text("utf-8"))
    report = parse(saved_as["doc"])
    found = {figure.key: figure.value for figure in report.figures if figure.origin == "table"}
    assert {key: found.get(key) for key in truth["figures"]} == truth["figures"]
    assert report.source.media_type == "application/msword"


def test_half_a_doc_is_damaged_however_it_is_cut(saved_as: dict[str, Path]) -> None:
    data = saved_as["doc"].read_bytes()
    for length in (600, len(data) // 3, len(data) // 2, len(data) - 513):
        with pytest.raises(Damaged):
            read(Capture(data[:length], "年报.doc", ""))


# Without LibreOffice


def test_without_libreoffice_the_remedy_is_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "find_soffice", lambda: None)
    with pytest.raises(Unsupported) as caught:
        read(Capture(b"{\\rtf1 x}", "年报.rtf", ""))
    assert caught.value.details == {"format": "rtf", "remedy": "install_libreoffice"}
    assert caught.value.where == "年报.rtf"


def compound(stream: str, flags: int = 0, size: int = 4 * 512) -> bytes:
    """A compound file of four sectors: allocation table, directory, and two of a stream that begins with flags."""
    header = OLE2.ljust(24, b"\0") + b"\x3e\0\3\0\xfe\xff\x09\0\x06\0" + bytes(6)
    header = header.ljust(76, b"\0") + (0).to_bytes(4, "little") + b"\xff" * 432
    table = (b"\xfd\xff\xff\xff" + b"\xfe\xff\xff\xff" + b"\3\0\0\0" + b"\xfe\xff\xff\xff").ljust(512, b"\xff")
    name = stream.encode("utf-16-le").ljust(64, b"\0")
    entry = name + bytes(52) + (2).to_bytes(4, "little") + bytes(8)
    body = (bytes(10) + flags.to_bytes(2, "little")).ljust(1024, b"\0")
    return (header + table + entry.ljust(512, b"\0") + body)[: 512 + size]


def test_a_word_document_with_a_password_says_so() -> None:
    with pytest.raises(Encrypted):
        read(Capture(compound("WordDocument", 0x0100), "年报.doc", ""))


def test_an_odt_with_a_password_says_so() -> None:
    data = zipped({"content.xml": b"xx", "META-INF/manifest.xml": b"<m><encryption-data/></m>"})
    with pytest.raises(Encrypted):
        read(Capture(data, "年报.odt", ""))


def test_an_odt_that_inflates_without_end_is_refused_before_conversion() -> None:
    data = zipped({"content.xml": bytes(8 * 1024 * 1024)})
    with pytest.raises(DocumentError) as caught:
        read(Capture(data, "年报.odt", ""))
    assert caught.value.code == "too_large"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (compound("WordDocument", size=3 * 512 - 1), "a sector is missing"),
        (compound("Unknown", size=2 * 512), "its directory names nothing known, since half of it is missing"),
        (OLE2, "nothing but the signature"),
        (b"{\\rtf1 {\\b x}", "a group is not closed"),
        (b"{\\rtf1 \\'d6\\{ x", "an escaped brace closes nothing"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text", "no directory"),
    ],
)
def test_what_is_not_whole_is_damaged_and_never_converted(data: bytes, why: str) -> None:
    with pytest.raises(Damaged):
        read(Capture(data, "年报", ""))


def test_a_spreadsheet_in_xml_is_no_word_document() -> None:
    data = b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook></Workbook>'
    with pytest.raises(Unsupported) as caught:
        read(Capture(data, "年报.xml", ""))
    assert caught.value.details["remedy"] == "save_as_xlsx"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([OLE2, compound("WordDocument")[:1100], b"{\\rtf1 ", b"PK\x03\x04"]), st.binary(max_size=300))
def test_any_bytes_end_in_a_document_error(head: bytes, tail: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conversion, "find_soffice", lambda: None)
        with pytest.raises(DocumentError):
            read(Capture(head + tail, "x", ""))


# A program in LibreOffice's place


def stand_in(folder: Path, body: str) -> str:
    """An executable that is called as LibreOffice is; ``inputs`` and ``out`` are what it was given."""
    program = folder / "soffice"
    program.write_text(
        f"#!{sys.executable}\nimport os, sys, time, pathlib, shutil, subprocess\n"
        "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        "inputs = [pathlib.Path(arg) for arg in sys.argv[sys.argv.index('--outdir') + 2:]]\n"
        f"out.mkdir(exist_ok=True)\nREPORT = {str(REPORT)!r}\n{body}",
        encoding="utf-8",
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with a hash-bang line")


@posix
def test_a_file_that_brings_the_program_down_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        "for file in inputs:\n"
        "    if b'BAD' in file.read_bytes():\n"
        "        (out / f'{file.stem}.docx').write_bytes(b'PK half')\n"
        "        os._exit(81)\n"
        "    shutil.copy(REPORT, out / f'{file.stem}.docx')\n"
    )
    monkeypatch.setattr(conversion, "find_soffice", lambda: stand_in(tmp_path, body))
    captures = [Capture(b"{\\rtf1 %s}" % word, f"{word.decode()}.rtf", "") for word in (b"one", b"BAD", b"two")]
    outcomes = convert_batch(captures)
    assert [isinstance(outcomes[capture], Document) for capture in captures] == [True, False, True]
    assert isinstance(outcomes[captures[1]], Damaged)


@posix
def test_a_stuck_program_is_killed_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "child"
    body = (
        "child = subprocess.Popen(['sleep', '300'])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid))\n"
        "time.sleep(300)\n"
    )
    monkeypatch.setattr(conversion, "find_soffice", lambda: stand_in(tmp_path, body))
    monkeypatch.setattr(conversion, "START_SECONDS", 2.0)
    monkeypatch.setattr(conversion, "FILE_SECONDS", 0.0)
    with pytest.raises(Damaged) as caught:
        read(Capture(b"{\\rtf1 x}", "年报.rtf", ""))
    assert caught.value.details["reason"] == "conversion failed"
    assert not alive(int(note.read_text()))


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return not state.strip().startswith("Z") and bool(state.strip())


def test_the_program_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "soffice.exe" if sys.platform == "win32" else "soffice"
    program = tmp_path / name
    program.write_bytes(b"")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = office.find_soffice()
    assert found is not None
    assert Path(found).resolve() == program.resolve()


# Columns that only drifting borders make

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def table(widths: list[int], rows: list[list[tuple[str, int]]]) -> Table:
    """The table that is read from a DOCX with these grid columns and (text, span) cells."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(
        "<w:tr>"
        + "".join(
            f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>'
            for text, span in row
        )
        + "</w:tr>"
        for row in rows
    )
    body = f"<w:document {W}><w:body><w:tbl><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl></w:body></w:document>"
    data = without_slivers(zipped({"word/document.xml": body.encode()}), "x.doc")
    return next(read_docx(Capture(data, "x.doc", "")).tables())


def spans(found: Table) -> list[tuple[str, int, int]]:
    return [(cell.text, cell.column, cell.column_span) for cell in found.cells]


def test_a_border_that_drifts_by_a_hair_is_one_border() -> None:
    found = table([800, 800, 20, 800], [[("复议", 2), ("诉讼", 2)], [("1", 1), ("10", 2), ("2", 1)]])
    assert spans(found) == [("复议", 0, 2), ("诉讼", 2, 1), ("1", 0, 1), ("10", 1, 1), ("2", 2, 1)]


def test_a_narrow_column_with_a_cell_of_its_own_stays() -> None:
    rows = [[("甲", 1), ("", 1), ("乙", 1)], [("1", 1), ("", 1), ("2", 1)]]
    assert table([800, 20, 800], rows).column_count == 3


def test_wide_columns_are_never_merged() -> None:
    found = table([800, 800, 200, 800], [[("复议", 2), ("诉讼", 2)], [("1", 1), ("10", 2), ("2", 1)]])
    assert found.column_count == 4
