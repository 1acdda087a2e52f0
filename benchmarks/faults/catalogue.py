"""One way, or several, to break each rule in a consistent report. A planter gives False where it does not fit."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from nianbao.codebook import load_edition
from nianbao.extract import Extracted
from nianbao.model import Figure
from tests.factory import Cell, Draft, Paragraph, ReportSpec
from tests.factory.figures import Number

Plant = Callable[[Draft, ReportSpec, Random], bool]
Spoil = Callable[[Extracted, Random], bool]

FORM = load_edition("2021")


# ---- cells -------------------------------------------------------------------------------------------------


def cell_of(made: Draft, key: str) -> Cell | None:
    return next((cell for grid in made.grids() for cell in grid.figures() if cell.key == key), None)


def slip(value: int, rng: Random) -> int:
    """Another number, as a hand makes it from this one."""
    text = str(value)
    ways = [value + rng.choice([1, 2, 3, 10]), int(text + rng.choice(text)), value + rng.randint(1, 99)]
    if len(text) > 1:
        ways += [int(text[1] + text[0] + text[2:]), int(text[:-1]), int(text[0] + text)]
    other = rng.choice(ways)
    return other if other != value else value + 1


def change(made: Draft, key: str, value: Number | str) -> bool:
    cell = cell_of(made, key)
    if cell is None or cell.text == str(value):
        return False
    cell.text = str(value)
    return True


def break_tie(tie_id: str) -> Plant:
    """Another number in any cell of one instance of the tie."""

    def plant(made: Draft, spec: ReportSpec, rng: Random) -> bool:
        ties = [tie for tie in load_edition(spec.edition).ties if tie.id == tie_id]
        keys = [term.key for term in rng.choice(ties).terms if term.key in spec.figures] if ties else []
        if not keys:
            return False
        key = rng.choice(keys)
        return change(made, key, slip(int(spec.figures[key]), rng))

    return plant


def stock(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    row = "proactive.normative_documents"
    gain = rng.randint(5, 90)
    return (
        change(made, f"{row}.issued", gain + 3)
        and (change(made, f"{row}.repealed", 3) or True)
        and change(made, f"{row}.in_force", gain - rng.randint(1, 4))
    )


def blank_total(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    rows = [key for key, value in spec.figures.items() if key.endswith("@total") and value]
    return bool(rows) and change(made, rng.choice(rows), "")


def parts_exceed(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    """A zero left blank, and another part of the row larger than its total."""
    rows = [key.partition("@")[0] for key, value in spec.figures.items() if key.endswith("@business") and value == 0]
    rows = [row for row in rows if spec.figures[f"{row}@natural_person"]]
    if not rows:
        return False
    row = rng.choice(rows)
    more = int(spec.figures[f"{row}@total"]) + rng.randint(1, 40)
    return change(made, f"{row}@business", "") and change(made, f"{row}@natural_person", more)


def number_as(text: Callable[[Random], str]) -> Plant:
    def plant(made: Draft, spec: ReportSpec, rng: Random) -> bool:
        keys = [key for key in spec.figures if "@" in key or key.endswith(".decisions")]
        return change(made, rng.choice(keys), text(rng))

    return plant


def rules_of_a_county(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    return change(made, "proactive.regulations.in_force", rng.randint(1, 40))


def fees_in_yuan(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    return change(made, "proactive.admin_fees.amount", rng.randint(60, 5000) * 10_000)


def blank_table(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    for cell in made.grid(rng.choice(["t3", "t4"])).figures():
        cell.text = ""
    return True


def blank_cells(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    cells = list(made.grid("t3").figures())
    for cell in rng.sample(cells, 9):
        cell.text = ""
    return True


def placeholders(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    cells = [cell for cell in made.grid("t4").figures() if cell.key and not cell.key.endswith("total")]
    for cell, mark in zip(rng.sample(cells, 4), ("/", "-", "/", "—"), strict=True):
        cell.text = mark
    return True


def subtotal(extracted: Extracted, rng: Random) -> bool:
    """A subtotal printed beside its parts, one off."""
    report = extracted.report
    values = {f.key: f.value for f in report.figures if f.origin == "table" and f.value is not None}
    derived = [d for key, d in FORM.derived.items() if "@" in key and all(part in values for part in d.parts)]
    if not derived:
        return False
    chosen = rng.choice(derived)
    value = sum(values[part] or 0 for part in chosen.parts) + rng.randint(1, 9)
    report.figures.append(Figure(chosen.key, value, "value", "件", str(value), "table"))
    return True


# ---- structure ---------------------------------------------------------------------------------------------


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


# ---- words -------------------------------------------------------------------------------------------------


def reword(old: str, new: str) -> Plant:
    """Another wording of the first paragraph that has the old one; ``{year}`` and the like are filled in."""

    def plant(made: Draft, spec: ReportSpec, rng: Random) -> bool:
        facts = {"year": spec.year, "next": spec.year + 1, "last": spec.year - 1, "issuer": spec.issuer}
        facts |= {"received": int(spec.figures.get("requests.received@total", 0)), "n": rng.randint(2, 400)}
        was, now = old.format(**facts), new.format(**facts)
        for at, part in enumerate(made.parts):
            if isinstance(part, Paragraph) and part.kind == "text" and was in part.text:
                made.parts[at] = Paragraph(part.text.replace(was, now, 1))
                return True
        return False

    return plant


def sentence(numeral: str, *texts: str) -> Plant:
    """One more paragraph at the head of a section."""

    def plant(made: Draft, spec: ReportSpec, rng: Random) -> bool:
        facts = {"year": spec.year, "next": spec.year + 1, "last": spec.year - 1, "issuer": spec.issuer}
        made.parts.insert(heading(made, numeral) + 1, Paragraph(rng.choice(texts).format(**facts)))
        return True

    return plant


def wrong_received(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    received = int(spec.figures["requests.received@total"])
    brought = int(spec.figures["requests.brought_forward@total"])
    other = slip(received, rng)
    if other == received + brought:
        other += 1
    return reword(f"新收政府信息公开申请{received}件", f"新收政府信息公开申请{other}件")(made, spec, rng)


def signed(day: str) -> Plant:
    def plant(made: Draft, spec: ReportSpec, rng: Random) -> bool:
        made.parts[-1] = Paragraph(day.format(year=spec.year, next=spec.year + 1, d=rng.randint(1, 28)))
        made.published = ""
        return True

    return plant


def signed_by(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    name = {"云浦市水务局": "云浦市水务周", "栖河区财政局": "栖河区教育局"}.get(spec.issuer)
    if name is None:
        return False
    made.parts[-2] = Paragraph(name if name.endswith("局") else name[:3] + "水利局")
    return True


def bare_received(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    """The number of requests without its unit; a 0 needs none."""
    if not spec.figures["requests.received@total"]:
        return False
    return reword("新收政府信息公开申请{received}件", "新收政府信息公开申请{received}")(made, spec, rng)


OUTCOMES = ("granted", "granted_in_part", "refused", "unavailable", "not_processed", "other_handling")
SAID = ("予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理")


def _outcome(name: str, spec: ReportSpec) -> int:
    key = f"results.{name}"
    own = [k for k in spec.figures if k.endswith("@total") and (k == f"{key}@total" or k.startswith(f"{key}."))]
    return int(sum(spec.figures[k] for k in own))


def unbalanced_text(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    """All outcomes of the table in a sentence, what is carried forward one off."""
    carried = int(spec.figures["requests.carried_forward@total"])
    said = "、".join(f"{word}{_outcome(name, spec)}件" for name, word in zip(OUTCOMES, SAID, strict=True))
    text = f"办理结果为：{said}；结转下年度继续办理{carried + rng.randint(1, 9)}件。"
    return reword("办理过程规范，", text + "办理过程规范，")(made, spec, rng)


def claims_all_upheld(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    total, upheld = (int(spec.figures[f"reconsideration.{name}"]) for name in ("total", "upheld"))
    if total <= upheld:
        return False
    return sentence("一", f"全年被申请行政复议{total}件，结果均为维持。")(made, spec, rng)


def claims_all_closed(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    if not spec.figures["requests.carried_forward@total"]:
        return False
    received = int(spec.figures["requests.received@total"])
    return sentence("一", f"本年新收政府信息公开申请{received}件，全部办结。")(made, spec, rng)


def less_than_cells(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    """The total of a row is blank, and the text gives less than the cells of the row."""
    granted = int(spec.figures["results.granted@total"])
    if granted < 2 or not change(made, "results.granted@total", ""):
        return False
    return sentence("一", f"依申请公开办理中，予以公开{granted - 1}件。")(made, spec, rng)


def old_row(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    return spec.single_other


def unreadable(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    keys = [key for key in spec.figures if "@" in key]
    return change(made, rng.choice(keys), rng.choice(["1l", "3?", "二O", "12 3件半", "#REF!"]))


def local_row(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    """A row that the form does not have."""
    grid = made.grid("t3")
    like = grid.slots[grid.figure_rows()[-1]]
    grid.slots.append([Cell("五、其他需要说明的件数")] * 3 + [Cell(str(rng.randint(1, 99))) for _ in like[3:]])
    return True


def doubled_row(made: Draft, spec: ReportSpec, rng: Random) -> bool:
    """One row twice, the second with other figures."""
    grid = made.grid("t3")
    at = rng.choice(grid.figure_rows()[2:])
    again = [cell if cell.key is None else Cell(str(int(cell.text) + 1)) for cell in grid.slots[at]]
    grid.slots.insert(at + 1, again)
    return True


Entry = tuple[str, Plant, str | None, str | None]
BODY, COUNTY = "云浦市水务局", "栖河区财政局"

PLANTED: tuple[Entry, ...] = (
    ("T3.balance", break_tie("T3.balance"), "2021", None),
    ("T3.result_total", break_tie("T3.result_total"), "2021", None),
    ("T3.row_total", break_tie("T3.row_total"), "2021", None),
    ("T4.reconsideration", break_tie("T4.reconsideration"), "2021", None),
    ("T4.litigation_direct", break_tie("T4.litigation_direct"), "2021", None),
    ("T4.litigation_after_reconsideration", break_tie("T4.litigation_after_reconsideration"), "2021", None),
    ("T3.balance", break_tie("T3.balance"), "2019", None),
    ("T3.blank_total", blank_total, "2021", None),
    ("TIE.parts_exceed", parts_exceed, "2021", None),
    ("T2.in_force", stock, "2021", None),
    ("TABLE.negative", number_as(lambda rng: f"-{rng.randint(1, 90)}"), "2021", None),
    ("TABLE.not_whole", number_as(lambda rng: f"{rng.randint(1, 90)}.{rng.randint(1, 9)}"), "2021", None),
    ("T2.level", rules_of_a_county, "2021", COUNTY),
    ("T2.unit", fees_in_yuan, "2021", COUNTY),
    ("PROSE.table", wrong_received, "2021", None),
    ("PROSE.balance", unbalanced_text, "2021", None),
    (
        "PROSE.conflict",
        sentence("三", "全年共收到政府信息公开申请8001件。", "年内收到政府信息公开申请7003件。"),
        "2021",
        None,
    ),
    (
        "PROSE.incomplete",
        sentence("一", "全年主动公开政府信息100条，分别为：政策文件30条、规划计划20条、行政许可10条、其他信息39条。"),
        "2021",
        None,
    ),
    ("PROSE.parts", sentence("一", "主动公开政府信息50条，其中政策文件类30条、规划计划类28条。"), "2021", None),
    ("PROSE.percentage", sentence("一", "全年主动公开政府信息200条，其中政策文件类50条，占35%。"), "2021", None),
    (
        "PROSE.growth",
        sentence(
            "一",
            "主动公开政府信息300条，比上年增加100条，增长20.5%。",
            "主动公开政府信息由{last}年的200条增至300条，增长20.5%。",
        ),
        "2021",
        None,
    ),
    ("PROSE.claim", claims_all_upheld, "2021", None),
    ("PROSE.claim_open", claims_all_closed, "2021", None),
    ("PROSE.below_table", less_than_cells, "2021", None),
    (
        "PROSE.nearly",
        sentence(
            "一",
            "公开政府信息400条，机构职能类100条，规划计划类80条，行政许可类70条，重大建设项目类75条，应急管理类71条。",
        ),
        "2021",
        None,
    ),
    ("STRUCT.old_row", old_row, "2021-single", None),
    ("READ.unreadable_cell", unreadable, "2021", None),
    ("READ.extra_row", local_row, "2021", None),
    ("READ.repeated_row", doubled_row, "2021", None),
    ("EDITION.mixed", relabelled("现行有效件数", "对外公开总数量"), "2021", None),
    (
        "PROSE.scope",
        sentence(
            "一",
            "{year}年，政府办公室代表政府受理政府信息公开申请8117件。",
            "年内县政府办代表县政府收到政府信息公开申请9226件。",
        ),
        "2021",
        "青溪县人民政府",
    ),
    ("STRUCT.section_missing", section_missing, "2021", None),
    ("STRUCT.section_order", section_order, "2021", None),
    ("STRUCT.section_number", section_number, "2021", None),
    ("STRUCT.section_title", section_title, "2021", None),
    ("STRUCT.section_empty", section_empty, "2021", None),
    ("STRUCT.fee", fee_missing, "2021", None),
    ("STRUCT.length", long_overview, "2021", None),
    ("STRUCT.table_missing", table_missing, "2021", None),
    ("STRUCT.missing_rows", missing_rows, "2021", None),
    ("STRUCT.template_text", template_text, "2021", None),
    ("STRUCT.blank_table", blank_table, "2021", None),
    ("STRUCT.blank_cells", blank_cells, "2021", None),
    ("STRUCT.placeholders", placeholders, "2021", None),
    ("STRUCT.label", short_label, "2021", None),
    ("READ.damaged_label", damaged_label, "2021", None),
    ("EDITION.year", other_edition, "2019", None),
    (
        "IDENTITY.year",
        reword("统计期限为{year}年1月1日至{year}年12月31日", "统计期限为{last}年1月1日至{last}年12月31日"),
        "2021",
        None,
    ),
    ("IDENTITY.period", reword("至{year}年12月31日", "至{next}年12月31日"), "2021", None),
    ("IDENTITY.period", reword("{year}年12月31日", "{year}年11月30日"), "2021", None),
    ("IDENTITY.stale_year", reword("{next}年，我单位将", "{year}年，我单位将"), "2021", None),
    ("IDENTITY.stale_year", reword("{year}年，我单位认真", "{last}年，我单位认真"), "2021", None),
    ("IDENTITY.issuer", signed_by, "2021", BODY),
    ("IDENTITY.issuer", signed_by, "2021", COUNTY),
    ("IDENTITY.issuer", reword("更新政府信息公开指南", "更新《栖河区民政局政府信息公开指南》"), "2021", COUNTY),
    ("IDENTITY.superseded", reword("政府信息公开条例》", "政府信息公开条例》（国务院令第492号）"), "2021", None),
    ("IDENTITY.superseded", sentence("一", "本报告按照国办公开办函〔2019〕60号的格式编制。"), "2021", None),
    ("IDENTITY.signing_date", signed("{year}年1月{d}日"), "2021", None),
    ("IDENTITY.no_such_date", signed("{next}年2月30日"), "2021", None),
    ("IDENTITY.no_such_date", signed("{next} 1月20日"), "2021", None),
    ("TIME.late", signed("{next}年2月{d}日"), "2021", BODY),
    ("TIME.late", signed("{next}年4月{d}日"), "2021", None),
    ("LANG.missing_number", reword("回应群众留言", "受理群众来电  件，回应群众留言"), "2021", None),
    (
        "LANG.missing_number",
        sentence("一", "全年公布行政许可{next}条、行政处罚31条、企业资质条、招标公告12条。".replace("{next}", "45")),
        "2021",
        None,
    ),
    ("LANG.missing_number", reword("发布政策解读", "接待群众XX人次，发布政策解读"), "2021", None),
    ("LANG.missing_number", reword("发布政策解读", "受理投诉____件，发布政策解读"), "2021", None),
    ("LANG.unfinished", reword("同时做好重点领域信息公开。", "同时做好重点领域信息"), "2021", None),
    ("LANG.missing_unit", bare_received, "2021", None),
    ("LANG.typo", reword("政府信息公开条例", "政府信息公天条例"), "2021", None),
    ("LANG.typo", reword("中华人民共和国政府信息公开条例", "中华人民共和国政府信公开条例"), "2021", None),
    ("LANG.typo", reword("政府门户网站", "政府门广网站"), "2021", None),
    (
        "LANG.typo",
        sentence("一", "依法办理行政复仪案件。", "做好依申请工开工作。", "修订规范性文建目录。"),
        "2021",
        None,
    ),
    ("LANG.doubled", reword("没有发生", "没有没有发生，进行进行"), "2021", None),
    ("LANG.doubled", reword("报告如下。", "报告如下。。"), "2021", None),
    ("LANG.doubled", reword("规范，答复", "规范，，答复"), "2021", None),
    ("LANG.unfinished", reword("没有发生责任追究情形。", "没有发生责任追究情形，"), "2021", None),
)
"""Rule, planter, kind of report, issuer (None: any)."""

SPOILED: tuple[tuple[str, Spoil], ...] = (("TIE.derived", subtotal),)
"""Faults that no form prints, put into what was read."""
