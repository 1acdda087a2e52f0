"""``python -m benchmarks.similarity``: copied paragraphs among many reports, on one core.

Texts are made up: words of two characters drawn with the frequencies of real prose, and a fifth of the sentences from
a stock of phrases that everybody uses. Copies are planted, word for word and with every tenth word changed, and
what is found of them is counted. Reports hold text only: their figures take no part in this.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import accumulate
from random import Random

from nianbao.check.copies import Source, find_copies
from nianbao.model import SCHEMA_VERSION, Filing, Issuer, Passage, Report, SourceRef

_WORDS, _PHRASES = 6000, 400
_PARAGRAPHS = (12, 22)
_COPIES = 300
_SECONDS, _MEGABYTES = 60.0, 1024.0


class Writer:
    """Prose without sense, with the statistics that matter here."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        letters = [chr(0x4E00 + number) for number in range(2500)]
        self.words = ["".join(self.rng.choices(letters, k=2)) for _ in range(_WORDS)]
        self.weights = list(accumulate(1 / (rank + 20) for rank in range(_WORDS)))
        self.phrases = [self._sentence() for _ in range(_PHRASES)]

    def _sentence(self) -> str:
        words = self.rng.choices(self.words, cum_weights=self.weights, k=self.rng.randint(8, 22))
        words.insert(len(words) // 2, f"，{self.rng.randint(1, 999)}")
        return "".join(words) + "。"

    def paragraph(self) -> str:
        """Two to five sentences, one in five a phrase that others use."""
        return "".join(
            self.rng.choice(self.phrases) if self.rng.random() < 0.2 else self._sentence()
            for _ in range(self.rng.randint(2, 5))
        )

    def edited(self, text: str) -> str:
        """Every tenth word, or so, another one."""
        words = [text[at : at + 2] for at in range(0, len(text), 2)]
        return "".join(self.rng.choice(self.words) if self.rng.random() < 0.1 else word for word in words)


def corpus(reports: int, seed: int = 7) -> tuple[list[Source], set[tuple[int, int]], set[tuple[int, int]]]:
    """Reports, and the pairs of reports between which a paragraph was copied exactly, or with changes."""
    writer = Writer(seed)
    texts = [[writer.paragraph() for _ in range(writer.rng.randint(*_PARAGRAPHS))] for _ in range(reports)]
    exact: set[tuple[int, int]] = set()
    edited: set[tuple[int, int]] = set()
    for number in range(min(_COPIES, reports // 4)):
        for offset, pairs in ((0, exact), (1, edited)):
            one, other = 4 * number + 2 * offset, 4 * number + 2 * offset + 1
            source = max(texts[one], key=len)
            texts[other][-1] = writer.edited(source) if offset else source
            pairs.add((one, other))
    return [_source(number, paragraphs) for number, paragraphs in enumerate(texts)], exact, edited


def _source(number: int, texts: list[str]) -> Source:
    name = f"单位{number}"
    place = SourceRef(name, None, "", "text/plain", None)
    report = Report(SCHEMA_VERSION, place, Issuer(name), 2024, None, None, None, None, None, sections=[], figures=[])
    return Source(name, Filing(report, list(_passages(texts))), names=(name,))


def _passages(texts: list[str]) -> Iterator[Passage]:
    start = 0
    for text in texts:
        yield Passage(text, start, section=1)
        start += len(text) + 1


def main(argv: list[str] | None = None) -> int:
    """Print time, memory and what was found; 0 whatever the targets, since a busy machine is no fault."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.similarity", description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000, metavar="N", help="(%(default)s)")
    args = parser.parse_args(argv)
    sources, exact, edited = corpus(args.reports)
    paragraphs = sum(len(s.filing.passages) for s in sources)
    before = peak()
    start = time.process_time()
    copies = find_copies(sources)
    seconds = time.process_time() - start
    found = {(int(c.unit[2:]), int(c.other[2:])) for c in copies}
    print(f"{args.reports} reports, {paragraphs} paragraphs")
    print(
        f"CPU time {seconds:.1f} s (target {_SECONDS:g} s for 10000); {1000 * seconds / args.reports:.2f} ms a report"
    )
    print(f"memory at its highest {peak():.0f} MB, of it the texts {before:.0f} MB (target {_MEGABYTES:g} MB)")
    print(f"copied word for word: {len(exact & found)} of {len(exact)} pairs found")
    print(f"copied with every tenth word changed: {len(edited & found)} of {len(edited)}")
    print(f"pairs found that nobody planted: {len(found - exact - edited)}")
    return 0


def peak() -> float:
    """Megabytes this process has had at its highest; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0.0
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / 1024 if sys.platform != "darwin" else used / 1024 / 1024


if __name__ == "__main__":
    raise SystemExit(main())
