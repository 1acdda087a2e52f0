"""Whether scans can be read here. Light, so that documents without pictures load nothing."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

RECOGNISER = "PP-OCRv6_rec_small.onnx"
DETECTOR = "PP-OCRv6_det_small.onnx"
"""The models in the wheel of rapidocr 3.10; named by file, so that none is ever looked for on a network."""


@lru_cache(maxsize=1)
def is_installed() -> bool:
    """The extra ``nianbao[ocr]`` is there, with its models."""
    if any(find_spec(name) is None for name in ("rapidocr", "onnxruntime", "cv2")):
        return False
    return all((model_folder() / name).is_file() for name in (RECOGNISER, DETECTOR))


def model_folder() -> Path:
    """Where rapidocr keeps its models."""
    spec = find_spec("rapidocr")
    assert spec is not None and spec.origin is not None, "asked for only where it is installed"
    return Path(spec.origin).parent / "models"
