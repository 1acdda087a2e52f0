"""Each page shows what it promises, in both languages."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from nianbao.export.published import from_json
from nianbao.model import Capture
from nianbao.pipeline import parse_capture
from nianbao.read import load
from nianbao.read.html.marked import marked_page
from tests.review.conftest import REPORTS, Served


@pytest.mark.parametrize("page", ["/", "/reports", "/rules", "/unmapped", "/log", "/upload", "/failures"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_in_both_languages(served: Served, page: str, language: str) -> None:
    response = served.client.get(page, headers={"Cookie": f"nianbao_language={language}"})
    assert response.status_code == 200
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in response.text


def test_the_list_filters_by_name_year_rule_and_severity(served: Served) -> None:
    def issuers(query: str) -> list[str]:
        return re.findall(r'<a href="/reports/\d+">([^<]+)</a>', served.client.get(f"/reports?{query}").text)

    everyone = issuers("")
    assert len(everyone) == 5
    assert issuers("q=交通") == ["澜浦区交通运输局"]
    assert issuers("severity=error&code=T3.row_total") == ["澜浦区交通运输局"]
    assert issuers("year=1999") == []
    assert set(issuers("year=2023-2025")) == set(everyone)


def test_what_cannot_be_a_filter_is_passed_over_and_not_an_error(served: Served) -> None:
    odd = ["year=abc", "page=-1", "page=99999999999999", "sort=;drop table report", "q=%27%22%00%25_", "division=%27x"]
    assert [served.client.get(f"/reports?{query}").status_code for query in odd] == [200] * len(odd)


def test_the_report_page_shows_every_table_figure_once_as_a_cell(served: Served) -> None:
    number = served.number("html-2021-with-fault.html")
    page = served.client.get(f"/reports/{number}").text
    report = from_json(served.store.report(number).text)
    shown = [int(n) for n in re.findall(r'class="cell [^"]*" data-number="(\d+)"', page)]
    tabled = [n for n, figure in enumerate(report.figures) if figure.origin != "prose"]
    assert sorted(set(shown) & set(tabled)) == tabled
    assert len([n for n in shown if n in set(tabled)]) == len(tabled)


def test_every_number_of_the_text_is_underlined_by_its_list(served: Served) -> None:
    number = served.number("text-2021-spaced.txt")
    page = served.client.get(f"/reports/{number}").text
    report = from_json(served.store.report(number).text)
    for position, figure in enumerate(report.figures):
        if figure.origin == "prose":
            kind = "unmapped" if figure.key == "prose.unmapped" else "mapped"
            assert f'<mark class="{kind}" data-number="{position}"' in page
    assert '<mark class="other"' in page


def test_a_figure_is_shown_with_the_arithmetic_of_its_ties_failing_ones_first(served: Served) -> None:
    number = served.number("html-2021-with-fault.html")
    report = from_json(served.store.report(number).text)
    at = next(n for n, f in enumerate(report.figures) if f.key == "results.granted@total" and f.origin == "table")
    part = served.client.get(f"/reports/{number}/figures/{at}").text
    states = re.findall(r'<div class="sum (\w+)"', part)
    assert states[0] == "fails"
    assert states == sorted(states, key=["fails", "unknown", "holds"].index)
    assert ">17</span>" in part
    assert "16" in part


@pytest.mark.parametrize("name", [p.name for p in sorted(REPORTS.glob("*.html"))])
def test_the_marked_page_has_every_figure_of_a_page_at_its_place(name: str) -> None:
    from selectolax.lexbor import LexborHTMLParser

    capture = load(REPORTS / name)
    tree = LexborHTMLParser(marked_page(capture))
    places = {node.attributes["data-place"]: node for node in tree.css("[data-place]")}
    found = 0
    for figure in parse_capture(capture).figures:
        if figure.origin == "table" and figure.raw and figure.evidence and figure.evidence.element:
            node = places[figure.evidence.element]
            assert "".join(figure.raw.split()) in "".join(node.text(deep=True).split())
            found += 1
    assert found > 20


def test_a_page_of_a_pdf_is_a_picture(served: Served) -> None:
    number = served.number("pdf-2021-single-other.pdf")
    response = served.client.get(f"/reports/{number}/pages/1.png")
    assert response.headers["content-type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    assert served.client.get(f"/reports/{number}/pages/99.png").status_code == 404


def test_the_list_and_the_figures_can_be_taken_away_as_xlsx(served: Served) -> None:
    number = served.number("docx-2021-merged-cells.docx")
    for address in ("/reports.xlsx?year=2024", f"/reports/{number}/figures.xlsx"):
        first, second = (served.client.get(address).content for _ in range(2))
        assert first == second
        assert "xl/worksheets/sheet1.xml" in zipfile.ZipFile(BytesIO(first)).namelist()


def test_what_is_not_there_is_said_on_a_page(served: Served) -> None:
    for address in ("/reports/99999", "/reports/abc", "/nowhere", "/units?name=x", "/reports/1/figures/99999"):
        response = served.client.get(address)
        assert response.status_code == 404
        assert "<h1>" in response.text
    assert served.client.get("/compare?left=1").status_code == 400


def test_two_reports_are_compared_cell_by_cell(served: Served) -> None:
    left, right = served.number("html-2021-plain.html"), served.number("html-2021-with-fault.html")
    page = served.client.get(f"/compare?left={left}&right={right}").text
    sides = [from_json(served.store.report(n).text) for n in (left, right)]
    values = [
        next(f.value for f in r.figures if f.key == "requests.received@total" and f.origin == "table") for r in sides
    ]
    row = re.search(r'<th scope="row" title="requests.received@total">.*?</tr>', page, re.S)
    if values[0] == values[1]:
        assert row is None
    else:
        assert row is not None
        assert re.findall(r">(\d+)</td>", row[0]) == [str(value) for value in values]
    same = served.client.get(f"/compare?left={left}&right={left}").text
    assert not re.search(r'<th scope="row" title="requests', same)


def test_uploaded_files_are_checked_at_once_and_not_kept(served: Served) -> None:
    before = served.store.reports(limit=1).total
    paths = [REPORTS / "html-2021-with-fault.html", REPORTS.parent / "bad" / "truncated.pdf"]
    files = [("files", (path.name, path.read_bytes())) for path in paths]
    page = served.client.post("/upload", data={"csrf": served.csrf()}, files=files)
    assert page.status_code == 200
    assert "T3.row_total" in page.text or "T3.result_total" in page.text
    assert "notice bad" in page.text
    assert served.store.reports(limit=1).total == before


def test_the_json_of_a_report_is_the_published_one(served: Served) -> None:
    number = served.number("html-2021-plain.html")
    assert served.client.get(f"/reports/{number}/report.json").text == served.store.report(number).text


def test_the_chain_of_years_shows_what_was_carried_forward(fresh: object, tmp_path: Path) -> None:
    text = (REPORTS / "html-2021-plain.html").read_text(encoding="utf-8")
    year = from_json(_json_of(REPORTS / "html-2021-plain.html")).year
    assert year is not None
    second = tmp_path / "second.html"
    second.write_text(text.replace(str(year), str(year + 1)), encoding="utf-8")
    served = fresh(REPORTS / "html-2021-plain.html", second)  # type: ignore[operator]
    name = json.loads(_json_of(second))["issuer"]["name"]
    page = served.client.get("/units", params={"name": name}).text
    assert re.search(rf"<td>{year + 1}</td>", page)
    assert "成立" in page or "不平" in page


def _json_of(path: Path) -> str:
    from nianbao.export.published import to_json

    capture: Capture = load(path)
    return to_json(parse_capture(capture))


def test_the_audit_of_what_the_list_shows_is_made_at_the_press_of_a_button(served: Served) -> None:
    assert served.client.get("/audit.zip").status_code == 400
    first, second = (served.client.get("/audit.zip?year=2024") for _ in range(2))
    assert first.status_code == 200
    assert first.content == second.content
    names = zipfile.ZipFile(BytesIO(first.content)).namelist()
    assert {"audit.xlsx", "audit.html"} <= set(names)
    assert any(name.startswith("letters/") and name.endswith(".docx") for name in names)


def test_a_picture_is_shown_as_it_was_published(fresh: object, tmp_path: Path) -> None:
    from PIL import Image

    from nianbao.read.pdf.picture import page_picture
    from nianbao.read.shown import picture_sizes

    data = (REPORTS / "pdf-2021-single-other.pdf").read_bytes()
    picture = tmp_path / "scan.png"
    picture.write_bytes(page_picture(data, 1, "a.pdf").png)
    (width, height) = picture_sizes(picture.read_bytes(), "scan.png")[0]
    served = fresh(REPORTS / "html-2021-plain.html")  # type: ignore[operator]
    text = _json_of(REPORTS / "html-2021-plain.html")
    old = json.loads(text)["source"]
    capture = load(picture)
    text = text.replace(old["sha256"], capture.sha256).replace(old["path"], "scan.png")
    with served.store.filling("test") as filling:
        filling.add(text, capture.data)
    number = served.number("scan.png")
    page = served.client.get(f"/reports/{number}").text
    assert f'viewBox="0 0 {width} {height}"' in page
    shown = served.client.get(f"/reports/{number}/pages/1.png")
    with Image.open(BytesIO(shown.content)) as image:
        assert image.size == (int(width), int(height))


def test_a_list_too_long_for_a_sheet_is_refused_and_never_cut(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nianbao.review.handing._MOST_ROWS", 2)
    assert served.client.get("/reports.xlsx").status_code == 400
    assert served.client.get("/reports.xlsx?q=交通").status_code == 200


def test_a_list_that_is_cut_says_so(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        served.store.note("甲", "test", "x")
    assert "其余未列出" not in served.client.get("/log").text
    monkeypatch.setattr("nianbao.review.lists._ROWS", 1)
    assert "其余未列出" in served.client.get("/log").text


def test_two_bodies_of_one_name_are_not_chained(fresh: object, tmp_path: Path) -> None:
    text = (REPORTS / "html-2021-plain.html").read_text(encoding="utf-8")
    report = from_json(_json_of(REPORTS / "html-2021-plain.html"))
    assert report.year is not None
    later = [tmp_path / "one.html", tmp_path / "two.html"]
    for path in later:
        path.write_text(text.replace(str(report.year), str(report.year + 1)), encoding="utf-8")
    served = fresh(REPORTS / "html-2021-plain.html", *later)  # type: ignore[operator]
    page = served.client.get("/units", params={"name": report.issuer.name}).text
    assert page.count(f"{report.issuer.name} {report.year + 1}") >= 2
    assert "上年结转与本年承接" not in page
