"""What a sentence is about while it is read: topics, years, what was counted before."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from functools import lru_cache

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.grammar import Grammar
from nianbao.extract.prose.lexing import Token
from nianbao.extract.prose.patterns import Words

DISPUTES = frozenset({"reconsideration", "litigation"})
_OF_DISPUTES = tuple(f"{name}." for name in sorted(DISPUTES))
_HELD = frozenset({"held"})
"""Disclosure classes of what an agency holds are named in the words of publishing and of requests."""
_TOLD_APART = frozenset({"requests", *DISPUTES})
"""Topics that rules ask for, or against, by the sentence that names them."""
_PAPERS = frozenset({"papers"})
CATEGORY = "prose.info_by_category"
STATUTORY = "prose.info_by_category.statutory"
YEARLY = "prose.requests_yoy"
SUB_BLOCKS = {
    "litigation.direct.total": "litigation.direct",
    "litigation.after_reconsideration.total": "litigation.after_reconsideration",
}
"""The two blocks of suits by their totals."""
_TURNS = trait.PART_YEAR | trait.WHOLE_YEAR | trait.OPENERS
_ACCOUNTS = ("wechat", "weibo", "new_media")
_DATED = trait.ANY_YEAR | trait.PART_YEAR
_NOTABLE = trait.MARK | _DATED
_NONE: frozenset[str] = frozenset()
OPEN = "?"
"""More than one block may be meant."""


@dataclass(slots=True)
class Topic:
    """What the text speaks of, and the medium it names. Two kinds of dispute side by side are both meant."""

    main: frozenset[str] = frozenset()
    medium: str = ""

    def after(self, tokens: Iterable[Token], grammar: Grammar, joined: bool = False) -> Topic:
        """The topic once these tokens are read; ``joined`` when a dispute named now stands beside the last one."""
        main, medium = self.main, self.medium
        for token in tokens:
            if token.kind != "word" or not token.traits & trait.MARK:
                continue
            named = grammar.topic_of.get(token.text)
            if named and not (main == _HELD and (named == "disclosure" or token.traits & trait.ON_REQUEST)):
                main = main | {named} if joined and named in DISPUTES and main <= DISPUTES else _only(named)
            medium = grammar.medium_of.get(token.text, medium)
        return self if main is self.main and medium is self.medium else Topic(main, medium)

    def names(self) -> frozenset[str]:
        """All topic names in force; ``none`` when the text has not said what it speaks of."""
        return _names(self.main, self.medium)


@lru_cache(maxsize=256)
def _only(name: str) -> frozenset[str]:
    """The one topic; always the same set, so that a topic named again is the same topic."""
    return frozenset({name})


@lru_cache(maxsize=256)
def _names(main: frozenset[str], medium: str) -> frozenset[str]:
    return (main or frozenset({"none"})) | ({medium} if medium else frozenset())


@dataclass(slots=True)
class Scene:
    """Memory of the walk through one passage. What has no default is of one sentence, and set where it begins."""

    grammar: Grammar
    year: int | None
    totals: set[str]
    """Measures read anywhere in the document so far."""
    context: list[Token]
    """Words of the heading."""
    context_topic: Topic
    backdrop: frozenset[str]
    """Words of the heading, and the section."""
    topic: Topic
    age: int = 0
    """Sentences since the topic was last named."""
    keys: list[str] = field(default_factory=list)
    """Measures read in this sentence and the one before."""
    fresh_keys: int = 0
    last_key: str = ""
    earlier: list[NumberFate] = field(default_factory=list)
    """Numbers of the sentences before, as long as no sentence was left out."""
    siblings: frozenset[str] = frozenset()
    """Media of the sentence that have a number of items of their own."""
    years_past: bool = False
    """That part of the year is some years together (施行5年来), which ends where this year is named."""
    lasting: bool = False
    """The number at hand counts all years so far: a part of it is said to be this year's."""
    words: Set[str] = frozenset()
    """All words of the sentence."""
    words_before: Set[str] = field(init=False)
    """Words of the sentence before."""
    local: bool = field(init=False)
    """The topic was named in this very sentence."""
    joined: bool = field(init=False)
    """A dispute was named in this group of clauses and no result has been given since."""
    explicit: bool = field(init=False)
    """The sentence has named requests for information by their full name."""
    reach: list[Token] = field(init=False)
    """Clauses without a number since the last one."""
    subject: list[Token] = field(init=False)
    subject_key: str = field(init=False)
    verbs: list[Token] = field(init=False)
    governor: str = field(init=False)
    part: bool = field(init=False)
    nested: bool = field(init=False)
    year_role: str = field(init=False)
    part_year: bool = field(init=False)
    previous: int = field(init=False)
    """Traits of the token before, unknown text passed over."""
    account: bool = field(init=False)
    """A new medium was named in this sentence: what is sent out now goes out there."""
    foreign: bool = field(init=False)
    """The sentence counts something without a measure: the topic of the sentence before is over."""
    counted: bool = field(init=False)
    """A number of things without a measure stands right before, in the same clause."""
    open_disputes: frozenset[str] = field(init=False)
    """Disputes whose totals were given and whose results may follow."""
    blocks: list[str] = field(init=False)
    """Blocks of suits whose totals were given since the last result."""
    loose_block: bool = field(init=False)
    """The block was named as a part of all suits: what follows may be the results of all."""
    acted: bool = field(init=False)
    """The number read last counts what was inspected, passed on and the like."""
    based: bool = field(init=False)
    """The sentence gave a figure of the year before, to be compared with."""
    spanning: bool = field(init=False)
    """The period named last is of several years (2008年5月1日至2011年12月31日); an academic year is not."""

    def begin_sentence(self, tokens: Iterable[Token], gap: bool) -> None:
        """Forget what does not outlive a sentence; ``gap`` when sentences in between were not read."""
        self.age += 1
        self.words_before = self.words
        self.words = {token.text for token in tokens if token.kind == "word"}
        if self.age > 2 or gap:
            self.topic = Topic(self.context_topic.main, self.topic.medium)
        if self.topic.medium == "gazette":
            self.topic = Topic(self.topic.main)
        if gap:
            self._forget_sentences()
        elif self.fresh_keys:
            del self.keys[: self.fresh_keys]
        self.fresh_keys = len(self.keys)
        self.subject, self.verbs, self.reach, self.blocks = self.context, [], [], []
        self.subject_key = self.year_role = self.governor = ""
        self.previous = 0
        self.local = self.joined = self.part = self.nested = self.part_year = self.explicit = False
        self.counted = self.account = self.foreign = self.based = self.acted = self.spanning = self.loose_block = False
        self.open_disputes = _NONE

    def _forget_sentences(self) -> None:
        """Sentences in between were not read: nothing is said of the one before."""
        self.words_before = self.siblings = _NONE
        self.keys, self.last_key, self.earlier = [], "", []

    def speaks_of(self, words: Words) -> bool:
        """Any of the words stands in this sentence, the one before, or the heading."""
        return not all(map(words.isdisjoint, (self.words, self.words_before, self.backdrop)))

    def hear(self, tokens: Iterable[Token]) -> None:
        """Take notice of the words of a sentence that holds no figure."""
        for token in tokens:
            if token.traits & _NOTABLE:
                self.note(token)
            elif token.kind != "rest":
                self.previous = token.traits

    def note(self, token: Token) -> None:
        """Take notice of a word or a date that passes."""
        previous, traits = self.previous, token.traits
        if token.kind == "rest":
            return
        self.previous = traits
        if traits & trait.MARK and token.kind == "word":
            self._note_word(token)
        if traits & _DATED:
            self._note_date(token, previous)

    def _note_date(self, token: Token, previous: int) -> None:
        """Take notice of the year, or the part of it, that is spoken of from here on."""
        part = token.kind == "skip" and token.traits & trait.PART_YEAR
        if part:
            self.part_year, self.years_past = True, token.traits & trait.YEARS_PAST != 0
        role = self.role(token)
        if role == "this_year":
            self.spanning = False
            if not part and self.years_past:
                self.part_year = False
        if role and not previous & trait.COMPARE:
            self.year_role = role

    def _is_headed(self) -> bool:
        """The heading speaks of one kind of dispute, and nothing since of anything else."""
        main = self.topic.main
        return len(main) == 1 and main <= DISPUTES and main == self.context_topic.main

    def _note_word(self, token: Token) -> None:
        grammar, text, traits = self.grammar, token.text, token.traits
        named = grammar.topic_of.get(text)
        if self.local and self.topic.main == _PAPERS and (named == "disclosure" or traits & trait.ON_REQUEST):
            named = None  # 印发公文512件，其中依申请公开67件: how papers are classed, not requests
        if named or traits & trait.MEDIUM:
            self.topic = self.topic.after((token,), grammar, self.joined)
            if traits & trait.MEDIUM and grammar.medium_of[text] in _ACCOUNTS:
                self.account = True
        if named:
            self.explicit |= traits & trait.REQUESTS_FULL != 0
            self.age, self.local = 0, True
            self.joined = named in DISPUTES
        if traits & _TURNS:
            self._turn(traits)

    def _turn(self, traits: int) -> None:
        """Take notice of a word for part of the year, or one that opens a list of parts."""
        if traits & (trait.PART_YEAR | trait.WHOLE_YEAR):
            self.part_year = bool(traits & trait.PART_YEAR)
        if traits & trait.OPENERS and self.last_key:
            self.part = True
            self.nested = self.last_key.startswith(CATEGORY) and self.last_key != STATUTORY
            self.governor = self.last_key

    def name_block(self, tokens: Iterable[Token]) -> None:
        """未经复议直接起诉的，维持2件: a clause without a number names the block that the results behind it are of."""
        classes = self.grammar.classes
        for token in tokens:
            if token.text in classes["suit_blocks"]:
                later = token.text in classes["later_suit"]
                self.blocks = [f"litigation.{'after_reconsideration' if later else 'direct'}"]
                self.loose_block = False

    def end_group(self) -> None:
        """A semicolon: the list inside a list is over, and what is named next stands alone."""
        self.nested = self.joined = False
        self.open_disputes = frozenset()
        self.reach = []

    def at_counter(self, phrase: frozenset[str] = frozenset()) -> bool:
        """Counters and service halls may be meant: their words stand here, and requests were not named in full."""
        classes = self.grammar.classes
        if self.explicit or "requests" in self.context_topic.main or classes["hall"].isdisjoint(self.words):
            return False
        return classes["requests_full"].isdisjoint(phrase) and classes["off_counter"].isdisjoint(self.words)

    def role(self, token: Token) -> str:
        """``this_year``, ``last_year``, ``next_year`` or nothing, by the report's year."""
        traits = token.traits
        if traits & trait.ANY_YEAR:
            if token.year is not None:
                return self._dated(token.year)
            if traits & trait.THIS_YEAR:
                return "this_year"
            return "last_year" if traits & trait.LAST_YEAR else "next_year"
        return ""

    def _dated(self, year: int) -> str:
        if self.year is None:
            return ""
        return "this_year" if year == self.year else "last_year" if year < self.year else "next_year"

    def record(self, key: str, own: list[Token], sets: str = "") -> None:
        """Remember a figure that was read."""
        self.keys.append(key)
        self.totals.add(key)
        self.last_key = key
        if key != YEARLY:  # 增幅31.6%，全年共计50件: of what grew
            self.subject, self.subject_key = own, key
        if sets:
            self.topic = Topic(frozenset({sets}), self.topic.medium)
        if key.startswith(_OF_DISPUTES):
            self._record_dispute(key.split(".")[0], key)

    def _record_dispute(self, family: str, key: str) -> None:
        """Results belong to the totals given last: to two of them when no result came in between."""
        self.joined = False
        if key in SUB_BLOCKS:
            self.loose_block = self.part and self.governor == f"{family}.total"
            self.blocks = [*self.blocks, SUB_BLOCKS[key]] if self.open_disputes else [SUB_BLOCKS[key]]
        elif key.count(".") == 1:
            self.blocks = []
        if key.endswith(".total"):
            self.open_disputes |= {family}
            self.topic = Topic(self.open_disputes, self.topic.medium)
        else:
            self.open_disputes = frozenset()

    def block(self) -> str:
        """The block of suits that results said now belong to; empty for all suits, :data:`OPEN` when in doubt."""
        if self.part and self.governor in SUB_BLOCKS:
            return SUB_BLOCKS[self.governor]
        if not self.blocks:
            return ""
        if len(self.blocks) > 1:
            return ""  # both told: what follows is of all suits
        return OPEN if self.loose_block else self.blocks[0]

    def topics(self, tokens: Iterable[Token] = ()) -> frozenset[str]:
        """Names in force once ``tokens`` are read too."""
        names = self.topic.after(tokens, self.grammar).names() if tokens else self.topic.names()
        if self.foreign and not self.local and not tokens:
            names = (names - self.topic.main - {"none"}) | {"foreign"}
        return _with_local(names) if self.local or self._is_headed() else names


@lru_cache(maxsize=256)
def _with_local(names: frozenset[str]) -> frozenset[str]:
    return names | {f"{name}_local" for name in names & _TOLD_APART}
