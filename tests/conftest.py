"""Fixtures that every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Reference data beside the checkout; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "real").is_dir():
        pytest.skip("the reference data (../shared) is not beside this checkout")
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--overwrite-goldens", action="store_true", help="accept changed results as the new goldens")


@pytest.fixture(scope="session")
def overwrite_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether changed goldens are accepted in this run."""
    return bool(request.config.getoption("--overwrite-goldens"))
