"""The wide panel as one file: Stata, SPSS, Excel, DuckDB.

These hold a table in memory, and Excel ends at a million rows: a larger panel has Parquet and CSV only. Stata and
SPSS files carry the time of their writing in the header; it is overwritten, so that the same panel is the same
bytes. (A DuckDB file is not promised to be.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nianbao.dataset import columns
from nianbao.dataset.harmonising import FLAGS, GRADES, STATES
from nianbao.errors import Unsupported
from nianbao.export.messages import text

if TYPE_CHECKING:
    import pandas

MOST_REPORTS = 200_000
WORDS = {"state": STATES, "grade": GRADES, "comparability": FLAGS}
"""Coded from 1 in this order in Stata and SPSS."""

_SCALES = {"stata": "dta", "spss": "sav", "xlsx": "xlsx", "duckdb": "duckdb"}
_STATA_STAMP = b"01 Jan 2000 00:00"
_SPSS_STAMP = b"01 Jan 0000:00:00"
_SPSS_STAMP_AT = 92
_MANY_COLUMNS = 20
_LABEL = 80
"""Characters of a label in Stata."""


def write(name: str, folder: Path, reports: int) -> bool:
    """One flat file beside the CSV; False when the panel is too large for it."""
    if name != "duckdb" and reports > MOST_REPORTS:
        return False
    path = folder / "data" / f"panel.{_SCALES[name]}"
    path.parent.mkdir(parents=True, exist_ok=True)
    _WRITERS[name](folder, path)
    return True


def frame(folder: Path) -> pandas.DataFrame:
    """The wide panel of a folder, in its order."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = sorted((folder / "parquet" / "panel").rglob("*.parquet"))
    return pa.concat_tables([pq.read_table(file) for file in files]).to_pandas()


def _coded(folder: Path) -> tuple[pandas.DataFrame, dict[str, str | None], dict[str, dict[int | float, str]]]:
    """(the panel with words as codes, label of each column, words of each coded column)."""
    data = frame(folder)
    labels: dict[str, str | None] = {}
    words: dict[str, dict[int | float, str]] = {}
    for column in columns.panel():
        labels[column.name] = _cut(f"{column.zh} | {column.en}", _LABEL)
        if column.words:
            order = WORDS[column.words]
            codes = {word: code for code, word in enumerate(order, 1)}
            data[column.name] = data[column.name].map(codes).astype("float64")
            words[column.name] = {code: word for word, code in codes.items()}
        elif column.type == "string":
            data[column.name] = data[column.name].fillna("").astype(object)
    return data, labels, words


def _stata(folder: Path, path: Path) -> None:
    import pyreadstat

    data, labels, words = _coded(folder)
    pyreadstat.write_dta(data, path, column_labels=labels, variable_value_labels=words, version=15)
    _stamp(path, path.read_bytes().index(b"<timestamp>") + len(b"<timestamp>") + 1, _STATA_STAMP)


def _spss(folder: Path, path: Path) -> None:
    import pyreadstat

    data, labels, words = _coded(folder)
    pyreadstat.write_sav(data, path, column_labels=labels, variable_value_labels=words)
    _stamp(path, _SPSS_STAMP_AT, _SPSS_STAMP)


def _stamp(path: Path, at: int, stamp: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(stamp)


def _cut(label: str, limit: int) -> str:
    return label if len(label) <= limit else label[: limit - 1] + "…"


def _xlsx(folder: Path, path: Path) -> None:
    of = columns.panel()
    rows = [(c.name, c.type, c.zh, c.en, " ".join(WORDS.get(c.words, ()))) for c in of]
    words = [(name, word, text("panel_word", word, "zh"), text("panel_word", word, "en")) for name, word in _words()]
    with workbook(path) as book:
        write_sheet(book, "panel", [c.name for c in of], frame(folder).itertuples(index=False), freeze=(1, 2))
        write_sheet(book, "codebook", ["name", "type", "zh", "en", "values"], rows)
        write_sheet(book, "words", ["list", "word", "zh", "en"], words)


def _words() -> list[tuple[str, str]]:
    return [(name, word) for name, order in WORDS.items() for word in order]


@contextmanager
def workbook(path: Path) -> Iterator[Any]:
    """An xlsx file in bounded memory: rows in order, texts never taken for formulas or links."""
    import datetime

    import xlsxwriter

    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, settings) as book:
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        yield book


def write_sheet(
    book: Any, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], freeze: tuple[int, int] = (1, 0)
) -> None:
    """One sheet: headings, then the rows as they are; nulls stay empty."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(*freeze)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, max(1, len(headings) - 1), 24 if len(headings) < _MANY_COLUMNS else 14)
    sheet.write_row(0, 0, headings, book.add_format({"bold": True, "text_wrap": True, "valign": "top"}))
    for number, row in enumerate(rows, 1):
        for position, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, position, cell)
            elif isinstance(cell, bool):
                sheet.write_boolean(number, position, cell)
            elif cell is not None and cell == cell:  # NaN is what pandas makes of a null
                sheet.write_number(number, position, cell)


def _duckdb(folder: Path, path: Path) -> None:
    import duckdb

    with duckdb.connect(str(path)) as db:
        for table, pattern in tables(folder).items():
            db.execute(f"CREATE TABLE {table} AS SELECT * FROM read_parquet({quoted(pattern)}, filename = false)")


def tables(folder: Path) -> dict[str, str]:
    """The tables of a panel folder and the glob of their parts: the wide ones are ``wide_EDITION``."""
    root = folder / "parquet"
    names = {path.name: path for path in sorted(root.iterdir()) if path.name != "wide"}
    wide = root / "wide"
    if wide.is_dir():
        names |= {f"wide_{path.name}": path for path in sorted(wide.iterdir())}
    return {name: f"{path.as_posix()}/**/*.parquet" for name, path in names.items()}


def quoted(name: str) -> str:
    """A text as SQL has it."""
    return "'" + name.replace("'", "''") + "'"


def need(module: str) -> None:
    """Raises Unsupported, with what to install, when a library of the extra ``panel`` is not there."""
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise Unsupported(module, format=module, remedy="pip install nianbao[panel]")


_WRITERS: dict[str, Callable[[Path, Path], None]] = {
    "stata": _stata,
    "spss": _spss,
    "xlsx": _xlsx,
    "duckdb": _duckdb,
}
