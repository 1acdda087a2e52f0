"""pdfplumber -> Sheet: the second opinion, for the few pages where pdfium's characters cannot be believed.

Only characters and lines are taken from it; rows, cells and paragraphs are made by the same code as always.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from nianbao.errors import Damaged
from nianbao.read.pdf.sheet import UNMAPPED, Box, Glyphs, Rule, Rules, Sheet

_THIN = 3.0
_ASKEW = 0.15


def read_sheet(data: bytes, number: int, where: str) -> Sheet:
    """Page ``number`` (from 1) as pdfplumber reads it. Raises Damaged when it cannot."""
    import pdfplumber
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    failures = (PSException, MalformedPDFException, PdfminerException, ValueError, KeyError, TypeError)
    try:
        with _quiet(), pdfplumber.open(BytesIO(data), pages=[number]) as document:
            return _sheet(document.pages[0], number)
    except failures as error:
        raise Damaged(where, format="pdf", reason=type(error).__name__, page=number) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Odd fonts are no news: pdfminer says so once per character."""
    logger = logging.getLogger("pdfminer")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _sheet(page: Any, number: int) -> Sheet:
    x, y, right, bottom = _visible(page)
    return Sheet(
        number,
        right - x,
        bottom - y,
        _glyphs([char for char in page.chars if not _is_askew(char["matrix"])], x, y),
        _rules(page, x, y),
        [_box(image, x, y) for image in page.images],
        drawn=bool(page.objects),
    )


def _visible(page: Any) -> Box:
    """What the crop box leaves of the page, in pdfplumber's coordinates, which are of the whole page.

    Worked out from the boxes in the file: pdfplumber's own turned crop box takes the margins of the wrong sides.
    """
    left, bottom, right, top = map(float, page.page_obj.mediabox)
    inner = tuple(map(float, page.page_obj.cropbox))
    cut = (  # on the left, above, on the right and below, page unturned; going round turns it
        max(0.0, inner[0] - left),
        max(0.0, top - inner[3]),
        max(0.0, right - inner[2]),
        max(0.0, inner[1] - bottom),
    )
    turns = int(page.rotation or 0) // 90 % 4
    west, north, east, south = (cut[(side - turns) % 4] for side in range(4))
    x0, y0, x1, y1 = map(float, page.mediabox)
    return x0 + west, y0 + north, x1 - east, y1 - south


def _box(thing: dict[str, Any], x: float, y: float) -> Box:
    return thing["x0"] - x, thing["top"] - y, thing["x1"] - x, thing["bottom"] - y


def _glyphs(chars: list[dict[str, Any]], x: float, y: float) -> Glyphs:
    """One box per character, each a run of its own: pdfplumber gives no white space to part tokens by."""
    boxes: list[Box] = []
    text: list[str] = []
    for char in chars:
        printed = char["text"] if not char["text"].startswith("(cid:") else UNMAPPED
        x0, top, x1, bottom = _box(char, x, y)
        step = (x1 - x0) / max(1, len(printed))
        for index, letter in enumerate(printed):
            boxes.append((x0 + index * step, top, x0 + (index + 1) * step, bottom))
            text.append(letter)
    x0s, tops, x1s, bottoms = ([box[side] for box in boxes] for side in range(4))
    return Glyphs("".join(text), x0s, tops, x1s, bottoms, [box[3] - box[1] for box in boxes])


def _is_askew(matrix: tuple[float, ...]) -> bool:
    """Neither along nor across the page: a watermark."""
    a, b = abs(matrix[0]), abs(matrix[1])
    return min(a, b) > _ASKEW * max(a, b)


def _rules(page: Any, x: float, y: float) -> Rules:
    rules = Rules()
    for path in [*page.rects, *page.lines, *page.curves]:
        x0, top, x1, bottom = box = _box(path, x, y)
        if min(x1 - x0, bottom - top) < _THIN:
            _add(rules, box)
        elif path.get("stroke") and path["object_type"] == "rect":
            for side in (
                (x0, top, x1, top),
                (x0, bottom, x1, bottom),
                (x0, top, x0, bottom),
                (x1, top, x1, bottom),
            ):
                _add(rules, side)
    return rules


def _add(rules: Rules, box: Box) -> None:
    x0, top, x1, bottom = box
    if x1 - x0 >= bottom - top:
        rules.horizontal.append(Rule((top + bottom) / 2, x0, x1))
    else:
        rules.vertical.append(Rule((x0 + x1) / 2, top, bottom))
