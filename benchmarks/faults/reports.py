"""Consistent reports with the sentences that real ones have, as drafts that can be damaged and then read."""

from __future__ import annotations

from random import Random

from nianbao.check import Assessment, assess
from nianbao.extract import Extracted
from nianbao.model import Capture, Finding
from nianbao.pipeline import examine
from tests.factory import Draft, Paragraph, ReportSpec, draft, make_report, render
from tests.factory.model import Part

KINDS = ("2021", "2021", "2021", "2019", "2021-single", "2014", "2008")
_LEVELS_WITHOUT_RULES = ("镇", "县", "区")
_GRANTED, _RECEIVED, _BROUGHT = "results.granted@total", "requests.received@total", "requests.brought_forward@total"


def consistent(seed: int, kind: str | None = None, issuer: str | None = None) -> tuple[ReportSpec, Draft]:
    """A report without a fault; the same arguments give the same one."""
    spec = make_report(kind or KINDS[seed % len(KINDS)], seed)
    if issuer:
        spec = ReportSpec(spec.edition, spec.single_other, spec.seed, spec.year, issuer, spec.figures)
    if any(mark in spec.issuer for mark in _LEVELS_WITHOUT_RULES):
        spec.figures.update({key: 0 for key in spec.figures if key.startswith("proactive.regulations.")})
    made = draft(spec)
    _write(made, spec, Random(f"words/{seed}"))
    return spec, made


def _write(made: Draft, spec: ReportSpec, rng: Random) -> None:
    """Put sentences in the place of the factory's few; figures of the tables are quoted as they are."""
    texts = _texts(spec, rng)
    parts: list[Part] = []
    for part in made.parts:
        kept = ("本报告", spec.issuer, str(spec.year + 1))
        if isinstance(part, Paragraph) and part.kind == "text" and not part.text.startswith(kept):
            continue
        parts.append(part)
        if isinstance(part, Paragraph) and part.kind == "heading":
            parts += [Paragraph(text) for text in texts.pop(part.text[:1], [])]
    made.parts[:] = parts


def _texts(spec: ReportSpec, rng: Random) -> dict[str, list[str]]:
    year, n = spec.year, rng.randint
    overview = [
        f"{year}年，我单位认真落实《中华人民共和国政府信息公开条例》，围绕中心工作推进政务公开，现将有关情况报告如下。",
        f"（一）主动公开情况。全年更新网站栏目{n(2, 30)}个，发布政策解读{n(1, 60)}篇，回应群众留言{n(1, 900)}条。",
        f"（二）依申请公开情况。{_requests(spec)}办理过程规范，答复均在法定期限内作出。",
        "（三）政府信息管理情况。落实“三审三校”制度，定期清理失效文件，更新政府信息公开指南。",
        f"（四）平台建设情况。优化政府门户网站检索功能，政务新媒体推送信息{n(10, 900)}条，与上一年相比有所增加。",
        f"（五）监督保障情况。组织业务培训{n(1, 9)}次，开展自查{n(1, 9)}次，没有发生责任追究情形。",
    ]
    problems = [
        f"{year}年，政府信息公开工作取得一定成效，但仍存在政策解读形式单一、栏目更新不够及时等问题。",
        f"{year + 1}年，我单位将进一步完善工作机制，加强业务培训，提高公开质量；同时做好重点领域信息公开。",
    ]
    other = [f"{year}年，我单位没有收取政府信息公开信息处理费。", "没有其他需要报告的事项。"]
    national = spec.edition in ("2019", "2021")
    return {"一": overview, "五": problems, "六": other} if national else {"一": overview[:1]}


def _requests(spec: ReportSpec) -> str:
    received = spec.figures.get(_RECEIVED)
    if received is None or _BROUGHT not in spec.figures:
        return ""
    return f"本年新收政府信息公开申请{received}件，上年结转{spec.figures[_BROUGHT]}件。"


def read(made: Draft, form: str = "html") -> Extracted:
    """The report as the program reads and checks it."""
    data = render(made, form)
    suffix = {"html": "html", "docx": "docx"}[form]
    return examine(Capture(data=data, path=f"report.{suffix}", sha256="0" * 64))


def checked(extracted: Extracted) -> Assessment:
    """The checks once more, on what may have been changed since."""
    return assess(extracted.report, extracted.passages, sentences=extracted.sentences)


def codes(findings: list[Finding]) -> set[str]:
    """Codes of findings and of what stands beneath them."""
    return {code for f in findings for code in (f.code, *(c.code for c in f.consequences))}
