"""robots.txt, as RFC 9309 has it: groups, longest match, ``*`` and ``$``; plus crawl-delay."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MAX_BYTES = 512_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host asks of us. ``rules`` are (allowed, pattern)."""

    rules: tuple[tuple[bool, str], ...] = ()
    crawl_delay: float = 0.0

    def allows(self, path: str) -> bool:
        """Whether the path (with its query) may be fetched: the longest matching rule, Allow at a draw."""
        if path == "/robots.txt":
            return True
        best = max(
            ((len(pattern), allowed) for allowed, pattern in self.rules if _matches(pattern, path)),
            default=(0, True),
        )
        return best[1]


def parse(data: bytes, user_agent: str) -> Rules:
    """The rules for us: the groups naming our product token, else those for ``*``.

    An HTML body is no robots file and forbids nothing.
    """
    text = data[:_MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    if text.lstrip()[:1] == "<":
        return Rules()
    token = re.split(r"[/\s]", user_agent.strip(), maxsplit=1)[0].lower()
    groups = _groups(text)
    return _merge([g for names, g in groups if token in names] or [g for names, g in groups if "*" in names])


def _groups(text: str) -> list[tuple[set[str], list[tuple[str, str]]]]:
    groups: list[tuple[set[str], list[tuple[str, str]]]] = []
    open_header = False
    for line in text.splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        if not colon:
            continue
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            if not open_header:
                groups.append((set(), []))
            groups[-1][0].add(value.lower())
            open_header = True
        elif groups and name in {"allow", "disallow", "crawl-delay"}:
            groups[-1][1].append((name, value))
            open_header = False
    return groups


def _merge(groups: list[list[tuple[str, str]]]) -> Rules:
    lines = [line for group in groups for line in group]
    rules = tuple((name == "allow", value) for name, value in lines if name != "crawl-delay" and value)
    delays = [
        float(value) for name, value in lines if name == "crawl-delay" and re.fullmatch(r"\d{1,7}(\.\d{1,3})?", value)
    ]
    return Rules(rules, max(delays, default=0.0))


def _matches(pattern: str, path: str) -> bool:
    """Prefix match; pieces between stars are sought in turn, so no pattern can make it slow."""
    anchored = pattern.endswith("$")
    first, *rest = (pattern[:-1] if anchored else pattern).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for index, piece in enumerate(rest):
        if anchored and index == len(rest) - 1:
            return path.endswith(piece) and len(path) - len(piece) >= at
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not anchored or at == len(path)
