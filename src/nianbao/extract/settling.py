"""Figures that a scan leaves open, decided by what they must add up to.

A reader of pictures gives a doubtful cell as the numbers it may be. The ties of the form choose among them, and only
where they leave one choice. What they choose must be what the reader thinks likeliest, or two ties must agree on it:
one tie alone may be broken in the source, and would then choose wrongly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from math import prod

from nianbao.codebook import Edition, Tie
from nianbao.extract.cells import read_cell
from nianbao.model import Figure

Number = int | float
Equation = tuple[tuple[str, int], ...]
"""Signed keys that add up to nothing."""

MAX_CHOICES = 20_000
"""Combinations of candidates tried for figures that share ties."""


def settle(figures: Sequence[Figure], keys: Collection[str], edition: Edition) -> None:
    """Give the figures under ``keys`` the one of their candidates on which the ties leave no choice, in place."""
    if not keys:
        return
    unsettled = {f.key: f for f in figures if f.key in keys and f.state == "unreadable"}
    options = {key: _numbers(figure, edition) for key, figure in unsettled.items() if key in edition.keys}
    options = {key: found for key, found in options.items() if found}
    if not options:
        return
    known = {f.key: f.value for f in figures if f.origin != "prose" and f.value is not None}
    equations = list(_equations(edition, known, options))
    for group in _groups(options, equations):
        own = [equation for equation in equations if any(key in group for key, _ in equation)]
        for key, text in _decided({key: options[key] for key in group}, own, known).items():
            figure = unsettled[key]
            figure.value, figure.state, figure.raw = options[key][text], "value", text
            figure.candidates = ()


def _numbers(figure: Figure, edition: Edition) -> dict[str, Number]:
    """Text -> value of the candidates that are numbers, likeliest first."""
    kind = edition.keys[figure.key].type
    found = ((text, read_cell(text, kind)) for text in figure.candidates)
    return {text: value for text, (state, value) in found if state == "value" and value is not None}


def _equations(
    edition: Edition, known: Mapping[str, Number], options: Mapping[str, Mapping[str, Number]]
) -> Iterator[Equation]:
    """The hard ties in which every figure is known or open, and some are open."""
    for tie in edition.ties:
        if tie.relation != "=" or tie.strength != "hard" or tie.spans_years or (tie.unless and tie.unless in known):
            continue
        equation = tuple(_expanded(tie, edition, known, options))
        keys = {key for key, _ in equation}
        if keys & options.keys() and all(key in known or key in options for key in keys):
            yield equation


def _expanded(
    tie: Tie, edition: Edition, known: Mapping[str, Number], options: Mapping[str, Mapping[str, Number]]
) -> Iterator[tuple[str, int]]:
    """The tie with subtotals that are not printed written out."""
    for side, terms in ((1, tie.left), (-1, tie.right)):
        for term in terms:
            derived = edition.derived.get(term.key)
            if term.key in known or term.key in options or derived is None:
                yield term.key, side * term.sign
            else:
                yield from ((part, side * term.sign) for part in derived.parts)


def _groups(options: Mapping[str, object], equations: Sequence[Equation]) -> list[set[str]]:
    """Open figures that share equations, directly or through others."""
    groups: list[set[str]] = []
    for keys in ({key for key, _ in equation if key in options} for equation in equations):
        touching = [group for group in groups if group & keys]
        groups = [group for group in groups if not group & keys] + [keys.union(*touching)]
    return groups


def _decided(
    options: Mapping[str, Mapping[str, Number]], equations: Sequence[Equation], known: Mapping[str, Number]
) -> dict[str, str]:
    """The texts on which every choice that satisfies all equations agrees."""
    keys = list(options)
    if prod(len(options[key]) for key in keys) > MAX_CHOICES:
        return {}
    solutions = []
    for choice in product(*(options[key].items() for key in keys)):
        values = {**known, **{key: value for key, (_, value) in zip(keys, choice, strict=True)}}
        if all(round(sum(sign * values[key] for key, sign in equation), 9) == 0 for equation in equations):
            solutions.append([text for text, _ in choice])
    ties = Counter(key for equation in equations for key, _ in equation)
    chosen = zip(keys, zip(*solutions, strict=True), strict=bool(solutions))
    return {
        key: texts[0]
        for key, texts in chosen
        if len({options[key][text] for text in texts}) == 1 and (ties[key] > 1 or texts[0] == next(iter(options[key])))
    }
