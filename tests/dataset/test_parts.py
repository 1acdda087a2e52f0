"""A year's reports in parts: large provinces by themselves, the others together, every report once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from nianbao.dataset import build
from nianbao.dataset.build import Options, build_panel
from nianbao.store.store import Store
from tests.store.conftest import make_report

DIVISIONS = {"11": 3, "32": 1, "44": 2, "": 1}


def test_small_provinces_share_a_part_and_no_report_is_lost(
    empty_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "OWN_PART", 2)
    with empty_store.filling("v1", "test") as filling:
        for province, count in DIVISIONS.items():
            for number in range(count):
                path, division = f"{province}-{number}.html", f"{province}{number:04}" if province else None
                filling.add(make_report(path, issuer=f"第{province}{number}县人民政府", division=division))  # type: ignore[arg-type]
    build_panel(empty_store, tmp_path / "p", Options(formats=("csv",)))
    for table, rows in {"reports": 1, "panel": 1, "figures": 3}.items():
        parts = {path.stem: pd.read_parquet(path) for path in (tmp_path / "p/parquet" / table / "2024").iterdir()}
        assert {name: len(part) for name, part in parts.items()} == {"11": 3 * rows, "44": 2 * rows, "rest": 2 * rows}
        listed = pd.read_csv(tmp_path / "p/data" / f"{table}.csv", dtype=str)["report"]
        assert list(listed) == [name for part in ("11", "44", "rest") for name in parts[part]["report"]]
