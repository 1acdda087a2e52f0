"""Who a body is: decided only where nothing is left to guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from nianbao.errors import UsageError
from nianbao.fetch import divisions, resolve


@pytest.mark.parametrize(
    ("name", "code", "level", "kind", "why"),
    [
        ("北京市朝阳区财政局", "110105", "county", "department", "the city tells which 朝阳区"),
        ("朝阳市人民政府", "211300", "prefecture", "government", "the city is another name than the district"),
        ("怀化市鹤城区人民政府", "431202", "county", "government", ""),
        ("湖南怀化市鹤城区人民政府", "431202", "county", "government", "a province without its ending"),
        ("鹤城区人民政府", "431202", "county", "government", "there is only one"),
        ("湖南省怀化市鹤城区坨院街道办事处", "431202", "township", "subdistrict", "below the county"),
        ("吉林市教育局", "220200", "prefecture", "department", "the city, not the province"),
        ("吉林省教育厅", "220000", "province", "department", ""),
        ("吉林省吉林市人民政府", "220200", "prefecture", "government", ""),
        ("南京市鼓楼区人民政府", "320106", "county", "government", "one of four"),
        ("内蒙古自治区乌海市海南区人民政府", "150303", "county", "government", "not the province of that name"),
        ("海南省海口市秀英区人民政府", "460105", "county", "government", "not the district of that name"),
        ("重庆市江北区人民政府", "500105", "county", "government", "no prefecture between"),
        ("国家税务总局淮安市税务局", "320800", "prefecture", "vertical", "the place stands behind the ministry"),
        ("上海市闸北区人民政府", "310108", "county", "government", "a code that is retired"),
        ("江苏省淮安市清河区人民政府", "320802", "county", "government", "retired, and another 清河区 exists"),
        ("苏州工业园区管理委员会", "320576", "county", "zone", ""),
        ("国务院办公厅", None, "national", "department", ""),
    ],
)
def test_a_name_that_leaves_no_doubt(name: str, code: str | None, level: str, kind: str, why: str) -> None:
    found = resolve(sponsor=name)
    assert (found.division, found.level, found.kind) == (code, level, kind), why


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("朝阳区人民政府", ("110105", "220104")),
        ("鼓楼区人民政府", ("320106", "320302", "350102", "410204")),
        ("清河区人民政府", ("211204", "320802")),
        ("巢湖市人民政府", ("340181", "341400")),
        ("新疆生产建设兵团", ("650000",)),
        ("平潭综合实验区管理委员会", ()),
        ("县人民政府", ()),
        ("", ()),
    ],
)
def test_what_is_ambiguous_or_unknown_stays_empty_with_its_candidates(name: str, candidates: tuple[str, ...]) -> None:
    found = resolve(sponsor=name)
    assert (found.division, found.basis, found.candidates) == (None, "", candidates)


def test_the_year_tells_a_retired_code_from_one_in_force() -> None:
    assert resolve(sponsor="清河区人民政府", year=2020).division == "211204"


def test_the_site_code_goes_before_the_names() -> None:
    assert resolve("4312020001", "朝阳区人民政府").division == "431202"
    assert resolve("bm20000001", "教育部").level == "national"


def test_a_code_that_no_table_knows_leaves_it_to_the_names() -> None:
    found = resolve("9999990001", "", ("湖南省", "怀化市", "鹤城区"))
    assert (found.division, found.basis) == ("431202", "names")


def test_a_newer_table_is_put_on_top(tmp_path: Path) -> None:
    newer = tmp_path / "new.csv"
    newer.write_text("code,name,until,successor\n990123,云溪县,,\n431202,鹤城区,2025,990123\n", encoding="utf-8")
    table = divisions(newer)
    assert resolve(sponsor="云溪县人民政府", table=table).division == "990123"
    assert table.by_code["431202"].until == 2025
    newer.write_text("code,name\n12,x\n", encoding="utf-8")
    with pytest.raises(UsageError):
        divisions(newer)


def test_every_retired_code_leads_to_one_in_force() -> None:
    table = divisions()
    retired = [division for division in table.by_code.values() if division.until]
    assert len(retired) > 20
    assert [d.code for d in retired if table.by_code[d.successor].until is not None] == []
