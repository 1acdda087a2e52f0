"""The page of an audit in a browser: it opens from disk, without a network, and its filters show what they say."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nianbao.export.audit.page import page
from nianbao.pipeline.across import audit
from tests.factory.county import make_county

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ONE, OTHER = "青岚县财政局", "青岚县教育局"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Any]:
    """The page of a county with two findings, and what went wrong in it."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to have Chromium: .ci/run installs it")
        pytest.skip("no Chromium here: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    county = make_county(2)
    county.now[ONE]["requests.brought_forward@business"] += 1
    county.now[OTHER]["proactive.normative_documents.in_force"] += 4
    path = tmp_path / "audit.html"
    path.write_bytes(page(audit(county.filings(), county.lasts())))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        tab: Any = browser.new_page()
        faults: list[str] = []
        asked: list[str] = []
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(path.as_uri())
        yield tab
        assert (faults, asked) == ([], [path.as_uri()])
        browser.close()


def test_the_filters_show_what_they_say(opened: Any) -> None:
    rows = opened.locator("#findings tbody tr:visible")
    assert rows.count() == 2
    opened.select_option("#severity", "error")
    assert rows.count() == 1 and ONE in rows.inner_text()
    opened.select_option("#severity", "")
    opened.select_option("#unit", OTHER)
    assert rows.count() == 1 and "YEARS.in_force" in rows.inner_text()
    opened.select_option("#unit", "")
    opened.fill("#search", "不衔接")
    assert rows.count() == 2
    opened.fill("#search", "没有这样的问题")
    assert rows.count() == 0 and opened.inner_text("#shown") == "0"
