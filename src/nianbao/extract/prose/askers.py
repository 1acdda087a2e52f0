"""Second thoughts on who asked, by what way and where: parts that look like all requests."""

from __future__ import annotations

from itertools import pairwise

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.grammar import Grammar
from nianbao.extract.prose.lexing import Token
from nianbao.extract.prose.phrase import traits_of
from nianbao.extract.prose.rules import TOTAL
from nianbao.extract.prose.scene import Scene

RESULTS = "results."
_RECEIVED, _ANSWERED = "requests.received@total", "results.total@total"
_RECEIVED_FROM = "requests.received@"
_HELD = ("prose.info_held_on_request", "prose.info_held_not_public")
_DEALT_WITH = trait.RECEIVE | trait.ANSWER
_WAYS, _ONLINE = "prose.requests_by_channel.", "prose.requests_by_channel.online"


def doubt_only_way(fates: list[NumberFate], scene: Scene) -> None:
    """通过信息公开平台收到申请5件, where no other way and no total is told: it may be all there were.

    系统收到申请5件: the system stands for the body.
    """
    ways = [fate for fate in fates if any(key.startswith(_WAYS) for key in fate.keys)]
    if len(ways) != 1 or ways[0].keys != [_ONLINE] or _RECEIVED in scene.totals:
        return
    way, platforms = ways[0], scene.grammar.classes["request_platforms"]
    said = [t for t in way.own if t.end <= way.start]
    if not traits_of(said) & trait.RECEIVE or platforms.isdisjoint([t.text for t in said]):
        return
    if traits_of(said) & trait.WAY:
        way.outcome, way.reason, way.keys, way.candidates = "unmapped", "ambiguous", [], [_RECEIVED, _ONLINE]
    else:
        way.keys = [_RECEIVED]


def doubt_applicants(fates: list[NumberFate], tokens: list[Token]) -> None:
    """予以公开6件（其中自然人5件、商业企业1件）: those who got an answer, not all who asked."""
    nested = False
    for whole, part in pairwise(fates):
        of_result = any(key.startswith(RESULTS) and key != _ANSWERED for key in whole.keys)
        opened = any(t.traits & trait.OPENERS for t in tokens if whole.end <= t.start and t.end <= part.start)
        asked = any(key.startswith(_RECEIVED_FROM) and key != _RECEIVED for key in part.keys)
        nested = asked and (nested or (of_result and opened))
        if nested:
            part.outcome, part.reason, part.candidates, part.keys = "unmapped", "nested", part.keys, []


def tell_classes(fates: list[NumberFate], grammar: Grammar) -> None:
    """主动公开200条，依申请公开100条，不予公开50条: how information is classed, no requests and no answers.

    Of papers counted so (印发公文300件，其中…), the classes are no measures.
    """
    for public, *kept in zip(fates, fates[1:], fates[2:], strict=False):
        said = [[t for t in fate.own if t.end <= fate.start] for fate in (public, *kept)]
        if any(fate.number is None for fate in kept) or traits_of(said[1] + said[2]) & _DEALT_WITH:
            continue
        named = (
            public.keys == [TOTAL] or any(t.traits & trait.PUBLISH for t in said[0]),
            any(t.traits & trait.ON_REQUEST for t in said[1]),
            any(grammar.has(t.text, "kept_back") for t in said[2]),
        )
        if all(named):
            for fate, key in zip(kept, _HELD, strict=True):
                _class(fate, key, grammar)


def _class(fate: NumberFate, key: str, grammar: Grammar) -> None:
    unit = fate.number.unit if fate.number else None
    if unit in grammar.measures[key].units:
        fate.outcome, fate.reason, fate.candidates, fate.keys = "mapped", "", [], [key]
    elif fate.keys != [key]:
        fate.outcome, fate.reason, fate.candidates, fate.keys = "unmapped", "wider", [key], []
