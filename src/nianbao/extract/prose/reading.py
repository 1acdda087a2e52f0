"""Passages to figures: fold, find the sentences that can hold a figure, walk through them, make figures."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.grammar import Grammar, grammar
from nianbao.extract.prose.labels import noun_phrase
from nianbao.extract.prose.lexing import Folded, Number, Token, fold, lex
from nianbao.extract.prose.scene import YEARLY, Scene, Topic
from nianbao.extract.prose.sentences import UNMAPPED, relate
from nianbao.extract.prose.walking import Walker, media_counted
from nianbao.model import Evidence, Figure, Passage, Sentence, State

_LONG = 160
"""Sentences longer than this are quoted in part."""
_SOON = 2
"""Sentences behind in which other media may stand beside the website."""
_SHORT = 24
"""A sentence no longer than this may answer its heading (行政诉讼情况: 全年没有发生)."""
_DIGIT = re.compile(r"\d")
_CLAUSE = re.compile("[，,；;：:]")
_END = re.compile("[。！!？?\n]")
_NO_HEADING: tuple[list[Token], Topic] = [], Topic()


@dataclass(slots=True)
class Prose:
    """What the sentences of a document say."""

    figures: list[Figure] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    """Sentences that relate numbers to each other, or claim something of every case."""


def read_prose(passages: Sequence[Passage], *, year: int | None, reader: str) -> Prose:
    """Figures of the passages of one document, in order of appearance, and how its sentences relate them.

    Every number of the text is a figure of a measure, a figure ``prose.unmapped``, or no figure for a named
    reason (:func:`account`). Offsets of the evidence are those of ``Document.text``.
    """
    totals: set[str] = set()
    prose, rules = Prose(), grammar()
    for passage in passages:
        folded = fold(passage.text, rules)
        for walked in _read(folded, passage.context, year, totals, passage.section):
            page = _Page(folded, passage, reader, walked.span)
            for fate in walked.fates:
                if fate.outcome != "not_a_figure" and fate.number is not None:
                    prose.figures += _figures(fate, fate.number, page)
            sentence = relate(walked.fates, walked.tokens, walked.traits, rules, page.place)
            if sentence is not None:
                prose.sentences.append(sentence)
    return prose


def read_passages(passages: Sequence[Passage], *, year: int | None, reader: str) -> list[Figure]:
    """The figures of :func:`read_prose`."""
    return read_prose(passages, year=year, reader=reader).figures


def read_sentence(text: str, context: str = "", year: int | None = None) -> list[Figure]:
    """Figures of one text by itself."""
    return read_passages([Passage(text, context=context)], year=year, reader="text")


def account(text: str, context: str = "", year: int | None = None) -> list[NumberFate]:
    """What became of every number of the text; offsets are those of ``text``."""
    folded = fold(text, grammar())
    fates = [fate for walked in _read(folded, context, year, set(), whole=True) for fate in walked.fates]
    for fate in fates:
        fate.start, fate.end = folded.origin(fate.start), folded.origin_end(fate.end)
    return fates


@dataclass(slots=True)
class _Walked:
    """One sentence, walked through."""

    fates: list[NumberFate]
    tokens: list[Token]
    traits: int
    """Traits of all tokens."""
    span: tuple[int, int]


def _read(
    folded: Folded,
    context: str,
    year: int | None,
    totals: set[str],
    section: int | None = None,
    whole: bool = False,
) -> Iterator[_Walked]:
    """The sentences that may hold a figure; ``whole``: those with any digit."""
    rules, text = grammar(), folded.text
    scene: Scene | None = None
    heard = at = 0
    bounds: list[int] = []
    while hint := rules.hint.search(text, at):
        bounds = bounds or _bounds(text)
        begin = bisect_right(bounds, hint.start())
        start, at = bounds[begin - 1], bounds[begin]
        asked = rules.relevant(text, start, at, hint.start()) or (whole and _DIGIT.search(text, start, at))
        if not asked and not (at - start <= _SHORT and rules.answers(context, text, start, at)):
            continue
        if scene is None:
            scene = _scene(context, year, totals, section, rules)
        if start > heard:
            before = bounds[bisect_right(bounds, start - 1) - 1]
            _hear(text, (before, start), before > heard, scene)
        heard = at
        tokens = lex(text, rules, start, at)
        scene.begin_sentence(tokens, False)
        walker = Walker(tokens, scene, text)
        if at < len(text) and not rules.website.isdisjoint(scene.words):
            scene.siblings |= _ahead(text, (at, bounds[min(begin + _SOON, len(bounds) - 1)]), scene)
        fates = walker.walk()
        if walker.traits & trait.OFFICE:
            _pass_on_scope(fates, tokens)
        yield _Walked(fates, tokens, walker.traits, (start, at))


def _ahead(text: str, span: tuple[int, int], scene: Scene) -> frozenset[str]:
    """网站公开31条。…微信公众号发布554条: other media that the sentences behind give numbers of items."""
    if not scene.grammar.other_media.search(text, *span):
        return frozenset()
    return frozenset(media_counted(lex(text, scene.grammar, *span), scene))


def _pass_on_scope(fates: Sequence[NumberFate], tokens: Sequence[Token]) -> None:
    """办公室代县政府办理31件，其中予以公开12件: parts are of the body of their total, up to the semicolon."""
    opens = [token.start for token in tokens if token.traits & trait.OPENERS]
    ends = [token.start for token in tokens if token.kind == "punct" and token.text in "；;"]
    for at in opens:
        total = next((fate for fate in reversed(fates) if fate.end <= at), None)
        if total is not None and total.scope:
            last = next((end for end in ends if end > at), tokens[-1].end)
            for fate in fates:
                if at < fate.start < last and fate.scope is None:
                    fate.scope = total.scope


def _bounds(text: str) -> list[int]:
    """Where sentences begin and end."""
    return [0, *[end.end() for end in _END.finditer(text)], len(text)]


def _scene(context: str, year: int | None, totals: set[str], section: int | None, rules: Grammar) -> Scene:
    spoken, topic = _heading(context) if context else _NO_HEADING
    usual = rules.sections.get(section or 0)
    if usual and not topic.main:
        topic = Topic(frozenset({usual}), topic.medium)
    backdrop = frozenset([f"section:{section}", *[token.text for token in spoken]])
    scene = Scene(rules, year, totals, spoken, topic, backdrop, topic)
    if context and _tells(context):
        _recall(context, scene)
    return scene


@lru_cache(maxsize=64)
def _tells(context: str) -> bool:
    """The heading is a sentence with a figure of its own."""
    text = fold(context, grammar()).text
    return bool(text) and grammar().relevant(text, 0, len(text), 0)


def _recall(context: str, scene: Scene) -> None:
    """Take what the heading counts as read before: parts and channels may follow their total."""
    text = fold(context, scene.grammar).text
    for start, end in sentences(text):
        tokens = lex(text, scene.grammar, start, end)
        scene.begin_sentence(tokens, False)
        Walker(tokens, scene, text).walk()
    scene.topic, scene.siblings, scene.age = scene.context_topic, frozenset(), 0


@lru_cache(maxsize=64)
def _heading(context: str) -> tuple[list[Token], Topic]:
    """The last sentence of a heading in tokens, and the topic of the whole. All paragraphs below it ask for them."""
    rules = grammar()
    heading = fold(context, rules).text
    spoken = list(sentences(heading))
    last = lex(heading, rules, *spoken[-1]) if spoken else []
    whole = last if len(spoken) == 1 else lex(heading, rules, 0, len(heading))
    return last, Topic().after(whole, rules, joined=True)


def _hear(text: str, span: tuple[int, int], gap: bool, scene: Scene) -> None:
    """Take the topic of a sentence that holds no figure."""
    tokens = lex(text, scene.grammar, *span)
    scene.begin_sentence(tokens, gap)
    scene.hear(tokens)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences, their end marks included."""
    start = 0
    for end in _END.finditer(text):
        yield start, end.end()
        start = end.end()
    if start < len(text):
        yield start, len(text)


@dataclass(slots=True)
class _Page:
    """Where the numbers of a sentence stand in the document."""

    folded: Folded
    passage: Passage
    reader: str
    sentence: tuple[int, int]
    placed: dict[int, Evidence] = field(default_factory=dict)
    """Places found already, by the offset of the number."""
    marks: list[int] = field(default_factory=list)
    """Ends of the clauses of a sentence too long to be quoted whole."""
    quoted: tuple[str, int] | None = None
    """A sentence short enough as printed, and its offset in the passage."""

    def __post_init__(self) -> None:
        """Find the clauses."""
        start, end = self.sentence
        if end - start > _LONG:
            self.marks = [mark.end() for mark in _CLAUSE.finditer(self.folded.text, start, end)]
        else:
            self.quoted = self._printed(start, end)

    def place(self, fate: NumberFate) -> Evidence:
        """The number in the document, and the clause it stands in."""
        found = self.placed.get(fate.start)
        if found is None:
            found = self.placed[fate.start] = self._place(fate)
        return found

    def _place(self, fate: NumberFate) -> Evidence:
        quote, opens = self.quoted or self._printed(*self._clip(fate))
        passage, folded, start, end = self.passage, self.folded, fate.start, fate.end
        begin, page = passage.start, passage.page
        if folded.shifts:
            start, end = folded.origin(start), folded.origin_end(end)
        # By position, which takes half the time of names.
        return Evidence(
            self.reader, page, None, None, None, None, None, begin + start, begin + end, quote, begin + opens
        )

    def _clip(self, fate: NumberFate) -> tuple[int, int]:
        """The clauses around the number."""
        start, end = self.sentence
        first = bisect_right(self.marks, fate.start - _LONG // 4)
        last = bisect_left(self.marks, fate.end)
        start = self.marks[first - 1] if first else start
        end = self.marks[last] if last < len(self.marks) else end
        return max(start, fate.start - _LONG), min(end, fate.end + _LONG)

    def _printed(self, start: int, end: int) -> tuple[str, int]:
        """The text between two offsets as printed, and where it begins in the passage."""
        opens = self.folded.origin(start)
        text = self.passage.text[opens : self.folded.origin_end(end)]
        return text.strip(), opens + len(text) - len(text.lstrip())


def _figures(fate: NumberFate, number: Number, page: _Page) -> list[Figure]:
    evidence, begin = page.place(fate), page.passage.start
    assert evidence.start is not None and evidence.end is not None
    raw = page.passage.text[evidence.start - begin : evidence.end - begin]
    state: State = "unreadable" if number.value is None else "value"
    label = None if fate.keys else noun_phrase(fate)
    candidates = () if fate.keys else fate.candidates or number.candidates
    figures: list[Figure] = []
    for key in fate.keys or (UNMAPPED,):
        value = None if number.value is None else _value(key, number, fate)
        unit = number.unit or (grammar().measures[key].units[0] if fate.keys else None)
        # By position, which takes half the time of names.
        figures.append(
            Figure(
                key,
                value,
                state,
                unit,
                raw,
                "prose",
                number.qualifier,
                "read",
                evidence,
                label,
                fate.scope,
                tuple(candidates),
            )
        )
    return figures


def _value(key: str, number: Number, fate: NumberFate) -> int | float:
    value = number.figure()
    falls = key == YEARLY and value > 0 and any(grammar().has(token.text, "fall") for token in fate.own)
    return -value if falls else value
