"""The tree of bodies: TOML and CSV say the same, and every mistake is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from nianbao.codebook.bodies import read_tree
from nianbao.errors import UsageError

TOML = """\
[[body]]
name = "青岚县人民政府"
summary = true

[[body]]
name = "青岚县 财政局"
parent = "青岚县人民政府"
aliases = ["县财政局"]
deadline = 2025-01-26

[[body]]
name = "青岚县税务局"
parent = "青岚县人民政府"
vertical = true

[[body]]
name = "青岚县广电局"
merged_into = "县财政局"
"""
CSV = """\
单位名称,上级单位,别名,垂直管理,汇总,并入,截止日期
青岚县人民政府,,,,是,,
青岚县财政局,青岚县人民政府,县财政局,否,,,2025-01-26
青岚县税务局,青岚县人民政府,,是,,,
青岚县广电局,,,,,县财政局,
"""


@pytest.mark.parametrize(
    ("name", "data"),
    [("t.toml", TOML.encode()), ("t.csv", CSV.encode("utf-8-sig")), ("t.csv", CSV.encode("gb18030"))],
)
def test_a_tree_is_read_from_toml_and_from_what_excel_saves(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    bodies = read_tree(tmp_path / name).bodies
    assert list(bodies) == ["青岚县人民政府", "青岚县财政局", "青岚县税务局", "青岚县广电局"]
    finance, tax, gone = (bodies[f"青岚县{n}局"] for n in ("财政", "税务", "广电"))
    assert bodies["青岚县人民政府"].summary
    assert (finance.counted, finance.aliases, str(finance.deadline)) == (True, ("县财政局",), "2025-01-26")
    assert (tax.due, tax.counted) == (True, False)
    assert (gone.merged_into, gone.due) == ("青岚县财政局", False)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ('[[body]]\nname = "甲县"\n\n[[body]]\nname = "乙局"\nparent = "丙县"\n', 4, "unknown_body"),
        ('[[body]]\nname = "甲"\nparent = "乙"\n[[body]]\nname = "乙"\nparent = "甲"\n', 1, "cycle"),
        ('[[body]]\nname = "甲"\n[[body]]\nname = "乙"\naliases = ["甲"]\n', 3, "body_twice"),
        ('[[body]]\nname = "甲"\nparnet = "乙"\n', 1, "unknown_field"),
        ('[[body]]\nname = "甲"\nvertical = "yes"\n', 1, "wrong_type"),
        ('[[body]]\nname = "甲"\n[[body]]\nparent = "甲"\n', 3, "no_name"),
        ('[[body]]\nname = "甲"\nname = "乙"\n', 3, "not_toml"),
        ('[[bodies]]\nname = "甲"\n', 1, "unknown_field"),
        ('[[body]]\nname = "甲"\ndeadline = "2025-02-30"\n', 1, "not_a_day"),
    ],
)
def test_a_mistake_in_toml_is_told_with_its_line(tmp_path: Path, text: str, line: int, problem: str) -> None:
    path = tmp_path / "tree.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_tree(path)
    assert caught.value.where == f"{path.as_posix()}:{line}"
    assert caught.value.details["problem"] == problem


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("名称,上级,颜色\n甲,,红\n", 1, "unknown_column"),
        ("名称,垂直管理\n甲,也许\n", 2, "not_yes_or_no"),
        ("名称,上级\n甲,\n\n乙,丙\n", 4, "unknown_body"),
        ("名称,上级\n甲,,,多\n", 2, "too_many_columns"),
    ],
)
def test_a_mistake_in_csv_is_told_with_its_line(tmp_path: Path, text: str, line: int, problem: str) -> None:
    path = tmp_path / "tree.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_tree(path)
    assert (caught.value.where, caught.value.details["problem"]) == (f"{path.as_posix()}:{line}", problem)


def test_an_empty_or_missing_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "tree.toml").write_text("", encoding="utf-8")
    for name in ("tree.toml", "none.toml"):
        with pytest.raises(UsageError):
            read_tree(tmp_path / name)
