"""Whose turn it is: fair between hosts, one request at a time for hosts that share a machine."""

from __future__ import annotations

import pytest

from nianbao.fetch.gate import MOST_AT_ONE_ADDRESS, Gate
from nianbao.fetch.manners import asked_wait

NOW = 1_700_000_000.0


def test_hosts_take_turns() -> None:
    gate = Gate()
    for host in range(3):
        gate.put(host, f"10.0.0.{host}", 0.0)
    taken = []
    for _ in range(9):
        turn = gate.take(1.0)
        assert turn is not None
        taken.append(turn[0])
        gate.free(*turn, due=0.0)
        gate.put(turn[0], turn[1], 0.0)
    assert taken == [0, 1, 2] * 3


def test_two_names_of_one_machine_are_asked_one_after_the_other() -> None:
    gate = Gate()
    gate.put(1, "10.0.0.1", 0.0)
    gate.put(2, "10.0.0.1", 0.0)
    first = gate.take(0.0)
    assert first == (1, "10.0.0.1")
    assert gate.take(100.0) is None, "the machine is busy"
    gate.free(1, "10.0.0.1", due=5.0)
    assert gate.take(4.9) is None, "and has its delay"
    assert gate.next_due() == 5.0
    assert gate.take(5.0) == (2, "10.0.0.1")


def test_a_slow_answer_does_not_keep_the_machine_for_ever() -> None:
    gate = Gate()
    for host in range(MOST_AT_ONE_ADDRESS + 2):
        gate.put(host, "10.0.0.1", 0.0)
    for host in range(MOST_AT_ONE_ADDRESS):
        assert gate.take(float(host)) == (host, "10.0.0.1")
        gate.loosen(host, "10.0.0.1", due=host + 1.0)
    assert gate.take(100.0) is None, "so many at once, and no more"
    gate.free(0, "10.0.0.1", due=101.0)
    assert gate.take(101.0) is not None


def test_a_time_kept_from_an_earlier_run_is_waited_for() -> None:
    gate = Gate({"10.0.0.1": 50.0})
    gate.put(1, "10.0.0.1", 0.0)
    assert gate.take(49.0) is None
    assert gate.take(50.0) == (1, "10.0.0.1")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        ("Tue, 14 Nov 2023 22:14:20 GMT", 60.0),
        ("0", None),
        ("-5", None),
        ("soon", None),
        ("Tue, 14 Nov 2000 22:14:20 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_a_number_or_a_date_and_zero_is_absent(said: str | None, seconds: float | None) -> None:
    assert asked_wait(said, NOW) == seconds
