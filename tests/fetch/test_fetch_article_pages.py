"""A report over several pages of an article is harvested whole and read as one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nianbao.fetch import Policy
from nianbao.fetch.links import Link
from nianbao.fetch.parts import further_pages
from nianbao.model import Source
from nianbao.run.harvest import fill_archive, open_archive
from nianbao.run.progress import Log
from nianbao.run.task import Task
from tests.fetch.conftest import HOST

if TYPE_CHECKING:
    from tests.fetch.conftest import Fetched, Portal

Fetch = Callable[..., "Fetched"]
SITE = f"http://{HOST}"
NAME = "云溪县人民政府2024年政府信息公开工作年度报告"
META = f'<meta name="ArticleTitle" content="{NAME}">'
SECTIONS = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]


@pytest.mark.parametrize(
    ("url", "links", "code", "pages"),
    [
        ("/a/t7.html", [("2", "/a/t7_1.html"), ("3", "/a/t7_2.html"), ("下一页", "/a/t7_1.html")], "", [1, 2]),
        ("/a/7.shtml", [("第2页", "/a/7-2.shtml")], "", [2]),
        ("/show.jsp?id=7", [("2", "/show.jsp?id=7&page=2"), ("3", "/show.jsp?id=8&page=3")], "", [2]),
        ("/a/t7.html", [], 'createPageHTML(3, 0, "t7", "html")', [1, 2]),
        ("/a/t7.html", [], 'createPageHTML(3, 0, "index", "html")', []),
        ("/a/t7.html", [("下一篇", "/a/t7_1.html"), ("2", "/b/t7_1.html"), ("2", "/a/t8_1.html")], "", []),
        ("/nb/index.html", [("2", "/nb/index_1.html")], "", []),
        ("/nb/", [("2", "/nb/_2.html")], "", []),
    ],
    ids=["numbers", "dash", "parameter", "script", "a list's script", "other articles", "a list", "a folder"],
)
def test_further_pages_are_those_of_the_same_article(
    url: str, links: list[tuple[str, str]], code: str, pages: list[int]
) -> None:
    found = further_pages(SITE + url, [Link(SITE + target, text) for text, target in links], code)
    assert [int("".join(filter(str.isdigit, link.url.rpartition("7")[2]))) for link in found] == pages


def test_a_page_that_only_leads_to_the_next_leads_to_no_earlier_one() -> None:
    links = [
        Link(f"{SITE}/a/t7.html", "上一页"),
        Link(f"{SITE}/a/t7_1.html", "2"),
        Link(f"{SITE}/a/t7_3.html", "下一页"),
    ]
    assert further_pages(f"{SITE}/a/t7_2.html", links, "", is_part=True) == [Link(f"{SITE}/a/t7_3.html", "")]


def _serve(portal: Portal, *, name: Callable[[int], str] = lambda n: f"t7{f'_{n}' if n else ''}.html") -> None:
    portal.html("/nb/", f"<a href='/a/t7.html'>{NAME}</a>", title="政府信息公开年报")
    for number, section in enumerate(SECTIONS):
        onward = f"<a href='{name(number + 1)}'>下一页</a>" if number + 1 < len(SECTIONS) else ""
        text = f"<h1>{NAME}</h1><div id='zoom'><p>{section}</p><p>{'政府信息公开。' * 60}</p></div>{onward}"
        portal.html(f"/a/{name(number)}", text, title=NAME, meta=META)


def _items(policy: Policy, folder: Path) -> list[Task]:
    source = Source(url=f"{SITE}/nb/")
    fill_archive([source], folder, policy, Log())
    return [item for item in open_archive([source], folder, folder).results[source] if isinstance(item, Task)]


def test_the_pages_of_a_report_are_one_document(
    portal: Portal, policy_for: Callable[..., Policy], tmp_path: Path
) -> None:
    _serve(portal)
    items = _items(policy_for(), tmp_path)
    assert [(item.url, [Path(part).name for part in item.parts]) for item in items] == [
        (f"{SITE}/a/t7.html", ["t7_1.html", "t7_2.html"])
    ]
    assert len(portal.paths()) == 4


def test_a_page_that_begins_another_report_stays_a_document_of_its_own(
    portal: Portal, policy_for: Callable[..., Policy], tmp_path: Path
) -> None:
    _serve(portal)
    other = f"<h1>{NAME}</h1><div id='zoom'><p>{SECTIONS[0]}</p><p>{'政府信息公开。' * 60}</p></div>"
    portal.html("/a/t7_1.html", other, title=NAME.replace("2024", "2023"), meta=META)
    items = _items(policy_for(), tmp_path)
    assert [(item.url, item.parts) for item in items] == [(f"{SITE}/a/t7.html", ()), (f"{SITE}/a/t7_1.html", ())]


def test_a_page_that_cannot_be_had_is_named(portal: Portal, fetch_path: Fetch) -> None:
    _serve(portal)
    portal.gives(f"{HOST}/a/t7_1.html", b"", 404)
    assert [(row.url, row.outcome) for row in fetch_path("/nb/").skipped] == [(f"{SITE}/a/t7_1.html", "http_404")]
