"""The panel folder: choose readings, write tables in parts, then the flat files, the codebook, the package.

Everything is written beside the folder and put in its place at the end, whole.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from nianbao.dataset import columns
from nianbao.dataset.choosing import NO_PROVINCE, RULES, Choice, Excluded, Rule, choose, known_on
from nianbao.dataset.parts import Part
from nianbao.dataset.rows import Rows, rows_of
from nianbao.errors import UsageError, reason_of
from nianbao.export.tables import csv_text

if TYPE_CHECKING:
    from nianbao.store.queries import Candidate
    from nianbao.store.store import Store, StoredReport

FORMATS = ("csv", "stata", "spss", "xlsx", "duckdb")
DEFAULT_FORMATS = ("csv", "stata", "spss", "xlsx")
OWN_PART = 200
"""Reports of a province and year that get files of their own."""
REST = "rest"
MARK = "datapackage.json"
"""The file by which a folder is known to be a panel, so that a new one may take its place."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. ``population`` maps (division, year) to inhabitants; ``years`` empty means all."""

    rule: Rule | None = None
    as_of: str | None = None
    years: tuple[int, ...] = ()
    formats: tuple[str, ...] = DEFAULT_FORMATS
    corrections: bool = False
    population: Mapping[tuple[str, int], float] = field(default_factory=dict)
    title: str = ""
    author: str = ""


@dataclass(slots=True)
class Built:
    """What a panel came to. ``skipped`` are flat formats the panel is too large for."""

    reports: int = 0
    figures: int = 0
    values: int = 0
    excluded: Counter[str] = field(default_factory=Counter)
    years: set[int] = field(default_factory=set)
    parsers: set[str] = field(default_factory=set)
    newest: str = ""
    skipped: list[str] = field(default_factory=list)


def build_panel(store: Store, output: Path, options: Options | None = None) -> Built:
    """Write the panel of a store to the folder ``output``, which must be empty or an earlier panel.

    Raises UsageError when two readings claim one body's year and no rule was given (``panel_versions``), when
    there is nothing to put into a panel, and for a folder with other things in it.
    """
    options = options or Options()
    _check(options)
    with _in_place_of(output) as folder:
        choices = _choices(store, options)
        built = _write_tables(store, folder, choices, options)
        if not built.reports:
            raise UsageError(store.where, problem="panel_empty")
        _write_flat(folder, built, options)
        _describe(folder, built, options)
    return built


def _check(options: Options) -> None:
    if options.rule is not None and options.rule not in RULES:
        raise UsageError(options.rule, problem="panel_rule", known=" ".join(RULES))
    if (options.rule == "as-of") != (options.as_of is not None):
        raise UsageError("--as-of", problem="panel_as_of")
    unknown = [name for name in options.formats if name not in FORMATS]
    if unknown:
        raise UsageError(" ".join(unknown), problem="panel_format", known=" ".join(FORMATS))


def _choices(store: Store, options: Options) -> Iterator[Choice]:
    """Year by year. All years are looked at first, so that nothing is written when a rule is wanting."""
    wanted = [year for year in store.years() if not options.years or year in options.years]
    if options.rule is None:
        _ask(group for year in wanted for group in choose(store.candidates(year), None).open)
    for year in wanted:
        yield choose(store.candidates(year), options.rule, options.as_of)


def _ask(groups: Iterable[list[Candidate]]) -> None:
    """Raises UsageError that names the first of the bodies with several readings, and how many there are."""
    first, count = None, 0
    for group in groups:
        first, count = first or group, count + 1
    if first:
        paths = " | ".join(f"{candidate.path} ({known_on(candidate)})" for candidate in first[:4])
        where = f"{first[0].issuer} {first[0].year}"
        raise UsageError(where, problem="panel_versions", found=count, detail=paths)


def _write_tables(store: Store, folder: Path, choices: Iterable[Choice], options: Options) -> Built:
    built = Built()
    with ExitStack() as stack:
        csvs = _open_csvs(stack, folder) if "csv" in options.formats else {}
        excluded = _csv(stack, folder / "data" / "excluded.csv", columns.excluded())
        for choice in choices:
            excluded.write(csv_text(_excluded_row(found) for found in choice.excluded))
            built.excluded.update(found.reason for found in choice.excluded)
            for name, chosen in _parts(choice.chosen):
                _write_part(store, folder, name, chosen, csvs, built, options)
    return built


def _parts(chosen: Iterable[Candidate]) -> Iterator[tuple[str, list[Candidate]]]:
    """(name, reports) of each part of a year: a province, and at the end all provinces too small for their own.

    The thousand columns of a wide file cost 10 ms and 300 KB however few rows they have.
    """
    rest: list[Candidate] = []
    for province, group in groupby(chosen, key=lambda c: c.province or NO_PROVINCE):
        found = list(group)
        if len(found) >= OWN_PART:
            yield province, found
        else:
            rest += found
    if rest:
        yield REST, rest


def _write_part(
    store: Store,
    folder: Path,
    name: str,
    chosen: Sequence[Candidate],
    csvs: Mapping[str, TextIO],
    built: Built,
    options: Options,
) -> None:
    """All tables of one part of a year."""
    year = str(chosen[0].year)
    with ExitStack() as stack:
        parts: dict[str, Part] = {}

        def part(table: str, of: tuple[columns.Column, ...]) -> Part:
            if table not in parts:
                parts[table] = stack.enter_context(Part(folder / "parquet" / table / year / f"{name}.parquet", of))
            return parts[table]

        for found in store.stored([candidate.id for candidate in chosen]):
            rows = _rows(store, found, options)
            part("reports", columns.reports()).add(rows.report)
            part("panel", columns.panel()).add(rows.panel)
            for row in rows.figures:
                part("figures", columns.figures()).add(row)
            for row in rows.harmonised:
                part("harmonised", columns.harmonised_long()).add(row)
            if rows.edition:
                part(f"wide/{rows.edition}", columns.wide(rows.edition)).add(rows.wide)
            _append(csvs, rows)
            _count(built, rows, found)
    built.newest = max(built.newest, *(known_on(candidate) for candidate in chosen))


def _rows(store: Store, found: StoredReport, options: Options) -> Rows:
    data = store.corrected(found) if options.corrections else found.data
    population = options.population.get((found.row.division or "", found.row.year or 0))
    return rows_of(found.row, data, population)


def _append(csvs: Mapping[str, TextIO], rows: Rows) -> None:
    if csvs:
        csvs["reports"].write(csv_text([rows.report]))
        csvs["panel"].write(csv_text([rows.panel]))
        csvs["figures"].write(csv_text(rows.figures))


def _count(built: Built, rows: Rows, found: StoredReport) -> None:
    built.reports += 1
    built.figures += len(rows.figures)
    built.values += sum(row[10] is not None for row in rows.figures)
    built.parsers.add(found.row.parser_version)
    if found.row.year is not None:
        built.years.add(found.row.year)


def _open_csvs(stack: ExitStack, folder: Path) -> dict[str, TextIO]:
    tables = {"reports": columns.reports(), "panel": columns.panel(), "figures": columns.figures()}
    return {name: _csv(stack, folder / "data" / f"{name}.csv", of) for name, of in tables.items()}


def _csv(stack: ExitStack, path: Path, of: Sequence[columns.Column]) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = stack.enter_context(path.open("w", encoding="utf-8", errors="backslashreplace", newline=""))
    file.write(csv_text([[column.name for column in of]]))
    return file


def _excluded_row(found: Excluded) -> tuple[Any, ...]:
    c = found.candidate
    return found.reason, c.issuer, c.division, c.year, c.path, c.sha256, known_on(c)


def _write_flat(folder: Path, built: Built, options: Options) -> None:
    from nianbao.dataset import flat

    for name in options.formats:
        if name != "csv" and not flat.write(name, folder, built.reports):
            built.skipped.append(name)


def _describe(folder: Path, built: Built, options: Options) -> None:
    from nianbao.dataset.booklet import write_codebook
    from nianbao.dataset.package import write_package

    write_codebook(folder)
    write_package(folder, built, options)


@contextmanager
def _in_place_of(output: Path) -> Iterator[Path]:
    """A folder to write to that takes the place of ``output`` when the block ends well."""
    if output.exists() and not (output.is_dir() and (not any(output.iterdir()) or (output / MARK).is_file())):
        raise UsageError(output.as_posix(), problem="panel_folder")
    folder = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        yield folder
        if output.exists():
            shutil.rmtree(output)
        folder.rename(output)
    except OSError as error:
        where = str(error.filename or output)
        raise UsageError(where, problem="not_writable", reason=reason_of(error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def read_population(path: Path) -> dict[tuple[str, int], float]:
    """A CSV with the columns ``division``, ``year``, ``population``. Raises UsageError that names the line."""
    found: dict[tuple[str, int], float] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                try:
                    key = (row["division"].strip(), int(row["year"]))
                    people = float(row["population"])
                except (KeyError, TypeError, ValueError) as error:
                    raise UsageError(path.as_posix(), problem="population_line", line=number) from error
                if not people > 0 or found.setdefault(key, people) != people:
                    raise UsageError(path.as_posix(), problem="population_line", line=number)
    except UnicodeDecodeError as error:
        raise UsageError(path.as_posix(), problem="not_text") from error
    except OSError as error:
        raise UsageError(path.as_posix(), problem=reason_of(error)) from error
    return found
