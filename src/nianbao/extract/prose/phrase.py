"""The words a number stands with, and what the conditions of rules look at of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.grammar import Grammar
from nianbao.extract.prose.lexing import Token
from nianbao.extract.prose.scene import Scene


@dataclass(slots=True)
class Phrase:
    """The words a number stands with."""

    before: list[Token]
    behind: list[Token]
    closed: bool
    """The clause ends after the last token, rather than running into another number."""
    carried: frozenset[str] = frozenset()
    """Verbs of the item before in the same list."""
    prepended: bool = False
    """Those verbs were put before the phrase, as if they stood there."""

    tokens: list[Token] = field(init=False)
    """``tokens[:at]`` are those before, the rest those behind."""
    at: int = field(init=False)
    before_traits: int = field(init=False)
    """Traits of the words before the number, all together."""
    behind_traits: int = field(init=False)
    view_before: View | None = field(init=False)
    view_behind: View | None = field(init=False)

    def __post_init__(self) -> None:
        """Gather the traits."""
        self.at = len(self.before)
        self.before_traits = traits_of(self.before)
        self.tokens, self.behind_traits = self.before, 0
        if self.behind:
            self.tokens, self.behind_traits = self.before + self.behind, traits_of(self.behind)
        self.view_before = self.view_behind = None

    def view(self, before: bool, scene: Scene) -> View:
        """What rules look at whose head stands before the number, or behind it; the scene must not change."""
        view = self.view_before if before else self.view_behind
        if view is None:
            view = _view(self, before, scene)
            if before:
                self.view_before = view
            else:
                self.view_behind = view
        return view


@dataclass(slots=True)
class View:
    """The words that the conditions of a rule are about."""

    words: frozenset[str]
    """Words that go with a head: those before the number, or all when the head stands behind it."""
    available: frozenset[str]
    """These, the carried verbs, and the clauses without a number before."""
    around: frozenset[str]
    topics: frozenset[str]
    """Topics in force when the head has been read."""
    so_far: bool
    """The number counts all years so far, and says so."""
    cumulative: bool
    """It counts more than one year."""


def _view(phrase: Phrase, before: bool, scene: Scene) -> View:
    tokens = phrase.before if before else _to_claim(phrase)
    words = frozenset([token.text for token in tokens if token.kind == "word"])
    around = words.union([token.text for token in scene.reach]) if scene.reach else words
    topics = scene.topics(() if before else phrase.behind)
    classes = scene.grammar.classes
    so_far = (scene.lasting or scene.spanning) and not classes["so_far"].isdisjoint(around)
    cumulative = so_far or not classes["cumulative"].isdisjoint(around)
    return View(words, around | phrase.carried if phrase.carried else around, around, topics, so_far, cumulative)


def _to_claim(phrase: Phrase) -> list[Token]:
    """All words up to what is said of every case (27件申请均已答复), unless it is said of the rest."""
    if not phrase.behind_traits & trait.UNIVERSAL or phrase.before_traits & trait.REMAINDER:
        return phrase.tokens
    return [*phrase.before, *takewhile(lambda token: not token.traits & trait.UNIVERSAL, phrase.behind)]


def traits_of(tokens: Iterable[Token]) -> int:
    """Traits of any of the tokens."""
    found = 0
    for token in tokens:
        found |= token.traits
    return found


def all_light(tokens: Iterable[Token]) -> bool:
    """Whether no token says anything of what is counted."""
    said = trait.PASSING
    for token in tokens:
        said &= token.traits
    return bool(said)


def is_organisation(phrase: Phrase, index: int, grammar: Grammar) -> bool:
    """Unknown text that ends as the name of an office or place does, alone or with the next word."""
    token = phrase.tokens[index]
    if token.kind != "rest":
        return False
    if token.text[-1] in grammar.organisation_ends:
        return True
    following = phrase.tokens[index + 1] if index + 1 < len(phrase.tokens) else None
    return following is not None and following.kind == "word" and following.text[0] in grammar.organisation_ends
