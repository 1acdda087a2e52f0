"""`nianbao prose` and `nianbao parse` carry the same figures, and their spans give back number and quote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nianbao.cli import main

SENTENCES = (
    "全年主动公开政府信息1,280条，其中机构职能类２６条、规划计划类8条，其他信息1246条。"
    "新收政府信息公开申请 52 件，上年结转3件，办结50件，结转下年度5件。\n"
    "因政府信息公开被申请行政复议九件，维持6件，纠正1件，尚未审结2件；未发生行政诉讼。"
    "举办业务培训3次，参训人员近260人次，抽检农产品2068批次。联系电话：010-62345678。"
)
HEADING = "一、总体情况"
SAME = ("key", "value", "state", "unit", "raw", "qualifier", "label", "scope", "candidates")


def figures_of(line: str) -> list[dict[str, Any]]:
    return [figure for figure in json.loads(line)["figures"] if figure.get("origin") == "prose"]


def test_both_commands_give_the_same_figures_of_the_same_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = (
        f"云溪县人民政府2023年政府信息公开工作年度报告\n{HEADING}\n{SENTENCES}\n五、存在的主要问题及改进情况\n无。\n"
    )
    (tmp_path / "report.txt").write_text(report, encoding="utf-8", newline="\n")
    row = {"id": "a", "text": SENTENCES, "context": HEADING, "year": 2023}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")

    main(["parse", str(tmp_path / "report.txt"), "--format", "jsonl"])
    parsed = figures_of(capsys.readouterr().out.splitlines()[0])
    main(["prose", str(tmp_path / "rows.jsonl")])
    read = figures_of(capsys.readouterr().out.splitlines()[0])

    assert len(read) > 15
    assert [[f[name] for name in SAME] for f in parsed] == [[f[name] for name in SAME] for f in read]
    for figure in read:
        evidence = figure["evidence"]
        assert SENTENCES[evidence["start"] : evidence["end"]] == figure["raw"]
        assert SENTENCES[evidence["quote_start"] :].startswith(evidence["quote"])
    for figure in parsed:
        evidence = figure["evidence"]
        assert figure["raw"] in evidence["quote"]
        assert evidence["quote"] in report
