"""Every way a draft can be printed: the formats of perturbations, and layouts that only change the printing.

``LAYOUTS`` names each with the class under which its accuracy is published.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.factory.layouts import files, flat, lines, pages, papers
from tests.factory.model import Draft
from tests.factory.render import FORMATS


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to print."""

    group: str
    """The layout class of the table of accuracy."""
    suffix: str
    render: Callable[[Draft], bytes]
    flat: bool = False
    """Cells run together: what the arithmetic leaves open may be given up, and only that."""

    unruled: bool = False
    """Cells bounded by alignment alone: a table that can be read in two ways may be given up."""

    needs_office: bool = False
    """Written by LibreOffice, which may not be installed."""

    @property
    def whole(self) -> bool:
        """Every cell has its bounds, so every figure must be read."""
        return not (self.flat or self.unruled)


def _known(group: str, *names: str) -> dict[str, Layout]:
    return {name: Layout(group, *FORMATS[name]) for name in names}


_HTML, _ODD_HTML, _FLAT = "HTML, tables", "HTML, unusual", "tables run together"
_PDF, _ODD_PDF, _TEXT = "PDF, ruled", "PDF, unusual", "text and Markdown"
_UNRULED = "PDF, no rules"

LAYOUTS: dict[str, Layout] = {
    **_known(_HTML, "html", "word", "frame"),
    "html-excel": Layout(_HTML, ".html", pages.excel),
    "html-nested": Layout(_HTML, ".html", pages.nested),
    "html-portal": Layout(_HTML, ".html", pages.portal),
    "html-repeated-head": Layout(_HTML, ".html", pages.repeated_head),
    "html-2005": Layout(_HTML, ".html", pages.old_page),
    "html-divs": Layout(_ODD_HTML, ".html", pages.divs),
    "html-classed-divs": Layout(_ODD_HTML, ".html", pages.classed_divs),
    "html-lists": Layout(_ODD_HTML, ".html", pages.lists),
    "html-pre": Layout(_ODD_HTML, ".html", pages.pre),
    "html-pre-boxes": Layout(_ODD_HTML, ".html", pages.pre_boxes),
    "html-cell-paragraphs": Layout(_ODD_HTML, ".html", flat.paragraph_cells),
    "html-row-paragraphs": Layout(_ODD_HTML, ".html", flat.row_paragraphs),
    **_known("DOCX", "docx"),
    **_known(_PDF, "pdf"),
    "pdf-turned": Layout(_PDF, ".pdf", papers.turned),
    "pdf-glyphs": Layout(_PDF, ".pdf", papers.glyph_by_glyph),
    "pdf-upright-heads": Layout(_PDF, ".pdf", papers.upright_heads),
    "pdf-repeated-heads": Layout(_PDF, ".pdf", papers.repeated_heads),
    "pdf-locked": Layout(_PDF, ".pdf", papers.locked_for_changes),
    "pdf-broken-xref": Layout(_PDF, ".pdf", papers.broken_xref),
    "pdf-watermark": Layout(_ODD_PDF, ".pdf", papers.watermark),
    "pdf-two-up": Layout(_ODD_PDF, ".pdf", papers.two_up),
    "pdf-white-strips": Layout(_ODD_PDF, ".pdf", papers.white_strips),
    "pdf-gaps": Layout(_ODD_PDF, ".pdf", papers.gaps),
    "pdf-no-columns": Layout(_UNRULED, ".pdf", papers.without_columns, unruled=True),
    "pdf-booktabs": Layout(_UNRULED, ".pdf", papers.booktabs, unruled=True),
    "pdf-no-rules": Layout(_UNRULED, ".pdf", papers.without_rules, unruled=True),
    "pdf-no-rules-right": Layout(_UNRULED, ".pdf", papers.without_rules_right, unruled=True),
    "pdf-no-rules-tight": Layout(_UNRULED, ".pdf", papers.without_rules_tight, unruled=True),
    "xlsx": Layout("spreadsheet", ".xlsx", files.xlsx),
    "xlsx-sheets": Layout("spreadsheet", ".xlsx", files.sheets),
    "ofd": Layout("OFD", ".ofd", files.ofd_file),
    "mhtml": Layout("saved page, mail", ".mhtml", files.mhtml),
    "eml": Layout("saved page, mail", ".eml", files.eml),
    **_known(_TEXT, "spaced", "tabbed", "piped", "markdown"),
    "text-blanks": Layout(_TEXT, ".txt", flat.blanks),
    "text-one-line": Layout(_TEXT, ".txt", flat.one_line),
    "text-cell-lines": Layout(_TEXT, ".txt", flat.cell_lines),
    "text-mixed-tabs": Layout(_TEXT, ".txt", lines.mixed_tabs),
    "text-uneven": Layout(_TEXT, ".txt", lines.uneven),
    "text-wide-blanks": Layout(_TEXT, ".txt", lines.wide_blanks),
    "text-header-in-pieces": Layout(_TEXT, ".txt", lines.header_in_pieces),
    "flat": Layout(_FLAT, ".txt", flat.glued, flat=True),
    "flat-rows": Layout(_FLAT, ".txt", flat.glued_rows, flat=True),
    "flat-page": Layout(_FLAT, ".html", flat.glued_page, flat=True),
}
