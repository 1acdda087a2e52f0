"""Packed records move between machines with and without the fast library."""

from __future__ import annotations

import sys
import zlib
from types import ModuleType

import pytest

from nianbao.store import packing

TEXT = b'{"key":"requests.received@total","value":12}' * 50


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module as it is where ``isal`` is not installed."""
    monkeypatch.setitem(sys.modules, "isal", None)
    spare = ModuleType("packing")
    source = packing.__spec__.loader.get_source("nianbao.store.packing")  # type: ignore[union-attr]
    exec(compile(source, "packing", "exec"), spare.__dict__)
    return spare


def test_what_one_machine_packs_another_unpacks(slow: ModuleType) -> None:
    assert slow.unpack(packing.pack(TEXT)) == TEXT
    assert packing.unpack(slow.pack(TEXT)) == TEXT
    assert packing.unpack(zlib.compress(TEXT, 9)) == TEXT


@pytest.mark.parametrize("fast", [True, False])
def test_a_stream_that_was_cut_or_changed_is_refused(slow: ModuleType, fast: bool) -> None:
    module = packing if fast else slow
    packed = module.pack(TEXT)
    for damaged in (packed[:-2], packed[:-1] + bytes([packed[-1] ^ 1]), b"?" + packed[1:], b""):
        with pytest.raises(module.Unpackable):
            module.unpack(damaged)
