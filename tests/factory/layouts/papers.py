"""Drafts as the less usual PDF files: turned, two pages on a sheet, without rules, with a watermark, damaged."""

from __future__ import annotations

import ctypes
import re

from reportlab.lib.pdfencrypt import StandardEncryption

from tests.factory.model import Draft
from tests.factory.paper import Style, pdf


def turned(draft: Draft) -> bytes:
    """/Rotate 90, 180 or 270, displayed upright."""
    return pdf(draft, style=Style(turns=1 + len(draft.title) % 3))


def without_columns(draft: Draft) -> bytes:
    """Rules between rows only."""
    return pdf(draft, style=Style(rules="horizontal"))


def without_rules(draft: Draft) -> bytes:
    """No rule at all."""
    return pdf(draft, style=Style(rules="none"))


def without_rules_right(draft: Draft) -> bytes:
    """No rule at all, figures at the right side of their columns, at the head of their rows; the header repeated."""
    return pdf(draft, style=Style(rules="none", figures_at="right", level="top", repeat_header=True))


def without_rules_tight(draft: Draft) -> bytes:
    """No rule at all, rows no farther apart than the lines of a label, every character by itself."""
    return pdf(draft, style=Style(rules="none", figures_at="left", padding=0.1, glyphwise=True))


def white_strips(draft: Draft) -> bytes:
    """Cells shaded, with thick white rectangles for rules."""
    return pdf(draft, style=Style(rules="strips"))


def gaps(draft: Draft) -> bytes:
    """Cells shaded, and white between them because nothing is painted there."""
    return pdf(draft, style=Style(rules="gaps"))


def booktabs(draft: Draft) -> bytes:
    """A rule above and below each table."""
    return pdf(draft, style=Style(rules="three"))


def glyph_by_glyph(draft: Draft) -> bytes:
    return pdf(draft, style=Style(glyphwise=True))


def upright_heads(draft: Draft) -> bytes:
    return pdf(draft, style=Style(upright=True))


def repeated_heads(draft: Draft) -> bytes:
    return pdf(draft, style=Style(repeat_header=True))


def watermark(draft: Draft) -> bytes:
    """Words over the page; every third names a person and a day."""
    words = ("征求意见稿", f"{draft.issuer}", "张三 2025-01-06")
    return pdf(draft, style=Style(watermark=words[len(draft.title) % 3]))


def locked_for_changes(draft: Draft) -> bytes:
    """Encrypted under an owner's password; anybody may open it."""
    lock = StandardEncryption("", ownerPassword="secret", canPrint=1, canModify=0, canCopy=0, strength=128)
    lock.setAllPermissions(0)
    return pdf(draft, style=Style(encrypt=lock))


def broken_xref(draft: Draft) -> bytes:
    """The table of objects lies elsewhere than the end of the file says."""
    return re.sub(rb"startxref\s+(\d+)", b"startxref\n7", pdf(draft))


def two_up(draft: Draft) -> bytes:
    """Two pages side by side on a landscape sheet, each a form of its own."""
    import pypdfium2
    import pypdfium2.raw as c

    source = pypdfium2.PdfDocument(pdf(draft))
    sheet = c.FPDF_ImportNPagesToOne(source.raw, 842.0, 595.0, 2, 1)
    try:
        return _saved(sheet)
    finally:
        c.FPDF_CloseDocument(sheet)
        source.close()


def _saved(document: object) -> bytes:
    import pypdfium2.raw as c

    pieces: list[bytes] = []

    def write(_: object, data: int, size: int) -> int:
        pieces.append(ctypes.string_at(data, size))
        return 1

    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(c.FPDF_FILEWRITE), ctypes.c_void_p, ctypes.c_ulong)
    called = kind(write)
    target = c.FPDF_FILEWRITE(version=1)
    target.WriteBlock = ctypes.cast(called, type(target.WriteBlock))
    c.FPDF_SaveAsCopy(document, ctypes.byref(target), 0)
    # pdfium writes a random file identifier.
    return re.sub(rb"/ID ?\[ ?<[0-9A-Fa-f]*> ?<[0-9A-Fa-f]*> ?\]", b"", b"".join(pieces))
