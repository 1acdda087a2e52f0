"""From ``argv`` to the exit code. Loads the module of the chosen command and no other."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from nianbao import __version__
from nianbao.cli.language import choose_language
from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import complain
from nianbao.errors import NianbaoError, UsageError, reason_of
from nianbao.export.messages import Language, text

COMMANDS = {
    "run": "nianbao.cli.run",
    "harvest": "nianbao.cli.harvest",
    "diff": "nianbao.cli.diff",
    "parse": "nianbao.cli.parse",
    "check": "nianbao.cli.check",
    "prose": "nianbao.cli.prose",
    "schema": "nianbao.cli.schema",
    "codebook": "nianbao.cli.codebook",
    "store": "nianbao.cli.store",
    "panel": "nianbao.cli.panel",
    "query": "nianbao.cli.query",
    "plot": "nianbao.cli.plot",
    "export": "nianbao.cli.export",
    "serve": "nianbao.cli.serve",
    "rules": "nianbao.cli.rules",
    "audit": "nianbao.cli.audit",
}
"""Command -> module with ``configure(parser)`` and ``execute(args, language) -> exit code``."""

INTERRUPTED = 130
BROKEN_PIPE = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (0, 1, 2, 3; 130 for Ctrl-C, 141 for a closed pipe).

    No traceback for anything the user can cause; ``NIANBAO_DEBUG=1`` shows it.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    language = choose_language(arguments)
    _speak_utf8()
    try:
        code = _dispatch(arguments, language)
        sys.stdout.flush()
    except NianbaoError as error:
        return _failed(error, language)
    except KeyboardInterrupt:
        print(f"\nnianbao: {text('text', 'interrupted', language)}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return BROKEN_PIPE
    except OSError as error:  # a full disk, a folder that vanished: not ours to explain further
        where = str(error.filename or "")
        return _failed(UsageError(where, problem=reason_of(error)), language)
    return code


def _dispatch(arguments: list[str], language: Language) -> int:
    before, name, rest = _split(arguments)
    top = _top_parser(language)
    if name is None:
        top.parse_args(before)
        top.print_help(sys.stderr)
        return UsageError.exit_code
    top.parse_args(before)
    if name not in COMMANDS:
        top.error(text("text", "no_command", language, name=name, known=", ".join(COMMANDS)))
    module = import_module(COMMANDS[name])
    parser = CommandParser(language, prog=f"nianbao {name}", description=text("command", name, language))
    module.configure(parser)
    parser.common()
    code: int = module.execute(parser.parse_intermixed_args(rest), language)
    return code


def _split(arguments: list[str]) -> tuple[list[str], str | None, list[str]]:
    """(options before the command, the command, what follows)."""
    position = 0
    while position < len(arguments) and arguments[position].startswith("-"):
        position += 2 if arguments[position] == "--lang" else 1
    if position >= len(arguments):
        return arguments, None, []
    return arguments[:position], arguments[position], arguments[position + 1 :]


def _top_parser(language: Language) -> CommandParser:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:{width}}  {text('command', name, language)}" for name in COMMANDS]
    listed = text("argument", "commands", language) + "\n" + "\n".join(lines)
    usage = "nianbao [--lang zh|en] COMMAND ..."
    parser = CommandParser(
        language, prog="nianbao", usage=usage, description=text("text", "about", language), epilog=listed
    )
    parser.option("--version", "version", action="version", version=f"nianbao {__version__}")
    parser.common()
    return parser


def _failed(error: NianbaoError, language: Language) -> int:
    if os.environ.get("NIANBAO_DEBUG"):
        raise error
    complain(error.where, error.code, error.details, language)
    return error.exit_code


def _speak_utf8() -> None:
    """UTF-8 and ``\\n`` on every system; a file name that is no text is escaped, never the end of the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _forget_stdout() -> None:
    """Nobody reads any more: what is still buffered must not raise again while Python shuts down."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
