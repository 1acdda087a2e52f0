"""``--config`` and ``--today``: the settings of a command that checks."""

from __future__ import annotations

import argparse
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.cli.parser import CommandParser

if TYPE_CHECKING:
    from nianbao.check.settings import Settings
    from nianbao.run.rules import Rules

CONFIGURATION = "nianbao.toml"


def configure_settings(parser: CommandParser) -> None:
    """Declare both options."""
    parser.option("--config", "config", type=Path, metavar="FILE")
    parser.option("--today", "today", type=_day, metavar="YYYY-MM-DD")


def rules_of(args: Namespace) -> Rules:
    """The file that was named, else a ``nianbao.toml`` here, else the catalogue as it stands."""
    from nianbao.run.rules import Rules

    path: Path | None = args.config or (Path(CONFIGURATION) if Path(CONFIGURATION).is_file() else None)
    return Rules.of(path, args.today or date.today())


def settings_of(args: Namespace) -> Settings:
    """The settings of :func:`rules_of`."""
    return rules_of(args).settings()


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(value) from None
