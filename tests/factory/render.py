"""The formats a draft can be printed in."""

from __future__ import annotations

from collections.abc import Callable

from tests.factory import office, paper, plain, web
from tests.factory.model import Draft

FORMATS: dict[str, tuple[str, Callable[[Draft], bytes]]] = {
    "html": (".html", web.plain),
    "word": (".html", web.word),
    "frame": (".html", web.frame),
    "docx": (".docx", office.docx),
    "pdf": (".pdf", paper.pdf),
    "spaced": (".txt", plain.spaced),
    "tabbed": (".txt", plain.tabbed),
    "piped": (".txt", plain.piped),
    "markdown": (".md", plain.markdown),
}
"""Name -> suffix and renderer."""


def render(draft: Draft, form: str) -> bytes:
    """The bytes of the document."""
    return FORMATS[form][1](draft)
