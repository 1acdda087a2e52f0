"""From the tokens of a sentence to the fates of its numbers: clauses and brackets."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice, pairwise, takewhile
from operator import attrgetter

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.binding import bind
from nianbao.extract.prose.fates import NumberFate, passed_over
from nianbao.extract.prose.lexing import Token
from nianbao.extract.prose.phrase import Phrase, traits_of
from nianbao.extract.prose.rules import TOTAL
from nianbao.extract.prose.scene import CATEGORY, STATUTORY, SUB_BLOCKS, Scene
from nianbao.extract.prose.second import think_again
from nianbao.extract.prose.sharing import Sharer
from nianbao.extract.prose.zeros import stated_zeros

_OPEN, _CLOSE = "(（", ")）"
_COMMAS = "，,。"
_QUOTES = '“”"'
_GROUP_ENDS = "；;"
_COLONS = "：:"
_BEFORE = ("base", "other_year", "change")
_LIST_MARK = "、"
_MULTIPLE = "multiple"
_JOINTS = "、，,"
_BROUGHT = "requests.brought_forward@total"
_TELLING = trait.RULED | trait.MARK | trait.ANY_YEAR | trait.CUMULATIVE | trait.CARRY | trait.COMPARE | trait.OFFICE
"""Clauses without any of these say nothing of the number behind them."""
_NOT_COUNTED = trait.UNIVERSAL | trait.ZERO_VERBS
"""A clause with one of these says something of all cases or of none; the next number counts something else."""
_SHARED_OUT = trait.RESPECTIVELY | trait.EACH
_NOTED = trait.MARK | trait.NUMBERED
"""Other words are but kept for the next number."""
_ORDER = attrgetter("start")


@dataclass(slots=True)
class _Outside:
    """What waits outside a bracket."""

    segment: list[Token]
    reach: list[Token]
    year_role: str
    governor: str
    part: bool
    nested: bool
    last_key: str
    blocks: list[str]
    verbs: list[Token]


@dataclass(slots=True)
class Walker(Sharer):
    """Goes through one sentence from left to right."""

    outside: list[_Outside] = field(default_factory=list)
    traits: int = 0
    """Traits of all tokens of the sentence."""

    def walk(self) -> list[NumberFate]:
        """Fates of all numbers of the sentence, and its zeros said without digits, in order."""
        scene, tokens = self.scene, self.tokens
        earlier, traits = scene.siblings, traits_of(tokens)
        self.traits = traits
        if traits & trait.MEDIUM:
            scene.siblings = earlier | media_counted(tokens, scene)
        ahead = enumerate(tokens, start=1)
        for position, token in ahead:
            kind = token.kind
            if kind == "word" and not token.traits & _NOTED:
                scene.previous = token.traits
                self.segment.append(token)
                continue
            self.position = position
            if kind == "punct":
                self._punctuation(token)
            elif kind == "number":
                self._number(token)
                while position < self.position:  # the words it took
                    position, _ = next(ahead)
            elif kind == "rest":
                self.segment.append(token)
            else:
                self._pass(token)
        self._end_clause()
        think_again(self.fates, tokens, traits, scene)
        if traits & trait.ZERO_VERBS:
            self.fates += stated_zeros(tokens, scene)
        if scene.siblings:
            scene.siblings = scene.siblings - earlier
        self.fates.sort(key=_ORDER)
        return self.fates

    def _pass(self, token: Token) -> None:
        self.scene.note(token)
        if token.kind == "skip":
            self._pass_over(token)
            if token.text == "list":
                return
            if token.text == _MULTIPLE:  # 为2020年的2倍: the year is what this one is compared with
                self.segment = [told for told in self.segment if not told.traits & trait.ANY_YEAR]
                self.scene.year_role = ""
        elif token.traits & trait.NUMBERED:
            self._pass_over(token)
        if token.traits & trait.DATED:
            self.scene.spanning |= self._ends_years(token)
        self.segment.append(token)

    def _ends_years(self, token: Token) -> bool:
        """2008年5月1日至2011年12月31日: a period of several years; an academic year is not."""
        if token.year is None:
            return False
        near = [t for t in self.segment[-3:] if not t.traits & trait.FILLER][-2:]
        if len(near) < 2 or not near[1].traits & trait.UNTIL:
            return False
        return near[0].year is not None and token.year - near[0].year > 1

    def _pass_over(self, token: Token) -> None:
        """Account for digits that are no figure: dates and the like, and names such as 12345."""
        if token.kind == "skip" or token.traits & trait.NUMBERED:
            self.fates.append(passed_over(token, self.text[token.start : token.end]))

    def _punctuation(self, token: Token) -> None:
        mark = token.text
        if mark in _COMMAS:
            self._end_clause()
        elif mark == _LIST_MARK:
            if self.segment:
                self.segment.append(token)
        elif mark in _QUOTES:
            return
        elif mark in _OPEN:
            self._enter()
        elif mark in _CLOSE:
            self._leave()
        elif mark not in _COLONS or not self.number_next():
            self._end_clause()
            if mark in _GROUP_ENDS:
                self.scene.end_group()

    def _opens_within(self) -> bool:
        """上年结转4件中，…: what follows is of these only."""
        ahead = self.tokens[self.position : self.position + 1]
        return any(self.scene.grammar.has(token.text, "within") for token in ahead)

    def _end_clause(self) -> None:
        self.scene.counted = self.scene.acted = False
        if not self.segment:
            return
        said, self.segment = self.segment, []
        traits = traits_of(said)
        if traits & trait.SUIT_BLOCKS and not self.outside and not traits & (trait.UNIVERSAL | trait.EACH):
            self.scene.name_block(said)
        if traits & _TELLING:
            if traits & _NOT_COUNTED:  # 全部为自然人提出，共计33件: not 33 natural persons
                said = [token for token in said if not token.traits & trait.RULED]
            self.scene.reach = [*self.scene.reach, *self._without_titles(said, traits)]

    def _without_titles(self, said: list[Token], traits: int) -> list[Token]:
        """发布2023年度建议办理情况，公开…: the year of what was published says nothing of the next number."""
        at = next((i for i, t in enumerate(said) if t.traits & trait.PUBLISH), None) if traits & trait.DATED else None
        if at is None or not any(self.scene.role(t) == "last_year" for t in said[at:]):
            return said
        dated = [t for t in said[:at] if self.scene.role(t)]
        self.scene.year_role = self.scene.role(dated[-1]) if dated else ""
        return [t for t in said if t.year is None or t in dated]

    def _enter(self) -> None:
        scene = self.scene
        self.outside.append(
            _Outside(
                self.segment,
                scene.reach,
                scene.year_role,
                scene.governor,
                scene.part,
                scene.nested,
                scene.last_key,
                scene.blocks,
                scene.verbs,
            )
        )
        role = self._dated_last()
        scene.year_role = role or scene.year_role
        scene.reach = [t for t in self.segment if t.traits & trait.ANY_YEAR] if role else [*scene.reach, *self.segment]
        self.segment = self._shared()
        inside = not self.segment and bool(self.fates) and self.fates[-1].keys == [scene.last_key]
        scene.nested |= self._of_unknown_class()
        scene.nested |= inside and scene.last_key.startswith(CATEGORY) and scene.last_key != STATUTORY
        if scene.last_key in SUB_BLOCKS:  # 直接起诉15件（维持10件）
            scene.part, scene.governor = True, scene.last_key

    def _of_unknown_class(self) -> bool:
        """其中政务类信息2815条（通知公告642条、…）: parts of a class without a measure are none of the total's."""
        if self.segment or not self.fates or not self.scene.part or TOTAL not in self.scene.keys:
            return False
        last = self.fates[-1]
        items = last.number is not None and last.number.unit in self.scene.grammar.item_units
        return items and last.outcome == "unmapped" and last.reason == "no_measure"

    def _counted_in_bracket(self) -> bool:
        """予以公开（19件）: the words before the bracket have had their number in it."""
        inside = self.tokens[max(0, self.position - 3) : self.position - 1]
        if len(inside) < 2 or inside[0].text not in _OPEN or inside[1].number is None or not self.fates:
            return False
        return self.fates[-1].outcome == "mapped" and self.fates[-1].start == inside[1].number.start

    def _dated_last(self) -> str:
        """The year that stands right before the bracket, but for words such as 同期."""
        telling = [
            token for token in self.segment[-2:] if token.traits & trait.ANY_YEAR or not token.traits & trait.PASSING
        ]
        return self.scene.role(telling[-1]) if telling else ""

    def _shared(self) -> list[Token]:
        """予以公开的占31.4%（44件）: what the share before the bracket is of, when the bracket begins with a number."""
        share = self.tokens[self.position - 2].number if self.position > 1 else None
        if share is None or share.unit not in self.scene.grammar.rates or not self.number_next():
            return []
        return self.fates[-1].own if traits_of(self.fates[-1].own) & trait.SHARE else []

    def _leave(self) -> None:
        self._end_clause()
        if not self.outside:
            return
        scene, kept = self.scene, self.outside.pop()
        said = [t for t in scene.reach if t.traits & trait.CUMULATIVE and t not in kept.segment]
        kept.segment = [] if self._counted_in_bracket() else kept.segment + said
        self.segment, scene.reach, scene.year_role = kept.segment, kept.reach, kept.year_role
        scene.governor, scene.part, scene.nested = kept.governor, kept.part, kept.nested
        scene.last_key, scene.blocks = kept.last_key or scene.last_key, kept.blocks
        scene.verbs = kept.verbs

    # --- numbers -------------------------------------------------------------------------------------------------

    def _number(self, token: Token) -> None:
        number, scene = token.number, self.scene
        assert number is not None
        behind, closed = self._behind()
        phrase = Phrase(self.segment, behind, closed)
        if scene.verbs and not phrase.before_traits & trait.LIST_VERBS:  # not 办结88件，新收申请86件
            phrase.carried = frozenset([token.text for token in scene.verbs])
        if phrase.before_traits & _SHARED_OUT and self.share_out(number, phrase.before_traits):
            return
        if not behind and self.run_without_words():
            return
        if self.counts_issues(number):
            self.fates.append(NumberFate.of(number, "unmapped", "issues", self.segment))
            return
        if self.traits & trait.SO_FAR:
            scene.lasting = self._this_year_is_a_part()
        fate, took = bind(number, phrase, scene)
        scene.lasting = False
        self.fates.append(fate)
        self._after_number(fate, phrase, behind[:took])

    def _after_number(self, fate: NumberFate, phrase: Phrase, taken: list[Token]) -> None:
        scene = self.scene
        own, traits = phrase.before, phrase.before_traits
        if taken:
            for token in taken:
                scene.note(token)
                self._pass_over(token)
            self.position = self.tokens.index(taken[-1], self.position) + 1
            own, traits = phrase.tokens[: phrase.at + len(taken)], traits | traits_of(taken)
        if traits & trait.LIST_VERBS:
            scene.verbs = [t for t in own if t.traits & trait.LIST_VERBS]
        mapped = fate.outcome == "mapped"
        if not mapped and phrase.before_traits & trait.RULED and any(map(_names_a_thing, phrase.before)):
            scene.subject, scene.subject_key = phrase.before, ""
        elif mapped and fate.keys == [_BROUGHT] and self._opens_within():
            scene.nested = True
        aside = fate.reason in _BEFORE
        if (
            fate.reason == "base"
            or (mapped and traits & trait.YEARLY_CHANGE)  # 同比增长8%: what follows is of this year
            or (traits & trait.CARRY and any(scene.role(t) for t in own))
        ):
            scene.year_role = ""
        scene.counted = not mapped and fate.number is not None and fate.number.unit in scene.grammar.item_units
        if not phrase.closed and self._rank_next(fate):
            self.segment = [*own]
        else:
            self.segment = [*phrase.before] if not taken and self._goes_on(fate, phrase) else []
        if aside:
            scene.based = True
        aside = aside and not phrase.before_traits & trait.RULED
        scene.reach = [t for t in scene.reach if not t.traits & trait.ANY_YEAR] if aside else []

    def _rank_next(self, fate: NumberFate) -> bool:
        """居28个部门第5位, 以96.5分位居第8名: the words before the number are those of the rank as well."""
        if fate.number is None or fate.number.ordinal:
            return False
        rest = takewhile(lambda token: token.kind != "punct", self.tokens[self.position :])
        ahead = next((token.number for token in rest if token.number is not None), None)
        return ahead is not None and ahead.ordinal

    def _goes_on(self, fate: NumberFate, phrase: Phrase) -> bool:
        """The words before this number are those of the next one too."""
        if not phrase.closed:
            return self.number_next()
        at = self.position + 1
        return at < len(self.tokens) and self.tokens[at].kind == "number" and self._in_money(fate)

    def _in_money(self, fate: NumberFate) -> bool:
        """信息处理费2笔、600元: the sum of what was counted."""
        mark, ahead = self.tokens[self.position], self.tokens[self.position + 1].number
        if ahead is None or fate.number is None or mark.text not in _JOINTS:
            return False
        return ahead.unit == self.scene.grammar.money != fate.number.unit

    def _behind(self) -> tuple[list[Token], bool]:
        """Words behind the number up to the end of its clause, brackets passed over."""
        found: list[Token] = []
        depth = 0
        for token in islice(self.tokens, self.position, None):
            kind = token.kind
            if kind == "punct":
                if not depth and token.text in _COMMAS:
                    return found, True
                if token.text in _OPEN:
                    depth += 1
                elif token.text in _CLOSE and depth:
                    depth -= 1
                elif not depth and token.text not in _QUOTES:
                    return found, True
            elif not depth:
                if kind == "number":
                    return found, False
                found.append(token)
            if depth and found:
                return found, True
        return found, True

    def _this_year_is_a_part(self) -> bool:
        """其中本年新增…: what follows sets this year apart from the number at hand."""
        rest = self.tokens[self.position :]
        rates = self.scene.grammar.rates
        counts = takewhile(lambda t: t.number is None or t.number.unit in rates, rest)
        ahead = [t for t in counts if t.kind != "punct"]
        opens = next((i for i, t in enumerate(ahead) if t.traits & trait.OPENERS), None)
        if opens is not None:
            return any(self.scene.role(t) == "this_year" for t in ahead[opens + 1 :])
        return any(self.scene.role(t) == "this_year" and self._adds(v) for t, v in pairwise(ahead))

    def _adds(self, verb: Token) -> bool:
        """2019年公开…, 2019年新增公开…."""
        return bool(verb.traits & trait.PUBLISH) or self.scene.grammar.has(verb.text, "new_of_year")


_MOVES = trait.RISE | trait.FALL | trait.YEARLY_CHANGE


def _names_a_thing(token: Token) -> bool:
    """A head that a later number may count: 申请, not 增幅."""
    return bool(token.traits & trait.RULED) and not token.traits & _MOVES


def media_counted(tokens: list[Token], scene: Scene) -> set[str]:
    """Media other than the website that stand in a clause with a number of items."""
    found: set[str] = set()
    clause: set[str] = set()
    columns = _columns(tokens, scene)
    for token in tokens:
        if token.kind == "number" and token.number and token.number.unit in scene.grammar.item_units:
            found |= clause
        if token.kind == "punct" and token.text != _LIST_MARK and token.text not in _QUOTES:
            clause = set()
        elif token.traits & trait.MEDIUM and token.start < columns:
            clause.add(scene.grammar.medium_of[token.text])
    return found - {"website"}


def _columns(tokens: list[Token], scene: Scene) -> int:
    """From where on boards are columns of the website: 通过网站发布825条，其中政务公开栏94条."""
    grammar, last = scene.grammar, tokens[-1].end
    boards = [token for token in tokens if token.traits & trait.MEDIUM and grammar.has(token.text, "posted")]
    opener = next((token for token in tokens if token.traits & trait.OPENERS), None) if boards else None
    if opener is None or boards[0].start < opener.start:
        return last
    before = {token.text for token in tokens if token.end <= opener.start}
    ways = {grammar.medium_of[text] for text in before if text in grammar.medium_of}
    return boards[0].start if ways == {"website"} and before.isdisjoint(grammar.classes["many_ways"]) else last
