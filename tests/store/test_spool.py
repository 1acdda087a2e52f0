"""The spool keeps what was put, for whom it was put, and survives damage."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from nianbao.errors import UsageError
from nianbao.store.spool import Key, Spool

KEY = Key("a.html", "", "00")


def test_a_record_is_there_after_reopening(tmp_path: Path) -> None:
    with Spool(tmp_path / "x" / "s.sqlite", "v1") as spool:
        spool.put(KEY, "数据".encode())
    with Spool(tmp_path / "x" / "s.sqlite", "v1") as spool:
        assert spool.get(KEY) == "数据".encode()
        assert not spool.rebuilt


@pytest.mark.parametrize("other", [Key("b.html", "", "00"), Key("a.html", "http://a", "00"), Key("a.html", "", "01")])
def test_another_name_or_other_bytes_have_no_record(tmp_path: Path, other: Key) -> None:
    with Spool(tmp_path / "s.sqlite", "v1") as spool:
        spool.put(KEY, b"1")
        assert spool.get(other) is None


def test_results_of_another_parser_are_not_used(tmp_path: Path) -> None:
    with Spool(tmp_path / "s.sqlite", "v1") as spool:
        spool.put(KEY, b"1")
    with Spool(tmp_path / "s.sqlite", "v2") as spool:
        assert spool.get(KEY) is None


def test_results_of_another_parser_do_not_pile_up(tmp_path: Path) -> None:
    for version in ("v1", "v2"):
        with Spool(tmp_path / "s.sqlite", version) as spool:
            spool.put(KEY, b"1")
    db = sqlite3.connect(tmp_path / "s.sqlite")
    assert db.execute("SELECT version FROM result").fetchall() == [("v2",)]
    db.close()


def test_a_record_not_to_be_kept_is_gone_in_the_next_run(tmp_path: Path) -> None:
    with Spool(tmp_path / "s.sqlite", "v1") as spool:
        spool.put(KEY, b"timeout", keep=False)
        assert spool.get(KEY) == b"timeout"
    with Spool(tmp_path / "s.sqlite", "v1") as spool:
        assert spool.get(KEY) is None


@pytest.mark.parametrize("content", [b"this is no database" * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_built_anew_and_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.sqlite"
    path.write_bytes(content)
    with Spool(path, "v1") as spool:
        assert spool.rebuilt
        assert spool.get(KEY) is None
        spool.put(KEY, b"1")
    with Spool(path, "v1") as spool:
        assert (spool.rebuilt, spool.get(KEY)) == (False, b"1")


def test_a_file_damaged_in_the_middle_never_gives_another_result(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    keys = [Key(f"{n}.html", "", str(n)) for n in range(200)]
    with Spool(path, "v1") as spool:
        for key in keys:
            spool.put(key, key.path.encode() * 50)
    data = bytearray(path.read_bytes())
    data[4096:9000] = b"\xa5" * (9000 - 4096)
    path.write_bytes(bytes(data))
    with Spool(path, "v1") as spool:
        assert all(spool.get(key) in (None, key.path.encode() * 50) for key in keys)


def test_a_record_that_does_not_unpack_counts_as_not_there(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Spool(path, "v1") as spool:
        spool.put(KEY, b"1")
    db = sqlite3.connect(path)
    db.execute("UPDATE result SET record = x'0102'")
    db.commit()
    db.close()
    with Spool(path, "v1") as spool:
        assert spool.get(KEY) is None


def test_a_second_run_on_the_same_output_is_refused(tmp_path: Path) -> None:
    with Spool(tmp_path / "s.sqlite", "v1") as spool:
        spool.put(KEY, b"1")
        with pytest.raises(UsageError) as refused:
            Spool(tmp_path / "s.sqlite", "v1")
    assert refused.value.details["problem"] == "busy"


def test_a_file_of_an_earlier_format_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 1")
    db.execute("CREATE TABLE result (path TEXT)")
    db.commit()
    db.close()
    with Spool(path, "v1") as spool:
        spool.put(KEY, b"1")
        assert (spool.rebuilt, spool.get(KEY)) == (False, b"1")
