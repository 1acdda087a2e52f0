"""In a browser: the right digits are highlighted, decisions last, hostile pages are inert, all is accessible."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nianbao.export.published import from_json
from tests.review.conftest import REPORTS, Served, fill
from tests.review.test_decisions import SOURCE, copy_of, position_of
from tests.review.test_security import hostile_copy

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to have Chromium: .ci/run installs it")
        pytest.skip("no Chromium here: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1500, "height": 900}, locale="zh-CN")
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    opened.faults = []
    opened.on("pageerror", lambda error: opened.faults.append(str(error)))
    yield opened
    context.close()


def table_figure(served: Served, number: int, key: str) -> tuple[int, Any]:
    report = from_json(served.store.report(number).text)
    return next((n, f) for n, f in enumerate(report.figures) if f.key == key and f.origin == "table")


def test_a_click_on_a_cell_highlights_its_very_digits_on_the_page_of_the_pdf(served: Served, page: Any) -> None:
    number = served.number("pdf-2021-single-other.pdf")
    position, figure = table_figure(served, number, "requests.received@total")
    page.goto(f"{served.address}/reports/{number}")
    page.click(f'td.cell[data-number="{position}"] button')
    page.wait_for_selector(f'rect.box.chosen[data-number="{position}"]')
    sheet = page.locator(f"#page-{figure.evidence.page} img").bounding_box()
    box = page.locator(f'rect.box.chosen[data-number="{position}"]').bounding_box()
    width = float(page.locator(f"#page-{figure.evidence.page} img").get_attribute("width"))
    scale = sheet["width"] / width
    x0, top, x1, bottom = figure.evidence.bbox
    shown = (
        (box["x"] - sheet["x"]) / scale,
        (box["y"] - sheet["y"]) / scale,
        box["width"] / scale,
        box["height"] / scale,
    )
    assert shown == pytest.approx((x0, top, x1 - x0, bottom - top), abs=3)
    page.wait_for_selector("#detail .sum")
    assert figure.key in page.inner_text("#detail")
    assert page.faults == []


def test_a_click_on_a_cell_outlines_the_cell_of_the_html_page_and_a_click_there_chooses_the_figure(
    served: Served, page: Any
) -> None:
    number = served.number(SOURCE)
    position, figure = table_figure(served, number, "results.granted@total")
    page.goto(f"{served.address}/reports/{number}")
    frame = page.frame_locator("#source-frame")
    frame.locator("table").first.wait_for()
    page.click(f'td.cell[data-number="{position}"] button')
    chosen = frame.locator(".nianbao-chosen")
    chosen.wait_for()
    assert chosen.inner_text().strip() == figure.raw
    assert chosen.get_attribute("data-place") == figure.evidence.element
    other, received = table_figure(served, number, "requests.received@total")
    frame.locator(f'[data-place="{received.evidence.element}"]').click()
    page.wait_for_selector(f'td.cell.chosen[data-number="{other}"]')
    assert page.faults == []


def test_a_word_document_and_a_sentence_are_highlighted_in_the_text(served: Served, page: Any) -> None:
    number = served.number("docx-2021-merged-cells.docx")
    report = from_json(served.store.report(number).text)
    position, figure = table_figure(served, number, "requests.received@total")
    page.goto(f"{served.address}/reports/{number}")
    page.click(f'.side.form td.cell[data-number="{position}"] button')
    assert page.locator(".blocks td.chosen").inner_text().strip() == figure.raw
    said = next(n for n, f in enumerate(report.figures) if f.origin == "prose" and f.key != "prose.unmapped")
    page.click(f'mark[data-number="{said}"]')
    assert page.locator("mark.chosen").inner_text() == report.figures[said].raw
    page.locator("#detail code", has_text=report.figures[said].key).wait_for()


def test_a_figure_is_corrected_read_again_kept_and_reopened_when_the_source_changes(
    fresh: Callable[..., Served], tmp_path: Path, page: Any
) -> None:
    path = copy_of(tmp_path)
    served = fresh(path)
    number = served.number(SOURCE)
    page.goto(f"{served.address}/reports/{number}#figure-{position_of(served, number)}")
    page.wait_for_selector("#detail form")
    page.fill('#detail input[name="value"]', "16")
    page.fill('#detail input[name="reason"]', "与分项之和一致")
    page.click('#detail button[value="correct"]')
    page.wait_for_selector("#detail .decision")
    assert "更正 → 16" in page.inner_text("#detail .decision")
    copy_of(tmp_path, **{"</body>": "<p>附注。</p></body>"})
    fill(served.store, path)
    number = served.number(SOURCE)
    page.goto(f"{served.address}/reports/{number}#figure-{position_of(served, number)}")
    page.wait_for_selector("#detail .decision")
    assert "原件已变" not in page.inner_text("#detail")
    assert page.locator("td.corrected").count() == 1
    copy_of(tmp_path, **{">17<": ">18<"})
    fill(served.store, path)
    number = served.number(SOURCE)
    page.goto(f"{served.address}/reports/{number}#figure-{position_of(served, number)}")
    page.wait_for_selector("#detail .decision.bad")
    assert "原件已变" in page.inner_text("#detail")


def test_keys_step_through_the_findings_and_open_the_figure(served: Served, page: Any) -> None:
    number = served.number(SOURCE)
    page.goto(f"{served.address}/reports/{number}")
    page.keyboard.press("n")
    page.wait_for_selector(".finding.chosen")
    page.wait_for_selector("#detail .sum.fails")
    page.keyboard.press("?")
    assert page.locator("#keys[open]").count() == 1
    assert page.faults == []


def test_a_hostile_page_runs_nothing_and_reaches_nothing(
    fresh: Callable[..., Served], tmp_path: Path, page: Any
) -> None:
    served = fresh(hostile_copy(tmp_path))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served.address}/reports/{served.number('hostile.html')}")
    page.frame_locator("#source-frame").locator("table").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert "owned" not in page.title()
    assert page.evaluate("typeof window.x") == "undefined"
    assert {url.split("/")[2] for url in asked if not url.startswith("data:")} == {served.address.split("/")[2]}


def test_no_page_has_a_serious_accessibility_fault(served: Served, page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    number = served.number(SOURCE)
    unit = from_json(served.store.report(number).text).issuer.name
    pages = ["/", "/reports", f"/reports/{number}", f"/units?name={unit}", f"/compare?left={number}&right=1&all=1"]
    found = {}
    for address in [*pages, "/rules", "/unmapped", "/log", "/upload"]:
        page.goto(served.address + address)
        page.wait_for_load_state("networkidle")
        faults = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
        if faults:
            found[address] = [(v["id"], v["nodes"][0]["html"][:120]) for v in faults]
    assert found == {}


def test_a_chart_leads_to_the_list_behind_it(served: Served, page: Any) -> None:
    page.goto(served.address)
    page.wait_for_selector(".plot canvas")
    page.click("details summary >> nth=0")
    page.click("details[open] a >> nth=0")
    page.wait_for_url("**/reports?year=*")
    assert page.locator("table.list tbody tr").count() >= 1


def test_the_upload_checks_a_file_without_the_command_line(served: Served, page: Any) -> None:
    page.goto(f"{served.address}/upload")
    page.set_input_files('input[type="file"]', str(REPORTS / SOURCE))
    page.click('form[action="/upload"] button')
    page.wait_for_selector(".finding.error", timeout=60_000)
    assert "T3.row_total" in page.inner_text(".finding.error >> nth=0")
