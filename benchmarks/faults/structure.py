"""Ways to break a rule in the sections, tables and labels of a consistent report."""

from __future__ import annotations

from random import Random

from benchmarks.faults.cells import Plant
from tests.factory import Draft, Paragraph, ReportSpec


def heading(made: Draft, numeral: str) -> int:
    return next(
        at
        for at, part in enumerate(made.parts)
        if isinstance(part, Paragraph) and part.kind == "heading" and part.text.startswith(numeral)
    )


def section_end(made: Draft, at: int) -> int:
    """Where the section that begins at ``at`` ends: at the next heading, or before the signature."""
    for position in range(at + 1, len(made.parts)):
        part = made.parts[position]
        if isinstance(part, Paragraph) and (part.kind == "heading" or part.text == made.issuer):
            return position
    return len(made.parts)


def section_missing(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    at = heading(made, rng.choice("一二三四五六"))
    del made.parts[at]
    return True


def section_order(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    numeral = rng.choice("三四五")
    at = heading(made, numeral)
    end = section_end(made, at)
    block = made.parts[at:end]
    del made.parts[at:end]
    before = heading(made, {"三": "二", "四": "三", "五": "四"}[numeral])
    made.parts[before:before] = block
    return True


def section_number(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    numeral = rng.choice("二三四五六")
    at = heading(made, numeral)
    part = made.parts[at]
    assert isinstance(part, Paragraph)
    other = rng.choice([n for n in "一二三四五六七" if n != numeral])
    made.parts[at] = Paragraph(other + part.text[1:], "heading")
    return True


def section_title(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    made.parts[heading(made, "五")] = Paragraph(
        rng.choice(["五、存在问题及改进措施", "五、主要问题和整改情况"]), "heading"
    )
    return True


def section_empty(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    at = heading(made, rng.choice("五六"))
    del made.parts[at + 1 : section_end(made, at)]
    return True


def fee_missing(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    at = heading(made, "六")
    del made.parts[at + 1]
    return True


def long_overview(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    at = heading(made, "一")
    extra = "持续推进重点领域信息公开，围绕群众关心的事项主动发布权威信息，完善内部审核流程，明确各科室职责分工。"
    made.parts[at + 1 : at + 1] = [Paragraph(extra * 3) for _ in range(10 + rng.randint(0, 5))]
    return True


def table_missing(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    made.replace(made.grid(rng.choice(["t2", "t3", "t4"])))
    return True


def missing_rows(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    grid = made.grid("t3")
    rows = [row for row in grid.figure_rows() if grid.label_of(row).text[:1] in "12345678"]
    row = rng.choice(rows)
    del grid.slots[row]
    return True


def template_text(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    at = heading(made, rng.choice("一五六"))
    made.parts.insert(at + 1, Paragraph("（文字描述）"))
    return True


def short_label(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    return relabel(made, *rng.choice([("行政规范性文件", "规范性文件"), ("四、结转下年度继续办理", "四、结转下年度")]))


def damaged_label(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    pairs = [
        ("2.其他法律行政法规禁止公开", "2.其他法律行政规禁止公开"),
        ("1.信访举报投诉类申请", "1.信访举报投诉内申请"),
        ("3.补正后申请内容仍不明确", "3.补正后申请内容扔不明确"),
        ("8.属于行政查询事项", "8.属于行政查间事项"),
    ]
    return relabel(made, *rng.choice(pairs))


def relabel(made: Draft, old: str, new: str) -> bool:
    for grid in made.grids():
        for row in grid.slots:
            for cell in row:
                if cell.text == old:
                    cell.text = new
                    return True
    return False


def relabelled(old: str, new: str) -> Plant:
    return lambda made, spec, rng: relabel(made, old, new)


def other_edition(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    """The form of 2019 under a later year."""
    later = rng.randint(2022, 2025)
    _rename(made, str(spec.year), str(later))
    return True


def _rename(made: Draft, old: str, new: str) -> None:
    nxt, following = str(int(old) + 1), str(int(new) + 1)
    for at, part in enumerate(made.parts):
        if isinstance(part, Paragraph):
            text = part.text.replace(nxt, "\0").replace(old, new).replace("\0", following)
            made.parts[at] = Paragraph(text, part.kind)
    made.title = made.title.replace(old, new)
