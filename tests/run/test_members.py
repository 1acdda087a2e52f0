"""One file, several documents: archives, mails, pages that only carry an attachment; many office files in one call."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sys
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from nianbao.cli import main
from nianbao.errors import NotFound
from nianbao.read.office import conversion, find_soffice, process
from nianbao.run import Options, Summary, run
from nianbao.run.members import capture_of, documents_of
from nianbao.run.sources import local_task
from nianbao.run.task import Task

REPORTS = Path(__file__).resolve().parents[2] / "fixtures" / "reports"
HTML, DOCX, PDF = "html-2021-plain.html", "docx-2021-merged-cells.docx", "pdf-2021-single-other.pdf"
SOFFICE = find_soffice()
needs_soffice = pytest.mark.skipif(
    SOFFICE is None and os.environ.get("CI") != "true", reason="LibreOffice is not installed"
)


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), data)
    return buffer.getvalue()


def content(name: str) -> bytes:
    return (REPORTS / name).read_bytes()


def go(source: Path, output: Path, jobs: int = 1) -> Summary:
    return run([source.as_posix()], output, Options(jobs=jobs))


def reports(output: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (output / "reports.jsonl").read_text("utf-8").splitlines()]


def errors(output: Path) -> list[dict[str, str]]:
    with (output / "errors.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures(report: dict[str, Any]) -> dict[str, object]:
    return {f["key"]: f["value"] for f in report["figures"] if f["origin"] == "table"}


def parsed(capsys: pytest.CaptureFixture[str], *paths: Path) -> tuple[int, list[dict[str, Any]]]:
    code = main(["parse", *map(str, paths)])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    inner = packed({"往年/2023.pdf": content(PDF)})
    path = tmp_path / "in" / "年报.zip"
    path.parent.mkdir()
    path.write_bytes(
        packed(
            {"a/甲局.html": content(HTML), "乙局.docx": content(DOCX), "旧.zip": inner, "broken.pdf": b"%PDF-1.7\nx"}
        )
    )
    return path


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_member_of_an_archive_is_a_document_of_its_own(bundle: Path, tmp_path: Path, jobs: int) -> None:
    summary = go(bundle.parent, tmp_path / "out", jobs)
    read = reports(tmp_path / "out")
    base = bundle.as_posix()
    assert [r["source"]["path"] for r in read] == [
        f"{base}!/a/甲局.html",
        f"{base}!/乙局.docx",
        f"{base}!/旧.zip!/往年/2023.pdf",
    ]
    assert (summary.documents, summary.failed) == (4, 1)
    assert [(row["path"], row["code"]) for row in errors(tmp_path / "out")] == [(f"{base}!/broken.pdf", "damaged")]
    alone = tmp_path / "alone"
    go(REPORTS / DOCX, alone)
    assert figures(read[1]) == figures(reports(alone)[0])


def test_parse_and_check_take_an_archive_as_its_documents(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, read = parsed(capsys, bundle)
    assert code == 3
    assert len(read) == 3
    assert main(["check", str(bundle)]) == 3


def test_a_second_run_reads_nothing_anew_and_gives_the_same_bytes(bundle: Path, tmp_path: Path) -> None:
    first, second = go(bundle, tmp_path / "out"), None
    before = (tmp_path / "out" / "reports.jsonl").read_bytes()
    second = go(bundle, tmp_path / "out")
    assert (first.parsed, second.parsed, second.reused) == (4, 0, 4)
    assert (tmp_path / "out" / "reports.jsonl").read_bytes() == before


def test_two_members_of_one_name_are_two_documents(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("a.html", content(HTML))
        archive.writestr("a.html", content("html-2021-word-paste.html"))
    (tmp_path / "a.zip").write_bytes(buffer.getvalue())
    go(tmp_path / "a.zip", tmp_path / "out")
    one, two = reports(tmp_path / "out")
    assert one["source"]["sha256"] != two["source"]["sha256"]


def test_an_archive_without_documents_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed({"~$x.docx": b"x"}))
    go(tmp_path / "a.zip", tmp_path / "out")
    assert [row["code"] for row in errors(tmp_path / "out")] == ["empty"]


def test_an_archive_of_too_many_documents_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed({f"{n}.txt": b"%d" % n for n in range(300)}))
    go(tmp_path / "a.zip", tmp_path / "out")
    assert [row["code"] for row in errors(tmp_path / "out")] == ["too_large"]


def test_a_mail_that_only_carries_the_report_stands_for_it(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "报送年报", "a@example.cn"
    mail.set_content("请查收附件。")
    mail.add_attachment(content(DOCX), maintype="application", subtype="octet-stream", filename="年报.docx")
    path = tmp_path / "报送.eml"
    path.write_bytes(bytes(mail))
    summary = go(path, tmp_path / "out")
    (read,) = reports(tmp_path / "out")
    assert read["source"]["path"] == f"{path.as_posix()}!/年报.docx"
    assert (summary.failed, summary.wrappers) == (0, 1)


PAGE = (
    '<html><head><meta charset="utf-8"><title>某局2024年政府信息公开工作年度报告</title></head><body>'
    "<div class='TRS_Editor'><p>点击下载：<a href='{href}'>年度报告</a></p></div></body></html>"
)


@pytest.mark.parametrize(
    "href",
    [
        "./P0202501.pdf",
        "https://www.example.gov.cn/xxgk/P0202501.pdf",
        "/files/P0202501.pdf?v=1",
        "/pdfjs/viewer.html?file=/files/P0202501.pdf",
    ],
)
def test_a_page_that_only_carries_the_report_leads_to_the_file_beside_it(
    href: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    page, attached = folder / "page.html", folder / "P0202501.pdf"
    page.write_text(PAGE.format(href=href), encoding="utf-8")
    shutil.copy(REPORTS / PDF, attached)
    code, (read,) = parsed(capsys, page)
    assert (code, read["source"]["path"]) == (0, attached.as_posix())
    assert [o["text"] for o in read["observations"] if o["kind"] == "attachment_of"] == [page.as_posix()]
    for number, source in enumerate((page, folder)):  # the page alone, and both in one folder
        summary = go(source, tmp_path / f"out{number}")
        assert [r["source"]["path"] for r in reports(tmp_path / f"out{number}")] == [attached.as_posix()]
        assert (summary.failed, summary.wrappers) == (0, 1)


def test_a_page_whose_attachment_is_not_at_hand_says_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.format(href="P1.docx"), encoding="utf-8")
    go(tmp_path / "page.html", tmp_path / "out")
    (row,) = errors(tmp_path / "out")
    assert row["code"] == "not_a_report"
    assert "P1.docx" in row["message_zh"]


def test_a_page_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    shutil.copy(REPORTS / PDF, tmp_path / "secret.pdf")
    (tmp_path / "in").mkdir()
    for href in ("../secret.pdf", (tmp_path / "secret.pdf").as_posix(), (tmp_path / "secret.pdf").as_uri()):
        (tmp_path / "in" / "page.html").write_text(PAGE.format(href=href), encoding="utf-8")
        assert go(tmp_path / "in" / "page.html", tmp_path / "out").failed == 1


@pytest.mark.parametrize(
    "page",
    [
        "<html><frameset cols='20%,80%'><frame src='menu.html'><frame src='text.html'></frameset></html>",
        "<html><body><div class='nav'>首页</div><iframe src='text.html' width='100%'></iframe></body></html>",
    ],
)
def test_the_report_in_a_frame_is_read_where_it_lies_beside_the_page(page: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    shutil.copy(REPORTS / HTML, tmp_path / "text.html")
    summary = go(tmp_path / "page.html", tmp_path / "out")
    assert [r["source"]["path"] for r in reports(tmp_path / "out")] == [(tmp_path / "text.html").as_posix()]
    assert (summary.failed, summary.wrappers) == (0, 1)


@needs_soffice
def test_many_office_files_go_through_one_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    plain = process.run

    def counted(program: str, inputs: Sequence[Path], folder: Path, timeout: float) -> bool:
        calls.append(len(inputs))
        return plain(program, inputs, folder, timeout)

    monkeypatch.setattr(conversion, "run", counted)
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.rtf").write_bytes(rtf(number))
    (folder / "members.zip").write_bytes(packed({"x.rtf": rtf(9), "y.html": content(HTML)}))
    (folder / "half.rtf").write_bytes(rtf(7)[:-30])
    summary = go(folder, tmp_path / "out", jobs=1)
    assert calls == [4]
    assert summary.reports == 5
    assert [(Path(row["path"]).name, row["code"]) for row in errors(tmp_path / "out")] == [("half.rtf", "damaged")]


def rtf(number: int) -> bytes:
    """A short report typed in RTF."""
    lines = [f"某局{2010 + number}年政府信息公开工作年度报告", "一、概述", "二、主动公开政府信息情况", "三、依申请公开"]
    text = "\\par ".join("".join(f"\\u{ord(c)}?" for c in line) for line in lines)
    return f"{{\\rtf1\\ansi {text}\\par {'x' * 40}}}".encode()


@pytest.mark.skipif(sys.platform == "win32", reason="the archive program has another name there")
def test_members_of_a_7z_archive_are_documents_where_it_can_be_opened(tmp_path: Path) -> None:
    program = shutil.which("bsdtar")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("libarchive-tools is not installed, and this run must not do without")
        pytest.skip("bsdtar is not installed")
    import subprocess

    path = tmp_path / "a.7z"
    subprocess.run([program, "-a", "-cf", str(path), "-C", str(REPORTS), HTML, DOCX], check=True)
    go(path, tmp_path / "out")
    assert [r["source"]["path"].partition("!/")[2] for r in reports(tmp_path / "out")] == [HTML, DOCX]


NAMES = ("t2024.html", "t2024_1.html", "t2024_2.html")
LINKS = '<div class="page"><a href="{}">上一页</a><a href="{}">2</a><a href="{}">第3页</a></div>'


def _paged(folder: Path, names: Sequence[str] = NAMES, links: str = LINKS, title: str = "") -> list[Path]:
    """The bundled page cut in three, each leading to the others."""
    text = content(HTML).decode()
    head, _, rest = text.partition("<p>三、收到和处理")
    middle, _, tail = rest.partition("<p>四、政府信息公开行政复议")
    shell = '<html><head><meta charset="utf-8">{}</head><body><div class="TRS_Editor">{}</div>{}</body></html>'
    shown = links.format(*(name.replace("@", "?") for name in names))
    first = re.search("<title>.*?</title>", head)
    title = title or (first[0] if first else "")
    pages = [
        head + f"</div>{shown}</body></html>",
        shell.format(title, "<p>三、收到和处理" + middle, shown),
        shell.format(title, "<p>四、政府信息公开行政复议" + tail, shown),
    ]
    paths = [folder / name for name in names]
    for path, page in zip(paths, pages, strict=True):
        path.write_text(page, encoding="utf-8")
    return paths


@pytest.mark.parametrize(
    ("names", "links"),
    [
        (("a.html", "a_2.html", "a_3.html"), LINKS),
        (("a.html", "a-2.html", "a-3.html"), LINKS),
        (("a.html", "a-1.html", "a-2.html"), ""),
        (("a.html", "a.html@page=2", "a.html@page=3"), LINKS),
        (("a.html", "a.html@page=2.html", "a.html@page=3.html"), LINKS),
        (("a.shtml", "a_1.shtml", "a_2.shtml"), '<script>createPageHTML(3,0,"a","shtml");</script>'),
    ],
)
def test_pages_of_an_article_are_known_by_their_links_or_their_title(
    tmp_path: Path, names: Sequence[str], links: str
) -> None:
    (tmp_path / "in").mkdir()
    _paged(tmp_path / "in", names, links)
    go(REPORTS / HTML, tmp_path / "whole")
    assert go(tmp_path / "in", tmp_path / "out").parsed == 1
    assert figures(reports(tmp_path / "out")[0]) == figures(reports(tmp_path / "whole")[0])


@pytest.mark.parametrize("names", [("a.html", "a_1.html"), ("a.html", "a-2.html"), ("a.html", "a.html@page=2.html")])
@pytest.mark.parametrize("link", ['<a href="{}">下一篇</a>', '<a href="{}">下一页</a>', '<a href="{}">2</a>', ""])
def test_two_reports_are_never_joined(tmp_path: Path, names: Sequence[str], link: str) -> None:
    (tmp_path / "in").mkdir()
    text = content(HTML).decode().replace("</body>", link.format(names[1].replace("@", "?")) + "</body>")
    for name in names:
        (tmp_path / "in" / name).write_text(text.replace("受理", f"受理{name[-6]}"), encoding="utf-8")
    go(tmp_path / "in", tmp_path / "out")
    assert len(reports(tmp_path / "out")) == 2


def test_two_reports_under_the_title_of_one_site_are_never_joined(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    page = "<html><head><meta charset='utf-8'><title>某区政府网</title></head><body>{}</body></html>"
    told = "年某局政府信息公开工作年度报告</h1>", "<p>本年度主动公开政府信息12条，受理申请3件。</p>" * 3
    for name, year, heads in (("a.html", 2014, "概述 主动公开"), ("a_1.html", 2022, "总体情况 主要问题")):
        parts = [f"<p>{number}、{head}</p>{told[1]}" for number, head in zip("一二", heads.split(), strict=True)]
        text = page.format(f"<h1>{year}{told[0]}" + "".join(parts))
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    go(tmp_path / "in", tmp_path / "out")
    assert [report["year"] for report in reports(tmp_path / "out")] == [2014, 2022]


def test_pages_of_two_titles_and_pages_of_a_list_are_never_joined(tmp_path: Path) -> None:
    for folder, names, title in (
        ("titles", ("a.html", "a_1.html", "a_2.html"), "<title>另一局政府信息公开工作年度报告</title>"),
        ("list", ("index.html", "index_1.html", "index_2.html"), ""),
    ):
        (tmp_path / folder).mkdir()
        first, *_ = _paged(tmp_path / folder, names, title=title)
        go(first, tmp_path / f"out-{folder}")
        (report,) = reports(tmp_path / f"out-{folder}")
        assert "READ.joined" not in {finding["code"] for finding in report["findings"]}


def test_a_report_over_three_article_pages_is_one_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    first, *_ = _paged(folder)
    go(REPORTS / HTML, tmp_path / "whole")
    whole = figures(reports(tmp_path / "whole")[0])
    for source in (folder, first):
        go(source, tmp_path / "out")
        (report,) = reports(tmp_path / "out")
        assert figures(report) == whole
        assert report["source"]["path"] == first.as_posix()
        assert "READ.joined" in {finding["code"] for finding in report["findings"]}
        pages = {f["evidence"]["page"] for f in report["figures"] if f["key"].startswith("requests.received@t")}
        assert 2 in pages
    assert parsed(capsys, folder)[0] == 0


def test_a_changed_further_page_is_read_anew(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    _, second, _ = _paged(folder)
    assert go(folder, tmp_path / "out").parsed == 1
    assert go(folder, tmp_path / "out").parsed == 0
    second.write_text(second.read_text("utf-8").replace("<td>200</td>", "<td>201</td>"), encoding="utf-8")
    assert go(folder, tmp_path / "out").parsed == 1
    assert figures(reports(tmp_path / "out")[0])["requests.received@total"] == 201


def test_pages_that_do_not_lead_to_each_other_stay_apart(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.html").write_bytes(content(HTML))
    (folder / "a_1.html").write_bytes(content("html-2021-word-paste.html"))
    assert go(folder, tmp_path / "out").reports == 2


def test_an_archive_over_the_bound_is_refused_before_it_is_opened(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("nianbao.read.limits", "nianbao.read.load"):
        monkeypatch.setattr(import_module(module), "MAX_FILE_BYTES", 1000)
    go(bundle, tmp_path / "out")
    assert [(row["path"], row["code"]) for row in errors(tmp_path / "out")] == [(bundle.as_posix(), "too_large")]


def test_an_archive_that_is_gone_when_its_turn_comes_is_not_found(bundle: Path) -> None:
    task = local_task(bundle.as_posix())
    assert isinstance(task, Task)
    members = [item for item in documents_of(task) if isinstance(item, Task)]
    bundle.unlink()
    with pytest.raises(NotFound):
        capture_of(members[0])
