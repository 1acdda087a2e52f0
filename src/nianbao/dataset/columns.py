"""The tables of the panel: their columns, types, and labels in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from nianbao.codebook import EDITION_FILES, codebook, load_edition
from nianbao.codebook.harmonised import Indicator, Variable, indicators, variables
from nianbao.export.messages import text

Type = Literal["string", "integer", "number", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``words`` names the list of words it is coded by in Stata and SPSS."""

    name: str
    type: Type
    zh: str
    en: str
    words: str = ""
    of: str = ""
    """The column whose quality it tells."""


def _fixed(*names: tuple[str, Type] | tuple[str, Type, str]) -> tuple[Column, ...]:
    return tuple(
        Column(name[0], name[1], text("column", name[0], "zh"), text("column", name[0], "en"), *name[2:])
        for name in names
    )


@lru_cache(maxsize=1)
def identity() -> tuple[Column, ...]:
    """Whose report it is. ``report`` names it in every table."""
    return _fixed(
        ("report", "string"),
        ("issuer", "string"),
        ("kind", "string"),
        ("level", "string"),
        ("division", "string"),
        ("province", "string"),
        ("year", "integer"),
        ("edition", "string"),
        ("scope", "string"),
    )


@lru_cache(maxsize=1)
def reports() -> tuple[Column, ...]:
    """One row a report: identity, quality, source."""
    return (
        *identity(),
        *_fixed(
            ("title", "string"),
            ("published", "string"),
            ("figures", "integer"),
            ("doubtful", "integer"),
            ("unreadable", "integer"),
            ("errors", "integer"),
            ("warnings", "integer"),
            ("path", "string"),
            ("url", "string"),
            ("sha256", "string"),
            ("media_type", "string"),
            ("fetched_at", "string"),
            ("parser_version", "string"),
            ("record_sha256", "string"),
        ),
    )


@lru_cache(maxsize=1)
def figures() -> tuple[Column, ...]:
    """One row a figure, as published."""
    return (
        *identity(),
        *_fixed(
            ("key", "string"),
            ("value", "number"),
            ("state", "string"),
            ("unit", "string"),
            ("raw", "string"),
            ("origin", "string"),
            ("qualifier", "string"),
            ("grade", "string"),
            ("codes", "string"),
            ("corrected", "boolean"),
            ("label", "string"),
            ("page", "integer"),
            ("quote", "string"),
        ),
    )


@lru_cache(maxsize=1)
def harmonised_long() -> tuple[Column, ...]:
    """One row a harmonised variable or indicator of a report."""
    return (
        *identity(),
        *_fixed(
            ("variable", "string"),
            ("value", "number"),
            ("state", "string"),
            ("grade", "string"),
            ("codes", "string"),
            ("comparability", "string"),
        ),
    )


@lru_cache(maxsize=1)
def panel() -> tuple[Column, ...]:
    """One row a report: harmonised variables and indicators, each with its quality beside it."""
    return (*identity(), *_panel_columns())


def _panel_columns() -> Iterator[Column]:
    quality = (("state", "state"), ("grade", "grade"), ("cmp", "comparability"))
    items: tuple[Variable | Indicator, ...] = (*variables(), *indicators())
    for item in items:
        yield Column(item.id, "number", f"{item.zh}（{item.unit}）", f"{item.en} ({item.unit})")
        for suffix, words in quality:
            zh, en = text("column", words, "zh"), text("column", words, "en")
            yield Column(f"{item.id}_{suffix}", "string", f"{item.zh}：{zh}", f"{item.en}: {en}", words, item.id)
    zh, en = text("column", "codes", "zh"), text("column", "codes", "en")
    for variable in variables():
        yield Column(f"{variable.id}_codes", "string", f"{variable.zh}：{zh}", f"{variable.en}: {en}", "", variable.id)


@lru_cache(maxsize=8)
def wide(edition: str) -> tuple[Column, ...]:
    """One row a report of one edition: each printed key as published, with its quality beside it."""
    return (*identity(), *_wide_columns(edition))


@lru_cache(maxsize=8)
def wide_keys(edition: str) -> tuple[str, ...]:
    """The keys of one edition's tables, in the order of the form."""
    return tuple(load_edition(edition).keys) if edition in EDITION_FILES else ()


def _wide_columns(edition: str) -> Iterator[Column]:
    quality = (("state", "state"), ("grade", "grade"), ("codes", "codes"))
    for key in wide_keys(edition):
        zh, en = codebook().label(key)
        yield Column(key, "number", zh, en)
        for suffix, words in quality:
            yield Column(
                f"{key}:{suffix}",
                "string",
                f"{zh}：{text('column', words, 'zh')}",
                f"{en}: {text('column', words, 'en')}",
                words if words != "codes" else "",
                key,
            )


@lru_cache(maxsize=1)
def excluded() -> tuple[Column, ...]:
    """One row a reading that is not in the panel."""
    return _fixed(
        ("reason", "string"),
        ("issuer", "string"),
        ("division", "string"),
        ("year", "integer"),
        ("path", "string"),
        ("sha256", "string"),
        ("known_on", "string"),
    )
