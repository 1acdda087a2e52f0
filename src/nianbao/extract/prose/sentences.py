"""From the fates of a sentence to what it says beyond single figures: lists, shares, changes, universal claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.grammar import Grammar
from nianbao.extract.prose.lexing import Token
from nianbao.extract.prose.phrase import traits_of
from nianbao.model import Amount, Evidence, Sentence, UniversalClaim
from nianbao.model.sentence import Role

UNMAPPED = "prose.unmapped"
Placing = Callable[[NumberFate], Evidence]
_ROLES: dict[str, Role] = {
    "base": "base",
    "other_year": "base",
    "change": "change",
    "nested": "part_of_part",
    "part": "part_of_part",
    "part_year": "set_aside",
    "average": "set_aside",
    "planned": "set_aside",
    "issues": "set_aside",
}
_RECEIVED, _BROUGHT = "requests.received@total", "requests.brought_forward@total"
_YEARLY = "prose.requests_yoy"
_DISPUTES = ("reconsideration.", "litigation.")
_REQUESTS = ("requests.received@total", "results.total@total")
_OUTCOMES = ("results.", "prose.outcome")
_OF_REQUESTS = ("answered", "concluded")
"""Claims of requests as well as of disputes."""
_CLAUSE_ENDS = "，,；;：:()（）"


def relate(
    fates: Sequence[NumberFate], tokens: Sequence[Token], traits: int, grammar: Grammar, place: Placing
) -> Sentence | None:
    """The sentence as the checks need it; ``traits`` of all its tokens; None when it has no number."""
    told = [fate for fate in fates if fate.number is not None and fate.number.value is not None]
    if not told:
        return None
    dated = traits & trait.DATED != 0
    ahead = [t for t in tokens if t.end <= told[0].start and t.year is not None] if dated else []
    amounts = [_amount(fate, dated, ahead, grammar, place) for fate in told]
    if len(amounts) > 1 or traits & trait.SHARE:
        _relate(amounts, told, tokens, traits, grammar)
    return Sentence(amounts, tuple(_claims(told, tokens, grammar, place)) if traits & _ALL else ())


def _amount(fate: NumberFate, dated: bool, ahead: Sequence[Token], grammar: Grammar, place: Placing) -> Amount:
    number = fate.number
    assert number is not None
    value = number.figure()
    role = _role(fate, grammar)
    if role == "growth" and value > 0 and traits_of(fate.own) & trait.FALL:
        value = -value
    keys = fate.keys or fate.candidates
    key = keys[0] if fate.keys or (role == "base" and len(keys) == 1) else "" if role == "base" else UNMAPPED
    year = _year(fate) if dated else None
    if role == "base" and year is None and ahead:  # 2023年，…复议5件，其中维持3件: the year at the head of the sentence
        year = ahead[-1].year
    loose = key == _RECEIVED and bool(traits_of(fate.own) & trait.MAY_INCLUDE)
    decimals = len(number.raw.partition(".")[2]) if "." in number.raw else 0
    # By position, which takes half the time of names.
    return Amount(
        key,
        value,
        number.unit,
        role,
        number.qualifier,
        decimals,
        None,
        (),
        year,
        loose,
        False,
        fate.scope,
        place(fate),
    )


def _year(fate: NumberFate) -> int | None:
    """The year named last before the number."""
    years = [token.year for token in fate.own if token.year is not None and token.end <= fate.start]
    return years[-1] if years else None


def _role(fate: NumberFate, grammar: Grammar) -> Role:
    assert fate.number is not None
    if fate.number.unit in grammar.rates:
        if fate.keys and not fate.keys[0].endswith("_yoy"):
            return "figure"
        traits = traits_of(token for token in fate.own if token.end <= fate.start)
        if traits & (trait.RISE | trait.FALL | trait.YEARLY_CHANGE):
            return "growth" if fate.number.unit == "%" else "set_aside"
        return "share" if fate.number.unit == "%" and _says_no_more(fate) else "set_aside"
    if fate.keys:
        return "figure"
    if fate.outcome == "unmapped" and _is_compared(fate):
        return "base"
    return _ROLES.get(fate.reason, "unmapped" if fate.outcome == "unmapped" else "set_aside")


_COMPARING = trait.ANY_YEAR | trait.COMPARE | trait.RISE | trait.FALL


def _before(fate: NumberFate) -> list[Token]:
    """The words before a number, those left out that say nothing here."""
    words = (token for token in fate.own if token.end <= fate.start)
    return [token for token in words if token.traits & _COMPARING or not token.traits & (trait.PASSING | trait.FILLER)]


def _is_compared(fate: NumberFate) -> bool:
    """比上年的60件, 较2023年38件: the number of the year compared with."""
    before = _before(fate)
    named = len(before) > 1 and before[-1].traits & (trait.LAST_YEAR | trait.DATED)
    return bool(named and before[-2].traits & trait.COMPARE)


def _is_difference(fate: NumberFate) -> bool:
    """增加14件, behind the number of last year."""
    before = _before(fate)
    return bool(before and before[-1].traits & (trait.RISE | trait.FALL))


def _says_no_more(fate: NumberFate) -> bool:
    """占31.4%, （31.4%）: no noun of its own, such as 公开率 or 合格率."""
    before = [token for token in fate.own if token.end <= fate.start and not token.traits & trait.SHARE]
    return not traits_of(before) & trait.UNKNOWN and all(t.traits & (trait.PASSING | trait.RULED) for t in before)


def _relate(
    amounts: list[Amount], told: Sequence[NumberFate], tokens: Sequence[Token], traits: int, grammar: Grammar
) -> None:
    """Set what each share and growth is of, and what a bracket says of the number before it."""
    if traits & trait.CLOSING and (first := _first_of_closed(told, tokens, grammar)) is not None:
        amounts[first].closing = True
    for index, (before, amount) in enumerate(pairwise(amounts), start=1):
        if (before.role, amount.role) == ("base", "unmapped") and _is_difference(told[index]):
            amount.role = "change"
    if not any(amount.role in ("share", "growth") or amount.key == _BROUGHT for amount in amounts):
        return
    between = _between(told, tokens)
    for index, amount in enumerate(amounts):
        if amount.role == "share":
            amount.of = _shared(index, amounts, told, between)
            amount.nouns = _nouns(told[index], grammar) if amount.of is None else ()
        elif amount.role == "growth":
            amount.of = _grown(index, amounts, between)
        elif amount.key == _BROUGHT and index and amounts[index - 1].key == _RECEIVED and "（" in between[index - 1]:
            amounts[index - 1].loose = True


def _between(told: Sequence[NumberFate], tokens: Sequence[Token]) -> list[str]:
    """Punctuation between each number and the next, brackets in one spelling."""
    marks = [token for token in tokens if token.kind == "punct"]
    spans = [(a.end, b.start) for a, b in pairwise(told)]
    return ["".join(m.text for m in marks if a <= m.start < b).replace("(", "（").replace(")", "）") for a, b in spans]


def _grown(index: int, amounts: list[Amount], between: list[str]) -> int | None:
    """同比增长8%: of the requests received where the rate is known to be theirs, else of the figure read last."""
    for at in range(index - 1, -1, -1):
        yearly = amounts[index].key == _YEARLY
        if not yearly and "）" in between[at]:
            return None
        if amounts[at].role == "figure" and (not yearly or amounts[at].key == _RECEIVED):
            return at
    return None


def _shared(index: int, amounts: list[Amount], told: Sequence[NumberFate], between: list[str]) -> int | None:
    """14条，占8.6%; 14条（8.6%）: of the number before. 占8.6%（14条）: of the number in the bracket."""
    named = any(True for _ in _own_nouns(told[index]))
    if named:
        ahead = index + 1 < len(amounts) and between[index] == "（" and amounts[index + 1].role == "figure"
        return index + 1 if ahead else None
    counts = ("figure", "unmapped", "part_of_part")
    if traits_of(told[index].own) & trait.RESPECTIVELY:
        return None
    before = index and between[index - 1] in ("", "，", ",", "（") and amounts[index - 1].role in counts
    return index - 1 if before else None


def _nouns(fate: NumberFate, grammar: Grammar) -> tuple[str, ...]:
    """主动公开的占41.5%: measures that the noun of the share may mean."""
    return tuple(sorted({rule.key for token in _own_nouns(fate) for rule in grammar.rules[token.text]}))


def _own_nouns(fate: NumberFate) -> Iterator[Token]:
    """Nouns of a share that say what it is of: before 占; those behind it say of what whole (占答复总数的50%)."""
    before = [token for token in fate.own if token.end <= fate.start]
    at = next((i for i, token in enumerate(before) if token.traits & trait.SHARE), len(before))
    return (token for token in before[:at] if token.traits & trait.RULED)


def _first_of_closed(told: Sequence[NumberFate], tokens: Sequence[Token], grammar: Grammar) -> int | None:
    """The first number behind a word such as 分别为, unless 其中 opens the list or 等 ends the sentence."""
    at = next((i for i, token in enumerate(tokens) if token.traits & trait.CLOSING), None)
    if at is None or not told or traits_of(tokens[:at]) & trait.OPENERS & ~trait.RESPECTIVELY:
        return None
    if any(token.text == grammar.etcetera and token.start >= told[-1].end for token in tokens):
        return None
    return next((i for i, fate in enumerate(told) if fate.start >= tokens[at].end), None)


# --- universal claims --------------------------------------------------------------------------------------------

_ALL = trait.UNIVERSAL | trait.EACH | trait.WHOLE_CLAIMS


def _claims(
    told: Sequence[NumberFate], tokens: Sequence[Token], grammar: Grammar, place: Placing
) -> Iterator[UniversalClaim]:
    for clause in _clauses(tokens):
        at = next((i for i, token in enumerate(clause) if token.traits & _ALL), None)
        if at is None or any(token.kind == "number" for token in clause[at:]):
            continue
        words = {token.text for token in clause[at:]}
        about = _about(clause[:at], told, clause[at].start)
        name = next((n for n, sets in grammar.claims.items() if _says(words, sets)), None)
        if name and about:
            yield UniversalClaim(name, [fate.keys[0] for fate in about], place(about[-1]))
        elif name in _OF_REQUESTS and (outcome := _outcome_behind(told, clause[at].end)):
            yield UniversalClaim(name, [_RECEIVED], place(outcome))


def _outcome_behind(told: Sequence[NumberFate], end: int) -> NumberFate | None:
    """均已办结，其中予以公开10件: the claim heads its sentence, and a list of what came of requests follows it."""
    first = told[0]
    return first if first.start > end and first.keys and first.keys[0].startswith(_OUTCOMES) else None


def _says(words: set[str], sets: Mapping[str, frozenset[str]]) -> bool:
    return not words.isdisjoint(sets["words"]) and words.isdisjoint(sets["without"])


def _clauses(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    clause: list[Token] = []
    for token in tokens:
        if token.kind == "punct" and token.text in _CLAUSE_ENDS:
            yield clause
            clause = []
        else:
            clause.append(token)
    yield clause


def _about(before: list[Token], told: Sequence[NumberFate], start: int) -> list[NumberFate]:
    """The totals the claim is made of: those read last before it, two disputes together when no result came between.

    A number in the clause itself limits the claim to it, and to nothing when it is a remainder or a part.
    """
    if traits_of(before) & trait.REMAINDER:
        return []
    earlier = [fate for fate in told if fate.end <= start and fate.keys]
    numbers = [token for token in before if token.kind == "number"]
    if numbers:
        earlier = [fate for fate in earlier if fate.start >= numbers[0].start]
    found: list[NumberFate] = []
    for fate in reversed(earlier):
        if not _is_total(fate.keys[0]) or (found and not fate.keys[0].startswith(_DISPUTES)):
            break
        if found and not found[-1].keys[0].startswith(_DISPUTES):
            break
        found.append(fate)
    return found[::-1]


def _is_total(key: str) -> bool:
    return key in _REQUESTS or (key.startswith(_DISPUTES) and key.endswith(".total") and key.count(".") == 1)
