"""Numbers shared out to the items of a list: 甲、乙分别为a、b; 甲和乙均为a; 微博、微信发布信息a条、b条."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.binding import bind, scope_of
from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.lexing import Number, Token, lex
from nianbao.extract.prose.matching import Match, match_before
from nianbao.extract.prose.phrase import Phrase, all_light, traits_of
from nianbao.extract.prose.scene import Scene, Topic

_COMPARING = trait.COMPARE | trait.ANY_YEAR
_LIST_MARK, _JOINTS = "、", "、，,"


@dataclass(slots=True)
class Sharer:
    """The tokens of one sentence, how far they are read, and what was found."""

    tokens: list[Token]
    scene: Scene
    text: str
    segment: list[Token] = field(default_factory=list)
    """Words of the clause since its last number."""
    position: int = 0
    fates: list[NumberFate] = field(default_factory=list)
    items: list[list[Token]] = field(default_factory=list)
    """Nouns of the list that numbers were shared out to last."""

    def share_out(self, number: Number, traits: int) -> bool:
        """Numbers given to the items of a list, by 分别 or 均; whether they were."""
        if traits & trait.RESPECTIVELY:
            run = self._run()
            if len(run) > 1:
                self._pairs(run)
                return True
        return bool(traits & trait.EACH) and not self.counts_issues(number) and self._to_each(number)

    def _run(self) -> list[Token]:
        """This number and those that follow it with nothing but a list mark or 和 in between."""
        run = [self.tokens[self.position - 1]]
        for token in self.tokens[self.position :]:
            if token.kind == "number":
                run.append(token)
            elif not (token.text == _LIST_MARK or token.traits & trait.COORDINATORS):
                break
        return run

    def run_without_words(self) -> bool:
        """微博、微信发布信息a条、b条: shared out without 分别; whether they were."""
        if self.position == len(self.tokens):
            return False
        ahead = self.tokens[self.position]
        if ahead.kind != "number" and ahead.text != _LIST_MARK:
            return False
        run = list(takewhile(lambda t: t.kind == "number" or t.text == _LIST_MARK, self.tokens[self.position - 1 :]))
        numbers = [token for token in run if token.kind == "number"]
        verb = next((i for i, t in enumerate(self.segment) if t.traits & trait.PUBLISH), 0)
        units = {token.number.unit for token in numbers if token.number}
        if len(numbers) < 2 or len(units - {None}) != 1:
            return False
        if not verb or not units <= {None, *self.scene.grammar.item_units}:
            return False
        self._pairs(numbers, verb, verb)
        return True

    def _pairs(self, run: list[Token], at: int = -1, behind: int = 0) -> None:
        """甲、乙分别为a、b: the first noun with the first number, and so on; otherwise nothing is read."""
        scene = self.scene
        if at < 0:
            at = next(i for i, t in enumerate(self.segment) if t.traits & trait.RESPECTIVELY)
            behind = at + 1
        items = _split(self._unlisted(self.segment[:at]), len(run)) or self._again(self.segment[:at], len(run))
        if not items and _one_account(self.segment[:at]):
            items = [self.segment[:at]] * len(run)
        self.items = items
        shared = self.segment[behind:]
        changes = bool(traits_of(shared) & (trait.RISE | trait.FALL)) and not traits_of(shared) & trait.REACHED
        unit = run[-1].number.unit if run[-1].number else None
        kept = scene.topic
        for index, token in enumerate(run):
            assert token.number is not None
            number = token.number if token.number.unit else replace(token.number, unit=unit)
            if changes and number.unit not in scene.grammar.rates:
                self.fates.append(NumberFate.of(number, "not_a_figure", "change", self.segment))
                continue
            if not items:
                self.fates.append(NumberFate.of(number, "unmapped", "pairing", self.segment))
                continue
            own = [*_led(items, index), *shared]
            scene.topic = Topic(kept.main, kept.medium).after(own, scene.grammar)
            fate, _ = bind(number, Phrase(own, [], True), scene)
            self.fates.append(fate)
        if items and scene.topic.main <= {"reconsideration", "litigation"}:
            scene.topic = kept
        self.position = self.tokens.index(run[-1], self.position - 1) + 1
        self.segment, scene.reach = [], []

    def _again(self, before: list[Token], wanted: int) -> list[list[Token]]:
        """复议、诉讼较上年分别减少4件、1件，分别为2件、0件: the nouns of the list before, with a verb of their own."""
        verbs = [token for token in before if token.traits & trait.LIST_VERBS]
        if len(self.items) != wanted or not all_light(token for token in before if token not in verbs):
            return []
        if verbs:
            return [[*(t for t in item if not t.traits & trait.LIST_VERBS), *verbs] for item in self.items]
        return [[token for token in item if not token.traits & _COMPARING] for item in self.items]

    def _unlisted(self, tokens: list[Token]) -> list[Token]:
        """Words that are themselves lists (予以公开、部分公开; 立改废), taken apart."""
        found: list[Token] = []
        for token in tokens:
            told = self.scene.grammar.shortened.get(token.text, token.text)
            if token.kind != "word" or _LIST_MARK not in told:
                found.append(token)
                continue
            start = token.start
            for part in told.split(_LIST_MARK):
                if told is token.text:
                    found += lex(self.text, self.scene.grammar, start, start + len(part))
                    start += len(part) + 1
                else:
                    found += _at(lex(part, self.scene.grammar, 0, len(part)), token)
                found.append(Token("punct", _LIST_MARK, start - 1, start))
            found.pop()
        return found

    def _to_each(self, number: Number) -> bool:
        """甲和乙均为a: the number is given to each noun."""
        scene = self.scene
        at = next(i for i, t in enumerate(self.segment) if t.traits & trait.EACH)
        if number.value is None:
            return False
        items = _split(self.segment[:at], None)
        if len(items) < 2:
            return False
        kept = scene.topic
        matches = []
        for item in items:
            scene.topic = kept.after(item, scene.grammar)
            wanted = number if number.unit else replace(number, unit=None)
            matches.append(match_before(Phrase(item, [], True), wanted, scene))
        matches = _parts_rather(matches, items, number, scene)
        scene.topic = kept
        if number.value == 0 or number.unit in scene.grammar.rates:
            # 复议、诉讼、来访均为0, 办结率、满意率均为100%: what has no measure takes nothing from the others
            matches = [match for match in matches if match and not match.undecided()]
        if not matches or any(match is None or len(match.measures()) != 1 for match in matches):
            return False
        keys = [match.measures()[0] for match in matches if match]
        scope = scope_of(Phrase(self.segment, [], True), scene)
        self.fates.append(NumberFate.of(number, "mapped", "", self.segment, keys, scope=scope))
        for key in keys:
            scene.record(key, self.segment)
        self.segment, scene.reach = [], []
        return True

    def counts_issues(self, number: Number) -> bool:
        """推送微信260期1305条: the issues in which the items were sent out."""
        if number.unit != self.scene.grammar.issues:
            return False
        ahead = self._after_mark()
        return ahead is not None and ahead.unit in self.scene.grammar.item_units

    def _after_mark(self) -> Number | None:
        """The number that follows at once, or behind one mark (推送微信260期、1305条)."""
        rest = self.tokens[self.position : self.position + 2]
        if len(rest) > 1 and rest[0].kind == "punct" and rest[0].text in _JOINTS:
            rest = rest[1:]
        return rest[0].number if rest else None

    def number_next(self) -> bool:
        """The next token is a number."""
        return self.position < len(self.tokens) and self.tokens[self.position].kind == "number"


def _parts_rather(
    matches: list[Match | None], items: list[list[Token]], number: Number, scene: Scene
) -> list[Match | None]:
    """科研机构和其他组织的申请均为0件: what the last noun is of belongs to all items, not to the last alone."""
    wholes = {rule.part_of for match in matches[:-1] if match for rule in match.rules}
    last = matches[-1]
    if last is None or not last.head or not {rule.key for rule in last.rules} & wholes:
        return matches
    return [*matches[:-1], match_before(Phrase(items[-1][: last.head], [], True), number, scene)]


def _one_account(tokens: list[Token]) -> bool:
    """“某某发布”“某某政务”微信公众号分别发布a条、b条: several accounts of one medium, and nothing else."""
    media = [token for token in tokens if token.traits & trait.MEDIUM]
    return len(media) == 1 and not any(token.text == _LIST_MARK for token in tokens)


def _at(words: list[Token], token: Token) -> list[Token]:
    """Words that a short one stands for, in its place."""
    return [replace(word, start=token.start, end=token.end) for word in words]


def _led(items: list[list[Token]], index: int) -> list[Token]:
    """An item with the verb that leads the list (主动公开规章、规范性文件), or ends it (规章、规范性文件制发)."""
    item, traits = items[index], traits_of(items[index])
    if traits & trait.LIST_VERBS:
        return item
    leading = [t for at, t in enumerate(items[0]) if t.traits & trait.LIST_VERBS and not all_light(items[0][at + 1 :])]
    ending = _ending(items[-1]) if not leading and traits & trait.MARK else []
    return [*leading, *item, *ending]


def _ending(item: list[Token]) -> list[Token]:
    """制发数 of 规范性文件制发数."""
    at = next((at for at, token in enumerate(item) if token.traits & trait.LIST_VERBS), 0)
    return item[at:] if at and item[at - 1].traits & trait.MARK else []


def _split(tokens: list[Token], wanted: int | None) -> list[list[Token]]:
    """Items of a list before 分别 or 均: at every 、 and 和; at 、 alone when that gives the wanted number."""
    for marks in (lambda t: t.traits & trait.COORDINATORS, lambda t: t.text == _LIST_MARK):
        items = list(_pieces(tokens, marks))
        if all(items) and (wanted is None or len(items) == wanted):
            return items
    return []


def _pieces(tokens: list[Token], is_mark: Callable[[Token], object]) -> Iterator[list[Token]]:
    piece: list[Token] = []
    for token in tokens:
        if is_mark(token):
            yield piece
            piece = []
        else:
            piece.append(token)
    yield piece
