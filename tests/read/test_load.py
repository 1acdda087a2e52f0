"""Loading a file: the bytes as they are, or an error that names the path."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NoReturn

import pytest

from nianbao.errors import Damaged, NotFound, NotPermitted, TooLarge, UsageError
from nianbao.read import load
from nianbao.read.limits import MAX_FILE_BYTES


def test_the_capture_holds_the_bytes_their_digest_and_the_name_as_given(tmp_path: Path) -> None:
    file = tmp_path / "年报 2024.txt"
    file.write_bytes(b"a\r\nb\x00")
    capture = load(file)
    assert capture.data == b"a\r\nb\x00"
    assert capture.sha256 == hashlib.sha256(b"a\r\nb\x00").hexdigest()
    assert capture.path == str(file)
    assert load(str(file)) == capture


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        load(tmp_path / "none.pdf")
    assert caught.value.where == str(tmp_path / "none.pdf")


@pytest.mark.parametrize("name", ["file.txt/inside.txt", "a\0b", "x" * 5000])
def test_names_under_which_nothing_can_be_are_not_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_bytes(b"x")
    with pytest.raises(NotFound):
        load(f"{tmp_path}/{name}")


def test_a_folder_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path)
    assert caught.value.details == {"reason": "is_a_folder"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError):
        load(tmp_path / "pipe")


def _refusing(error: OSError) -> object:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise error

    return refuse


@pytest.mark.parametrize(
    ("error", "expected"),
    [(PermissionError(13, "denied"), NotPermitted), (OSError(5, "input/output error"), Damaged)],
)
def test_refusals_of_the_system_are_translated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, expected: type[Exception]
) -> None:
    # Monkeypatched, because the superuser who may run the tests is refused nothing.
    file = tmp_path / "report.txt"
    file.write_bytes(b"x")
    monkeypatch.setattr(Path, "open", _refusing(error))
    with pytest.raises(expected):
        load(file)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "large.pdf"
    with file.open("wb") as handle:
        handle.truncate(MAX_FILE_BYTES + 1)
    monkeypatch.setattr(Path, "open", _refusing(OSError("it was read")))
    with pytest.raises(TooLarge) as caught:
        load(file)
    assert caught.value.details == {"what": "bytes", "limit": MAX_FILE_BYTES, "actual": MAX_FILE_BYTES + 1}
