"""Sentences for people in Chinese and English, from ``data/messages.toml``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from nianbao.data import load_toml

if TYPE_CHECKING:
    from nianbao.model import Message

Language = Literal["zh", "en"]


@lru_cache(maxsize=1)
def sentences() -> dict[str, Any]:
    """The whole data file, read once."""
    return load_toml("messages.toml")


def text(section: str, name: str, language: Language, /, **facts: object) -> str:
    """One sentence with its facts filled in. KeyError when there is none: a fault of the program."""
    sentence: str = sentences()[section][name][language]
    return sentence.format(**facts) if facts else sentence


def word(section: str, name: str, language: Language) -> str:
    """A word where there is one, else the name itself: values come from other rooms and from outside."""
    entry = sentences()[section].get(name)
    return str(entry[language]) if entry else name


def argument_error(message: str, language: Language) -> str:
    """What argparse complains of, in the user's language; as it stands where its wording is not known."""
    for entry in sentences()["argparse"].values():
        match = re.fullmatch(entry["pattern"], message, re.DOTALL)
        if match:
            return str(entry[language]).format(**match.groupdict())
    return message


def error_message(code: str, details: dict[str, object]) -> Message:
    """What happened and what to do, in both languages. A code without a sentence gets the general one."""
    for name in ("what", "problem"):
        if f"{code}_{details.get(name)}" in sentences()["error"]:  # a case with a sentence of its own
            code = f"{code}_{details[name]}"
            details = {key: value for key, value in details.items() if key != name}
    from nianbao.model import Message  # not needed for --help, which loads this room

    entry = sentences()["error"].get(code) or sentences()["error"]["document"]
    return Message(zh=_sentence(entry, details, "zh"), en=_sentence(entry, details, "en"))


def _sentence(entry: dict[str, str], details: dict[str, object], language: Language) -> str:
    message = entry[language] + _facts(details, language)
    hint = entry[f"{language}_hint"]
    return text("text", "hinted", language, message=message, hint=hint) if hint else message


def _words(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def _facts(details: dict[str, object], language: Language) -> str:
    colon, comma = text("text", "colon", language), text("text", "list_separator", language)
    facts = [
        f"{word('detail', name, language)}{colon}{comma.join(word('value', one, language) for one in _words(value))}"
        for name, value in details.items()
        if value not in (None, "", [])
    ]
    return text("text", "bracketed", language, inside=comma.join(facts)) if facts else ""
