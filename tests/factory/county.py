"""A county made up for the checks across reports: members and a summary that agree with each other and with last year.

Reports are made in memory, not printed and read: what is tried here is how reports fit together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from nianbao.codebook import load_edition
from nianbao.model import (
    SCHEMA_VERSION,
    Body,
    Claim,
    Evidence,
    Figure,
    Filing,
    Issuer,
    Number,
    Passage,
    Report,
    SourceRef,
    Tree,
)

FORM = load_edition("2021")
PARENT = "青岚县人民政府"
YEAR = 2024
_COLUMNS = [column.id for column in FORM.table("t3").columns if column.id != "total"]
_FRAME = ("requests.received", "requests.brought_forward", "results.total", "requests.carried_forward")
_OUTCOMES = [row.id for row in FORM.table("t3").rows if not row.is_group and row.id not in _FRAME]
_BLOCKS = ("reconsideration", "litigation.direct", "litigation.after_reconsideration")
_RESULTS = ("upheld", "corrected", "other", "pending")

Figures = dict[str, Number]


@dataclass(slots=True)
class County:
    """Two years of a county: figures and paragraphs by body, to be spoilt and then filed."""

    tree: Tree
    now: dict[str, Figures]
    last: dict[str, Figures]
    texts: dict[str, list[str]] = field(default_factory=dict)
    last_texts: dict[str, list[str]] = field(default_factory=dict)

    @property
    def members(self) -> list[str]:
        """The bodies below the county."""
        return [name for name in self.now if name != PARENT]

    def filings(self) -> list[Filing]:
        """This year's reports."""
        return [filing(name, YEAR, figures, self.texts.get(name, [])) for name, figures in self.now.items()]

    def lasts(self) -> list[Filing]:
        """Last year's."""
        return [filing(name, YEAR - 1, figures, self.last_texts.get(name, [])) for name, figures in self.last.items()]


def make_county(seed: int = 0, members: int = 5) -> County:
    """A consistent county; the same arguments give the same one."""
    rng = Random(f"county/{seed}")
    names = [f"青岚县{_NAMES[number % len(_NAMES)]}{number // len(_NAMES) or ''}局" for number in range(members)]
    last = {name: draw(rng, None) for name in names}
    now = {name: draw(rng, last[name]) for name in names}
    for figures in (last, now):
        figures[PARENT] = add_up([figures[name] for name in names])
    tree = Tree("tree.toml")
    tree.bodies = {PARENT: Body(PARENT, 1, summary=True)}
    tree.bodies |= {name: Body(name, 2 + n, parent=PARENT) for n, name in enumerate(names)}
    texts = {name: paragraphs(rng, name) for name in now}
    return County(tree, now, last, texts, {name: paragraphs(rng, name) for name in now})


_NAMES = ("财政", "教育", "水务", "交通", "民政", "林业", "统计", "审计", "商务", "文旅")


def draw(rng: Random, last: Figures | None) -> Figures:
    """One body's figures; those that follow from last year's do."""
    figures: Figures = {}
    for column in _COLUMNS:
        _requests(figures, column, rng, last)
    for row in (*_FRAME, *_OUTCOMES):
        figures[f"{row}@total"] = sum(figures[f"{row}@{column}"] for column in _COLUMNS)
    for block in _BLOCKS:
        pending = int(last[f"{block}.pending"]) if last else 0
        counts = [rng.randint(0, 4) + (pending if result == "upheld" else 0) for result in _RESULTS]
        figures |= {f"{block}.{result}": count for result, count in zip(_RESULTS, counts, strict=True)}
        figures[f"{block}.total"] = sum(counts)
    for row in ("regulations", "normative_documents"):
        _documents(figures, f"proactive.{row}", rng, last)
    for key in ("licensing.decisions", "penalty.decisions", "coercion.decisions", "admin_fees.amount"):
        before = last[f"proactive.{key}"] if last else rng.randint(60, 4000)
        after = round(before * rng.uniform(0.75, 1.3), 2 if "amount" in key else None)
        figures[f"proactive.{key}"] = before if last is None else after
    return figures


def _requests(figures: Figures, column: str, rng: Random, last: Figures | None) -> None:
    busy = column in ("natural_person", "business")
    outcomes = {name: _count(f"{name}@{column}", rng, last) if busy else 0 for name in _OUTCOMES}
    brought = int(last[f"requests.carried_forward@{column}"]) if last else (rng.randint(0, 4) if busy else 0)
    carried = rng.randint(0, 5) if busy else 0
    done = sum(outcomes.values())
    figures |= {f"{name}@{column}": count for name, count in outcomes.items()}
    figures[f"results.total@{column}"] = done
    figures[f"requests.brought_forward@{column}"] = brought
    figures[f"requests.carried_forward@{column}"] = carried
    figures[f"requests.received@{column}"] = done + carried - brought


def _count(key: str, rng: Random, last: Figures | None) -> int:
    """As many as last year, more or less; some rows are always empty."""
    if last is None:
        return rng.randint(5, 90) if key.startswith("results.granted@") else rng.choice([0, 0, rng.randint(1, 45)])
    before = int(last[key])
    return round(before * rng.uniform(0.6, 1.5)) + rng.randint(0, 2) if before else rng.choice([0, 0, 0, 1])


def _documents(figures: Figures, row: str, rng: Random, last: Figures | None) -> None:
    issued, repealed = rng.randint(0, 6), rng.randint(0, 2)
    before = int(last[f"{row}.in_force"]) if last else rng.randint(5, 40)
    figures |= {f"{row}.issued": issued, f"{row}.repealed": repealed, f"{row}.in_force": before + issued - repealed}


def add_up(many: list[Figures]) -> Figures:
    """The sum, cell by cell."""
    return {key: round(sum(figures[key] for figures in many), 6) for key in many[0]}


_SUBJECTS = (
    "我局",
    "办公室",
    "各科室",
    "政务公开专班",
    "信息中心",
    "乡镇联络员",
    "法规科",
    "窗口人员",
    "值班同志",
    "分管领导",
)
_DEEDS = (
    "每月核对栏目更新情况", "把申请答复文书送法律顾问把关", "组织新录用人员参加培训", "清理网站上过期的文件",
    "在办事大厅摆放公开手册", "邀请居民代表旁听会议", "公布惠民资金的发放名单", "更新权责清单和办事指南",
    "收集群众留言并逐条回复", "对外公布项目招标的全过程", "走访企业了解信息需求", "编写政策问答并配上图表",
    "抽查下属单位的公开台账", "与融媒体中心商定发布计划", "整理历年档案准备数字化", "在公交站张贴听证公告",
)  # fmt: skip
_ENDS = ("效果较好", "仍有差距", "得到群众认可", "尚需坚持", "按计划完成", "比往年提前", "留有余地", "正在总结经验")
_COMMON = ("本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。",)


def paragraphs(rng: Random, name: str, count: int = 5) -> list[str]:
    """Paragraphs that nobody else has, and the sentence that everybody has."""
    return [*_COMMON, *(paragraph(rng) for _ in range(count))]


def paragraph(rng: Random) -> str:
    """Three sentences."""
    return "".join(
        f"{rng.choice(_SUBJECTS)}{rng.choice(_DEEDS)}，{rng.choice(_SUBJECTS)}{rng.choice(_DEEDS)}"
        f"{rng.randint(2, 99)}次，{rng.choice(_ENDS)}。"
        for _ in range(4)
    )


def filing(name: str, year: int, figures: Figures, texts: list[str], path: str | None = None) -> Filing:
    """A report in memory, as the reader would hand it on."""
    published = f"{year + 1}-01-20"
    report = Report(
        SCHEMA_VERSION,
        SourceRef(path or f"{year}/{name}.html", None, f"{name}{year}", "text/html", None),
        Issuer(name),
        year,
        FORM.id,
        f"{name}{year}年政府信息公开工作年度报告",
        published,
        None,
        "body",
        [],
        [_figure(key, figures.get(key), number) for number, key in enumerate(FORM.expected_keys())],
        claims=[Claim("published", published, "signature")],
    )
    passages, start = [], 0
    for text in texts:
        passages.append(Passage(text, start, section=1))
        start += len(text) + 1
    return Filing(report, passages)


def _figure(key: str, value: Number | None, number: int) -> Figure:
    evidence = Evidence("html", table=1, row=number // 10 + 1, column=number % 10 + 1, quote=str(value))
    state = "blank" if value is None else "value"
    return Figure(key, value, state, FORM.keys[key].unit, str(value), "table", evidence=evidence)  # type: ignore[arg-type]
