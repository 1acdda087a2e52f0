"""CPU time of reading sentences: ``python -m benchmarks.prose``.

Texts of 4,000 characters made of the labelled sentences of ``fixtures/prose``: padded with sentences without numbers
to the share of figures of a real report, once with measures for all numbers and once with unmapped ones, whose noun
phrases are cut anew each time; and not padded at all, with many times the figures that a report holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks.timing import interleaved, spread
from nianbao.extract.prose import UNMAPPED, read_prose
from nianbao.extract.prose.labels import _nouns
from nianbao.model import Figure, Passage

SENTENCES = Path(__file__).resolve().parents[1] / "fixtures/prose/varied.jsonl"
LENGTH = 4000
FILLER = "健全完善信息制作、获取、保存、处理全流程管理机制，严格执行发布审核制度，确保公开信息真实、准确、完整、及时。"
REPEAT = 40


def main() -> int:
    """Print CPU milliseconds (lower quartile, median, upper quartile) and the numbers of the texts."""
    found = texts()
    samples = interleaved({name: partial(_read, passages) for name, passages in found.items()}, REPEAT)
    for name, passages in found.items():
        figures = _read(passages)
        unmapped = sum(figure.key == UNMAPPED for figure in figures)
        taken = spread(samples[name]).times(1000)
        print(f"{name:28} {len(figures):4} figures, {unmapped:3} unmapped:", end=" ")
        print(f"{taken.low:.2f} / {taken.middle:.2f} / {taken.high:.2f} ms")
    return 0


def _read(passages: Sequence[Passage]) -> list[Figure]:
    """Nothing of a text is remembered from one reading to the next but its noun phrases, which are forgotten here."""
    _nouns.cache_clear()
    return read_prose(passages, year=2023, reader="text").figures


def texts() -> dict[str, list[Passage]]:
    """The texts by name."""
    rows = [json.loads(line)["text"] for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    read = {text: read_prose([Passage(text)], year=2023, reader="text").figures for text in rows}
    mapped = [text for text, figures in read.items() if figures and all(f.key != UNMAPPED for f in figures)]
    padded = [text + FILLER * 4 for text in mapped]
    return {
        "as a report, all mapped": [Passage(text) for text in _enough(padded)],
        "as a report, some unmapped": [Passage(text) for text in _enough([text + FILLER * 4 for text in rows[::7]])],
        "figures only, all mapped": [Passage(text) for text in _enough(mapped)],
    }


def _enough(rows: list[str]) -> Iterator[str]:
    length = 0
    for text in rows:
        if length >= LENGTH:
            return
        length += len(text)
        yield text


if __name__ == "__main__":
    raise SystemExit(main())
