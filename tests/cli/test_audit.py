"""``nianbao audit`` on the example of a county: what an office finds in the workbook, the letters and the page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from nianbao.cli import main

LATE, MISSING, COPIED, TOWN = "青岚县交通运输局", "青岚县水务局", "青岚县自然资源局", "青岚县石湾镇人民政府"
CONFIG = """\
[audit]
office = "青岚县政务公开办公室"
contact = "王某 0000-1234567"
document_number = "青政公开函〔2025〕3号"
date = 2025-02-24
deadline = 2025-03-07

[[waiver]]
code = "COPIES.last_year"
issuer = "青岚县卫生健康局"
reason = "已当面说明"
until = 2099-12-31
"""


def _audit(root: Path, output: Path, *more: str) -> int:
    folder = root / "fixtures" / "audit"
    years = [str(folder / "2024"), "--last-year", str(folder / "2023"), "--tree", str(folder / "tree.toml")]
    return main(["--lang", "zh", "audit", *years, "-o", str(output), "-j", "1", "-q", "--today", "2025-02-24", *more])


@pytest.fixture(scope="module")
def made(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of one audit with a configuration."""
    folder = tmp_path_factory.mktemp("audit")
    (folder / "nianbao.toml").write_text(CONFIG, encoding="utf-8")
    assert _audit(root, folder / "out", "--config", str(folder / "nianbao.toml")) == 1
    return folder / "out"


def _sheet(made: Path, name: str) -> list[list[str]]:
    rows = CalamineWorkbook.from_path(str(made / "audit.xlsx")).get_sheet_by_name(name).to_python()
    return [[str(cell) for cell in row] for row in rows]


def _letter(made: Path, unit: str) -> str:
    document = Document(str(made / "letters" / f"核查反馈-{unit}.docx"))
    return "\n".join(p.text for p in document.paragraphs)


def test_the_workbook_has_a_sheet_for_each_question(made: Path) -> None:
    names = CalamineWorkbook.from_path(str(made / "audit.xlsx")).sheet_names
    assert names == [
        *("单位汇总", "规则汇总", "问题清单", "报送情况", "数据", "与上年比较", "汇总核对", "雷同文字", "未核查事项"),
    ]


def test_coverage_says_who_is_late_and_who_is_missing(made: Path) -> None:
    rows = {row[0]: row for row in _sheet(made, "报送情况")}
    assert rows[LATE][2] == "迟报"
    assert rows[MISSING][2] == "未见报告"
    assert rows["青岚县税务局"][5] == "垂直管理"


def test_the_list_of_findings_names_cell_and_quote_and_what_was_waived(made: Path) -> None:
    rows = _sheet(made, "问题清单")
    head = next(row for row in rows if "说明" in row)
    found = [dict(zip(head, row, strict=True)) for row in rows[rows.index(head) + 1 :]]
    town = next(f for f in found if f["单位"] == TOWN)
    assert "“（一）予以公开 · 自然人”由 9 改为 8" in town["可能的更正（供核对）"]
    assert re.search(r"表\d+ 第\d+行第\d+列", town["位置"])
    assert [f["单位"] for f in found if f["已豁免"]] == ["青岚县卫生健康局"]
    assert {f["代码"] for f in found} >= {
        "COVERAGE.missing",
        "TIME.late",
        "COPIES.sibling",
        "YEARS.carry",
        "UNITS.less",
    }


def test_frozen_headers_filters_and_printing_are_set_on_every_sheet(made: Path) -> None:
    with ZipFile(made / "audit.xlsx") as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        book = archive.read("xl/workbook.xml").decode()
    assert len(sheets) == 9
    for sheet in sheets:
        assert 'state="frozen"' in sheet and "<autoFilter" in sheet
        assert 'orientation="landscape"' in sheet and 'fitToHeight="0"' in sheet and 'paperSize="9"' in sheet
    assert book.count("_xlnm.Print_Titles") == len(sheets)


def test_the_letter_names_the_row_and_column_and_shades_the_cell(made: Path) -> None:
    said = _letter(made, TOWN)
    assert "“（一）予以公开”" in said and "青岚县石湾镇人民政府：" in said
    assert "青政公开函〔2025〕3号" in said and "2025年3月7日" in said and "2025年2月24日" in said
    document = Document(str(made / "letters" / f"核查反馈-{TOWN}.docx"))
    shaded = [
        (row.cells[0].text, table.rows[0].cells[position].text, cell.text)
        for table in document.tables
        for row in table.rows
        for position, cell in enumerate(row.cells)
        if 'w:fill="F4B183"' in cell._tc.xml
    ]
    assert shaded == [("（一）予以公开", "自然人", "9")]


def test_letters_use_chinese_fonts_and_have_no_gap_left_unfilled(made: Path) -> None:
    letters = sorted((made / "letters").iterdir())
    assert len(letters) == 9
    for path in letters:
        with ZipFile(path) as archive:
            xml = archive.read("word/document.xml").decode()
        assert 'w:eastAsia="仿宋"' in xml
        assert "{{" not in xml and "{%" not in xml


def test_a_body_that_filed_nothing_and_one_without_faults_get_letters_that_say_so(made: Path) -> None:
    assert "没有找到“青岚县水务局”2024 年度的报告" in _letter(made, MISSING)
    assert "没有发现问题" in _letter(made, "青岚县税务局")


def test_the_page_opens_without_a_network(made: Path) -> None:
    page = (made / "audit.html").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)\s*=|url\(|@import|https?://""", page)
    assert page.count("<svg") == 3
    assert 'data-severity="error"' in page


def test_the_same_reports_give_the_same_bytes(root: Path, made: Path, tmp_path: Path) -> None:
    assert _audit(root, tmp_path / "out", "--config", str(made.parent / "nianbao.toml")) == 1
    files = _files(made)
    assert files == _files(tmp_path / "out")
    for name in files:
        assert (made / name).read_bytes() == (tmp_path / "out" / name).read_bytes(), name


def _files(folder: Path) -> list[Path]:
    """What a person sees there; results kept for the next run are hidden."""
    return sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file() and ".nianbao" not in p.parts)


def test_an_office_takes_the_template_out_changes_it_and_uses_it(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = tmp_path / "own.docx"
    assert main(["audit", "--write-template", str(template)]) == 0
    document = Document(str(template))
    document.paragraphs[0].runs[0].text = "我办对{{ unit }}的意见"
    document.save(str(template))
    reports = tmp_path / "reports"
    reports.mkdir()
    shutil.copy(root / "fixtures" / "audit" / "2024" / "tax.pdf", reports)
    code = main(["audit", str(reports), "-o", str(tmp_path / "out"), "--template", str(template), "-j", "1", "-q"])
    assert code == 0
    (letter,) = (tmp_path / "out" / "letters").iterdir()
    assert Document(str(letter)).paragraphs[0].text == "我办对青岚县税务局的意见"


@pytest.mark.parametrize("content", [b"no document", b""])
def test_a_template_that_cannot_be_used_is_told_before_anything_is_read(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (tmp_path / "own.docx").write_bytes(content)
    assert _audit(root, tmp_path / "out", "--template", str(tmp_path / "own.docx")) == 2
    assert "own.docx" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def _broken_template() -> bytes:
    document = Document()
    document.add_paragraph("{{ unit ")
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_template_with_a_broken_gap_is_told(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own.docx").write_bytes(_broken_template())
    assert _audit(root, tmp_path / "out", "--template", str(tmp_path / "own.docx")) == 2
    assert "own.docx" in capsys.readouterr().err


@pytest.fixture
def small(root: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder with one good report."""
    reports = tmp_path / "reports"
    reports.mkdir()
    shutil.copy(root / "fixtures" / "audit" / "2024" / "tax.pdf", reports)
    yield reports


def test_a_document_that_cannot_be_read_ends_with_3_and_the_rest_is_done(small: Path, tmp_path: Path) -> None:
    (small / "青岚县水务局.pdf").write_bytes(b"%PDF-1.4 broken")
    assert main(["audit", str(small), "-o", str(tmp_path / "out"), "-j", "1", "-q"]) == 3
    assert "青岚县水务局.pdf" in str(_sheet(tmp_path / "out", "报送情况"))


def test_a_folder_that_is_not_there_is_told_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--lang", "zh", "audit", str(tmp_path / "none"), "-o", str(tmp_path / "out"), "-j", "1", "-q"])
    assert code == 2
    said = capsys.readouterr().err
    assert "none" in said and "没有这个文件或目录" in said


def test_a_wrong_tree_or_configuration_is_told_with_its_line(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tree.toml").write_text('[[body]]\nname = "甲县"\nparent = "乙"\n', encoding="utf-8")
    (tmp_path / "bad.toml").write_text("[audit]\noffcie = 1\n", encoding="utf-8")
    for option, name in (("--tree", "tree.toml"), ("--config", "bad.toml")):
        code = main(["audit", str(small), "-o", str(tmp_path / "out"), option, str(tmp_path / name), "-q"])
        assert code == 2
        assert name in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_what_reports_print_cannot_become_markup_script_or_formula(tmp_path: Path) -> None:
    from nianbao.export.audit.letters import letters
    from nianbao.export.audit.page import page
    from nianbao.export.audit.workbook import workbook
    from nianbao.model import Office
    from nianbao.pipeline.across import audit
    from tests.factory.county import YEAR, filing, make_county

    nasty = '<script>alert("1")</script>=1+1{{ 7*7 }}\x01\ud800'
    county = make_county(1, members=1)
    (name,) = county.members
    hostile = filing(name + nasty, YEAR, county.now[name], [nasty * 5])
    hostile.report.year = 2020
    result = audit([hostile, filing("乙局", YEAR, county.now[name], [])], year=YEAR)
    said = page(result).decode("utf-8")
    assert "<script>alert" not in said and "&lt;script&gt;" in said
    (path, letter) = next((n, b) for n, b in letters(result, Office(), None, "zh") if name in n)
    assert not set('<>:"|?*') & set(path)
    assert "{{ 7*7 }}" in "\n".join(p.text for p in Document(BytesIO(letter)).paragraphs)
    (tmp_path / "a.xlsx").write_bytes(workbook(result))
    with ZipFile(tmp_path / "a.xlsx") as archive:
        assert not any(b"<f>" in archive.read(n) for n in archive.namelist() if "worksheets" in n)
