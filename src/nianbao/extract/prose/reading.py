"""Passages to figures: fold, find the sentences that can hold a figure, walk through them, make figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.grammar import Grammar, grammar
from nianbao.extract.prose.labels import noun_phrase
from nianbao.extract.prose.lexing import Folded, Token, fold, lex
from nianbao.extract.prose.scene import Scene, Topic
from nianbao.extract.prose.walking import Walker
from nianbao.model import Evidence, Figure, Passage
from nianbao.text.numerals import as_number

UNMAPPED = "prose.unmapped"
_LONG = 160
"""Sentences longer than this are quoted in part."""
_CLAUSE = re.compile("[，,；;：:]")
_END = re.compile("[。！!？?\n]")


def read_passages(passages: Sequence[Passage], *, year: int | None, reader: str) -> list[Figure]:
    """Figures of the passages of one document, in order of appearance.

    Every number of the text is a figure of a measure, a figure ``prose.unmapped``, or no figure for a named
    reason (:func:`account`). Offsets of the evidence are those of ``Document.text``.
    """
    totals: set[str] = set()
    figures: list[Figure] = []
    for passage in passages:
        folded = fold(passage.text, grammar())
        for fate, sentence in _read(folded, passage.context, year, totals, passage.section):
            figures += _figures(fate, sentence, folded, passage, reader)
    return figures


def read_sentence(text: str, context: str = "", year: int | None = None) -> list[Figure]:
    """Figures of one text by itself."""
    return read_passages([Passage(text, context=context)], year=year, reader="text")


def account(text: str, context: str = "", year: int | None = None) -> list[NumberFate]:
    """What became of every number of the text; offsets are those of ``text``."""
    folded = fold(text, grammar())
    fates = [fate for fate, _ in _read(folded, context, year, set())]
    for fate in fates:
        fate.start, fate.end = folded.origin(fate.start), folded.origin_end(fate.end)
    return fates


def _read(
    folded: Folded, context: str, year: int | None, totals: set[str], section: int | None = None
) -> Iterator[tuple[NumberFate, tuple[int, int]]]:
    rules, text = grammar(), folded.text
    scene: Scene | None = None
    skipped: list[tuple[int, int]] = []
    for start, end in sentences(text):
        if not rules.relevant(text, start, end):
            skipped.append((start, end))
            continue
        if scene is None:
            scene = _scene(context, year, totals, section, rules)
        if skipped:
            _hear(text, skipped[-1], len(skipped) > 1, scene)
            skipped = []
        for fate in _walk(text, start, end, scene):
            yield fate, (start, end)


def _scene(context: str, year: int | None, totals: set[str], section: int | None, rules: Grammar) -> Scene:
    scene = Scene(rules, year, totals=totals, section=section)
    if context:
        scene.context, scene.topic = _heading(context)
    usual = rules.sections.get(section or 0)
    if usual and not scene.topic.main:
        scene.topic = Topic(frozenset({usual}), scene.topic.medium)
    scene.context_topic = scene.topic
    return scene


@lru_cache(maxsize=64)
def _heading(context: str) -> tuple[list[Token], Topic]:
    """The last sentence of a heading in tokens, and the topic of the whole. All paragraphs below it ask for them."""
    rules = grammar()
    heading = fold(context, rules).text
    spoken = list(sentences(heading))
    last = lex(heading, rules, *spoken[-1]) if spoken else []
    whole = last if len(spoken) == 1 else lex(heading, rules, 0, len(heading))
    return last, Topic().after(whole, rules)


def _hear(text: str, span: tuple[int, int], gap: bool, scene: Scene) -> None:
    """Take the topic of a sentence that holds no figure."""
    tokens = lex(text, scene.grammar, *span)
    scene.begin_sentence({t.text for t in tokens if t.kind == "word"}, gap)
    for token in tokens:
        scene.note(token)


def _walk(text: str, start: int, end: int, scene: Scene) -> list[NumberFate]:
    tokens = lex(text, scene.grammar, start, end)
    scene.begin_sentence({t.text for t in tokens if t.kind == "word"}, False)
    return Walker(tokens, scene, text).walk()


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences, their end marks included."""
    start = 0
    for end in _END.finditer(text):
        yield start, end.end()
        start = end.end()
    if start < len(text):
        yield start, len(text)


def _figures(
    fate: NumberFate, sentence: tuple[int, int], folded: Folded, passage: Passage, reader: str
) -> Iterator[Figure]:
    if fate.outcome == "not_a_figure" or fate.number is None:
        return
    number = fate.number
    span = begin, end = folded.origin(fate.start), folded.origin_end(fate.end)
    evidence = _evidence(fate, span, sentence, folded, passage, reader)
    for key in fate.keys or [UNMAPPED]:
        yield Figure(
            key=key,
            value=None if number.value is None else _value(key, fate),
            state="unreadable" if number.value is None else "value",
            unit=number.unit or (grammar().measures[key].units[0] if fate.keys else None),
            raw=passage.text[begin:end],
            origin="prose",
            qualifier=number.qualifier,
            evidence=evidence,
            label=None if fate.keys else noun_phrase(fate),
            scope=fate.scope,
            candidates=[] if fate.keys else fate.candidates or list(number.candidates),
        )


def _evidence(
    fate: NumberFate, span: tuple[int, int], sentence: tuple[int, int], folded: Folded, passage: Passage, reader: str
) -> Evidence:
    start, end = _clip(folded.text, sentence, fate)
    begin, stop = folded.origin(start), folded.origin_end(end)
    quote = passage.text[begin:stop]
    lead = len(quote) - len(quote.lstrip())
    return Evidence(
        reader=reader,
        page=passage.page,
        start=passage.start + span[0],
        end=passage.start + span[1],
        quote=quote.strip(),
        quote_start=passage.start + begin + lead,
    )


def _clip(text: str, sentence: tuple[int, int], fate: NumberFate) -> tuple[int, int]:
    """The sentence, or the clauses around the number when the sentence is long."""
    start, end = sentence
    if end - start <= _LONG:
        return sentence
    marks = [mark.end() for mark in _CLAUSE.finditer(text, start, end)]
    start = max((mark for mark in marks if mark <= fate.start - _LONG // 4), default=start)
    end = min((mark for mark in marks if mark >= fate.end), default=end)
    return max(start, fate.start - _LONG), min(end, fate.end + _LONG)


def _value(key: str, fate: NumberFate) -> int | float:
    assert fate.number is not None and fate.number.value is not None
    value = fate.number.value
    if key == "prose.requests_yoy" and value > 0:
        falls = any(grammar().has(token.text, "fall") for token in fate.own)
        value = -value if falls else value
    return as_number(value)
