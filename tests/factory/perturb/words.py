"""Titles, headings and sentences around the tables."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.factory.model import Draft, Grid, Paragraph
from tests.factory.perturb.common import ALL, ANNUAL, ANY, Perturbation, main_grid

_PROSE = [
    "全年共公开行政许可38件、行政处罚12件，新收申请9件。",
    "本年度主动公开政府信息1024条，其中规范性文件6件，网站发布880条。",
    "制发行政规范性文件3件，废止1件，现行有效27件。",
]


def _headings(change: Callable[[str], str]) -> Callable[[Draft, Random], None]:
    def apply(draft: Draft, rng: Random) -> None:
        draft.parts = [
            Paragraph(change(part.text), part.kind) if isinstance(part, Paragraph) and part.kind == "heading" else part
            for part in draft.parts
        ]

    return apply


def headings_lost(draft: Draft, rng: Random) -> None:
    draft.parts = [part for part in draft.parts if isinstance(part, Grid) or part.kind != "heading"]


def number_in_prose(draft: Draft, rng: Random) -> None:
    """A sentence with other numbers right above and below a table."""
    grid = rng.choice(draft.grids())
    at = draft.index(grid)
    draft.parts.insert(at, Paragraph(rng.choice(_PROSE)))
    draft.after(grid, Paragraph(rng.choice(_PROSE)))


def prose_with_last_year(draft: Draft, rng: Random) -> None:
    at = draft.index(main_grid(draft))
    text = f"与{draft.year - 1}年相比，新收申请由41件增至57件，增长39%；行政复议2件，行政诉讼1件。"
    draft.parts.insert(at, Paragraph(text))


def enumeration_in_prose(draft: Draft, rng: Random) -> None:
    at = draft.index(main_grid(draft))
    lines = ["1.予以公开 12件", "2.部分公开 3件", "3.不予公开 1件"]
    draft.parts[at:at] = [Paragraph(line) for line in lines]


def running_heads(draft: Draft, rng: Random) -> None:
    """The title again behind every table, as a page header."""
    for grid in draft.grids():
        draft.after(grid, Paragraph(draft.title))


def unit_line(draft: Draft, rng: Random) -> None:
    """（单位：件） above every table."""
    for grid in draft.grids():
        draft.parts.insert(draft.index(grid), Paragraph("（单位：件）"))


def template_text_left(draft: Draft, rng: Random) -> None:
    draft.parts.insert(3, Paragraph("（该部分以表格形式报告）"))


def _with_de(text: str) -> str:
    return text.replace("申请情况", "申请的情况").replace("信息情况", "信息的情况")


def title_of_the_portal(draft: Draft, rng: Random) -> None:
    title = draft.parts[0]
    assert isinstance(title, Paragraph)
    draft.parts[0] = Paragraph(
        f"{draft.issuer}\n{draft.year}年政府信息公开\n工作年度报告".replace("\n", ""), title.kind
    )
    draft.parts.insert(1, Paragraph("发布时间：2024-01-20 10:12 浏览次数：1532 来源：办公室 字号：大 中 小"))


WORDS = [
    Perturbation("headings with 的", _headings(_with_de), ALL, ANNUAL),
    Perturbation("headings lost", headings_lost, ALL, ANNUAL),
    Perturbation("headings without numbers", _headings(lambda text: text.partition("、")[2] or text), ALL, ANY),
    Perturbation("headings in brackets", _headings(lambda text: f"（{text[0]}）{text[2:]}"), ALL, ANY),
    Perturbation("numbers in the prose by a table", number_in_prose, ALL, ANY),
    Perturbation("prose that compares years", prose_with_last_year, ALL, ANY),
    Perturbation("an enumeration before the table", enumeration_in_prose, ALL, ANNUAL),
    Perturbation("running heads", running_heads, ALL, ANY),
    Perturbation("unit line over tables", unit_line, ALL, ANY),
    Perturbation("template text left in", template_text_left, ALL, ANNUAL),
    Perturbation("title and portal line", title_of_the_portal, ALL, ANY),
]
