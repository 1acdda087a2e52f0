"""``nianbao serve`` from the command line: on loopback by default, with a clear word when it cannot."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from nianbao.cli import main
from nianbao.store.store import open_store


def test_serve_opens_the_page_on_loopback_and_says_where(tmp_path: Path) -> None:
    place = tmp_path / "store.sqlite"
    open_store(place, create=True).close()
    command = [sys.executable, "-m", "nianbao", "serve", str(place), "--port", "0", "--lang", "en"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stderr is not None
        address = next(word for word in process.stderr.readline().split() if word.startswith("http://127.0.0.1:"))
        try:
            for _ in range(50):
                try:
                    assert httpx.get(address).status_code == 200
                    break
                except httpx.ConnectError:
                    time.sleep(0.1)
        finally:
            process.terminate()
    assert "token" not in address


def test_a_port_that_is_taken_and_a_store_that_is_not_there_are_said(tmp_path: Path, capsys: object) -> None:
    place = tmp_path / "store.sqlite"
    open_store(place, create=True).close()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["serve", str(place), "--port", str(taken.getsockname()[1])]) == 2
    assert main(["serve", str(tmp_path / "none.sqlite"), "--port", "0"]) == 2
    error = capsys.readouterr().err  # type: ignore[attr-defined]
    assert "无法在该地址监听" in error
    assert "none.sqlite" in error
    assert "Traceback" not in error
