"""Where a finding points: a sentence held against a cell names both places."""

from __future__ import annotations

from nianbao.check import assess
from nianbao.export.findings import finding_lines
from nianbao.extract.prose import read_prose
from nianbao.model import Evidence, Passage
from tests.check.samples import busy_report


def test_a_sentence_that_disagrees_with_a_cell_is_told_with_both_places() -> None:
    report = busy_report()
    for figure in report.figures:
        if figure.key == "reconsideration.total":
            figure.evidence = Evidence("html", table=3, row=4, column=5, quote="4")
    prose = read_prose([Passage("全年发生行政复议9件。", section=4)], year=2024, reader="html")
    report.figures = [*report.figures, *prose.figures]
    (finding,) = [f for f in assess(report, sentences=prose.sentences).findings if f.code == "PROSE.table"]
    where = list(finding_lines(finding, report, "zh"))[1]
    assert "正文第" in where and "表3 第4行 第5列" in where


def test_a_subtotal_that_is_not_printed_is_shown_by_the_cells_it_rests_on() -> None:
    report = busy_report()
    for number, figure in enumerate(report.figures):
        figure.evidence = Evidence("html", table=2, row=number, column=10, quote=str(figure.value))
    prose = read_prose([Passage("答复政府信息公开申请，其中无法提供9件。", section=1)], year=2024, reader="html")
    report.figures = [*report.figures, *prose.figures]
    found = [f for f in assess(report, sentences=prose.sentences).findings if f.code == "PROSE.table"]
    assert found and all(len([e for e in f.evidence if e.table == 2]) == 3 for f in found)
