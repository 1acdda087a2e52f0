"""What the package knows of its field, as TOML and CSV files, and their one reader."""

from __future__ import annotations

import pkgutil
import tomllib
from functools import cache
from typing import Any

__all__ = ["load_toml"]


@cache
def load_toml(name: str) -> dict[str, Any]:
    """A data file, by its path under this folder. Read once; callers must not change it."""
    found = pkgutil.get_data(__name__, name)  # importlib.resources takes a tenth of the time of --help to load
    if found is None:
        raise FileNotFoundError(name)
    return tomllib.loads(found.decode("utf-8"))
