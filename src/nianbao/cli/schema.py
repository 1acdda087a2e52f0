"""``nianbao schema``: the JSON Schema of a report."""

from __future__ import annotations

import json
from argparse import Namespace

from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.export.messages import Language


def configure(parser: CommandParser) -> None:
    """No arguments."""


def execute(args: Namespace, language: Language) -> int:
    """Print it."""
    from nianbao.export.published import json_schema

    write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
    return 0
