"""Zeros said without digits: 未收到…申请, 没有…复议和诉讼. Silence gives nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from nianbao.extract.prose import traits as trait
from nianbao.extract.prose.binding import scope_of
from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.lexing import Number, Token, lex
from nianbao.extract.prose.phrase import Phrase, is_organisation, traits_of
from nianbao.extract.prose.rules import Rule
from nianbao.extract.prose.scene import Scene

_LIST_MARK = "、"
_COLONS = "：:"
"""Not the end of a clause that goes on with a negation (信息处理费：无)."""
_CLAUSE_ENDS = "，,；;：:()（）…"
_CHANNELS = "prose.requests_by_channel."
_TRADE = 2
"""Characters of the name of a trade (审计, 税务)."""


def stated_zeros(tokens: list[Token], scene: Scene) -> list[NumberFate]:
    """The zeros of a sentence, one for each measure that a negated verb governs."""
    found: list[NumberFate] = []
    for clause in _clauses(tokens):
        traits = traits_of(clause)
        if not traits & trait.ZERO_VERBS or any(token.kind == "number" for token in clause):
            continue
        if _of_another_time(clause, traits, scene):
            continue
        for negation, words in _negations(clause, scene):
            rest = _unlisted(words, scene)
            bare = all(map(_is_tail, rest))
            told = _before(negation, clause) if bare else rest
            if bare and not told and not scene.keys and not _counted_before(tokens, negation):
                told = scene.context  # 行政诉讼情况: 无
            found += _governed(negation, told, clause, scene)
    return found


def _unlisted(words: list[Token], scene: Scene) -> list[Token]:
    """人大代表建议、政协提案, one word of the grammar, in its parts where it can be no zero itself."""
    found: list[Token] = []
    for word in words:
        parts = word.text.split(_LIST_MARK) if word.kind == "word" else []
        if len(parts) < 2 or word.text in scene.grammar.zero_rules or not scene.grammar.zero_rules.keys() >= set(parts):
            found.append(word)
            continue
        for part in parts:
            found += lex(part, scene.grammar, 0, len(part))
            found.append(Token("punct", _LIST_MARK, word.start, word.end, traits=trait.COORDINATORS))
        found.pop()
    return found


def _counted_before(tokens: list[Token], negation: Token) -> bool:
    """2021年发生1件，2022年未发生: what is said to be none was counted in the clause before."""
    return any(token.kind == "number" and token.start < negation.start for token in tokens)


def _clauses(tokens: list[Token]) -> Iterator[list[Token]]:
    clause: list[Token] = []
    for index, token in enumerate(tokens, start=1):
        if token.kind != "punct" or token.text == "、":
            clause.append(token)
        elif token.text in _COLONS and traits_of(tokens[index : index + 1]) & trait.ZERO_VERBS:
            continue
        elif token.text in _CLAUSE_ENDS:
            yield clause
            clause = []
    yield clause


def _of_another_time(clause: list[Token], traits: int, scene: Scene) -> bool:
    if scene.part_year:
        return True
    if traits & trait.CARRY or not traits & trait.ANY_YEAR:
        return False
    return any(scene.role(token) in ("last_year", "next_year") for token in clause)


def _negations(clause: list[Token], scene: Scene) -> Iterator[tuple[Token, list[Token]]]:
    """Each negated verb with the words it can govern: to the next one, or the end of the clause."""
    starts = [i for i, token in enumerate(clause) if token.traits & trait.ZERO_VERBS]
    for index, start in enumerate(starts):
        conditional = (
            start
            and clause[start - 1].kind == "rest"
            and scene.grammar.has(clause[start - 1].text[-1], "zero_conditions")
        )
        end = starts[index + 1] if index + 1 < len(starts) else len(clause)
        if not conditional:
            yield clause[start], clause[start + 1 : end]


def _before(negation: Token, clause: list[Token]) -> list[Token]:
    """行政诉讼无, 复议均未发生: the noun stands before the verb; only when nothing else does."""
    said = [token for token in clause[: clause.index(negation)] if not token.traits & trait.UNIVERSAL]
    while said and said[-1].traits & trait.PASSING and not said[-1].traits & trait.RULED:
        said.pop()  # 复议和诉讼案件也均未发生
    return said


def _governed(negation: Token, rest: list[Token], clause: list[Token], scene: Scene) -> list[NumberFate]:
    if traits_of(rest) & trait.CARRY:
        keys = _carried(rest, scene) or _carried([*_before(negation, clause), *rest], scene)  # 上年无结转
    else:
        keys = _nouns(negation, rest, scene)
    if not keys:
        return []
    keys = _parts_named(negation, clause, keys, scene) or keys
    scope = scope_of(Phrase(clause, [], True), scene)
    fates = []
    for key in keys:
        number = Number(Decimal(0), scene.grammar.measures[key].units[0], "exact", negation.text)
        number.start, number.end = negation.start, negation.end
        fates.append(NumberFate.of(number, "mapped", "", clause, [key], scope=scope))
        fates[-1].negated = True
        scene.record(key, clause)
    return fates


def _parts_named(negation: Token, clause: list[Token], keys: list[str], scene: Scene) -> list[str]:
    """科研机构和其他组织均未提出申请: the zero is theirs, not that of all requests."""
    grammar = scene.grammar
    before = [token for token in clause[: clause.index(negation)] if token.traits & trait.RULED]
    named = [{rule.key for rule in grammar.rules[token.text]} for token in before]
    parts = [next(iter(each)) for each in named if len(each) == 1]
    return [part for part in dict.fromkeys(parts) if grammar.measures[part].part_of in keys]


def _carried(rest: list[Token], scene: Scene) -> list[str]:
    roles = {scene.role(token) for token in rest}
    rules = [r for t in rest for r in scene.grammar.zero_rules.get(t.text, ()) if r.time in roles and r.time]
    return list(dict.fromkeys(rule.key for rule in rules))


def _nouns(negation: Token, rest: list[Token], scene: Scene) -> list[str]:
    """Measures of the nouns in the list that ends the clause; nothing when any word in between is unknown."""
    found: list[list[str]] = []
    doubt = False
    index = _skip_tail(rest)
    expected = True
    while index >= 0:
        token = rest[index]
        keys, doubtful = zero_keys(token, negation, rest[:index], scene)
        doubt |= doubtful
        if keys or token.traits & trait.ZERO_BYSTANDERS:
            if not expected and not _disputes(keys, found):
                break
            found.append(keys)
            expected = False
        elif token.traits & trait.COORDINATORS:
            expected = True
        elif expected or not (_is_tail(token) or _leads_on(token, scene)):
            break
        index -= 1
    between = rest[: index + 1]
    keys = _whole_alone(list(dict.fromkeys(key for keys in reversed(found) for key in keys)), scene)
    parts = _parts_between(between, keys, scene)
    if expected or doubt or not _may_stand_between(rest, index + 1, frozenset(parts), scene):
        return []
    return keys if _all_ways(parts, scene) else list(parts.values()) or keys


def _whole_alone(keys: list[str], scene: Scene) -> list[str]:
    """未收到书面或网上的申请: all requests; the ways they come by are no zeros of their own."""
    return [key for key in keys if scene.grammar.measures[key].part_of not in keys]


def _all_ways(parts: dict[str, str], scene: Scene) -> bool:
    """未收到网络、信函等形式的申请: ways told together are all of them, unless requests were counted before."""
    ways = [key for key in dict.fromkeys(parts.values()) if key.startswith(_CHANNELS)]
    return len(ways) > 1 and scene.grammar.measures[ways[0]].part_of not in scene.keys


def _leads_on(token: Token, scene: Scene) -> bool:
    """投诉及因政府信息公开提起行政诉讼: words that may stand before the next noun of the list."""
    grammar = scene.grammar
    return grammar.has(token.text, "zero_again") or grammar.has(token.text, "zero_between")


def _disputes(keys: list[str], found: list[list[str]]) -> bool:
    """复议诉讼 and 举报投诉 stand together without a mark; other nouns do not."""
    paired = {key.split(".")[0] for key in (*keys, *found[-1])}
    return paired == {"reconsideration", "litigation"} or keys == found[-1]


def _skip_tail(rest: list[Token]) -> int:
    index = len(rest) - 1
    while index >= 0 and _is_tail(rest[index]):
        index -= 1
    return index


def _is_tail(token: Token) -> bool:
    return bool(token.traits & (trait.ZERO_TAILS | trait.FILLER))


def zero_keys(token: Token, negation: Token, between: list[Token], scene: Scene) -> tuple[list[str], bool]:
    """Measures that this noun under this negation, with the words in between, says to be zero; and any doubt.

    Each verb may say one zero (没有制定、废止规范性文件); one word that leads to several measures is in doubt.
    """
    rules, topic = scene.grammar.zero_rules, scene.grammar.topic_of.get(token.text)
    known = rules.get(token.text)
    fitting = [rule for rule in known if _noun_rule(rule, token, scene)] if known else []
    own = [rule.key for rule in fitting if not rule.undecided] or [rule.key for rule in fitting] if fitting else []
    if not topic:
        keys = list(dict.fromkeys(own))
        return keys, len(keys) > 1
    verbs = {scene.grammar.unnegated[negation.text], *[t.text for t in between]} & rules.keys()
    said = [own, *([r.key for r in rules[verb] if topic in r.topics and not r.bare] for verb in sorted(verbs))]
    keys = list(dict.fromkeys([key for each in said for key in each]))
    doubt = len(keys) > 1 and (bool(own) or any(len(set(each)) > 1 for each in said))
    return keys, doubt


def _noun_rule(rule: Rule, token: Token, scene: Scene) -> bool:
    if rule.time or not rule.forbid.isdisjoint(scene.words) or (rule.off_counter and scene.at_counter()):
        return False
    if scene.year is not None and not rule.since <= scene.year <= rule.until:
        return False
    topics = scene.topics()
    if token.traits & trait.RECEIVE or (rule.topics and rule.topics.isdisjoint(topics)):
        return False
    if rule.zero_topics and rule.zero_topics.isdisjoint(topics):
        return False
    return not rule.near or scene.speaks_of(rule.near) or not rule.or_topic.isdisjoint(topics)


def _parts_between(tokens: list[Token], keys: list[str], scene: Scene) -> dict[str, str]:
    """科研机构、社会公益组织 before 提出的申请: the parts, by word; none where people are named too."""
    grammar = scene.grammar
    if any(grammar.has(token.text, "applicants") for token in tokens):
        return {}
    found: dict[str, str] = {}
    for token in tokens:
        if token.traits & trait.RULED:
            named = {rule.key for rule in grammar.rules[token.text]}
            if len(named) == 1 and grammar.measures[min(named)].part_of in keys:
                found[token.text] = min(named)
    return found


def _may_stand_between(rest: list[Token], count: int, parts: frozenset[str], scene: Scene) -> bool:
    """Whether the first so many words say nothing else of what the verb denies."""
    between, of_requests = scene.grammar.classes["zero_between"], scene.grammar.classes["request_mod"]
    phrase = Phrase(rest, [], True)
    return all(
        token.traits & trait.PASSING
        or token.text in between
        or token.text in of_requests
        or token.text in parts
        or is_organisation(phrase, index, scene.grammar)
        or _names_trade(rest, index, scene)
        for index, token in enumerate(rest[:count])
    )


def _names_trade(tokens: list[Token], index: int, scene: Scene) -> bool:
    """审计信息公开: what a body of one trade calls its disclosure."""
    ours = tokens[index + 1 : index + 2]
    return bool(ours) and len(tokens[index].text) == _TRADE and scene.grammar.has(ours[0].text, "ours")
