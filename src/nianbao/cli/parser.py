"""argparse that speaks both languages."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any, NoReturn

from nianbao.errors import UsageError
from nianbao.export.messages import Language, argument_error, text


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help with a usage line in the user's language."""

    language: Language = "zh"

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, text("text", "usage_word", self.language))


class _ChineseFormatter(_Formatter):
    language = "zh"


class _EnglishFormatter(_Formatter):
    language = "en"


class CommandParser(argparse.ArgumentParser):
    """One command's arguments. Help texts are the entries of ``[argument]`` in the messages file."""

    def __init__(self, language: Language, **settings: Any) -> None:
        formatter = _EnglishFormatter if language == "en" else _ChineseFormatter
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=formatter, **settings)
        self.language: Language = language
        self._arguments = self.add_argument_group(text("argument", "arguments", language))
        self._settings = self.add_argument_group(text("argument", "options", language))

    def argument(self, name: str, help_name: str, **settings: Any) -> None:
        """A positional argument."""
        self._arguments.add_argument(name, help=text("argument", help_name, self.language), **settings)

    def option(self, *names: str, **settings: Any) -> None:
        """An option; the last of ``names`` is that of its help text. A default is named in the help."""
        *flags, help_name = names
        sentence = text("argument", help_name, self.language, default=settings.get("default"))
        self._settings.add_argument(*flags, help=sentence.replace("%", "%%"), **settings)

    def choice(self, formats: tuple[str, ...]) -> None:
        """``--format`` with the first as default."""
        self.option("--format", "format", choices=formats, default=formats[0])

    def common(self) -> None:
        """What every command understands."""
        self.option("--lang", "lang", choices=("zh", "en"))
        self.option("-h", "--help", "help", action="help")

    def parse_known_intermixed_args(self, *arguments: Any, **more: Any) -> Any:
        """As argparse does, which cuts its own English word off the usage line, however long ours is."""
        if self.usage is None:
            self.usage = self.format_usage()[len(text("text", "usage_word", self.language)) :].strip()
        return super().parse_known_intermixed_args(*arguments, **more)

    def error(self, message: str) -> NoReturn:
        """Wrong usage: the usage line, what is wrong, exit code 2."""
        said = text("text", "usage_error", self.language, message=argument_error(message, self.language))
        self.exit(UsageError.exit_code, f"{self.format_usage()}nianbao: {said}\n")
