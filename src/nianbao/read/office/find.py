"""Where LibreOffice is installed, if it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

_NAMES = ("soffice", "libreoffice")
_PLACES = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/usr/local/bin/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "~/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_OPT = "/opt"
_WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432", "LOCALAPPDATA")
_WINDOWS_PLACES = ("LibreOffice/program/soffice.exe", "Programs/LibreOffice/program/soffice.exe")


def find_soffice() -> str | None:
    """The program, by PATH and then by the usual places of Linux, macOS and Windows; None without it."""
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    return next((str(place) for place in _places() if place.is_file()), None)


def _places() -> Iterator[Path]:
    for place in _PLACES:
        yield Path(os.path.expanduser(place))  # noqa: PTH111 - unlike Path.expanduser it never raises
    if Path(_OPT).is_dir():
        yield from sorted(Path(_OPT).glob("libreoffice*/program/soffice"), reverse=True)
    for root in _WINDOWS_ROOTS:
        if os.environ.get(root):
            yield from (Path(os.environ[root]) / place for place in _WINDOWS_PLACES)
