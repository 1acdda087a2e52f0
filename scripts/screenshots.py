"""Pictures of the review page over the project's own reports: ``python scripts/screenshots.py FOLDER``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nianbao.export.published import from_json
from nianbao.store.store import open_store
from tests.review.conftest import NAMES, fill, serving
from tests.review.test_browser import CHROMIUM, FLAGS

ROOT = Path(__file__).resolve().parents[1]


def main(folder: Path) -> int:
    """Write one PNG a page. Needs Chromium and a CJK font."""
    if CHROMIUM is None:
        print("Chromium is not installed: apt-get install chromium fonts-noto-cjk", file=sys.stderr)
        return 3
    from playwright.sync_api import sync_playwright

    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(ROOT)
    store_path = folder / "screenshots.sqlite"
    store_path.unlink(missing_ok=True)
    with open_store(store_path, create=True) as store:
        fill(store, *(Path("fixtures/reports") / name for name in NAMES))
        with serving(store, folder) as served, sync_playwright() as playwright:
            faulty, paper = served.number("html-2021-with-fault.html"), served.number("pdf-2021-single-other.pdf")
            report = from_json(store.report(faulty).text)
            at = next(n for n, f in enumerate(report.figures) if f.key == "results.granted@total")
            pages = {
                "overview": "/",
                "reports": "/reports",
                "report-html": f"/reports/{faulty}#figure-{at}",
                "report-pdf": f"/reports/{paper}#figure-40",
                "unit": f"/units?name={report.issuer.name}",
                "compare": f"/compare?left={faulty}&right={paper}",
                "rules": "/rules",
                "upload": "/upload",
            }
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page(viewport={"width": 1440, "height": 860}, locale="zh-CN")
            for name, path in pages.items():
                page.goto("about:blank")
                page.goto(served.address + path)
                page.wait_for_load_state("networkidle")
                page.wait_for_timeout(500)
                page.screenshot(path=str(folder / f"{name}.png"))
            browser.close()
    store_path.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "output/screenshots")))
