"""A file is whole or the one of before."""

from __future__ import annotations

from pathlib import Path

import pytest

from nianbao.errors import UsageError
from nianbao.export.atomic import atomic_write


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), atomic_write(path) as file:
        file.write("half of the n")
        raise KeyboardInterrupt
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_finished_write_replaces_the_file_and_keeps_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "figures.csv"
    for text in ("old\n", "新\n"):
        with atomic_write(path) as file:
            file.write(text)
    assert path.read_bytes() == "新\n".encode()
    assert list(path.parent.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError) as refused, atomic_write(tmp_path / "file" / "figures.csv"):
        pass
    assert refused.value.details["problem"] == "not_writable"
