"""雷同: copied paragraphs and tables are found; template sentences, numbers and chance are not."""

from __future__ import annotations

from random import Random

import pytest

from nianbao.model import Audit, Finding
from nianbao.pipeline.across import audit
from tests.factory.county import PARENT, County, make_county, paragraph

ONE, OTHER = "青岚县财政局", "青岚县教育局"


@pytest.fixture
def county() -> County:
    return make_county(11, members=8)


def _findings(county: County, name: str) -> list[Finding]:
    result = audit(county.filings(), county.lasts())
    return [f for u in result.units if u.name == name for f in u.findings if f.code.startswith("COPIES.")]


def _copies(county: County) -> Audit:
    return audit(county.filings(), county.lasts())


def test_a_copied_paragraph_is_found_on_both_sides_with_the_others_name(county: County) -> None:
    county.texts[OTHER][2] = county.texts[ONE][3]
    for name, other in ((ONE, OTHER), (OTHER, ONE)):
        (found,) = _findings(county, name)
        assert (found.code, found.severity) == ("COPIES.sibling", "warning")
        assert f"“{other}”" in found.message.zh
        assert found.evidence[0].quote == county.texts[name][3 if name == ONE else 2][:200]


def test_numbers_names_and_small_changes_do_not_hide_a_copy(county: County) -> None:
    text = county.texts[ONE][3]
    changed = text.replace("次", "回").replace("，", "，" + OTHER[:2], 1)
    county.texts[OTHER][2] = "".join("7" if c.isdigit() else c for c in changed)
    (copy,) = _copies(county).copies
    assert 0.8 <= copy.similarity < 1
    assert sum(s.end - s.start for s in copy.spans) > 0.7 * len(text)
    for span in copy.spans:  # the marked stretches are the same on both sides
        assert copy.passage.text[span.start : span.end] == copy.other_passage.text[span.other_start : span.other_end]


def test_text_taken_over_from_last_year_is_told_apart(county: County) -> None:
    county.texts[ONE][4] = county.last_texts[ONE][1]
    (found,) = _findings(county, ONE)
    assert found.code == "COPIES.last_year"
    assert _findings(county, OTHER) == []


def test_sentences_that_many_bodies_share_are_template(county: County) -> None:
    shared = paragraph(Random("circular"))
    for name in county.now:
        county.texts[name].append(shared)
    assert _copies(county).copies == []


def test_what_a_few_bodies_share_is_one_finding_each_naming_all_the_others(county: County) -> None:
    shared = paragraph(Random("trio"))
    trio = [ONE, OTHER, "青岚县水务局"]
    for name in trio:
        county.texts[name].append(shared)
    for name in trio:
        (found,) = _findings(county, name)
        assert all(other in found.message.zh for other in trio if other != name)


def test_the_period_sentence_of_the_form_is_no_copy_even_among_two(county: County) -> None:
    small = make_county(2, members=1)
    text = "本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。" * 2
    for name in small.now:
        small.texts[name] = [text]
    assert _copies(small).copies == []


def test_what_every_report_has_to_say_is_no_copy_in_whatever_words(county: County) -> None:
    fee = "年{}政府严格落实政府信息公开信息处理费管理办法的各项要求，全年收取政府信息公开信息处理费0元，没有减免。"
    county.texts[ONE].append(fee.format("市"))
    county.texts[OTHER].append(fee.format("区"))
    assert _copies(county).copies == []


def test_variations_of_one_template_among_many_bodies_are_no_copies(county: County) -> None:
    shared = paragraph(Random("circular"))
    for number, name in enumerate(county.now):  # everybody changed a word of it
        county.texts[name].append(shared[: 20 + number] + "另外" + shared[20 + number :])
    assert _copies(county).copies == []


def test_a_table_of_another_body_is_an_error_and_so_is_last_years(county: County) -> None:
    county.now[OTHER] = dict(county.now[ONE])
    codes = {f.code for f in _findings(county, ONE)}
    assert codes == {"COPIES.figures"}
    other = make_county(11, members=8)
    other.now[ONE] = dict(other.last[ONE])
    messages = [f.message.zh for f in _findings(other, ONE)]
    assert messages and all("本单位上年度报告" in m for m in messages)


def test_tables_copied_from_one_report_are_one_finding_with_their_rows_beneath(county: County) -> None:
    county.now[ONE] = dict(county.last[ONE])
    (unit,) = [u for u in audit(county.filings(), county.lasts()).units if u.name == ONE]
    found = unit.findings
    (twins,) = [f for f in found if f.code == "COPIES.figures"]
    assert "YEARS.copied_rows" not in {f.code for f in found}
    assert {each.code for each in twins.consequences} <= {"YEARS.copied_rows"}
    assert len(twins.message.zh.split("”“")) > 1


def test_a_summary_whose_other_members_have_nothing_is_no_copy_of_the_one_that_has(county: County) -> None:
    for name in county.members:
        if name != ONE:
            county.now[name] = dict.fromkeys(county.now[name], 0)
    county.now[PARENT] = dict(county.now[ONE])
    result = audit(county.filings(), county.lasts(), tree=county.tree)
    assert [f for unit in result.units for f in unit.findings if f.code == "COPIES.figures"] == []


def test_two_small_bodies_with_a_few_requests_each_are_the_same_by_chance(county: County) -> None:
    for name in (ONE, OTHER):
        nothing: dict[str, int | float] = dict.fromkeys(county.now[name], 0)
        county.now[name] = nothing | {"results.granted@natural_person": 2}
    assert [f for f in _findings(county, ONE) if f.code == "COPIES.figures"] == []


def test_the_opening_that_says_what_the_report_is_stays_the_same_from_year_to_year(county: County) -> None:
    opening = (
        f"根据有关要求，现公布{ONE}政府信息公开工作年度报告。本报告所列数据的统计期限自1月1日起至12月31日止。"
        "如对本报告有疑问，请与办公室联系（地址：滨河路86号，邮编：331300，电话：0796-2602358）。"
    )
    county.texts[ONE].insert(0, opening)
    county.last_texts[ONE].insert(0, opening)
    assert _findings(county, ONE) == []
