"""A store and a panel of the bundled reports, built once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nianbao.dataset.build import FORMATS, Options, build_panel
from nianbao.run import Options as RunOptions
from nianbao.run import run
from nianbao.store.store import Store, open_store


@pytest.fixture(scope="session")
def example_output(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The output folder of a run over the bundled reports; the store beside it is ``store.sqlite``."""
    folder = tmp_path_factory.mktemp("example")
    run([str(root / "fixtures" / "reports")], folder / "out", RunOptions(jobs=1, store=str(folder / "store.sqlite")))
    return folder / "out"


@pytest.fixture(scope="session")
def example_store(example_output: Path) -> Path:
    """The store of the bundled reports."""
    return example_output.parent / "store.sqlite"


@pytest.fixture(scope="session")
def example_panel(example_store: Path) -> Path:
    """Their panel, in all formats."""
    folder = example_store.parent / "panel"
    with open_store(example_store) as store:
        build_panel(store, folder, Options(formats=FORMATS))
    return folder


@pytest.fixture(scope="session")
def published(example_output: Path) -> list[dict[str, Any]]:
    """The bundled reports as published JSON."""
    return [json.loads(line) for line in (example_output / "reports.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def empty_store(tmp_path: Path) -> Store:
    """A store with nothing in it; closed with the test's folder."""
    return open_store(tmp_path / "s.sqlite", create=True)
