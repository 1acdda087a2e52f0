"""The cells of a ruled table: crop by crop, with a second look where the first leaves a doubt.

A figure stands only when two independent witnesses agree on it: the recogniser's reading of the cell, and either
the shapes of the other figures on the page or a second reading of a differently prepared crop. Otherwise the cell
carries its possible readings, and whoever knows what the figures must add up to may decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nianbao.read.pdf.lattice import Grid
from nianbao.read.scan.engine import Image, read_crops
from nianbao.read.scan.ink import FIRST, SECOND, THIRD, Band, Cut, Ink, bands, crop, em_of, extent, ink_of, lines_of
from nianbao.read.scan.shapes import Shape, Shapes, leans, shapes_of
from nianbao.read.scan.spelling import CHINESE, NUMERIC, Legibility, Spelling, is_stroke, trimmed

INSET = 1.3
"""Points from the middle of a rule to where its ink has ended."""
SURE, FAIR = 0.9, 0.6
"""Probability of a number in a reading that needs one witness more, and in each of two that must agree."""
STEM, CERTAIN = "1", 0.97
"""A figure that strokes and a 7 are taken for, and its probability in both readings where its shape is not known."""
POSSIBLE = 0.01
"""Probability from which on a number is one that may be printed."""
WORDLESS = 3
"""A text this short may be a misread figure; it must be seen twice like one."""
SURE_WORD = 0.8
DASH, FLAT = "—", 0.3
"""The sign of a cell without a figure, and how high it is, in sizes of type."""
LONG, TIGHT = 6.0, 0.8
"""Sizes of type: a longer line is no figure. How much narrower it is set."""
SAMPLE = 30
"""Cells read to see whether a page stands upright."""


@dataclass(slots=True)
class Reading:
    """What one cell says."""

    text: str = ""
    candidates: tuple[str, ...] = ()
    """What it may say, likeliest first, when nobody can be sure; empty when ``text`` is certain."""


@dataclass(slots=True)
class _Looked:
    """One cell being read."""

    ink: Ink
    lines: list[Band] = field(default_factory=list)
    em: float = 0.0
    first: list[Spelling] = field(default_factory=list)
    second: Spelling | None = None
    shapes: list[Shape] | None = None
    leans: bool = False
    """A 1 in the reading may be a stroke or a 7."""

    @property
    def is_figure(self) -> bool:
        """One line that may be a number, or is too short to be certainly a word."""
        return len(self.first) == 1 and (bool(self.first[0].numbers) or len(self.first[0].text) <= WORDLESS)


def read_cells(
    page: Image, scale: float, grids: Sequence[Grid], legibility: Legibility, *, again: bool = False
) -> list[list[Reading]]:
    """One reading for each span of each grid; ``again`` with the second way of looking alone, for every cell."""
    cells = [
        [_Looked(ink_of(_inside(page, grid, index, scale), scale)) for index in range(len(grid.spans))]
        for grid in grids
    ]
    for group in cells:
        _find_lines(group, scale)
    every = [cell for group in cells for cell in group]
    _read_first(every, SECOND if again else FIRST)
    legibility.count(spelling for cell in every for spelling in cell.first)
    figures = [cell for cell in every if cell.is_figure]
    known = _Known(figures)
    _read_second([cell for cell in figures if not known.vouches(cell)], THIRD if again else SECOND)
    return [[_settled(cell, known) for cell in group] for group in cells]


def read_some(page: Image, scale: float, grids: Sequence[Grid], legibility: Legibility) -> None:
    """Count how legible a sample of the cells is: the first line of each of the widest with ink."""
    inks = [ink_of(_inside(page, grid, index, scale), scale) for grid in grids for index in range(len(grid.spans))]
    cells = sorted((_Looked(ink) for ink in inks if not ink.is_blank), key=lambda cell: -cell.ink.grey.shape[1])
    _find_lines(cells := cells[:SAMPLE], scale)
    lines = [(cell, cell.lines[0]) for cell in cells if cell.lines]
    legibility.count(_read(lines, FIRST))


def _inside(page: Image, grid: Grid, index: int, scale: float) -> Image:
    row, column, height, width = grid.spans[index]
    x0, x1 = ((grid.xs[column] + INSET) * scale, (grid.xs[column + width] - INSET) * scale)
    top, bottom = ((grid.ys[row] + INSET) * scale, (grid.ys[row + height] - INSET) * scale)
    return page[max(0, round(top)) : max(1, round(bottom)), max(0, round(x0)) : max(1, round(x1))]


def _find_lines(cells: list[_Looked], scale: float) -> None:
    heights = [bottom - top for cell in cells for top, bottom in bands(cell.ink)]
    em = em_of(heights, scale)
    for cell in cells:
        cell.em = em
        cell.lines = [] if cell.ink.is_dirt else lines_of(cell.ink, em)


def _read_first(cells: list[_Looked], cut: Cut) -> None:
    lines = [(cell, line) for cell in cells for line in cell.lines]
    for (cell, _), spelling in zip(lines, _read(lines, cut), strict=True):
        cell.first.append(spelling)


def _read_second(cells: list[_Looked], cut: Cut) -> None:
    lines = [(cell, cell.lines[0]) for cell in cells]
    for (cell, _), spelling in zip(lines, _read(lines, cut), strict=True):
        cell.second = spelling


def _read(lines: list[tuple[_Looked, Band]], cut: Cut) -> list[Spelling]:
    return read_crops([crop(cell.ink, line, cell.em, _narrowed(cell, line, cut)) for cell, line in lines])


def _narrowed(cell: _Looked, line: Band, cut: Cut) -> Cut:
    """A line too long for a figure is a label's; it is read as well when set narrower, and in less time."""
    x0, x1 = extent(cell.ink, line)
    return replace(cut, stretch=cut.stretch * TIGHT) if x1 - x0 > LONG * cell.em else cut


class _Known:
    """The figures of the page that the recogniser is sure of, and their shapes."""

    def __init__(self, figures: list[_Looked]) -> None:
        sure: list[tuple[str, list[Shape]]] = []
        self._among: set[int] = set()
        for cell in figures:
            text = _number(cell.first[0], SURE)
            cell.shapes = shapes_of(cell.ink, cell.lines[0], len(_best(cell)))
            cell.leans = leans(cell.ink, cell.lines[0], _best(cell))
            if text and not cell.leans and cell.shapes is not None:
                sure.append((text, cell.shapes))
                self._among.add(id(cell))
        self._shapes = Shapes(sure)

    def vouches(self, cell: _Looked) -> bool:
        """The reading is sure, and the shapes of all its characters are those of their kind."""
        return (
            not cell.ink.is_struck
            and id(cell) in self._among
            and self._shapes.judge(_best(cell), cell.shapes, among=True).agrees
        )

    def objects(self, cell: _Looked) -> bool:
        """Some character clearly has the shape of another figure."""
        return self._shapes.judge(_best(cell), cell.shapes, among=id(cell) in self._among).objects


def _best(cell: _Looked) -> str:
    numbers = cell.first[0].numbers
    return numbers[0][0] if numbers else cell.first[0].text


def _number(spelling: Spelling | None, least: float) -> str:
    """The number read with at least this probability, when the free reading says the same; else nothing."""
    if spelling is None or not spelling.numbers:
        return ""
    text, chance = spelling.numbers[0]
    return text if chance >= least and text == trimmed(spelling.text) else ""


def _settled(cell: _Looked, known: _Known) -> Reading:
    if cell.ink.is_blank:
        return Reading()
    if cell.ink.is_dirt:
        return Reading("", ("", "?"))
    if not cell.is_figure:
        text = "\n".join(spelling.text for spelling in cell.first)
        if not text.strip():
            return Reading("", ("?",))  # there is ink, so the cell is not blank
        if is_stroke(text):
            return Reading(text, ("?",))
        # Digits that are no number: some other ink was read along with them.
        return Reading(text, (text,)) if _is_spoilt(text) else Reading(text)
    if is_stroke(cell.first[0].text):
        if _is_dash(cell):
            return Reading(DASH)
    elif cell.second is None or _agree(cell, known):
        return Reading(_best(cell))
    if cell.second is None:
        return Reading(_best(cell), _candidates(cell))
    clearer = cell.second if cell.second.confidence > cell.first[0].confidence else cell.first[0]
    return Reading(clearer.text, _candidates(cell))


def _is_dash(cell: _Looked) -> bool:
    """One flat mark, and both readings are of strokes."""
    height = cell.lines[0][1] - cell.lines[0][0]
    flat = not cell.ink.is_struck and height <= FLAT * cell.em
    return flat and (cell.second is None or is_stroke(cell.second.text))


def _is_spoilt(text: str) -> bool:
    return any(char.isdigit() for char in text) and not any(char >= CHINESE for char in text)


def _agree(cell: _Looked, known: _Known) -> bool:
    """Both readings say the same, each with fair certainty, and no shape speaks against it."""
    first, second = cell.first[0], cell.second
    assert second is not None
    if not first.numbers:
        words = bool(first.text) and not any(char in NUMERIC for char in first.text)
        return words and first.text == second.text and min(first.confidence, second.confidence) >= SURE_WORD
    number = _number(first, FAIR)
    if not number or number != _number(second, FAIR) or cell.ink.is_struck or cell.leans or known.objects(cell):
        return False
    chances = first.numbers[0][1], second.numbers[0][1]
    if cell.shapes is None and STEM in number:
        return min(chances) >= CERTAIN  # grown together with its neighbour: nobody can measure how it stands
    return max(chances) >= SURE


def _candidates(cell: _Looked) -> tuple[str, ...]:
    """All numbers that either reading holds possible, likeliest first; the texts read where there are none."""
    chances: dict[str, float] = {}
    for spelling in (cell.first[0], cell.second):
        if spelling is not None:
            for text, chance in spelling.numbers or ((spelling.text, spelling.confidence),):
                if is_stroke(text):
                    continue
                chances[text] = chances.get(text, 0.0) + chance / 2
    ranked = sorted(chances.items(), key=lambda item: (-item[1], item[0]))
    return tuple(text for text, chance in ranked if chance >= POSSIBLE) or ("?",)
