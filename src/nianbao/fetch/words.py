"""The words of ``data/fetch.toml``, loaded once."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The data file as it stands."""
    return tomllib.loads((files("nianbao") / "data" / "fetch.toml").read_text(encoding="utf-8"))
