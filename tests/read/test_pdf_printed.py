"""Pages printed to PDF by a browser: the layouts of reports that an office saves from its own site."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.factory import draft, make_report
from tests.factory.judge import compare, parse_as
from tests.factory.layouts import LAYOUTS

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> str:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is not None:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("Chromium is not installed, and this run must not do without")
    pytest.skip("Chromium is not installed")


@pytest.mark.parametrize(("layout", "kind", "seed"), [("html", "2021", 2), ("word", "2019", 1), ("html", "2014", 0)])
def test_every_figure_of_a_printed_page_is_right(
    layout: str, kind: str, seed: int, browser: str, tmp_path: Path
) -> None:
    made = draft(make_report(kind, seed))
    page, paper = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_bytes(LAYOUTS[layout].render(made))
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    subprocess.run(
        [*command, "--no-pdf-header-footer", f"--print-to-pdf={paper}", page.as_uri()],
        check=True,
        timeout=90,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    verdict = compare(made, parse_as(paper.read_bytes(), ".pdf"))
    assert verdict.passed, str(verdict)
