"""``nianbao prose``: the figures of sentences, one JSON object a line."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import complain, write
from nianbao.errors import Damaged, DocumentError, NotFound, NotPermitted
from nianbao.export.messages import Language


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("file", "prose_file", metavar="FILE.jsonl")


def execute(args: Namespace, language: Language) -> int:
    """Print the figures of each line; 3 when some lines are not what they should be."""
    lines = _lines(args.file)
    return DocumentError.exit_code if _answer(lines, args.file, language) else 0


def _lines(name: str) -> list[bytes]:
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
            return list(file)
    except FileNotFoundError as error:
        raise NotFound(name) from error
    except PermissionError as error:
        raise NotPermitted(name) from error
    except OSError as error:
        raise Damaged(name, format="file", reason=error.strerror) from error


def _answer(lines: Iterable[bytes], name: str, language: Language) -> int:
    """Print an answer for each line that can be read; give the number of those that cannot."""
    from nianbao.export.published import to_json
    from nianbao.extract.prose import read_sentence

    wrong = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            item = _item(line)
        except Damaged as error:
            complain(f"{name}:{number}", error.code, error.details, language)
            wrong += 1
            continue
        figures = read_sentence(item["text"], item.get("context") or "", item.get("year"))
        write(to_json({"id": item.get("id"), "figures": figures}) + "\n")
    return wrong


def _item(line: bytes) -> dict[str, Any]:
    """One line, checked. Raises Damaged."""
    try:
        item = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Damaged(format="jsonl", reason="not_json") from None
    if not isinstance(item, dict):
        raise Damaged(format="jsonl", reason="not_json")
    for key, kinds in (("text", str), ("context", str | None), ("year", int | None)):
        if not isinstance(item.get(key), kinds):
            raise Damaged(format="jsonl", key=key, reason="wrong_type")
    return item
