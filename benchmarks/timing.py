"""CPU time of several contestants, repetition by repetition side by side."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Work = Callable[[], object]
Samples = dict[str, list[float]]

# The clock of Windows ticks 64 times a second, whatever it says of itself.
SAMPLE_SECONDS = 0.3 if os.name == "nt" else 0.01


@dataclass(frozen=True, slots=True)
class Spread:
    """Lower quartile, median, upper quartile."""

    low: float
    middle: float
    high: float

    def times(self, factor: float) -> Spread:
        return Spread(self.low * factor, self.middle * factor, self.high * factor)


def spread(values: Sequence[float]) -> Spread:
    """Of one value: that value three times."""
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(low, middle, high)


def ratio(upper: Sequence[float], lower: Sequence[float]) -> Spread:
    """How many times ``lower`` goes into ``upper``, compared within each repetition."""
    return spread([above / below for above, below in zip(upper, lower, strict=True)])


def interleaved(work: Mapping[str, Work], repeat: int) -> Samples:
    """Seconds of CPU time one call takes, by contestant and repetition; each contestant is warmed up first."""
    calls = {name: _calls_a_sample(function) for name, function in work.items()}
    samples: Samples = {name: [] for name in work}
    names = list(work)
    gc.collect()
    gc.freeze()  # what others have loaded is not to slow down whoever collects garbage
    try:
        for turn in range(repeat):
            start = turn % len(names)
            for name in names[start:] + names[:start]:
                samples[name].append(_sample(work[name], calls[name]))
    finally:
        gc.unfreeze()
    return samples


def _calls_a_sample(function: Work) -> int:
    function()
    return max(1, round(SAMPLE_SECONDS / max(_sample(function, 1), SAMPLE_SECONDS / 1000)))


def _sample(function: Work, calls: int) -> float:
    gc.collect()
    function()  # not timed: whoever was at work before has filled the processor's caches, and what is measured is warm
    start = time.process_time()
    for _ in range(calls):
        function()
    return (time.process_time() - start) / calls
