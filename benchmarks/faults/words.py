"""Ways to break a rule in the sentences of a consistent report."""

from __future__ import annotations

from random import Random

from benchmarks.faults.cells import Plant, change, slip
from benchmarks.faults.structure import heading
from tests.factory import Draft, Paragraph, ReportSpec


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
