"""The body the text speaks of: whom to ask, who made the report, whose deeds are told. Another body was left there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from nianbao.check.catalogue import finding, words
from nianbao.check.places import place_of
from nianbao.check.view import ReportView
from nianbao.check.wording import any_of, one_of
from nianbao.check.wording import words as wording
from nianbao.model import Evidence, Finding, Passage
from nianbao.text.fold import squeeze

_NAMED_KINDS = ("department", "vertical", "institution", "subdistrict")
"""Bodies that sign for themselves. The report of a government is often signed by its office."""
_AROUND = ("asked_before", "asked_behind", "deeds", "own_report", "this_report")


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
            head = _title_head().match(squeeze(claim.value))
            if head:
                yield head[1], "title", claim.evidence
    speakers = [(end, whole) for end, whole in _speakers() if end.search(view.text)]
    for passage in view.passages:
        patterns = [(_own_documents(), "text")] if any_of("identity", "own_documents").search(passage.text) else []
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
    found = _place().findall(squeeze(name))
    if not found:
        return None
    lowest = any_of("names", "upper").split(found[-1])[-1]
    return lowest if len(lowest) > 1 else found[-1]


def _stem(name: str) -> str:
    """The name of a place without what kind of place it is."""
    long = next((end for end in wording("names")["two_characters"] if name.endswith(end)), name[-1:])
    return name.removesuffix(long)


def _same_level(own: str, name: str) -> bool:
    return any(own[-1] in level and name[-1] in level for level in wording("names")["one_level"])


def _passage_at(view: ReportView, at: int) -> tuple[Passage, int]:
    """The passage at an offset of the joined text, and the offset in it."""
    for passage in view.passages:
        if at <= len(passage.text):
            return passage, at
        at -= len(passage.text) + 1
    return view.passages[-1], 0


@lru_cache(maxsize=1)
def _title_head() -> re.Pattern[str]:
    """The body's name in a title, before the year."""
    return re.compile(rf"{one_of('names', 'title_lead')}?([一-鿿]{{4,24}}?)(?=20\d\d|二[〇○零])")


@lru_cache(maxsize=1)
def _place() -> re.Pattern[str]:
    # 景德镇市 is a city: the 镇 in its name is no place by itself.
    return re.compile(rf"[一-鿿]{{1,5}}?{one_of('names', 'places')}(?!市)")


@lru_cache(maxsize=1)
def _acting() -> re.Pattern[str]:
    ahead = rf"(?:现将|^|(?<=[。；！]))(?:20\d\d年度?，)?([一-鿿]{{2,4}}{one_of('names', 'places')})"
    return re.compile(rf"{ahead}(?:{one_of('identity', 'deeds')}|20\d\d年)", re.MULTILINE)


@lru_cache(maxsize=1)
def _acting_end() -> re.Pattern[str]:
    """What they end in, which is found many times as fast."""
    return re.compile(rf"{one_of('names', 'places')}(?:{one_of('identity', 'deeds')}|20\d\d年)")


@lru_cache(maxsize=1)
def _website() -> re.Pattern[str]:
    place = rf"[一-鿿]{{1,4}}{one_of('names', 'places')}"
    kind = rf"{one_of('names', 'site')}?{one_of('names', 'site_kinds')}?网"
    return re.compile(rf"{one_of('identity', 'read_at')}[“《]?({place}){kind}")


@lru_cache(maxsize=1)
def _no_place() -> re.Pattern[str]:
    return re.compile(one_of("identity", "no_place"))


@lru_cache(maxsize=1)
def _own_documents() -> re.Pattern[str]:
    return re.compile(rf"《([一-鿿]{{2,16}}?{one_of('names', 'document_bodies')}){one_of('identity', 'own_documents')}")


@lru_cache(maxsize=1)
def _speakers() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """A name between 请与 and 联系; at the head of a sentence before 高度重视, or before the title of the report.

    Each with what the body's last word is followed by, which is found many times as fast and most texts lack.
    """
    sets = {name: one_of("identity", name) for name in _AROUND}
    head = r"(?:^|(?<=[。；！\n）)])|(?<=年，)|(?<=度，)|(?<=来，))[ \u3000]*"
    inside = rf"(?:{one_of('names', 'parts')}|[一-鿿]{{0,6}}{one_of('names', 'part_ends')})?"
    year = r"(?:20\d\d年?度?)?"
    return (
        _speaker(rf"(?:{sets['asked_before']})[：:]?", rf"{inside}(?:{sets['asked_behind']})"),
        _speaker(head, rf"(?:{sets['deeds']})"),
        _speaker(rf"(?:{sets['this_report']}|{head})", rf"{year}(?:{sets['own_report']})"),
    )


def _speaker(before: str, behind: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    body = one_of("names", "bodies")
    whole = rf"{before}([一-鿿]{{2,16}}?(?:{body})){behind}"
    return re.compile(rf"(?:{body}){behind}"), re.compile(whole, re.MULTILINE)


def _another(name: str, other: str) -> bool:
    """Not the same body, nor one name short for the other (发改局, 发展和改革局), nor an upper level's body."""
    name, other = squeeze(name), squeeze(other)
    if _shortens(name, other) or _shortens(other, name):
        return False
    known = wording("names")
    both = name.endswith(tuple(known["departments"])) and other.endswith(tuple(known["departments"]))
    offices = both and known["government"] not in name + other
    if name[:2] == other[:2] and (offices or name[-1:] == other[-1:]):
        return True
    return _its_like(name, other)


def _its_like(name: str, other: str) -> bool:
    """The same office of another place: 白鹭镇人民政府 and 黄泥镇人民政府, 青岚县水务局 and 南屏县水务局."""
    name, other = squeeze(name), squeeze(other)
    if _shortens(name, other) or _shortens(other, name):
        return False
    known = wording("names")
    common = 0
    while common < min(len(name), len(other)) and name[-1 - common] == other[-1 - common]:
        common += 1
    tail, mine, theirs = name[len(name) - common :], name[: len(name) - common], other[: len(other) - common]
    if any(mine[-1:] in level and theirs[-1:] in level for level in known["one_level"] if mine and theirs):
        return common > 1 and not set(mine[:-1]) & set(theirs[:-1])
    at = next((i for i, char in enumerate(tail) if char in known["levels"]), None)
    return at is not None and len(tail) - at > 2 and bool(mine) and bool(theirs) and _two_places(mine, theirs)


def _two_places(mine: str, theirs: str) -> bool:
    """青岚 and 南屏, 莱西 and 莱阳; 磨市 and 石门县磨市 are one place, the second with the county before it."""
    return not set(mine) & set(theirs) or len(mine) == len(theirs)


def _shortens(long: str, short: str) -> bool:
    """The characters of ``short`` stand in ``long`` in this order."""
    rest = iter(long)
    return all(character in rest for character in short)
