"""The recogniser and the detector: the models that lie in rapidocr's wheel, run by onnxruntime on one thread.

One thread and inputs padded to fixed widths make the same pixels give the same text in every run and in every batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nianbao.read.scan.installed import DETECTOR, RECOGNISER, model_folder
from nianbao.read.scan.spelling import Spelling, spelled

Image = NDArray[np.uint8]

HEIGHT = 48
"""Pixels of the recogniser's input."""
_STEP, _NARROWEST = 32, 32
"""Widths of inputs are multiples of this, so that a crop is padded alike whatever stands beside it in the batch. Half
of it would be faster, but with so little paper behind it a lone 0 of Helvetica is read as a letter."""
_BATCH_PIXELS = 2048
_INKED, _AROUND = 160, 40
_LONGEST, _MULTIPLE = 1088, 32
"""Of the detector's input; text of a whole page is large enough at this size."""


def read_crops(crops: Sequence[Image]) -> list[Spelling]:
    """The text in each crop: one line of text, grey, HEIGHT pixels high, black on white."""
    found: list[Spelling | None] = [None] * len(crops)
    for batch in _batches([crop.shape[1] for crop in crops]):
        width = _padded(max(crops[index].shape[1] for index in batch))
        block = np.zeros((len(batch), 3, HEIGHT, width), np.float32)
        for row, index in enumerate(batch):
            block[row, :, :, : crops[index].shape[1]] = crops[index].astype(np.float32) / 127.5 - 1.0
        output = _run(_session(RECOGNISER), block)
        for row, index in enumerate(batch):
            share = crops[index].shape[1] / width
            found[index] = spelled(output[row], _alphabet(), share)
    return [spelling for spelling in found if spelling is not None]


def find_lines(page: Image) -> list[tuple[int, int, int, int]]:
    """Boxes (x0, top, x1, bottom) in pixels around the lines of text of an upright grey page, unordered."""
    import cv2
    from rapidocr.ch_ppocr_det.utils import DBPostProcess

    first, end = _inked_rows(page)
    scale = min(1.0, _LONGEST / max(page.shape))
    page = page[first:end]
    height, width = page.shape
    size = [max(_MULTIPLE, round(side * scale / _MULTIPLE) * _MULTIPLE) for side in (width, height)]
    small = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    block = np.repeat(small[None, None].astype(np.float32) / 127.5 - 1.0, 3, axis=1)
    after = DBPostProcess(thresh=0.3, box_thresh=0.5, max_candidates=1000, unclip_ratio=1.6, use_dilation=True)
    boxes, _ = after(_run(_session(DETECTOR), block), (height, width))
    return sorted(
        (int(box[:, 0].min()), first + int(box[:, 1].min()), int(box[:, 0].max()), first + int(box[:, 1].max()))
        for box in boxes
    )


def _inked_rows(page: Image) -> tuple[int, int]:
    """First row and end of the part of the page that is not plain paper, with some paper around: the rest takes time
    and shows nothing."""
    inked = np.flatnonzero((page < _INKED).any(axis=1))
    if not len(inked):
        return 0, len(page)
    return max(0, int(inked[0]) - _AROUND), min(len(page), int(inked[-1]) + 1 + _AROUND)


@lru_cache(maxsize=2)
def _session(name: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(model_folder() / name), options, providers=["CPUExecutionProvider"])


def _run(session: Any, block: NDArray[np.float32]) -> NDArray[np.float32]:
    output: NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: block})[0]
    return output


@lru_cache(maxsize=1)
def _alphabet() -> tuple[str, ...]:
    """Class -> character; class 0 is the gap between characters, the last one a space."""
    characters = _session(RECOGNISER).get_modelmeta().custom_metadata_map["character"].splitlines()
    return ("", *characters, " ")


def _padded(width: int) -> int:
    return max(_NARROWEST, -(-width // _STEP) * _STEP)


def _batches(widths: Sequence[int]) -> list[list[int]]:
    """Indices of crops of equal padded width, together no wider than a batch."""
    batches: list[list[int]] = []
    for index in sorted(range(len(widths)), key=lambda index: (_padded(widths[index]), index)):
        last = batches[-1] if batches else []
        width = _padded(widths[index])
        if last and _padded(widths[last[0]]) == width and (len(last) + 1) * width <= _BATCH_PIXELS:
            last.append(index)
        else:
            batches.append([index])
    return batches
