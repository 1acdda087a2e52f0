"""A store that cannot be used says so, and loses nothing."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest

from nianbao.cli import main
from nianbao.errors import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreMissing,
    StoreNewer,
    StoreOlder,
    StoreUnreachable,
    UsageError,
)
from nianbao.store.database import Database
from nianbao.store.store import Store, open_store
from nianbao.store.upkeep import migrate, verify
from tests.store.conftest import make_report, put


def _set_revision(place: str, revision: str) -> None:
    database = Database(place)
    with database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
    database.close()


def test_a_store_of_a_newer_version_is_left_alone(place: str) -> None:
    open_store(place, create=True).close()
    _set_revision(place, "9999")
    for create in (False, True):
        with pytest.raises(StoreNewer) as caught:
            open_store(place, create=create)
        assert caught.value.details["found"] == "9999"
    database = Database(place)
    with pytest.raises(StoreNewer):
        migrate(database)
    database.close()


def test_a_store_of_an_older_version_asks_for_migrate(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(place, create=True).close()
    monkeypatch.setattr("nianbao.store.database.REVISIONS", ("0001", "0002"))
    with pytest.raises(StoreOlder):
        open_store(place)


def test_a_place_without_a_store_is_not_made_into_one_by_looking(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        open_store(tmp_path / "none.sqlite")
    assert not (tmp_path / "none.sqlite").exists()


def test_a_database_of_another_program_is_not_taken_for_a_store(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE t (x)")
    db.close()
    with pytest.raises(StoreMissing):
        open_store(path)


@pytest.mark.parametrize("content", [b"this is no database" * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.sqlite"
    path.write_bytes(content)
    with pytest.raises((StoreMissing, StoreDamaged)):
        open_store(path, create=True)
    assert path.read_bytes() == content


@pytest.mark.parametrize("address", ["mysql://a/b", "postgresql://host", "http://x", "sqlite://"])
def test_an_address_that_means_no_store_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        open_store(address)


def test_a_server_that_does_not_answer_is_said_without_the_password() -> None:
    with pytest.raises(StoreUnreachable) as caught:
        open_store("postgresql://user:secret@127.0.0.1:1/none", wait=2)
    assert "secret" not in str(caught.value)


def test_a_database_that_is_not_on_the_server_is_said(postgres: str) -> None:
    with pytest.raises(StoreUnreachable):
        open_store(postgres.replace("/postgres?", "/nowhere?"))


def test_a_locked_store_is_said_and_what_waited_can_be_tried_again(place: str) -> None:
    holder = open_store(place, create=True)
    with open_store(place, wait=0.2) as store:
        with holder.database.writing(), pytest.raises(StoreBusy):
            put(store, make_report())
        assert put(store, make_report()) == (1, 0, 0)
    holder.close()


def test_readers_are_not_kept_out_by_a_writer(store: Store) -> None:
    put(store, make_report())
    with store.database.writing():
        assert store.reports().total == 1


def test_on_a_full_disk_what_was_written_before_is_whole(tmp_path: Path) -> None:
    path = str(tmp_path / "s.sqlite")
    with open_store(path, create=True) as store:
        put(store, make_report("a.html"))
        with store.snapshot() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    with open_store(path) as store:
        from sqlalchemy import event

        event.listen(store.database.engine, "connect", lambda db, _: db.execute(f"PRAGMA max_page_count = {pages}"))
        store.database.engine.dispose()
        with pytest.raises(StoreFull), store.filling("v2") as filling:
            for n in range(2000):
                filling.add(make_report(f"{n}.html"))
    with open_store(path) as store:
        assert store.report(1).row.path == "a.html"
        assert list(verify(store.database)) == []
        assert put(store, make_report("b.html")) == (1, 0, 0)


def test_a_corrupt_page_is_found_by_verify_and_never_gives_another_figure(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with open_store(path, create=True) as store:
        put(store, *(make_report(f"{n}.html", received=n) for n in range(300)))
        texts = {row.id: store.report(row.id).text for row in store.reports(limit=300).items}
        with store.snapshot() as connection:
            query = "SELECT pageno FROM dbstat WHERE name = 'record' AND pagetype = 'leaf' LIMIT 1 OFFSET 3"
            try:
                page = connection.exec_driver_sql(query).scalar_one()
            except Exception:  # noqa: BLE001 - this SQLite was built without dbstat: any page in the middle
                page = connection.exec_driver_sql("PRAGMA page_count").scalar_one() // 2
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 + 200 : page * 4096] = b"\xa5" * (4096 - 200)
    path.write_bytes(bytes(data))
    with open_store(path) as store:
        assert list(verify(store.database))
        for number, text in texts.items():
            with suppress(StoreError):
                assert store.report(number).text == text


@pytest.mark.parametrize("first", [1, 4])
def test_verify_says_of_a_file_full_of_rubbish_what_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], first: int
) -> None:
    """SQLite's own check gives up on such a file; the command must not send the user back to itself."""
    path = tmp_path / "s.sqlite"
    with open_store(path, create=True) as store:
        put(store, make_report())
    data = path.read_bytes()
    path.write_bytes(data[: first * 4096] + b"\xa5" * (len(data) - first * 4096))
    assert main(["--lang", "en", "store", "verify", "--store", str(path)]) == 3
    said = capsys.readouterr()
    assert "unreadable: " in said.out and "malformed" in said.out and said.err == ""
