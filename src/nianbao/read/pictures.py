"""Pictures of tables in web pages and Word documents: read where their bytes are at hand.

At hand are data URIs (parts of a saved page or mail are given as such), parts of a Word document, and files saved with
the page: in its folder or below it, as a browser does, or where their address puts them, as a harvest does. What is
elsewhere is not fetched: reading never touches the network.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from nianbao.errors import DocumentError
from nianbao.model import Block, Capture, Document, Paragraph, Picture, ReaderNote, Table
from nianbao.read.limits import MAX_FILE_BYTES, MAX_PICTURES
from nianbao.read.load import load
from nianbao.read.sniff import sniff

FORMATS = frozenset({"png", "jpeg", "gif", "tiff", "bmp", "webp"})
LEAST_WIDTH, LEAST_HEIGHT = 250, 80
"""Pixels. A smaller picture holds no table that could be read."""
FEW = 300
"""Characters of text below which a page is nothing but its pictures, and these are its text too."""
WORDS = 60
"""Characters in a picture that may have been a table."""
_METAFILES = (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00")
_ENHANCED = b" EMF"
_BODY_FOLDER = "word"
_DATA_URI = re.compile(r"data:[^,;]*(?:;[^,;]*)*?(;base64)?,(.*)", re.S | re.I)


def read_pictures(document: Document, capture: Capture, *, again: bool = False) -> None:
    """Put the tables of the document's pictures (and, where it has hardly any text, their text) in their place.

    Adds a note for each picture: ``read.recognised``; ``read.needs_ocr`` where the extra is not installed;
    ``read.illegible`` where it is drawn in a format that is not known here (a Windows metafile), or shows many words
    and no table that could be read. ``capture`` holds the parts of a Word document, also of a converted one.
    ``again`` reads the pictures another way, for whoever doubts the first.
    """
    pictures = [block for block in document.blocks if isinstance(block, Picture)]
    if not pictures:
        return
    only_pictures = len(document.text) < FEW
    blocks: list[Block] = []
    count = 0
    for block in document.blocks:
        found: list[Block] = [block]
        if isinstance(block, Picture) and count < MAX_PICTURES:
            data = _bytes_of(block, capture, document.reader)
            if data is not None and _may_hold_table(data):
                count += 1
                found = _read(block, data, document, capture, only_pictures, again)
            elif data is not None and _is_metafile(data):
                document.notes.append(ReaderNote("read.illegible", block.place, "metafile"))
        blocks += found
    if count:
        _renumber(document, blocks)


def _read(
    picture: Picture, data: bytes, document: Document, capture: Capture, with_text: bool, again: bool
) -> list[Block]:
    """What stands in one picture, or the picture itself when there is no table in it."""
    from nianbao.read.scan import is_installed, read_pixels

    if not is_installed():
        document.notes.append(ReaderNote("read.needs_ocr", picture.place))
        return [picture]
    try:
        inner = read_pixels(data, capture.path, sniff(data), again=again)
    except DocumentError:
        document.notes.append(ReaderNote("read.illegible", picture.place, "damaged"))
        return [picture]
    if not any(isinstance(block, Table) for block in inner.blocks) and not (with_text and inner.text):
        if len(inner.text) >= WORDS:
            document.notes.append(ReaderNote("read.illegible", picture.place, "no table"))
        return [picture]
    document.notes.append(ReaderNote("read.recognised", picture.place))
    for block in inner.blocks:
        block.place = picture.place
        for cell in block.cells if isinstance(block, Table) else ():
            cell.place = picture.place
    return inner.blocks


def _bytes_of(picture: Picture, capture: Capture, reader: str) -> bytes | None:
    inline = _DATA_URI.fullmatch(picture.inline.strip())
    if inline:
        return _decoded(inline[2], bool(inline[1]))
    if reader == "docx":
        return _part(picture.source, capture)
    return _beside(picture.source, capture)


def _part(name: str, capture: Capture) -> bytes | None:
    """A part of the Word document itself."""
    from nianbao.read.container import Container, resolved

    try:
        return Container(capture.data, capture.path, "docx").part(resolved(_BODY_FOLDER, name)) if name else None
    except DocumentError:
        return None


def _decoded(text: str, is_base64: bool) -> bytes | None:
    if not is_base64 or len(text) > 2 * MAX_FILE_BYTES:
        return None
    try:
        return base64.b64decode(unquote(text), validate=False)
    except (binascii.Error, ValueError):
        return None


def _beside(source: str, capture: Capture) -> bytes | None:
    """A saved file: by its path from the page, by its bare name, or where a harvest mirrors its host."""
    source = source.strip()
    if not source or "\0" in source:
        return None
    folder = Path(capture.path).parent
    for path, within in [*_near(source, folder), *_mirrored(source, capture, folder)]:
        try:
            if path.is_file() and path.resolve().is_relative_to(within.resolve()):
                return load(path).data
        except (OSError, ValueError, DocumentError):
            continue
    return None


def _near(source: str, folder: Path) -> Iterator[tuple[Path, Path]]:
    """Places in the folder of the page or below, each with the folder it must not leave."""
    parts = urlsplit(source)
    name = PurePosixPath(unquote(parts.path))
    if not parts.scheme and not parts.netloc and not name.is_absolute() and ".." not in name.parts:
        yield folder.joinpath(*name.parts), folder
    if name.name not in ("", ".."):
        yield folder / name.name, folder


def _mirrored(source: str, capture: Capture, folder: Path) -> Iterator[tuple[Path, Path]]:
    """The place of a picture of the same host, where the folders of the page are those of its address."""
    if not capture.url:
        return
    page, picture = urlsplit(capture.url), urlsplit(urljoin(capture.url, source))
    above = PurePosixPath(unquote(page.path)).parts[1:-1]
    steps = PurePosixPath(unquote(picture.path)).parts[1:]
    if picture.netloc == page.netloc and folder.parts[len(folder.parts) - len(above) :] == above and ".." not in steps:
        root = folder.parents[len(above) - 1] if above else folder
        yield root.joinpath(*steps), root


def _may_hold_table(data: bytes) -> bool:
    """Large enough, by the size the file states."""
    from PIL import Image, UnidentifiedImageError

    if sniff(data) not in FORMATS:
        return False
    try:
        with Image.open(io.BytesIO(data)) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return width >= LEAST_WIDTH and height >= LEAST_HEIGHT


def _is_metafile(data: bytes) -> bool:
    """Drawn by commands of Windows (WMF, EMF), as spreadsheets pasted into Word are."""
    return data.startswith(_METAFILES) or data[40:44] == _ENHANCED


def _renumber(document: Document, blocks: list[Block]) -> None:
    """The document's text and the offsets of its paragraphs anew."""
    start = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            block.start = start
            start += len(block.text) + 1
    document.blocks = blocks
    document.text = "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
