"""nianbao: figures one can trust from 政府信息公开工作年度报告.

The surface is small and loads nothing heavy until it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nianbao.dataset.frames import panel
    from nianbao.errors import NianbaoError
    from nianbao.pipeline import parse
    from nianbao.store.store import open_store

__version__ = "0.1.0"
__all__ = ["NianbaoError", "__version__", "open_store", "panel", "parse"]

_LAZY = {
    "NianbaoError": "nianbao.errors",
    "open_store": "nianbao.store.store",
    "panel": "nianbao.dataset.frames",
    "parse": "nianbao.pipeline",
}


def __getattr__(name: str) -> Any:
    """Import the room of ``name`` on first use (PEP 562)."""
    if name not in _LAZY:
        raise AttributeError(f"module 'nianbao' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LAZY[name]), name)
