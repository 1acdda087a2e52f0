"""One edition of the form: sections, tables with rows and columns, ties, derived sums. Read from TOML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from nianbao.codebook.ties import Derived, Tie, expand_derived, expand_ties
from nianbao.data import load_toml
from nianbao.errors import CodebookError

ValueType = Literal["count", "change", "money"]
Basis = Literal["source", "inferred", "unconfirmed"]

EDITION_FILES = {"2008": "2008-local", "2014": "2014", "2019": "2019", "2021": "2021"}
"""Edition id -> file under ``data/editions``. A new edition of the form is one file and one line here."""


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A section the form asks for, and the words its heading cannot do without."""

    number: int
    zh: str
    en: str
    variants: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column of a table, or the second half of a key."""

    id: str
    zh: str
    en: str
    unit: str
    type: ValueType
    variants: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    """Labels of the header cells above it, outermost first."""


@dataclass(frozen=True, slots=True)
class RowSpec:
    """A row of a table, or the first half of a key."""

    id: str
    zh: str
    en: str
    variants: tuple[str, ...] = ()
    group: str | None = None
    columns: tuple[str, ...] = ()
    """Columns it has; all of the table's when empty."""
    is_group: bool = False
    """A label that only holds rows together and carries no figures of its own."""
    subtotal: str | None = None
    """Key of the figures when a group's line is filled in after all (其他处理 as one row)."""
    unit: str | None = None
    type: ValueType | None = None
    local: bool = False
    basis: Basis = "source"
    note: str = ""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of the form: rows x columns, and how a key is made of the two."""

    id: str
    section: int
    zh: str
    en: str
    key: str
    complete: bool
    """Every row is due; one that is not printed is missing."""
    rows: tuple[RowSpec, ...]
    columns: tuple[ColumnSpec, ...]
    furniture: tuple[str, ...]
    """Labels printed on the table that name neither a row nor a column."""
    unit_headers: tuple[str, ...] = ()
    """Headers of a column that prints each row's unit."""
    evidence: int = 2
    """This many of its labels must stand in a table before it is taken for this one."""
    bare_order: bool = False
    """Printed as one line, all rows and columns on top; where the header was lost, the order of the form binds
    the figures, provided that every tie of the table is known and holds."""

    def figure_key(self, row: str, column: str) -> str:
        """The key of the figure at the crossing of a row id and a column id."""
        return self.key.format(row=row, column=column)

    @property
    def ends_in_total(self) -> bool:
        """The last column of each row is the sum of the others."""
        return not self.bare_order and self.columns[-1].id == "total"

    def columns_of(self, row: RowSpec) -> Iterator[ColumnSpec]:
        """The columns in which ``row`` has a figure."""
        return (c for c in self.columns if not row.columns or c.id in row.columns)

    def keys_of(self, row: RowSpec) -> dict[str, str]:
        """Column id -> key of the figures of a row; none for a group's line, unless it may be filled in."""
        row_id = row.subtotal if row.is_group else row.id
        return {} if row_id is None else {c.id: self.figure_key(row_id, c.id) for c in self.columns_of(row)}

    def line_of(self, row: RowSpec) -> list[str]:
        """The ids of the row and of the groups it stands in, innermost first."""
        by_id = {each.id: each for each in self.rows}
        line = [row.id]
        while row.group is not None:
            row = by_id[row.group]
            line.append(row.id)
        return line


@dataclass(frozen=True, slots=True)
class KeySpec:
    """Everything the codebook knows of one figure key in one edition."""

    key: str
    zh: str
    en: str
    unit: str
    type: ValueType
    table: str
    row: str
    column: str
    local: bool
    basis: Basis


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the form."""

    id: str
    zh: str
    en: str
    first_year: int
    last_year: int
    signatures: tuple[str, ...]
    template_text: tuple[str, ...]
    sections: tuple[SectionSpec, ...]
    tables: tuple[TableSpec, ...]
    ties: tuple[Tie, ...]
    derived: dict[str, Derived]
    keys: dict[str, KeySpec]
    basis: tuple[str, ...] = ()
    note: str = ""
    crossings: dict[tuple[str, str, str], KeySpec] = field(default_factory=dict)
    """Table id, row id and column id -> the key at their crossing."""
    keys_in: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Table id -> its keys, in the order of the form."""
    optional: frozenset[str] = field(default_factory=frozenset)
    """Keys that are read when printed and not missed when absent."""
    expected: frozenset[str] = field(default_factory=frozenset)
    """Keys a complete report of this edition prints."""

    def table(self, table_id: str) -> TableSpec:
        """The table with this id; KeyError when there is none."""
        for table in self.tables:
            if table.id == table_id:
                return table
        raise KeyError(table_id)

    def expected_keys(self) -> Iterator[str]:
        """The expected keys in the order of the form."""
        return (key for key in self.keys if key in self.expected)


@cache
def load_edition(edition_id: str) -> Edition:
    """Load one edition. Raises CodebookError when the file contradicts itself."""
    if edition_id not in EDITION_FILES:
        raise CodebookError(edition_id, reason="no such edition", known=sorted(EDITION_FILES))
    name = f"editions/{EDITION_FILES[edition_id]}.toml"
    return build_edition(load_toml(name), name)


def build_edition(raw: dict[str, Any], where: str) -> Edition:
    """An edition from parsed TOML: read the parts, then make every reference resolve."""
    tables = tuple(_table(t, where) for t in raw["table"])
    keys, optional = _keys(tables, where)
    derived = expand_derived(raw.get("derived", []), tables, keys, where)
    complete = {table.id for table in tables if table.complete}
    return Edition(
        id=raw["id"],
        zh=raw["zh"],
        en=raw["en"],
        first_year=raw["first_year"],
        last_year=raw["last_year"],
        signatures=tuple(raw["signatures"]),
        template_text=tuple(raw.get("template_text", ())),
        sections=tuple(_section(s) for s in raw["section"]),
        tables=tables,
        ties=expand_ties(raw.get("tie", []), tables, keys.keys() | derived.keys(), where),
        derived=derived,
        keys=keys,
        basis=tuple(raw.get("basis", ())),
        note=raw.get("note", ""),
        crossings={(spec.table, spec.row, spec.column): spec for spec in keys.values()},
        keys_in={table.id: tuple(key for key, spec in keys.items() if spec.table == table.id) for table in tables},
        optional=frozenset(optional),
        expected=frozenset(k.key for k in keys.values() if k.table in complete and not k.local) - optional,
    )


def _section(raw: dict[str, Any]) -> SectionSpec:
    words = tuple(tuple(group) for group in raw["words"])
    return SectionSpec(raw["number"], raw["zh"], raw["en"], tuple(raw.get("variants", ())), words)


def _table(raw: dict[str, Any], where: str) -> TableSpec:
    table = TableSpec(
        id=raw["id"],
        section=raw["section"],
        zh=raw["zh"],
        en=raw["en"],
        key=raw["key"],
        complete=raw["complete"],
        rows=tuple(_row(r) for r in raw["row"]),
        columns=tuple(_column(c) for c in raw["column"]),
        furniture=tuple(raw.get("furniture", ())),
        unit_headers=tuple(raw.get("unit_headers", ())),
        evidence=raw.get("evidence", 2),
        bare_order=raw.get("bare_order", False),
    )
    _validate_table(table, where)
    return table


def _row(raw: dict[str, Any]) -> RowSpec:
    return RowSpec(
        id=raw["id"],
        zh=raw["zh"],
        en=raw["en"],
        variants=tuple(raw.get("variants", ())),
        group=raw.get("group"),
        columns=tuple(raw.get("columns", ())),
        is_group=raw.get("kind") == "group",
        subtotal=raw.get("subtotal"),
        unit=raw.get("unit"),
        type=raw.get("type"),
        local=raw.get("local", False),
        basis=raw.get("basis", "source"),
        note=raw.get("note", ""),
    )


def _column(raw: dict[str, Any]) -> ColumnSpec:
    return ColumnSpec(
        id=raw["id"],
        zh=raw["zh"],
        en=raw["en"],
        unit=raw["unit"],
        type=raw["type"],
        variants=tuple(raw.get("variants", ())),
        groups=tuple(raw.get("groups", ())),
    )


def _validate_table(table: TableSpec, where: str) -> None:
    rows = [row.id for row in table.rows]
    columns = [column.id for column in table.columns]
    for names in (rows, columns):
        doubled = {name for name in names if names.count(name) > 1}
        if doubled:
            raise CodebookError(where, table=table.id, reason="defined twice", names=sorted(doubled))
    for row in table.rows:
        if row.group is not None and row.group not in rows:
            raise CodebookError(where, table=table.id, row=row.id, reason="unknown group", group=row.group)
        for column in row.columns:
            if column not in columns:
                raise CodebookError(where, table=table.id, row=row.id, reason="unknown column", column=column)


def _keys(tables: tuple[TableSpec, ...], where: str) -> tuple[dict[str, KeySpec], set[str]]:
    keys: dict[str, KeySpec] = {}
    optional: set[str] = set()
    for table in tables:
        for row in table.rows:
            row_id = row.subtotal if row.is_group else row.id
            if row_id is None:
                continue
            for column in table.columns_of(row):
                spec = _key(table, row, row_id, column)
                if spec.key in keys:
                    raise CodebookError(where, reason="key made twice", key=spec.key)
                keys[spec.key] = spec
                if row.is_group:
                    optional.add(spec.key)
    return keys, optional


def _key(table: TableSpec, row: RowSpec, row_id: str, column: ColumnSpec) -> KeySpec:
    single = len(table.columns) == 1
    return KeySpec(
        key=table.figure_key(row_id, column.id),
        zh=row.zh if single else f"{row.zh} · {column.zh}",
        en=row.en if single else f"{row.en}, {column.en}",
        unit=row.unit or column.unit,
        type=row.type or column.type,
        table=table.id,
        row=row.id,
        column=column.id,
        local=row.local,
        basis=row.basis,
    )
