"""What links are called, where their own words do not say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nianbao.fetch.links import Link, absolute
from nianbao.fetch.words import words
from nianbao.text import fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_ENTRY_NUMBER = re.compile(r"^\d{1,3}[\s.、．]\s*")


def links_of(base: str, tree: LexborHTMLParser | LexborNode) -> Iterator[Link]:
    """Every link with what it is called: by its text and title, its picture, or the row it stands in."""
    for anchor in tree.css("a[href], area[href]"):
        url = absolute(base, anchor.attributes.get("href") or "")
        if url:
            # A list clips long names in the text and keeps them whole in the title; or the title says nothing.
            names = [fold.squeeze(text_of(anchor)), fold.squeeze(anchor.attributes.get("title") or "")]
            if not any(names) and (picture := anchor.css_first("img[alt]")) is not None:
                names = [fold.squeeze(picture.attributes.get("alt") or "")]
            if not any(names):
                names = [_unworded(anchor)]
            if not any(names) or names[0].lower() in words()["report_link"]["says_nothing"]:
                names = [_row(anchor) or names[0], names[1] if len(names) > 1 else ""]
            yield Link(url, " ".join(name for name in dict.fromkeys(names) if name))


def _unworded(anchor: LexborNode) -> str:
    """What a link without words is called for those who cannot see it; an arrow by its class."""
    said = fold.squeeze(anchor.attributes.get("aria-label") or anchor.attributes.get("alt") or "")
    classes = set((anchor.attributes.get("class") or "").lower().split())
    return said or ("next" if classes & set(words()["paging"]["next_class"]) else "")


def _row(anchor: LexborNode) -> str:
    """What the row or entry says that a link without a name of its own stands in: its number and its links left out."""
    node = anchor.parent
    while node is not None and node.tag not in {"li", "tr", "dd", "dl", "body"}:
        node = node.parent
    if node is None or node.tag == "body":
        return ""
    pieces = [fold.squeeze(text_of(cell)) for cell in (node.css("td, th") if node.tag == "tr" else [node])]
    silent = words()["report_link"]["says_nothing"]
    said = [_said(piece, silent) for piece in pieces if not piece.isdigit()]
    text = " ".join(piece for piece in said if piece)
    return text if len(text) <= words()["report_link"]["max_row"] else ""


def _said(piece: str, silent: list[str]) -> str:
    """Without the entry's number before it and a link's empty word after it: 3 云溪县水务局 查看."""
    text = _ENTRY_NUMBER.sub("", piece)
    while ending := max((word for word in silent if text.lower().endswith(word)), key=len, default=""):
        text = text[: -len(ending)].rstrip()
    return text


def text_of(node: LexborNode | None) -> str:
    """Its words, pieces apart."""
    return node.text(deep=True, separator=" ") if node is not None else ""
