"""Time of one document, warm, on one core."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks.contestants import CONTESTANTS, PARSE, READ, Contestant
from benchmarks.documents import Specimen
from benchmarks.rows import Row
from benchmarks.timing import Samples, Spread, interleaved, ratio, spread

_MILLI = 1000.0


def measure(specimen: Specimen, repeat: int) -> Iterator[Row]:
    """A row for each contestant that is installed."""
    present = [c for c in CONTESTANTS[specimen.format] if c.installed]
    apart = [c for c in present if c.role == "other"]
    together = [c for c in present if c not in apart]
    samples = _samples(specimen, together, repeat)
    for contestant in together:
        yield _row(specimen, contestant, samples)
    for contestant in apart:
        yield from _beside_rivals(specimen, contestant, together, repeat)


def _samples(specimen: Specimen, contestants: list[Contestant], repeat: int) -> Samples:
    return interleaved({c.name: partial(c.run, specimen.capture) for c in contestants}, repeat)


def _beside_rivals(specimen: Specimen, ours: Contestant, others: list[Contestant], repeat: int) -> Iterator[Row]:
    """One that would disturb the rest, by itself against the rivals that have a goal."""
    for rival in others:
        if rival.role == "rival" and rival.target:
            samples = _samples(specimen, [ours, rival], repeat)
            yield Row(
                area=specimen.format,
                document=str(specimen),
                what=f"{rival.name}: {ours.name}",
                amount=spread(samples[ours.name]).times(_MILLI),
                unit="ms",
                ratio=ratio(samples[rival.name], samples[ours.name]),
                relation="the speed of",
            )


def missing(format_: str) -> list[str]:
    """Contestants whose library is not installed."""
    return [c.name for c in CONTESTANTS[format_] if not c.installed]


def _row(specimen: Specimen, contestant: Contestant, samples: Samples) -> Row:
    amount = spread(samples[contestant.name]).times(_MILLI)
    compared = contestant.role in ("floor", "rival")
    return Row(
        area=specimen.format,
        document=str(specimen),
        what=contestant.name,
        amount=amount,
        unit="ms",
        ratio=_ratio(contestant, PARSE, samples) if compared else None,
        relation={"floor": "the time of", "rival": "the speed of"}.get(contestant.role, ""),
        reading=_ratio(contestant, READ, samples) if compared else None,
        per_page=amount.middle / specimen.pages if specimen.pages else None,
        target=contestant.target_on(specimen.name),
    )


def _ratio(contestant: Contestant, ours: Contestant, samples: Samples) -> Spread:
    """Times the speed of a rival; times the time of a floor."""
    theirs = samples[contestant.name]
    if contestant.role == "floor":
        return ratio(samples[ours.name], theirs)
    return ratio(theirs, samples[ours.name])
