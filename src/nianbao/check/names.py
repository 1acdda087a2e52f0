"""The body the text speaks of: whom to ask, who made the report, whose deeds are told. Another body was left there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from nianbao.check.catalogue import finding, words
from nianbao.check.places import place_of
from nianbao.check.view import ReportView
from nianbao.check.wording import words as wording
from nianbao.model import Evidence, Finding, Passage
from nianbao.text.fold import squeeze

_NAMED_KINDS = ("department", "vertical", "institution", "subdistrict")
"""Bodies that sign for themselves. The report of a government is often signed by its office."""
_TITLE_HEAD = re.compile(r"(?:关于(?:印发|公布)?)?([一-鿿]{4,24}?)(?=20\d\d|二[〇○零])")
"""The body's name in a title, before the year."""
_BODY = "局|委员会|委|厅|办公室|办事处|中心|署|人民政府|管委会|政府"
_LEVELS = "省市州盟县区旗镇乡道"
_ONE_LEVEL = ("县区旗", "镇乡道")
_OFFICES = "局委会厅办室署心"
"""Last characters of departments: two of one place are two bodies, whatever each is called."""
_PLACES = "镇|乡|街道|县|旗|区"
_AROUND = ("asked_before", "asked_behind", "deeds", "own_report", "this_report")


_PLACE = re.compile(rf"[一-鿿]{{1,5}}?(?:{_PLACES})(?!市)")
_UPPER = re.compile("[省市州盟]")


def check_names(view: ReportView) -> Iterator[Finding]:
    """The title, the signature, a document named after the body, or a sentence about itself names another body."""
    issuer = view.report.issuer
    if not issuer.name:
        return
    signs = issuer.kind in _NAMED_KINDS
    told: set[str] = set()
    for name, place, evidence in _other_names(view):
        # The report of a government speaks of its departments; only its like was left from another's text.
        differs = _another(issuer.name, name) if signs else _its_like(issuer.name, name)
        if differs and (name not in told or place != "speaker"):
            told.add(name)
            yield _finding(issuer.name, name, place, evidence)
    for name, evidence in _other_places(issuer.name, view):
        if not any(known.startswith(name) for known in told):
            told.add(name)
            yield _finding(issuer.name, name, "speaker", evidence)


def _finding(issuer: str, name: str, place: str, evidence: Evidence | None) -> Finding:
    said = words(place)
    return finding(
        "IDENTITY.issuer",
        expected=issuer,
        actual=name,
        responsibility="source",
        evidence=[evidence],
        zh=said["zh"],
        en=said["en"],
    )


def _other_names(view: ReportView) -> Iterator[tuple[str, str, Evidence | None]]:
    for claim in view.report.claims:
        if claim.field == "issuer" and claim.source == "signature":
            yield claim.value, "signature", claim.evidence
        if claim.field == "title":
            head = _TITLE_HEAD.match(squeeze(claim.value))
            if head:
                yield head[1], "title", claim.evidence
    speakers = [(end, whole) for end, whole in _speakers() if end.search(view.text)]
    for passage in view.passages:
        patterns = [(_own_documents(), "text")] if "指南" in passage.text or "目录" in passage.text else []
        patterns += [(whole, "speaker") for end, whole in speakers if end.search(passage.text)]
        for pattern, place in patterns:
            for match in pattern.finditer(passage.text):
                yield match[1], place, place_of(passage, match.start(1), match.end(1), view)


def _other_places(issuer: str, view: ReportView) -> Iterator[tuple[str, Evidence | None]]:
    """Another town or county as the one that acts (某镇认真贯彻…) or on whose website the report stands."""
    own = _place_of(issuer)
    if own is None:
        return
    for pattern, only_governments in ((_acting(), True), (_website(), False)):
        if only_governments and (view.report.issuer.kind in _NAMED_KINDS[:3] or not _acting_end().search(view.text)):
            continue
        for match in pattern.finditer(view.text):
            name = match[1]
            if _same_level(own, name) and not set(_stem(own)) & set(_stem(name)) and not _no_place().match(name):
                passage, start = _passage_at(view, match.start(1))
                yield name, place_of(passage, start, start + len(name), view)


def _place_of(name: str) -> str | None:
    """The lowest place in a body's name: 新干县 of 新干县水利局, 磨市镇 of 石门县磨市镇人民政府."""
    found = _PLACE.findall(squeeze(name))
    if not found:
        return None
    lowest = _UPPER.split(found[-1])[-1]
    return lowest if len(lowest) > 1 else found[-1]


def _stem(name: str) -> str:
    """The name of a place without what kind of place it is."""
    return name.removesuffix("街道") if name.endswith("街道") else name[:-1]


def _same_level(own: str, name: str) -> bool:
    return any(own[-1] in level and name[-1] in level for level in _ONE_LEVEL)


def _passage_at(view: ReportView, at: int) -> tuple[Passage, int]:
    """The passage at an offset of the joined text, and the offset in it."""
    for passage in view.passages:
        if at <= len(passage.text):
            return passage, at
        at -= len(passage.text) + 1
    return view.passages[-1], 0


@lru_cache(maxsize=1)
def _acting() -> re.Pattern[str]:
    ahead = rf"(?:现将|^|(?<=[。；！]))(?:20\d\d年度?，)?([一-鿿]{{2,4}}(?:{_PLACES}))"
    return re.compile(rf"{ahead}(?:{_deeds()}|20\d\d年)", re.MULTILINE)


@lru_cache(maxsize=1)
def _acting_end() -> re.Pattern[str]:
    """What they end in, which is found many times as fast."""
    return re.compile(rf"(?:{_PLACES})(?:{_deeds()}|20\d\d年)")


def _deeds() -> str:
    return "|".join(map(re.escape, wording("identity")["deeds"]))


@lru_cache(maxsize=1)
def _website() -> re.Pattern[str]:
    at = "|".join(map(re.escape, wording("identity")["read_at"]))
    return re.compile(rf"(?:{at})[“《]?([一-鿿]{{1,4}}(?:{_PLACES}))(?:人民)?(?:政府)?(?:门户|政务|信息公开)?网")


@lru_cache(maxsize=1)
def _no_place() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, wording("identity")["no_place"])))


@lru_cache(maxsize=1)
def _own_documents() -> re.Pattern[str]:
    names = "|".join(map(re.escape, wording("identity")["own_documents"]))
    return re.compile(rf"《([一-鿿]{{2,16}}?(?:局|委员会|委|厅|办公室|办事处|中心|署))(?:{names})")


@lru_cache(maxsize=1)
def _speakers() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """A name between 请与 and 联系; at the head of a sentence before 高度重视, or before the title of the report.

    Each with what the body's last word is followed by, which is found many times as fast and most texts lack.
    """
    known = wording("identity")
    sets = {k: "|".join(map(re.escape, known[k])) for k in _AROUND}
    head = r"(?:^|(?<=[。；！\n）)])|(?<=年，)|(?<=度，)|(?<=来，))[ \u3000]*"
    inside = r"(?:办公室|[一-鿿]{0,6}[科股处室])?"
    year = r"(?:20\d\d年?度?)?"
    return (
        _speaker(rf"(?:{sets['asked_before']})[：:]?", rf"{inside}(?:{sets['asked_behind']})"),
        _speaker(head, rf"(?:{sets['deeds']})"),
        _speaker(rf"(?:{sets['this_report']}|{head})", rf"{year}(?:{sets['own_report']})"),
    )


def _speaker(before: str, behind: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    whole = rf"{before}([一-鿿]{{2,16}}?(?:{_BODY})){behind}"
    return re.compile(rf"(?:{_BODY}){behind}"), re.compile(whole, re.MULTILINE)


def _another(name: str, other: str) -> bool:
    """Not the same body, nor one name short for the other (发改局, 发展和改革局), nor an upper level's body."""
    name, other = squeeze(name), squeeze(other)
    if _shortens(name, other) or _shortens(other, name):
        return False
    offices = name[-1:] in _OFFICES and other[-1:] in _OFFICES and "政府" not in name + other
    if name[:2] == other[:2] and (offices or name[-1:] == other[-1:]):
        return True
    return _its_like(name, other)


def _its_like(name: str, other: str) -> bool:
    """The same office of another place: 白鹭镇人民政府 and 黄泥镇人民政府, 青岚县水务局 and 南屏县水务局."""
    name, other = squeeze(name), squeeze(other)
    if _shortens(name, other) or _shortens(other, name):
        return False
    common = 0
    while common < min(len(name), len(other)) and name[-1 - common] == other[-1 - common]:
        common += 1
    tail, mine, theirs = name[len(name) - common :], name[: len(name) - common], other[: len(other) - common]
    if any(mine[-1:] in level and theirs[-1:] in level for level in _ONE_LEVEL if mine and theirs):
        return common > 1 and not set(mine[:-1]) & set(theirs[:-1])
    at = next((i for i, char in enumerate(tail) if char in _LEVELS), None)
    return at is not None and len(tail) - at > 2 and bool(mine) and bool(theirs) and _two_places(mine, theirs)


def _two_places(mine: str, theirs: str) -> bool:
    """青岚 and 南屏, 莱西 and 莱阳; 磨市 and 石门县磨市 are one place, the second with the county before it."""
    return not set(mine) & set(theirs) or len(mine) == len(theirs)


def _shortens(long: str, short: str) -> bool:
    """The characters of ``short`` stand in ``long`` in this order."""
    rest = iter(long)
    return all(character in rest for character in short)
