"""The documents to measure on: bundled ones, real ones where they lie beside the checkout, and many copies."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from nianbao.model import Capture

ROOT = Path(__file__).resolve().parents[1]
BUNDLED = ROOT / "fixtures" / "reports"
REFERENCE = ROOT.parent / "shared" / "real"

LARGE_PAGE = 150 * 1024
_WORD_STYLE = b"mso-ansi-language:EN-US;mso-fareast-language:ZH-CN;"


@dataclass(frozen=True, slots=True)
class Specimen:
    """One document. ``pages`` as printed on paper; None where only a layout program could tell."""

    name: str
    format: str
    capture: Capture
    pages: int | None

    def __str__(self) -> str:
        size = f"{len(self.capture.data) / 1024:.0f} KB"
        return f"{self.name} ({f'{self.pages} pages, ' if self.pages else ''}{size})"


def specimens(format_: str, reference: Path = REFERENCE) -> list[Specimen]:
    """Those of one format, the bundled one first."""
    bundled = {
        "html": ("bundled html-2021-word-paste, inflated", "html-2021-word-paste.html"),
        "pdf": ("bundled pdf-2021-cut-over-pages", "pdf-2021-cut-over-pages.pdf"),
        "docx": ("bundled docx-2021-merged-cells", "docx-2021-merged-cells.docx"),
    }
    real = {"html": "pingtan-gwh-2021", "pdf": "huaian-2024", "docx": "form-2021-template"}
    name, file = bundled[format_]
    found = [specimen(name, BUNDLED / file)]
    path = reference / real[format_] / f"report.{format_}"
    if path.is_file():
        found.append(specimen(real[format_], path))
    return found


def specimen(name: str, path: Path) -> Specimen:
    """A document on disk; pages pasted from Word are brought to the size such pages have."""
    format_ = path.suffix[1:]
    data = path.read_bytes()
    if format_ == "html":
        data = inflated(data)
    return Specimen(name, format_, capture(data, path.name), _pages(data) if format_ == "pdf" else None)


def capture(data: bytes, name: str) -> Capture:
    return Capture(data=data, path=name, sha256=hashlib.sha256(data).hexdigest())


def inflated(page: bytes, size: int = LARGE_PAGE) -> bytes:
    """The page with as much of Word's style as brings it to ``size`` bytes: more to parse, nothing more to see."""
    gaps = page.count(b'style="')
    if len(page) >= size or not gaps:
        return page
    more = -(-(size - len(page)) // (gaps * len(_WORD_STYLE)))
    return page.replace(b'style="', b'style="' + _WORD_STYLE * more)


def _pages(data: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()


def bundled_reports() -> list[Path]:
    """All of them, without the truths and goldens beside them."""
    return [path for path in sorted(BUNDLED.iterdir()) if path.suffix in _MARKS and ".golden" not in path.suffixes]


def write_copies(folder: Path, count: int) -> int:
    """``count`` documents with different bytes and the same figures, in turn from every bundled report.

    Returns their size in bytes.
    """
    total = 0
    for number, path in zip(range(count), cycle(bundled_reports()), strict=False):
        data = _MARKS[path.suffix](path.read_bytes(), number)
        (folder / f"{number:06d}-{path.name}").write_bytes(data)
        total += len(data)
    return total


def _mark_html(data: bytes, number: int) -> bytes:
    return data + b"\n<!-- %d -->" % number


def _mark_pdf(data: bytes, number: int) -> bytes:
    return data + b"\n%% %d\n" % number


def _mark_docx(data: bytes, number: int) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"%d" % number
    return buffer.getvalue()


def _mark_text(data: bytes, number: int) -> bytes:
    """The number as blanks at the end, in binary: plain text has no comments."""
    return data + b"\n" + f"{number:b}".replace("0", " ").replace("1", "\t").encode()


_MARKS: dict[str, Callable[[bytes, int], bytes]] = {
    ".html": _mark_html,
    ".pdf": _mark_pdf,
    ".docx": _mark_docx,
    ".md": _mark_text,
    ".txt": _mark_text,
}
