"""Small realistic changes to a report, and the promise: 0 wrong figures, and nothing lost that was not touched.

A few cases per change run here; ``NIANBAO_PERTURBATION_ROUNDS=40`` runs more, ``python -m tests.factory`` all.
"""

from __future__ import annotations

import os
from functools import lru_cache

import pytest

from tests.factory import PERTURBATIONS
from tests.factory.campaign import Case, Tally, pairs, sample, table_of
from tests.factory.judge import Verdict

ROUNDS = int(os.environ.get("NIANBAO_PERTURBATION_ROUNDS", "4"))


@lru_cache(maxsize=1024)
def _verdicts(name: str) -> tuple[tuple[Case, Verdict], ...]:
    return tuple((case, case.judge()) for case in sample(name, ROUNDS))


def _told(failed: list[tuple[Case, Verdict]]) -> str:
    tally = Tally()
    for case, verdict in failed:
        tally.count(case, verdict)
    return "\n" + table_of(tally)


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_no_figure_is_wrong_after(name: str) -> None:
    failed = [(case, verdict) for case, verdict in _verdicts(name) if verdict.wrong]
    assert not failed, _told(failed)


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_nothing_untouched_is_lost_and_every_absence_has_its_name_after(name: str) -> None:
    failed = [(case, verdict) for case, verdict in _verdicts(name) if verdict.lost or verdict.state]
    assert not failed, _told(failed)


@pytest.mark.parametrize("first", range(0, 25 * ROUNDS, 25))
def test_no_figure_is_wrong_after_two_changes_at_once(first: int) -> None:
    failed = [(case, verdict) for case in pairs(25, first) if (verdict := case.judge()).wrong]
    assert not failed, _told(failed)
