"""Printed reports as a scanner gives them: rendered, turned a little, blurred, noisy, compressed, stamped.

Every fault is drawn from a seed, so the same arguments give the same pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from io import BytesIO
from random import Random

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from tests.factory.wear import FAULTS

Pixels = NDArray[np.uint8]
"""Rows, columns, and three colours."""

DPI = 150


@dataclass(frozen=True, slots=True)
class Scanner:
    """What a scanner does to a page."""

    dpi: int = DPI
    skew: float = 0.0
    """Degrees at most, either way."""
    noise: float = 0.0
    """Standard deviation in grey levels."""
    specks: float = 0.0
    """Share of pixels that are dust."""
    blur: float = 0.0
    """Standard deviation in pixels."""
    quality: int = 90
    """Of the JPEG."""
    fade: float = 1.0
    """Ink is this dark; 1 is black."""
    shade: float = 0.0
    """The paper darkens to one side by this share."""
    faint_rules: float = 0.0
    """How far thin rules are blended into the paper."""
    stamp: bool = False
    quarter_turns: int = 0
    wear: tuple[str, ...] = field(default=(), repr=False)
    """What befell the paper before: names of ``tests.factory.wear.FAULTS``. Chance does not depend on it."""


SCANNERS: dict[str, Scanner] = {
    "clean": Scanner(),
    "skewed": Scanner(skew=2.0, blur=0.5),
    "noisy": Scanner(skew=0.5, noise=14, specks=0.0006, blur=0.6, quality=75),
    "skewed and noisy": Scanner(skew=2.0, noise=12, specks=0.0004, blur=0.6, quality=70),
    "poor JPEG": Scanner(skew=1.0, blur=0.5, quality=35),
    "faint rules": Scanner(skew=1.0, noise=6, blur=0.5, faint_rules=0.6),
    "stamped": Scanner(skew=1.0, noise=6, blur=0.5, stamp=True),
    "pale and shaded": Scanner(skew=1.0, noise=6, blur=0.5, fade=0.55, shade=0.3),
    "fine": Scanner(dpi=300, skew=1.5, noise=10, blur=0.8),
}
"""Layout classes of scans, by name."""

_POOR = Scanner(skew=1.0, noise=6, blur=0.5, quality=60)
HOSTILE: dict[str, Scanner] = {
    "steep": Scanner(skew=3.0, noise=12, specks=0.0004, blur=0.6, quality=40),
    "pale": Scanner(skew=1.0, noise=8, blur=0.6, fade=0.3, quality=60),
    "hairline rules": Scanner(skew=1.5, noise=8, blur=0.6, faint_rules=0.8, quality=50),
    "blurred": Scanner(skew=1.0, noise=8, blur=1.1, quality=50),
    "coarse": Scanner(dpi=110, skew=1.0, noise=6, blur=0.4, quality=60),
    "upside down": replace(_POOR, quarter_turns=2),
    "sideways": replace(_POOR, quarter_turns=1),
} | {name: replace(_POOR, wear=(name,)) for name in FAULTS}
"""Scans that nobody should be asked to read: much may be given up, nothing may be wrong."""


def pages(pdf: bytes, scanner: Scanner, seed: int = 0) -> list[Pixels]:
    """The pages of a PDF as scanned."""
    with pypdfium2.PdfDocument(pdf) as document:
        rendered = [page.render(scale=scanner.dpi / 72).to_numpy()[:, :, :3].copy() for page in document]
    return [_scanned(page, scanner, Random(f"{scanner}/{seed}/{number}")) for number, page in enumerate(rendered)]


def as_jpeg(page: Pixels, scanner: Scanner) -> bytes:
    """The page as a JPEG file that says its resolution."""
    from PIL import Image

    buffer = BytesIO()
    Image.fromarray(page).save(buffer, "JPEG", quality=scanner.quality, dpi=(scanner.dpi, scanner.dpi))
    return buffer.getvalue()


def as_png(page: Pixels, scanner: Scanner) -> bytes:
    """The page as a PNG file, after JPEG has done its damage."""
    from PIL import Image

    buffer = BytesIO()
    Image.open(BytesIO(as_jpeg(page, scanner))).save(buffer, "PNG", dpi=(scanner.dpi, scanner.dpi))
    return buffer.getvalue()


def as_pdf(scanned: list[Pixels], scanner: Scanner) -> bytes:
    """A PDF that holds nothing but the scans."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for page in scanned:
        height, width = (side * 72 / scanner.dpi for side in page.shape[:2])
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(BytesIO(as_jpeg(page, scanner))), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scan(pdf: bytes, name: str, seed: int = 0) -> bytes:
    """A PDF, printed and scanned into a PDF by the scanner of that name."""
    scanner = (SCANNERS | HOSTILE)[name]
    return as_pdf(pages(pdf, scanner, seed), scanner)


def _scanned(page: Pixels, scanner: Scanner, rng: Random) -> Pixels:
    import cv2

    noise = np.random.default_rng(rng.getrandbits(32))
    image = page.astype(np.float32)
    if scanner.faint_rules:
        image = _with_faint_rules(image, scanner)
    image = 255 - (255 - image) * scanner.fade
    if scanner.stamp:
        image = _stamped(image, scanner, rng)
    for name in scanner.wear:
        image = FAULTS[name](image, scanner.dpi, rng)
    angle = rng.uniform(0.4, 1.0) * rng.choice((-1, 1)) * scanner.skew
    if angle:
        height, width = image.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        image = cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    if scanner.blur:
        image = cv2.GaussianBlur(image, (0, 0), scanner.blur)
    if scanner.shade:
        image = image * np.linspace(1.0, 1.0 - scanner.shade, image.shape[1], dtype=np.float32)[None, :, None]
    for fault in _NOISES:
        image = fault(image, scanner, noise)
    return np.ascontiguousarray(np.rot90(np.clip(image, 0, 255).astype(np.uint8), -scanner.quarter_turns))


_Fault = Callable[[NDArray[np.float32], Scanner, np.random.Generator], NDArray[np.float32]]


def _grain(image: NDArray[np.float32], scanner: Scanner, noise: np.random.Generator) -> NDArray[np.float32]:
    """The same grain in all colours: paper scanned in grey."""
    if not scanner.noise:
        return image
    return image + noise.normal(0, scanner.noise, image.shape[:2]).astype(np.float32)[:, :, None]


def _dust(image: NDArray[np.float32], scanner: Scanner, noise: np.random.Generator) -> NDArray[np.float32]:
    if not scanner.specks:
        return image
    found = noise.random(image.shape[:2]) < scanner.specks
    image[found] = 40
    return image


_NOISES: tuple[_Fault, ...] = (_grain, _dust)


def _with_faint_rules(image: NDArray[np.float32], scanner: Scanner) -> NDArray[np.float32]:
    """Long straight dark runs lose most of their ink."""
    import cv2

    grey = image.min(axis=2)
    ink = (grey < 160).astype(np.uint8)
    length = scanner.dpi // 3
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    rules = cv2.dilate(across | down, np.ones((3, 3), np.uint8)).astype(bool)
    image[rules] += (255 - image[rules]) * scanner.faint_rules
    return image


def _stamped(image: NDArray[np.float32], scanner: Scanner, rng: Random) -> NDArray[np.float32]:
    """A round red seal somewhere on the lower half."""
    import cv2

    height, width = image.shape[:2]
    radius = int(scanner.dpi * 0.8)
    centre = (rng.randint(radius, width - radius), rng.randint(height // 2, height - radius))
    ink = np.zeros((height, width), np.float32)
    cv2.circle(ink, centre, radius, 1.0, max(2, scanner.dpi // 30), cv2.LINE_AA)
    star = [
        (
            int(centre[0] + radius * (0.35 if k % 2 == 0 else 0.14) * np.sin(k * np.pi / 5)),
            int(centre[1] - radius * (0.35 if k % 2 == 0 else 0.14) * np.cos(k * np.pi / 5)),
        )
        for k in range(10)
    ]
    cv2.fillPoly(ink, [np.array(star, np.int32)], 1.0, cv2.LINE_AA)
    red = np.array([205, 30, 40], np.float32) if image.shape[2] == 3 else np.float32(0)
    layer = 255 - ink[:, :, None] * (255 - red) * 0.85
    return (image * layer / 255).astype(np.float32)
