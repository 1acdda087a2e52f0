"""What every command prints with. Loaded for ``--help`` too: nothing here that takes time to import."""

from __future__ import annotations

import sys

from nianbao.export.messages import Language, error_message, text


def complain(where: str, code: str, details: dict[str, object], language: Language) -> None:
    """One line on standard error: where, what, and what to do."""
    message = error_message(code, details)
    said = message.en if language == "en" else message.zh
    line = text("text", "error_line", language, where=where, message=said) if where else said
    print(f"nianbao: {line}", file=sys.stderr)


def write(piece: str) -> None:
    """Text on standard output, as it stands."""
    sys.stdout.write(piece)
