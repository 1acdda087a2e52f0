"""An outcome comes back from its packing as it went in, and its head alone says how the document ended."""

from __future__ import annotations

import pytest

from nianbao.errors import Damaged
from nianbao.run.task import Lost, Outcome, Tally

READ = Outcome(
    report='{"n":"云溪"}\n'.encode() * 9,
    figures=b"a,1\n",
    passages=b"[]",
    tally=Tally("2021", 2024, {"value": 3}, {"error": 1}),
)
LOST = Outcome(lost=Lost("a\udc80.html", "damaged", {"reason": "截断"}, "http://a"))


@pytest.mark.parametrize("outcome", [READ, LOST, Outcome()], ids=["read", "lost", "nothing"])
def test_what_was_packed_comes_back(outcome: Outcome) -> None:
    packed = outcome.pack()
    assert Outcome.unpack(packed) == outcome
    assert (Outcome.head(packed).lost, Outcome.head(packed).tally) == (outcome.lost, outcome.tally)


def test_a_cut_outcome_is_an_error_and_no_shorter_report() -> None:
    packed = READ.pack()
    for size in (len(packed) - 1, len(packed) - 20):
        with pytest.raises(Damaged):
            Outcome.unpack(packed[:size])
