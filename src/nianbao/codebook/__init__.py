"""The codebook: editions of the form, measures of the prose, the crosswalk. Loads and validates data, nothing else."""

from nianbao.codebook.editions import (
    EDITION_FILES,
    ColumnSpec,
    Edition,
    KeySpec,
    RowSpec,
    SectionSpec,
    TableSpec,
    load_edition,
)
from nianbao.codebook.overview import Codebook, Entry, codebook
from nianbao.codebook.rules import Basis, Rule, Threshold, rules
from nianbao.codebook.ties import Derived, Term, Tie, parse_equation

__all__ = [
    "EDITION_FILES",
    "Basis",
    "Codebook",
    "ColumnSpec",
    "Derived",
    "Edition",
    "Entry",
    "KeySpec",
    "RowSpec",
    "Rule",
    "SectionSpec",
    "TableSpec",
    "Term",
    "Threshold",
    "Tie",
    "codebook",
    "load_edition",
    "parse_equation",
    "rules",
]
