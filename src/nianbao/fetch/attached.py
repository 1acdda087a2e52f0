"""What hangs on a page: the container of its text, documents, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from nianbao.fetch import scripts
from nianbao.fetch.links import Link, absolute, file_address
from nianbao.fetch.naming import text_of
from nianbao.fetch.words import has_any, words
from nianbao.text import fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode


def text_container(tree: LexborHTMLParser) -> LexborNode | None:
    """The element that holds the text of an article."""
    return next((n for css in words()["article"]["containers"] if (n := tree.css_first(css))), None)


def attachments(
    base: str, tree: LexborHTMLParser, code: str, *, is_article: bool, text_length: int
) -> tuple[list[Link], list[Link]]:
    """Documents, and the pictures of an article that is nothing but pictures."""
    container = text_container(tree)
    root = tree.body if container is None else container
    if root is None:
        return [], []
    files = files_in(base, root, code)
    few_words = container is not None and text_length <= words()["picture"]["max_text"]
    return files, list(_pictures(base, root)) if few_words and is_article and not files else []


def files_in(base: str, root: LexborNode, code: str = "") -> list[Link]:
    """The documents that an element links to, shows or hands out, each once."""
    found: dict[str, Link] = {}
    for node in root.css("a[href], iframe[src], embed[src], object[data]"):
        target = next((v for name in ("href", "src", "data") if (v := node.attributes.get(name))), "")
        text = fold.squeeze(text_of(node))
        url = file_address(base, target, text)
        if url and url not in found:
            found[url] = Link(url, text)
    for link in [*scripts.handled(base, root), *scripts.called(base, root, code)]:
        if url := file_address(base, link.url, link.text):
            found.setdefault(url, link)
    return list(found.values())


def _pictures(base: str, root: LexborNode) -> Iterator[Link]:
    known = words()["picture"]
    for node in root.css("img"):
        sources = (node.attributes.get(name) for name in known["attributes"])
        url = absolute(base, next((source for source in sources if source), ""))
        path = urlsplit(url).path.lower() if url else ""
        if url and path.endswith(tuple(known["suffixes"])) and not has_any(path, known["not"]):
            yield Link(url, fold.squeeze(node.attributes.get("alt") or ""))
