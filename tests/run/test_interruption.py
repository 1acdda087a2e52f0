"""However a run is ended, its workers end with it, and the next run goes on from there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no signals for one process")

_RUN = """
import sys
from pathlib import Path
from nianbao.run import Options, run
if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    run(["in"], Path("out"), Options(jobs=2, worker="fake_workers:count"))
"""


@pytest.mark.parametrize("ending", ["SIGINT", "SIGKILL"])
def test_no_worker_outlives_the_run_and_what_is_done_is_kept(tmp_path: Path, ending: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "run.py").write_text(_RUN, encoding="utf-8")
    for name, text in {"a": "one", "b": "sleep b", "c": "sleep c"}.items():
        (tmp_path / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "run.py", str(Path(__file__).parent)]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True) as process:
        calls = tmp_path / "calls.log"
        for _ in range(600):
            if calls.exists() and len(calls.read_text(encoding="utf-8").split()) == 3:
                break
            time.sleep(0.05)
        process.send_signal(getattr(signal, ending))
        # Every process of the run holds the other end: this comes back only when all are gone.
        process.communicate(timeout=30)
    assert process.returncode != 0
    if ending == "SIGINT":
        for name in "bc":
            (tmp_path / "in" / f"{name}.txt").write_text(f"awake {name}", encoding="utf-8")
        subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
        assert calls.read_text(encoding="utf-8").split().count("a.txt") == 1
