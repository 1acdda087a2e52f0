"""Which parser made a result: the same version must give the same result for the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from nianbao import __version__


def parser_version() -> str:
    """Version of the package, digest of its code and data, and versions of the libraries that read.

    Everything takes part, so that nobody has to remember which change makes kept results stale.
    """
    digest = hashlib.sha256()
    _add(files("nianbao"), "", digest.update)
    for library in _libraries():
        digest.update(library.encode())
    return f"{__version__}+{digest.hexdigest()[:16]}"


def result_version(worker: str) -> str:
    """Which results a worker's are: the parser, and the worker with the digest of what it was configured by."""
    module, _, name = worker.partition(":")
    name, _, argument = name.partition(":")
    said = f":{hashlib.sha256(argument.encode()).hexdigest()[:16]}" if argument else ""
    return f"{parser_version()} {module}:{name}{said}"


def _add(folder: Traversable, prefix: str, update: Callable[[bytes], object]) -> None:
    for item in sorted(folder.iterdir(), key=lambda i: i.name):
        if item.is_dir():
            _add(item, f"{prefix}{item.name}/", update)
        elif item.name.endswith((".py", ".toml", ".csv")):
            update(f"{prefix}{item.name}\0".encode() + item.read_bytes())


def _libraries() -> list[str]:
    try:
        names = [r.split(";")[0] for r in requires("nianbao") or [] if "extra ==" not in r]
    except PackageNotFoundError:  # run from a source tree that is not installed
        return []
    bare = [name.strip().rstrip("0123456789.,<>=~! ") for name in names]
    return sorted(f"{name}={_version(name)}" for name in bare)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
