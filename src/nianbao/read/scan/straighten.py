"""A scanned page as paper should look: dark on white, upright, level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nianbao.read.scan.engine import Image

STEEPEST = 8.0
"""Degrees. A page turned further was not meant to be read."""
RED = 40
"""Difference of the channels from which on a pixel has a colour."""
_COARSE_SIDE, _FINE_SIDE = 500, 1100
_WHITE = 255
_PAPER_SHARE = 0.03
"""Of the page's side: the neighbourhood in which paper is looked for, larger than any stroke."""
_DARKEST_PAPER = 60
"""Where even the neighbourhood's lightest pixels are darker, there is no paper but a picture."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level page and the way back to the page as it was given."""

    grey: Image
    back: NDArray[np.float64]
    """2 x 3 matrix from pixels of ``grey`` to pixels of the image as given."""

    def box(self, x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        """The upright box, in pixels of the image as given, around a box of the level page."""
        corners = np.array([(x, y, 1.0) for x in (x0, x1) for y in (top, bottom)])
        xs, ys = self.back @ corners.T
        return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())


def grey_of(image: Image) -> Image:
    """One channel; in a coloured page red ink, that of seals, is as light as paper, and what it covers stays dark."""
    if image.ndim == 2:
        return image
    red, most = image[:, :, 0], image.max(axis=2)
    colour = most - image.min(axis=2)
    is_red = (colour > RED) & (red == most)
    cleaned = np.minimum(red.astype(np.uint16) * 5 // 4, _WHITE).astype(np.uint8)
    return np.where(is_red, cleaned, image.mean(axis=2).astype(np.uint8)).astype(np.uint8)


def flat(grey: Image) -> Image:
    """The page with the paper's own shade and colour taken out: paper is white, the darkest ink black."""
    import cv2

    reach = max(15, round(max(grey.shape) * _PAPER_SHARE)) | 1
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    kernel = np.ones((max(3, reach // 4) | 1,) * 2, np.uint8)
    paper = cv2.GaussianBlur(cv2.dilate(small, kernel), (0, 0), reach / 8)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    light = grey.astype(np.float32) / np.maximum(paper, _DARKEST_PAPER)
    ink, white = _darkness(light)
    stretched = (light - ink) / max(0.2, white - ink)
    return np.asarray(np.clip(stretched * _WHITE, 0, _WHITE), np.uint8)


def _darkness(light: NDArray[np.float32]) -> tuple[float, float]:
    """How dark ink is (its darkest hundredth of a page's usual share), and how light paper is."""
    sample = light[::2, ::2]
    return float(np.quantile(sample, 0.01)), float(np.quantile(sample, 0.6))


def level(grey: Image) -> Level:
    """The page turned by the few degrees at which its lines and rules lie level."""
    import cv2

    angle = skew_of(grey)
    height, width = grey.shape
    if abs(angle) < 0.02:
        return Level(grey, np.array([[1.0, 0, 0], [0, 1.0, 0]]))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=_WHITE)
    return Level(turned, cv2.invertAffineTransform(turn))


def skew_of(grey: Image) -> float:
    """Degrees to turn the page anticlockwise to make it level; 0 for an empty page."""
    coarse = _steepest(grey, _COARSE_SIDE, np.arange(-STEEPEST, STEEPEST + 0.01, 0.5))
    fine = _steepest(grey, _FINE_SIDE, coarse + np.arange(-0.5, 0.51, 0.1))
    return float(_steepest(grey, _FINE_SIDE, fine + np.arange(-0.1, 0.11, 0.02)))


def _steepest(grey: Image, side: int, angles: NDArray[np.float64]) -> float:
    """The angle at which ink gathers in rows and columns most sharply."""
    import cv2

    scale = min(1.0, side / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (_WHITE - small).astype(np.float32)
    ink[ink < 60] = 0
    height, width = ink.shape
    scores = []
    for angle in angles:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
        turned = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR)
        rows, columns = turned.sum(axis=1), turned.sum(axis=0)
        scores.append(float((np.diff(rows) ** 2).sum() + (np.diff(columns) ** 2).sum()))
    best = int(np.argmax(scores))
    return float(angles[best]) if scores[best] > 0 else 0.0
