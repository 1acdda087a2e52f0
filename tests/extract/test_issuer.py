"""The level of a body is read from its name, and words that only look like a division do not lower it."""

from __future__ import annotations

import hashlib

import pytest

from nianbao.extract.identity import read_identity
from nianbao.model import Capture
from nianbao.read import read


def level_of(name: str) -> str | None:
    data = f"<html><body><p>{name}2024年政府信息公开工作年度报告</p><p>正文。</p></body></html>".encode()
    document = read(Capture(data, "a.html", hashlib.sha256(data).hexdigest()))
    return read_identity(document).issuer.level


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("山东省市场监督管理局", "province"),
        ("澜浦区住房和城乡建设局", "county"),
        ("澜浦县乡村振兴局", "county"),
        ("盐城市城市管理局", "prefecture"),
        ("盐城市市政园林局", "prefecture"),
        ("社旗县市场监督管理局", "county"),
        ("北京市朝阳区市场监督管理局", "county"),
        ("重庆市城市管理局", "province"),
        ("江苏省淮安市洪泽区高良涧街道办事处", "township"),
        ("内蒙古自治区民族事务委员会", "province"),
        ("义乌市人民政府", "county"),
        ("浙江省金华市义乌市财政局", "county"),
        ("淮安市人民政府", "prefecture"),
        ("朝阳区人民政府", "county"),
        ("朝阳区八里庄街道办事处", "township"),
        ("东莞市石龙镇人民政府", "township"),
        ("大兴安岭地区行政公署", "prefecture"),
        ("某某市财政局", None),
    ],
)
def test_the_level_is_that_of_the_division_and_not_of_a_word_in_the_body_name(name: str, level: str | None) -> None:
    assert level_of(name) == level


@pytest.mark.parametrize(
    "line",
    [
        "发布日期：2025-01-22　来源：澜浦县水利局　浏览次数：12",
        "信息来源：澜浦县水利局 发布时间：2025-01-22 字体：[大 中 小]",
        "发布机构：澜浦县水利局",
        "来源：澜浦 县水利局　点击量：",
    ],
)
def test_the_publisher_beside_the_title_ends_before_the_next_label(line: str) -> None:
    title = "2024年政府信息公开工作年度报告"
    data = f"<html><body><h1>{title}</h1><div>{line}</div><p>正文。</p></body></html>".encode()
    document = read(Capture(data, "a.html", hashlib.sha256(data).hexdigest()))
    assert read_identity(document).issuer.name == "澜浦县水利局"


def test_a_title_that_begins_with_the_year_leaves_nothing_of_it_in_the_name() -> None:
    data = "<html><body><h1>2024年度澜浦县水利局政府信息公开工作年度报告</h1><p>正文。</p></body></html>".encode()
    document = read(Capture(data, "a.html", hashlib.sha256(data).hexdigest()))
    assert read_identity(document).issuer.name == "澜浦县水利局"
