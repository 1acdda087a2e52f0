"""``--config`` and ``--today``: the settings of a command that checks."""

from __future__ import annotations

import argparse
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.cli.parser import CommandParser
from nianbao.errors import UsageError

if TYPE_CHECKING:
    from nianbao.check.settings import Settings

CONFIGURATION = "nianbao.toml"


def configure_settings(parser: CommandParser) -> None:
    """Declare both options."""
    parser.option("--config", "config", type=Path, metavar="FILE")
    parser.option("--today", "today", type=_day, metavar="YYYY-MM-DD")


def settings_of(args: Namespace) -> Settings:
    """The settings in the file that was named, else in a ``nianbao.toml`` here, else the catalogue as it stands."""
    from nianbao.check.configuration import read_settings
    from nianbao.check.settings import DEFAULT

    path: Path = args.config or Path(CONFIGURATION)
    if args.config is None and not path.is_file():
        return DEFAULT
    return read_settings(_text(path), path.as_posix(), args.today or date.today())


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise UsageError(path.as_posix(), problem="not_found") from None
    except UnicodeDecodeError:
        raise UsageError(path.as_posix(), problem="not_text") from None
    except OSError as error:
        raise UsageError(path.as_posix(), problem=error.strerror) from error


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(value) from None
