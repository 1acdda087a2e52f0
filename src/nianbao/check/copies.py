"""雷同: paragraphs that stand in two reports, and tables of figures that are the same.

Paragraphs are compared without numbers, spaces and the names of the bodies; sentences that many bodies share are
template and are taken out first. MinHash (rensa) proposes pairs, rapidfuzz confirms them and marks the overlap.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from nianbao.check.catalogue import finding
from nianbao.check.phrases import phrase
from nianbao.check.settings import DEFAULT, Settings
from nianbao.check.view import ReportView
from nianbao.check.years import independent_keys
from nianbao.data import load_toml
from nianbao.model import Copy, Evidence, Filing, Finding, Number, Passage, Span

_PERMUTATIONS = 96
_BANDS = 32
_SHINGLE = 4
_BATCH = 2_000
_SEED = 42
_CROWD = 300
"""A text that collides with more than this many others varies a template: nobody copied it from anybody."""
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_NOISE = re.compile(r"[\s\d,.，、：:“”\"'‘’（）()《》〈〉%％‰\-—－~～·•]+")
_OWN_PART = 0.7
"""What is a paragraph's own must be this much of the similarity asked for, when whole paragraphs decide."""
_QUOTE = 60
"""Characters of a copied paragraph that a message quotes."""
_MARKED = 6
"""Common stretches shorter than this are not marked: two texts on one subject share so many characters."""


@dataclass(frozen=True, slots=True)
class Source:
    """One report among those compared: whose, of which year, and the names to disregard in its text."""

    unit: str
    filing: Filing
    last_year: bool = False
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class _Text:
    """One text without template sentences, numbers and names, and the paragraphs it is the core of."""

    core: str
    places: list[tuple[int, Passage]] = field(default_factory=list)


def find_copies(sources: Sequence[Source], settings: Settings = DEFAULT) -> list[Copy]:
    """Every paragraph that stands in this year's reports of two bodies, or in two years' of one body.

    Each pair of paragraphs once, seen from the first of the two sources (from this year's); in the order of the
    sources.
    """
    least = settings.threshold("COPIES.sibling", "similarity")
    texts = _cores(sources, settings)
    pairs = [(*pair, 1.0) for text in texts for pair in _places_paired(text.places, text.places)]
    alike: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for one, other in _candidates([text.core for text in texts]):
        similarity = _similarity(texts[one], texts[other], least)
        if similarity:
            alike[one].append((other, similarity))
            alike[other].append((one, similarity))
    enough = _enough(sources, settings)
    for one, others in alike.items():
        for other, similarity in others:
            if one < other and max(len(others), len(alike[other])) < enough:
                pairs += [(*pair, similarity) for pair in _places_paired(texts[one].places, texts[other].places)]
    return list(_copies(pairs, sources))


def _similarity(one: _Text, other: _Text, least: float) -> float:
    """How alike two paragraphs are, 0 when not enough.

    Of a copy that was changed here and there, one side may keep a template sentence word for word, which is taken
    out, and the other not: then the whole paragraphs decide, provided that what is their own is alike as well.
    """
    from rapidfuzz import fuzz

    own = fuzz.ratio(one.core, other.core) / 100
    if own >= least or own < least * _OWN_PART:
        return own if own >= least else 0.0
    whole = fuzz.ratio(one.places[0][1].text, other.places[0][1].text) / 100
    return whole if whole >= least else 0.0


# ---- what of a paragraph is its own ------------------------------------------------------------------------


def _cores(sources: Sequence[Source], settings: Settings) -> list[_Text]:
    common = _template(sources, settings)
    least = settings.threshold("COPIES.sibling", "paragraph")
    texts: dict[str, _Text] = {}
    for number, source in enumerate(sources):
        names = _name_pattern(source.names)
        for passage in source.filing.passages:
            if len(passage.text) < least:
                continue
            core = "".join(s for s in _sentences(passage.text, names) if s not in common)
            if len(core) >= least:
                texts.setdefault(core, _Text(core)).places.append((number, passage))
    return list(texts.values())


def _sentences(text: str, names: re.Pattern[str] | None) -> Iterator[str]:
    """Each sentence as it is compared: without names, numbers, spaces and the lesser signs."""
    if names is not None:
        text = names.sub("", text)
    for sentence in _SENTENCE.findall(text):
        bare = _NOISE.sub("", sentence)
        if bare:
            yield bare


def _name_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    wanted = sorted({name for name in names if len(name) > 1}, key=lambda n: (-len(n), n))
    return re.compile("|".join(map(re.escape, wanted))) if wanted else None


def _template(sources: Sequence[Source], settings: Settings) -> set[str]:
    """Sentences that the form and the notices put into every report, and sentences that many bodies of a year have."""
    data = load_toml("copies.toml")
    known, marks = {_NOISE.sub("", phrase) for phrase in data["template"]}, tuple(data["marks"])
    seen: Counter[str] = Counter()
    for source in sources:
        names = _name_pattern(source.names)
        own = {s for p in source.filing.passages for s in _sentences(p.text, names)}
        seen.update(dict.fromkeys(own, 0) if source.last_year else own)
    enough = _enough(sources, settings)
    return {
        sentence
        for sentence, count in seen.items()
        if count >= enough or sentence.rstrip("。；;！!") in known or any(mark in sentence for mark in marks)
    }


def _enough(sources: Sequence[Source], settings: Settings) -> float:
    """So many bodies make a text a template; fewer in a small folder, never more than a set number."""
    code = "COPIES.sibling"
    bodies = sum(not source.last_year for source in sources)
    share = settings.threshold(code, "common_share") * bodies
    return max(settings.threshold(code, "common_least"), min(share, settings.threshold(code, "common_most")))


# ---- pairs -------------------------------------------------------------------------------------------------


def _candidates(cores: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of texts that MinHash holds for similar, each once, the smaller number first.

    The signatures go in as matrices; only texts that collide with another become objects and are asked for.
    """
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.5, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    flagged: list[int] = []
    for start in range(0, len(cores), _BATCH):
        sets = [_shingles(core) for core in cores[start : start + _BATCH]]
        matrix = RMinHash.digest_matrix_from_token_sets(sets, _PERMUTATIONS, _SEED)
        flags = index.insert_matrix_and_query_duplicate_flags(matrix, start)
        flagged += [start + offset for offset, collides in enumerate(flags) if collides]
    for start in range(0, len(flagged), _BATCH):
        batch = flagged[start : start + _BATCH]
        hashes = RMinHash.from_token_sets([_shingles(cores[n]) for n in batch], _PERMUTATIONS, _SEED)
        for number, others in zip(batch, index.query_all(hashes), strict=True):
            if len(others) <= _CROWD:  # of two texts that collide the later one is always flagged, and speaks
                yield from ((other, number) for other in sorted(others) if other < number)


def _shingles(core: str) -> list[str]:
    return [core[i : i + _SHINGLE] for i in range(len(core) - _SHINGLE + 1)]


def _places_paired(
    ones: Sequence[tuple[int, Passage]], others: Sequence[tuple[int, Passage]]
) -> Iterator[tuple[int, Passage, int, Passage]]:
    """Each pair of places in two different sources once, the earlier source first."""
    for number, passage in ones:
        for other_number, other in others:
            if number < other_number:
                yield number, passage, other_number, other
            elif other_number < number and ones is not others:
                yield other_number, other, number, passage


def _copies(pairs: Iterable[tuple[int, Passage, int, Passage, float]], sources: Sequence[Source]) -> Iterator[Copy]:
    for number, passage, other_number, other, similarity in sorted(pairs, key=_order):
        one, two = sources[number], sources[other_number]
        if one.last_year and not two.last_year:
            one, two, passage, other = two, one, other, passage
        if one.last_year or two.last_year != (one.unit == two.unit):
            continue  # last year's reports among each other, or of another body, are another year's business
        kind: Literal["sibling", "last_year"] = "last_year" if two.last_year else "sibling"
        yield Copy(one.unit, two.unit, kind, passage, other, similarity, list(_spans(passage.text, other.text)))


def _order(pair: tuple[int, Passage, int, Passage, float]) -> tuple[int, int, int, int]:
    number, passage, other_number, other, _ = pair
    return number, other_number, passage.start, other.start


def _spans(one: str, other: str) -> Iterator[Span]:
    """The stretches that both texts have, long enough to say something."""
    from rapidfuzz.distance import Indel

    for code in Indel.opcodes(one, other):
        if code.tag == "equal" and code.src_end - code.src_start >= _MARKED:
            yield Span(code.src_start, code.src_end, code.dest_start, code.dest_end)


# ---- findings ----------------------------------------------------------------------------------------------


def check_copies(unit: str, filing: Filing, copies: Iterable[Copy]) -> Iterator[Finding]:
    """The copies that concern a unit's report: one finding for each group of bodies it shares text with."""
    shared: dict[Passage, set[str]] = defaultdict(set)
    own: set[Passage] = set()
    for copy in copies:
        if copy.kind == "last_year" and copy.unit == unit:
            own.add(copy.passage)
        elif copy.kind == "sibling" and unit in (copy.unit, copy.other):
            mine, theirs = (copy.passage, copy.other) if copy.unit == unit else (copy.other_passage, copy.unit)
            shared[mine].add(theirs)
    groups: dict[tuple[str, ...], list[Passage]] = defaultdict(list)
    for passage in sorted(shared, key=lambda p: p.start):
        groups[tuple(sorted(shared[passage]))].append(passage)
    for others, passages in groups.items():
        yield _copied("COPIES.sibling", passages, filing, "、".join(others))
    if own:
        yield _copied("COPIES.last_year", sorted(own, key=lambda p: p.start), filing, "")


def _copied(code: str, passages: Sequence[Passage], filing: Filing, other: str) -> Finding:
    letters = sum(len(p.text) for p in passages)
    whole = sum(len(p.text) for p in filing.passages) or 1
    reader = next((f.evidence.reader for f in filing.report.figures if f.evidence), "text")
    quote = passages[0].text
    return finding(
        code,
        evidence=[_evidence(passage, reader) for passage in passages],
        count=len(passages),
        letters=letters,
        share=round(100 * letters / whole),
        other=other,
        quote=quote if len(quote) <= _QUOTE else quote[:_QUOTE] + "…",
    )


def _evidence(passage: Passage, reader: str) -> Evidence:
    end = passage.start + len(passage.text)
    return Evidence(
        reader, passage.page, start=passage.start, end=end, quote=passage.text[:200], quote_start=passage.start
    )


@dataclass(frozen=True, slots=True)
class Twins:
    """A table of a unit's report that is the same in another report."""

    unit: str
    other: str
    last_year: bool
    table: str
    values: tuple[Number, ...]


def same_figures(views: Sequence[tuple[Source, ReportView]], settings: Settings = DEFAULT) -> Iterator[Twins]:
    """Tables of two reports that are the same in every figure and have enough figures that are not 0."""
    least = settings.threshold("COPIES.figures", "filled")
    groups: dict[tuple[str, str, tuple[Number, ...]], list[int]] = defaultdict(list)
    for number, (_, view) in enumerate(views):
        for table, values in _vectors(view):
            if sum(1 for value in values if value) >= least:
                groups[view.report.edition or "", table, values].append(number)
    for (_, table, values), numbers in groups.items():
        for number in numbers:
            source = views[number][0]
            if source.last_year:
                continue
            for other in numbers:
                their = views[other][0]
                if other != number and their.last_year == (their.unit == source.unit):
                    yield Twins(source.unit, their.unit, their.last_year, table, values)


def check_twins(twins: Sequence[Twins], view: ReportView) -> Finding:
    """The finding about the tables that are those of one other report."""
    first, edition = twins[0], view.edition
    other = phrase("last_year_of") if first.last_year else phrase("report_of", unit=first.other)
    tables = [edition.table(each.table) for each in twins] if edition else []
    names = {each.table for each in twins}
    keys = [key for key, spec in (edition.keys if edition else {}).items() if spec.table in names]
    printed = [view.printed[key] for key in keys if key in view.printed and view.printed[key].value]
    values = [value for each in twins for value in each.values]
    return finding(
        "COPIES.figures",
        [figure.key for figure in printed],
        evidence=[figure.evidence for figure in printed],
        count=len(values),
        filled=sum(1 for value in values if value),
        zh={"table": "”“".join(table.zh for table in tables), **other["zh"]},
        en={"table": "; ".join(table.en for table in tables), **other["en"]},
    )


def _vectors(view: ReportView) -> Iterator[tuple[str, tuple[Number, ...]]]:
    """(table, its figures): tables with a figure that is not known prove nothing and are left out."""
    edition = view.edition
    if edition is None:
        return
    for table in edition.tables:
        keys = independent_keys(edition, table.id)
        values = [view.value(key) for key in keys]
        if values and None not in values:
            yield table.id, tuple(value for value in values if value is not None)
