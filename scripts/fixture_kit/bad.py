"""What must not become a report: broken files, and readable pages of another kind."""

from __future__ import annotations

from random import Random

from scripts.fixture_kit import office, paper, web
from scripts.fixture_kit.describe import Report


def bad_files(whole: Report) -> dict[str, bytes]:
    """Name -> bytes. ``whole`` is a good report to break."""
    printed = paper.pdf(whole)
    archive = office.docx(whole)
    return {
        "empty-file.pdf": b"",
        "truncated.pdf": printed[: len(printed) // 3],
        "encrypted.pdf": paper.pdf(whole, password="yunxi"),
        "corrupt-zip.docx": archive[: len(archive) * 6 // 10],
        "random-bytes.pdf": Random(711).randbytes(4096),
        "half-year-statistics.html": half_year(),
        "website-work-report.html": website_report(),
        "list-page.html": list_page(),
    }


def half_year() -> bytes:
    """A half-year statistic: figures of the right words, and not an annual report."""
    body = (
        "<p>2024年1月1日至6月30日，全县政府信息公开申请办理情况如下。</p>"
        '<table border="1"><tr><td>项目</td><td>上半年件数</td></tr><tr><td>收到申请</td><td>41</td></tr>'
        "<tr><td>予以公开</td><td>19</td></tr><tr><td>结转下半年</td><td>3</td></tr></table>"
    )
    return web.page("云溪县2024年上半年政府信息公开情况统计（半年报）", "2024-07-15", "云溪县人民政府办公室", body)


def website_report() -> bytes:
    """The annual form on the operation of the website: a sibling with a similar name."""
    site = "云溪县人民政府门户网站"
    rows = [
        ("独立用户访问总量（单位：个）", 50817),
        ("网站总访问量（单位：次）", 412600),
        ("信息发布总数（单位：条）", 3274),
    ]
    table = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows)
    body = f'<p>（2024年度）</p><table border="1"><tr><td>网站名称</td><td>{site}</td></tr>{table}</table>'
    return web.page(f"{site}政府网站工作年度报表（2024年度）", "2025-01-20", "云溪县人民政府办公室", body)


def list_page() -> bytes:
    """A column page: many titles, no report."""
    items = "".join(
        f'<li><a href="./{year}.htm">云溪县人民政府{year}年政府信息公开工作年度报告</a></li>\n'
        for year in range(2024, 2014, -1)
    )
    head = '<meta charset="utf-8"><title>政府信息公开年报_云溪县人民政府</title>'
    text = f"<!DOCTYPE html>\n<html><head>{head}</head><body><ul>\n{items}</ul></body></html>\n"
    return text.encode()
