"""Official terms with one character wrong, lost or too many, and slips that can be nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from nianbao.check.catalogue import finding
from nianbao.check.flow import Flow
from nianbao.check.wording import one_of, words
from nianbao.model import Finding


def check_typos(flow: Flow) -> Iterator[Finding]:
    """A finding for each mistyped term."""
    known: dict[str, str] = words("language")["typos"]
    for match in _known_typos().finditer(flow.text):
        yield _typo(flow, match.start(), match.end(), known[match[0]])
    for term, head, tail in _halves():
        if head in flow.text or tail in flow.text:
            for start, end in near_misses(flow.text, term):
                yield _typo(flow, start, end, term)


@lru_cache(maxsize=1)
def _halves() -> tuple[tuple[str, str, str], ...]:
    """The official terms, each with its halves."""
    return tuple((term, *_halved(term)) for term in words("language")["terms"])


def _halved(term: str) -> tuple[str, str]:
    half = len(term) // 2
    return term[:half], term[half:]


@lru_cache(maxsize=1)
def _known_typos() -> re.Pattern[str]:
    return re.compile(one_of("language", "typos"))


def _typo(flow: Flow, start: int, end: int, meant: str) -> Finding:
    return finding(
        "LANG.typo",
        expected=meant,
        actual=flow.text[start:end],
        responsibility="source",
        evidence=[flow.place(start, end)],
    )


def near_misses(text: str, term: str) -> Iterator[tuple[int, int]]:
    """Where ``term`` stands with exactly one character inside it wrong, lost or surplus.

    One fault leaves one half of the term whole, so only places that have a half are looked at, and none where both
    halves stand as often as the term.
    """
    head, tail = _halved(term)
    whole = text.count(term)
    if text.count(head) != whole:
        yield from _by_head(text, head, tail)
    if text.count(tail) != whole:
        yield from _by_tail(text, head, tail)


def _by_head(text: str, head: str, tail: str) -> Iterator[tuple[int, int]]:
    """The first half is whole: look for the fault behind it, and for the last character at its end."""
    for match in _alone(head, tail)[0].finditer(text):
        at, begin = match.span()
        for size in (len(tail), len(tail) - 1, len(tail) + 1):
            part = text[begin : begin + size]
            if part[-1:] == tail[-1] and one_off(part, tail) and head + part not in words("language")["right"]:
                yield at, begin + size
                break


def _by_tail(text: str, head: str, tail: str) -> Iterator[tuple[int, int]]:
    """The second half is whole: look for the fault before it."""
    for match in _alone(head, tail)[1].finditer(text):
        at, end = match.span()
        for size in (len(head), len(head) - 1, len(head) + 1):
            part = text[max(0, at - size) : at]
            if part[:1] == head[0] and one_off(part, head) and part + tail not in words("language")["right"]:
                yield at - size, end
                break


@lru_cache(maxsize=256)
def _alone(head: str, tail: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The first half without the second, though with its last character; and the second without the first."""
    reach = f"(?s:.{{0,{len(tail)}}}){re.escape(tail[-1])}"
    head, tail = re.escape(head), re.escape(tail)
    return re.compile(f"{head}(?!{tail})(?={reach})"), re.compile(f"{tail}(?<!{head}{tail})")


def one_off(printed: str, meant: str) -> bool:
    """Exactly one character is wrong, lost or surplus, and all of it is Chinese."""
    if not all("一" <= character <= "鿿" for character in printed):
        return False
    if len(printed) == len(meant):
        return sum(a != b for a, b in zip(printed, meant, strict=True)) == 1
    if len(printed) + 1 == len(meant):
        return any(meant[:at] + meant[at + 1 :] == printed for at in range(len(meant)))
    surplus = [printed[at] for at in range(len(printed)) if printed[:at] + printed[at + 1 :] == meant]
    return bool(surplus) and surplus[0] not in words("language")["particles"]
