"""Which language to speak."""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping, Sequence

from nianbao.export.messages import Language

_NO_LANGUAGE = {"", "c", "posix"}


def choose_language(arguments: Sequence[str]) -> Language:
    """``--lang`` wherever it stands, else the system's language, else Chinese.

    A system set to a language that is neither gets English. A wrong value is left to the parser to refuse.
    """
    for position, argument in enumerate(arguments):
        if argument == "--lang":
            return _known("".join(arguments[position + 1 : position + 2]))
        if argument.startswith("--lang="):
            return _known(argument.removeprefix("--lang="))
    return language_of(_system_name(os.environ))


def _known(value: str) -> Language:
    return "en" if value == "en" else "zh"


def language_of(name: str) -> Language:
    """The language for a locale name such as ``en_GB.UTF-8``, ``zh_CN``, ``Chinese (Simplified)_China``."""
    bare = name.split(".")[0].lower()
    return "zh" if bare in _NO_LANGUAGE or bare.startswith(("zh", "chinese")) else "en"


def _system_name(environment: Mapping[str, str]) -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            return environment[variable]
    return locale.getlocale()[0] or "" if os.name == "nt" else ""
