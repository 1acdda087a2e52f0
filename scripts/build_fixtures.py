"""Write fixtures/reports, bad, portal and audit. Deterministic: run it twice, get the same bytes.

python scripts/build_fixtures.py [FOLDER]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.fixture_kit import catalog, catalog_audit, catalog_early, office, paper, plain, portal, web  # noqa: E402
from scripts.fixture_kit.bad import bad_files  # noqa: E402
from scripts.fixture_kit.describe import Report, broken_ties  # noqa: E402

MAX_BYTES = 150_000


def reports() -> list[tuple[Report, str, bytes]]:
    """(report, suffix, document), one line for each fixture."""
    made = catalog
    early = catalog_early
    return [
        (r := made.district_2024("html-2021-plain"), "html", web.plain(r)),
        (r := made.finance_2023("html-2021-word-paste"), "html", web.word(r)),
        (r := made.education_2022("html-2021-layout-frame"), "html", web.frame(r)),
        (r := made.transport_2024_with_fault("html-2021-with-fault"), "html", web.plain(r)),
        (r := early.market_2020("html-2019-gb18030"), "html", web.plain(r, charset="gb18030")),
        (r := early.district_2016("html-2014-national"), "html", web.plain(r)),
        (r := early.district_2011("html-2008-local"), "html", web.word(r)),
        (r := made.health_2024("pdf-2021-cut-over-pages"), "pdf", paper.pdf(r, start=430)),
        (r := made.district_2023("pdf-2021-single-other"), "pdf", paper.pdf(r)),
        (r := made.housing_2025("docx-2021-merged-cells"), "docx", office.docx(r)),
        (r := made.culture_2022("docx-2021-tracked-changes"), "docx", office.docx(r, tracked=TRACKED)),
        (r := made.town_2024("text-2021-spaced"), "txt", plain.spaced(r)),
        (r := made.civil_2023("markdown-2021"), "md", plain.markdown(r)),
    ]


TRACKED = {"74": "47", "本局公开政府信息365条": "本局公开政府信息356条"}
"""What the tracked document prints -> what was struck out for it."""


def main() -> int:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "fixtures"
    made = reports()
    for report, suffix, document in made:
        if broken_ties(report) != report.breaks:
            raise SystemExit(f"{report.name}: broken ties {sorted(broken_ties(report))}")
        write(target / "reports" / f"{report.name}.{suffix}", document)
        write(target / "reports" / f"{report.name}.truth.json", as_json(report.truth()))
    for name, data in bad_files(made[0][0]).items():
        write(target / "bad" / name, data)
    files, truths = portal.build()
    for name, data in files.items():
        write(target / "portal" / name, data)
    write(target / "portal.truth.json", as_json(truths))
    for name, (report, document) in catalog_audit.reports().items():
        if broken_ties(report) != report.breaks:
            raise SystemExit(f"{name}: broken ties {sorted(broken_ties(report))}")
        write(target / "audit" / name, document)
    write(target / "audit" / "tree.toml", catalog_audit.TREE.encode())
    write(target / "audit" / "nianbao.toml", catalog_audit.CONFIG.encode())
    return 0


def as_json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def write(path: Path, data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise SystemExit(f"{path}: {len(data)} bytes")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


if __name__ == "__main__":
    raise SystemExit(main())
