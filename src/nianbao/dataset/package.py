"""The Frictionless data package around a panel: every file with its size and digest, and how to cite it all."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nianbao import __version__
from nianbao.dataset import columns
from nianbao.export.messages import text

if TYPE_CHECKING:
    from nianbao.dataset.build import Built, Options

CHECKSUMS = "checksums.sha256"
_TYPES = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean"}
_TABLES = {
    "data/reports.csv": columns.reports,
    "data/panel.csv": columns.panel,
    "data/figures.csv": columns.figures,
    "data/excluded.csv": columns.excluded,
}
_MEDIA = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".dta": "application/x-stata-dta",
    ".sav": "application/x-spss-sav",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".duckdb": "application/octet-stream",
    ".md": "text/markdown",
    ".html": "text/html",
}


def write_package(folder: Path, built: Built, options: Options) -> None:
    """``checksums.sha256``, ``CITATION.cff`` and ``datapackage.json``, in this order."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    digests = {path.relative_to(folder).as_posix(): _digest(path) for path in files}
    lines = "".join(f"{digest}  {name}\n" for name, digest in digests.items())
    _write(folder / CHECKSUMS, lines)
    version = hashlib.sha256(lines.encode()).hexdigest()[:12]
    _write(folder / "CITATION.cff", "".join(f"{line}\n" for line in _citation(version, built, options)))
    package = _package(folder, digests, version, built, options)
    _write(folder / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=2) + "\n")


def _package(folder: Path, digests: dict[str, str], version: str, built: Built, options: Options) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "nianbao-panel",
        "title": options.title or text("panel", "dataset", "zh"),
        "description": text("panel", "dataset", "en"),
        "version": version,
        "keywords": ["open government", "China", "政府信息公开", "annual report"],
        "nianbao": {
            "version": __version__,
            "parsers": sorted(built.parsers),
            "rule": options.rule,
            "as_of": options.as_of,
            "corrections": options.corrections,
            "reports": built.reports,
            "figures": built.figures,
            "years": sorted(built.years),
            "excluded": dict(sorted(built.excluded.items())),
            "sources": "data/reports.csv" if "csv" in options.formats else "parquet/reports",
        },
        "resources": [_resource(folder, name, digest) for name, digest in digests.items()],
    }


def _resource(folder: Path, name: str, digest: str) -> dict[str, Any]:
    suffix = Path(name).suffix
    resource: dict[str, Any] = {
        "name": re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"),
        "path": name,
        "type": "table" if name in _TABLES else "file",
        "format": suffix[1:],
        "mediatype": _MEDIA.get(suffix, "application/octet-stream"),
        "bytes": (folder / name).stat().st_size,
        "hash": f"sha256:{digest}",
    }
    if name in _TABLES:
        resource |= {"encoding": "utf-8", "schema": {"fields": _fields(_TABLES[name]()), "missingValues": [""]}}
    return resource


def _fields(of: Sequence[columns.Column]) -> list[dict[str, Any]]:
    return [{"name": c.name, "type": _TYPES[c.type], "title": c.zh, "description": c.en} for c in of]


def _citation(version: str, built: Built, options: Options) -> Iterator[str]:
    """Citation File Format 1.2. The date is that of the newest report in the panel, not of the building."""
    yield "cff-version: 1.2.0"
    yield f"message: {_said(text('panel', 'cite', 'en'))}"
    yield "type: dataset"
    yield f"title: {_said(options.title or text('panel', 'dataset', 'en'))}"
    yield f"version: {_said(version)}"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", built.newest):
        yield f"date-released: {_said(built.newest)}"
    yield "authors:"
    yield f"  - name: {_said(options.author or text('panel', 'author', 'en'))}"
    years = f"{min(built.years)}-{max(built.years)}"
    about = text("panel", "abstract", "en", reports=built.reports, years=years, version=__version__)
    yield f"abstract: {_said(about)}"


def _said(value: str) -> str:
    """A YAML string: JSON's are."""
    return json.dumps(value, ensure_ascii=False)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
