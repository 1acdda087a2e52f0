"""fixtures/audit: a county and its units in two years, for the checks across reports. All invented.

In 2024 the transport bureau publishes late and the county forgets to add it, the water bureau files nothing, the
land bureau copies the finance bureau, the health bureau copies itself, the education bureau's carry does not join,
a town has one wrong cell, the tax office is led from above and not counted.
"""

from __future__ import annotations

from collections.abc import Callable

from scripts.fixture_kit import office, paper, web
from scripts.fixture_kit.catalog import Counts, modern
from scripts.fixture_kit.describe import Report

COUNTY = "青岚县人民政府"
_OFFICE = "青岚县"

Outcomes = dict[str, Counts]


def _row(*counts: int) -> Counts:
    return [*counts, *[0] * (6 - len(counts))]


class _Unit:
    """One body's figures of one year: what came in, what became of it, documents, decisions, disputes."""

    def __init__(
        self,
        received: Counts,
        brought: Counts,
        outcomes: Outcomes,
        documents: list[int | float] | None = None,
        decisions: dict[str, list[int | float]] | None = None,
        blocks: tuple[tuple[int, int, int, int], ...] = (),
    ) -> None:
        self.received, self.brought, self.outcomes = received, brought, outcomes
        self.article: dict[str, list[int | float]] = {"normative_documents": documents or [0, 0, 0]}
        self.article |= decisions or {}
        self.blocks = [*blocks, *[(0, 0, 0, 0)] * (3 - len(blocks))]


FIGURES: dict[tuple[str, int], _Unit] = {
    ("财政局", 2023): _Unit(
        _row(18, 3),
        _row(1),
        {"granted": _row(11, 2), "granted_in_part": _row(3), "unavailable.not_held": _row(4, 1)},
        [2, 0, 15],
        {"licensing": [38], "admin_fees": [160.6]},
    ),
    ("财政局", 2024): _Unit(
        _row(24, 2),
        _row(1),
        {"granted": _row(15, 2), "granted_in_part": _row(2), "unavailable.not_held": _row(6)},
        [3, 1, 17],
        {"licensing": [41], "admin_fees": [172.3]},
    ),
    ("教育局", 2023): _Unit(
        _row(31),
        _row(0),
        {"granted": _row(20), "refused.third_party_rights": _row(2), "unavailable.not_held": _row(7)},
        [1, 0, 9],
        {"licensing": [57], "penalty": [2]},
        ((1, 0, 0, 1),),
    ),
    ("教育局", 2024): _Unit(
        _row(27, 1),
        _row(3),
        {"granted": _row(18, 1), "unavailable.not_held": _row(9), "not_processed.duplicate": _row(2)},
        [0, 2, 7],
        {"licensing": [49], "penalty": [3]},
        ((2, 0, 0, 0),),
    ),
    ("卫生健康局", 2023): _Unit(
        _row(40, 2, 0, 0, 1),
        _row(2),
        {"granted": _row(22, 1, 0, 0, 1), "granted_in_part": _row(6, 1), "unavailable.not_held": _row(12)},
        [3, 1, 20],
        {"licensing": [2406], "penalty": [311], "coercion": [5]},
    ),
    ("卫生健康局", 2024): _Unit(
        _row(52, 4),
        _row(2),
        {"granted": _row(30, 3), "granted_in_part": _row(8), "unavailable.not_held": _row(14, 1)},
        [2, 2, 20],
        {"licensing": [2590], "penalty": [298], "coercion": [4]},
        ((1, 0, 0, 0), (1, 0, 0, 0)),
    ),
    ("自然资源局", 2023): _Unit(
        _row(66, 5),
        _row(4),
        {"granted": _row(30, 3), "refused.enforcement_file": _row(5), "unavailable.not_held": _row(29, 2)},
        [1, 1, 12],
        {"licensing": [873], "penalty": [64]},
        ((3, 1, 0, 2), (1, 0, 0, 1)),
    ),
    ("自然资源局", 2024): _Unit(
        _row(71, 6),
        _row(6),
        {"granted": _row(36, 4), "refused.enforcement_file": _row(3), "unavailable.not_held": _row(31, 2)},
        [2, 0, 14],
        {"licensing": [910], "penalty": [58]},
        ((2, 1, 0, 1), (2, 0, 0, 1)),
    ),
    ("交通运输局", 2023): _Unit(
        _row(20, 1),
        _row(0),
        {"granted": _row(12, 1), "unavailable.not_held": _row(8)},
        [1, 0, 6],
        {"licensing": [1904], "penalty": [733], "coercion": [18]},
    ),
    ("交通运输局", 2024): _Unit(
        _row(23, 2),
        _row(0),
        {"granted": _row(14, 2), "unavailable.not_held": _row(9)},
        [0, 0, 6],
        {"licensing": [2011], "penalty": [701], "coercion": [15]},
    ),
    ("水务局", 2023): _Unit(
        _row(9),
        _row(0),
        {"granted": _row(6), "unavailable.not_held": _row(3)},
        [0, 0, 4],
        {"licensing": [120], "penalty": [6]},
    ),
    ("石湾镇人民政府", 2023): _Unit(
        _row(10),
        _row(0),
        {"granted": _row(7), "unavailable.not_held": _row(2), "not_processed.petition": _row(1)},
        [0, 0, 3],
        {"licensing": [63]},
    ),
    ("石湾镇人民政府", 2024): _Unit(
        _row(13),
        _row(0),
        {"granted": _row(8), "unavailable.not_held": _row(4), "not_processed.petition": _row(1)},
        [1, 0, 4],
        {"licensing": [71]},
    ),
    ("税务局", 2023): _Unit(_row(4), _row(0), {"granted": _row(4)}, [0, 0, 2], {"licensing": [5210], "penalty": [88]}),
    ("税务局", 2024): _Unit(_row(5), _row(0), {"granted": _row(5)}, [0, 0, 2], {"licensing": [4985], "penalty": [91]}),
}

ADDED = {
    2023: ("财政局", "教育局", "卫生健康局", "自然资源局", "交通运输局", "水务局", "石湾镇人民政府"),
    2024: ("财政局", "教育局", "卫生健康局", "自然资源局", "石湾镇人民政府"),
}
"""Whose figures the county added up: in 2024 it forgot the transport bureau, and the water bureau filed none."""

_PERIOD = "本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
_HEALTH = [
    "（一）主动公开。围绕群众看病就医中的难点，把医疗机构执业登记、公共卫生监督抽检、疫苗接种点调整等事项集中到一个栏目发布，"
    "并请基层卫生院的同志参与文字审核，力求让不懂术语的人也能看明白。",
    "（二）平台建设。把原来分散在三个页面的健康科普内容合并，页面减少而更新加快，读者可以按年龄段和病种查找。",
]
_HEALTH_PROBLEMS = [
    "存在的问题：一是个别科室把公开看作年底的任务，平时积累不够；二是答复文书说理偏简，申请人看后仍有疑问。"
    "改进打算：按季度通报各科室公开情况，编印答复文书范例，并请法律顾问逐件把关。"
]
_FINANCE = [
    "（一）主动公开。我局按照预算法和预决算公开操作规程，在批复后二十日内公开部门预算、决算和三公经费，"
    "对政府采购目录、行政事业性收费清单实行动态管理，凡有调整的当日更新并注明依据。",
    "（二）监督保障。年初由办公室牵头把公开任务拆分到各股室，每季度对照台账逐项核销，"
    "未按期完成的在局务会上说明原因，年底将核销结果作为评先评优的参考。",
]
_FINANCE_PROBLEMS = [
    "一年来的工作还有不足：政策解读多为文字，图表和问答较少；收费清单更新后与门户栏目同步不够及时。"
    "下一步将与信息中心建立同步机制，每份重要文件配发一图读懂，并在办事大厅摆放纸质清单。"
]
_TEXTS: dict[tuple[str, int], tuple[list[str], list[str]]] = {
    ("财政局", 2024): (_FINANCE, _FINANCE_PROBLEMS),
    ("自然资源局", 2024): (_FINANCE, _FINANCE_PROBLEMS),
    ("卫生健康局", 2023): (_HEALTH, _HEALTH_PROBLEMS),
    ("卫生健康局", 2024): (_HEALTH, _HEALTH_PROBLEMS),
    ("财政局", 2023): (
        ["全年以财政专栏为主渠道，公开预算绩效评价结果和专项资金分配情况，群众可以按项目名称查询。"],
        ["专项资金公开的口径还不统一，将商各主管部门定出同一张表。"],
    ),
    ("教育局", 2023): (
        ["招生入学是全年咨询最多的事项，我们在报名前一个月公开学区划分图和学位数，并留出两周听取意见。"],
        ["民办学校收费公示不够醒目，计划统一公示牌样式。"],
    ),
    ("教育局", 2024): (
        ["中小学食堂采购和课后服务收费首次全部上网，每所学校一张表，家长可以逐项核对。"],
        ["部分学校的栏目仍由一人兼管，人员变动后更新中断，拟在每个学区设一名联络员。"],
    ),
    ("自然资源局", 2023): (
        ["土地征收信息按村公开，公告、补偿方案、听证材料放在同一目录下，方便村民对照。"],
        ["历史征地档案数字化进度慢，已列入下一年度经费计划。"],
    ),
    ("交通运输局", 2023): (
        ["农村公路建设养护的计划、招标、验收三个环节都有公告，施工绕行信息提前三天发布。"],
        ["客运线路调整的征求意见范围偏窄，今后增加乡镇代表。"],
    ),
    ("交通运输局", 2024): (
        ["出租汽车运价调整前举行听证，听证笔录与采纳情况一并公布，并在车内张贴新旧运价对照。"],
        ["治超处罚信息的公开比执法慢半个月，拟把公示环节嵌入办案系统。"],
    ),
    ("水务局", 2023): (
        ["河湖采砂许可和水质监测结果按月公布，汛期每天更新三座水库的水位。"],
        ["用水户水价查询不便，正与供水企业商量接口。"],
    ),
    ("石湾镇人民政府", 2023): (
        ["村务公开栏全部换新，低保、临时救助名单在村口和镇政府网页同时公示。"],
        ["网页维护靠县里帮助，镇里今年派人参加培训。"],
    ),
    ("石湾镇人民政府", 2024): (
        ["全镇十一个村的集体资产台账上墙上网，承包合同到期前三个月预告。"],
        ["老年人看不清公告字体，已改用大字版。"],
    ),
    ("税务局", 2023): (
        ["个体工商户定额核定结果在办税厅公示，并可凭登记号查询。"],
        ["欠税公告的格式与外地不同，将按上级要求统一。"],
    ),
    ("税务局", 2024): (
        ["行政处罚裁量基准更新后当周公布，附三个常见情形的算例。"],
        ["线上公告栏位置较深，拟移到首页。"],
    ),
}
_PUBLISHED = {"交通运输局": {2023: "2024-01-24", 2024: "2025-02-19"}}


def _total(year: int) -> _Unit:
    """The county's summary: the sum of those it added."""
    units = [FIGURES[name, year] for name in ADDED[year]]

    def added(rows: list[Counts]) -> Counts:
        return [sum(column) for column in zip(*rows, strict=True)]

    outcomes = {name: [u.outcomes.get(name, _row()) for u in units] for u in units for name in u.outcomes}
    articles = {name: [u.article[name] for u in units if name in u.article] for u in units for name in u.article}
    total = _Unit(
        added([u.received for u in units]),
        added([u.brought for u in units]),
        {name: added(rows) for name, rows in outcomes.items()},
    )
    total.article = {
        name: [round(sum(cells), 6) for cells in zip(*rows, strict=True)] for name, rows in articles.items()
    }
    total.blocks = [
        (sum(b[0] for b in bs), sum(b[1] for b in bs), sum(b[2] for b in bs), sum(b[3] for b in bs))
        for bs in ([u.blocks[i] for u in units] for i in range(3))
    ]
    return total


def report(short: str, year: int, name: str) -> Report:
    """One body's report."""
    unit = _total(year) if short == COUNTY else FIGURES[short, year]
    body = COUNTY if short == COUNTY else f"{_OFFICE}{short}"
    if short == COUNTY:
        published = f"{year + 1}-03-1{year % 10}"
        sentences, problems = _county_text(year)
    else:
        published = _PUBLISHED.get(short, {}).get(year, f"{year + 1}-01-{10 + len(short) + year % 7}")
        sentences, problems = _TEXTS[short, year]
    paragraphs = {
        1: [
            _PERIOD.format(year=year),
            *sentences,
            "全年新收政府信息公开申请[requests.received@total]件，上年结转[requests.brought_forward@total]件，"
            "结转下年度继续办理[requests.carried_forward@total]件。",
        ],
        5: problems,
        6: ["本年度[prose.info_processing_fee_collected=0|未收取]信息处理费。"],
    }
    made = modern(
        name,
        year,
        body,
        published,
        paragraphs,
        received=unit.received,
        brought=unit.brought,
        outcomes=unit.outcomes,
        blocks=tuple(unit.blocks),
        article=unit.article,
    )
    if (short, year) == ("石湾镇人民政府", 2024):
        _slip(made)
    return made


def _slip(made: Report) -> None:
    """One wrong cell: 41 for 14 would be too plain, so 8 granted became 9."""
    made.figures["results.granted@natural_person"] = 9
    made.breaks = frozenset({"T3.row_total", "T3.result_total"})


def _county_text(year: int) -> tuple[list[str], list[str]]:
    if year == 2023:
        return (
            ["县政府全年召开新闻发布会[prose.press_conferences=4]场，重大决策预公开事项全部附有意见采纳说明。"],
            ["乡镇公开水平参差，已组织县直部门结对帮带。"],
        )
    return (
        ["县政府门户改版后把办事指南与法规依据放在一起，全年召开新闻发布会[prose.press_conferences=6]场。"],
        ["个别部门年报编制迟缓，影响全县汇总，将建立一月中旬的预审制度。"],
    )


def reports() -> dict[str, tuple[Report, bytes]]:
    """Path below fixtures/audit -> the report and its document."""
    writers: dict[str, Callable[[Report], bytes]] = {
        "html": web.plain,
        "docx": office.docx,
        "pdf": paper.pdf,
    }
    names = {
        COUNTY: ("county", "html"),
        "财政局": ("finance", "docx"),
        "教育局": ("education", "html"),
        "卫生健康局": ("health", "docx"),
        "自然资源局": ("land", "html"),
        "交通运输局": ("transport", "docx"),
        "水务局": ("water", "html"),
        "石湾镇人民政府": ("shiwan", "docx"),
        "税务局": ("tax", "pdf"),
    }
    found: dict[str, tuple[Report, bytes]] = {}
    for year in (2023, 2024):
        for short, (stem, suffix) in names.items():
            if short == COUNTY or (short, year) in FIGURES:
                made = report(short, year, stem)
                found[f"{year}/{stem}.{suffix}"] = (made, writers[suffix](made))
    return found


TREE = """\
# 单位名单：谁应当报送，归谁汇总。每个 [[body]] 一个单位。

[[body]]
name = "青岚县人民政府"
summary = true            # 该报告由下列单位逐格相加而成
own_part = false          # 不含名单之外的本级数据

[[body]]
name = "青岚县财政局"
parent = "青岚县人民政府"

[[body]]
name = "青岚县教育局"
parent = "青岚县人民政府"
aliases = ["青岚县教育体育局"]

[[body]]
name = "青岚县卫生健康局"
parent = "青岚县人民政府"

[[body]]
name = "青岚县自然资源局"
parent = "青岚县人民政府"

[[body]]
name = "青岚县交通运输局"
parent = "青岚县人民政府"

[[body]]
name = "青岚县水务局"
parent = "青岚县人民政府"

[[body]]
name = "青岚县石湾镇人民政府"
parent = "青岚县人民政府"

[[body]]
name = "青岚县税务局"
parent = "青岚县人民政府"
vertical = true           # 垂直管理：应报送，不计入县汇总
"""

CONFIG = """\
# 核查设置：规则、阈值、期限、豁免见 nianbao rules；[audit] 为信函的抬头和落款。

[audit]
office = "青岚县政务公开办公室"
contact = "王某　0000-1234567"
document_number = "青政公开函〔2025〕3号"
date = 2025-03-20
deadline = 2025-04-03

[rules."YEARS.jump".thresholds]
minimum = 30

[[waiver]]
code = "YEARS.in_force"
issuer = "青岚县人民政府"
year = 2024
reason = "交通运输局文件集中清理，已书面说明"
until = 2026-12-31
"""
