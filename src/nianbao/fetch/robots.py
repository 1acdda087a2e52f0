"""robots.txt by RFC 9309 (matching by Protego), and what an answer to asking for it means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from nianbao.fetch.policy import PRODUCT

if TYPE_CHECKING:
    from protego import Protego

MAX_BYTES = 512_000
"""RFC 9309 asks to parse at least 500 KiB; what follows is left out."""
MAX_CRAWL_DELAY = 120.0
"""Who asks for more does not want to be read."""
FRESH_SECONDS = 24 * 3600.0
"""RFC 9309, 2.4: a kept file should not be used for longer than a day."""

UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site asks of us; ``crawl_delay`` in seconds."""

    text: str = ""
    crawl_delay: float = 0.0
    token: str = PRODUCT
    """The name we go by: what stands before the slash of the User-Agent."""

    def allows(self, url: str) -> bool:
        """Whether the URL may be asked for: the longest match, Allow at a draw."""
        return (
            not self.text or urlsplit(url).path == "/robots.txt" or bool(_parsed(self.text).can_fetch(url, self.token))
        )


def parse(data: bytes, user_agent: str = PRODUCT) -> Rules:
    """The rules for us in the bytes of a robots.txt. An HTML body is no robots file and forbids nothing."""
    token = re.split(r"[/\s]", user_agent.strip(), maxsplit=1)[0] or PRODUCT
    text = data[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    if text.lstrip()[:1] == "<" or not text.strip():
        return Rules(token=token)
    return Rules(text, float(_parsed(text).crawl_delay(token) or 0.0), token)


def answered(status: int, data: bytes) -> str | None:
    """What to keep of an answer: the text, "" where all is allowed (4xx), None where nothing is (5xx, 429)."""
    if 200 <= status < 300:
        return parse(data).text
    return "" if 400 <= status < 500 and status != 429 else None


@lru_cache(maxsize=512)
def _parsed(text: str) -> Protego:
    from protego import Protego

    return Protego.parse(text)
