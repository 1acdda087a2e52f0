"""What happens to printed pages on their way to a scanner: strokes of a pen, lint, seals, bent paper, facsimile.

Each fault takes the page in grey levels (rows, columns, three colours, white is 255), its dots per inch and a source of
chance, and gives the page back.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from random import Random

import numpy as np
from numpy.typing import NDArray

Page = NDArray[np.float32]
Fault = Callable[[Page, int, Random], Page]


def pen_strokes(page: Page, dpi: int, rng: Random) -> Page:
    """A dozen strokes of a ball pen, ticks and underlines, anywhere."""
    import cv2

    height, width = page.shape[:2]
    ink = np.zeros((height, width), np.float32)
    for _ in range(14):
        x, y = rng.uniform(0.1, 0.9) * width, rng.uniform(0.1, 0.9) * height
        points = [(x, y)]
        for _ in range(rng.randint(2, 4)):
            x, y = x + rng.uniform(-0.2, 0.45) * dpi, y + rng.uniform(-0.25, 0.25) * dpi
            points.append((x, y))
        curve = np.array(_smooth(points), np.int32)
        cv2.polylines(ink, [curve], False, 1.0, max(1, dpi // 75), cv2.LINE_AA)
    colour = np.array(rng.choice(((20, 20, 30), (30, 50, 150))), np.float32)
    return _inked(page, ink, colour)


def _smooth(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Corners cut three times."""
    for _ in range(3):
        cut = [points[0]]
        for (x0, y0), (x1, y1) in pairwise(points):
            cut += [(x0 * 0.75 + x1 * 0.25, y0 * 0.75 + y1 * 0.25), (x0 * 0.25 + x1 * 0.75, y0 * 0.25 + y1 * 0.75)]
        points = [*cut, points[-1]]
    return points


def lint(page: Page, dpi: int, rng: Random) -> Page:
    """Hundreds of short hairs and crumbs, from a point to half a character long."""
    import cv2

    height, width = page.shape[:2]
    ink = np.zeros((height, width), np.float32)
    for _ in range(500):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        length, angle = rng.uniform(1, 5) * dpi / 72, rng.uniform(0, np.pi)
        end = (int(x + length * np.cos(angle)), int(y + length * np.sin(angle)))
        cv2.line(ink, (int(x), int(y)), end, rng.uniform(0.5, 1.0), 1, cv2.LINE_AA)
    return _inked(page, ink, np.zeros(3, np.float32))


def _inked(page: Page, ink: NDArray[np.float32], colour: NDArray[np.float32]) -> Page:
    return np.asarray(page * (1 - ink[:, :, None]) + np.minimum(page, colour) * ink[:, :, None], np.float32)


def seals(page: Page, dpi: int, rng: Random) -> Page:
    """Three red seals over the middle of the page, where the tables are; one of them nearly black."""
    import cv2

    height, width = page.shape[:2]
    for strength, red in ((0.85, (205, 30, 40)), (0.6, (190, 60, 60)), (0.9, (110, 20, 20))):
        drawn = np.zeros((height, width), np.uint8)
        radius = round(dpi * 0.8)
        centre = (round(rng.uniform(0.25, 0.75) * width), round(rng.uniform(0.2, 0.8) * height))
        cv2.circle(drawn, centre, radius, 255, max(2, dpi // 30), cv2.LINE_AA)
        cv2.circle(drawn, centre, radius // 4, 255, -1, cv2.LINE_AA)
        for step in range(18):
            angle = step * np.pi / 9
            x, y = centre[0] + 0.75 * radius * np.cos(angle), centre[1] + 0.75 * radius * np.sin(angle)
            cv2.putText(drawn, "#", (int(x), int(y)), cv2.FONT_HERSHEY_SIMPLEX, dpi / 250, 255, max(1, dpi // 75))
        page = _inked(page, drawn.astype(np.float32) * np.float32(strength / 255), np.array(red, np.float32))
    return page


def bent(page: Page, dpi: int, rng: Random) -> Page:
    """A sheet that does not lie flat: lines sag and swell by up to two millimetres, and columns a little."""
    import cv2

    height, width = page.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    deep, phase = rng.uniform(0.03, 0.08) * dpi, rng.uniform(0, np.pi)
    down = ys + deep * np.sin(np.pi * xs / width + phase)
    across = xs + 0.4 * deep * np.sin(np.pi * ys / height)
    moved = cv2.remap(page, across, down, cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return np.asarray(moved, np.float32)


def shadow(page: Page, dpi: int, rng: Random) -> Page:
    """The shadow of a hand and the dark gutter of a book."""
    import cv2

    height, width = page.shape[:2]
    light = np.ones((height, width), np.float32)
    centre = (round(rng.uniform(0, width)), round(rng.uniform(0.3, 0.9) * height))
    cv2.ellipse(light, centre, (width // 3, height // 4), rng.uniform(0, 180), 0, 360, 0.5, -1)
    light = cv2.GaussianBlur(light, (0, 0), dpi / 12)
    gutter = 1 - 0.6 * np.exp(-np.arange(width, dtype=np.float32) / (0.06 * width))
    return np.asarray(page * light[:, :, None] * gutter[None, :, None], np.float32)


def fax(page: Page, dpi: int, rng: Random) -> Page:
    """Black or white, nothing between, half the lines of pixels."""
    import cv2

    height, width = page.shape[:2]
    grey = page.mean(axis=2) + np.float32(rng.uniform(-15, 15))
    low = cv2.resize(grey, (width, round(height * 0.65)), interpolation=cv2.INTER_AREA)
    black = np.where(low < 170, 0, 255).astype(np.float32)
    full = cv2.resize(black, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(np.repeat(full[:, :, None], 3, axis=2), np.float32)


def one_bit(page: Page, dpi: int, rng: Random) -> Page:
    """Black or white at full resolution, threshold too low: thin strokes break."""
    black = np.where(page.mean(axis=2) < 150 + rng.uniform(-20, 30), 0, 255).astype(np.float32)
    return np.repeat(black[:, :, None], 3, axis=2)


def thinned(page: Page, dpi: int, rng: Random) -> Page:
    """Worn ribbon: strokes lose their edges."""
    import cv2

    grown = cv2.dilate(page, np.ones((2, 2), np.uint8))
    return np.asarray(0.6 * grown + 0.4 * page, np.float32)


def thickened(page: Page, dpi: int, rng: Random) -> Page:
    """Too much toner: strokes grow together."""
    import cv2

    shrunk = cv2.erode(page, np.ones((2, 2), np.uint8))
    return np.asarray(0.8 * shrunk + 0.2 * page, np.float32)


def broken(page: Page, dpi: int, rng: Random) -> Page:
    """White streaks of a dry drum, across characters."""
    height, width = page.shape[:2]
    for _ in range(40):
        y, x = rng.randrange(height), rng.randrange(width)
        long, wide = round(rng.uniform(0.2, 2.0) * dpi), max(1, round(rng.uniform(0.4, 1.0) * dpi / 72))
        page[y : y + wide, x : x + long] += (255 - page[y : y + wide, x : x + long]) * 0.85
    for _ in range(25):
        y, x = rng.randrange(height), rng.randrange(width)
        page[y : y + round(0.5 * dpi), x : x + max(1, dpi // 100)] = 255
    return page


def moire(page: Page, dpi: int, rng: Random) -> Page:
    """The back of the sheet shows through."""
    back = np.roll(page[:, ::-1], (round(0.31 * dpi), round(0.17 * dpi)), (0, 1))
    return np.asarray(page - (255 - back) * 0.3, np.float32)


FAULTS: dict[str, Fault] = {
    "pen": pen_strokes,
    "lint": lint,
    "seals": seals,
    "bent": bent,
    "shadow": shadow,
    "fax": fax,
    "one bit": one_bit,
    "thin": thinned,
    "thick": thickened,
    "broken": broken,
    "back": moire,
}
"""By the names that a ``Scanner`` carries."""
