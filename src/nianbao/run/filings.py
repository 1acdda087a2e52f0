"""A folder of reports -> filings and the documents that could not be read, for the checks across reports."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.errors import UsageError
from nianbao.export.messages import error_message
from nianbao.export.published import from_json
from nianbao.model import Filing, Unread
from nianbao.run.engine import Options, read_documents
from nianbao.run.progress import Log
from nianbao.run.task import Lost, passages_from
from nianbao.run.worker import Worker, parse_filing

if TYPE_CHECKING:
    from nianbao.check import Settings


def read_filings(
    names: Iterable[str], output: Path, rules: Rules, *, jobs: int | None, timeout: float, log: Log
) -> tuple[list[Filing], list[Unread]]:
    """Every document meant by ``names``, checked by itself, in the order of the input.

    Kept below ``output``, so that a second audit reads only what changed. Raises UsageError for addresses.
    """
    options = Options(jobs=jobs, timeout=timeout, worker=f"{__name__}:filing_worker:{rules.text()}")
    filings: list[Filing] = []
    unread: list[Unread] = []
    for outcome in read_documents(names, output, options, log):
        if outcome.lost:
            unread.append(_unread(outcome.lost))
        else:
            filings.append(Filing(from_json(outcome.report), passages_from(outcome.passages)))
    return filings, unread


def filing_worker(argument: str) -> Worker:
    """A worker that keeps the running text and checks as configured; the argument is :meth:`Rules.text`."""
    return partial(parse_filing, settings=Rules(*json.loads(argument)).settings())


@dataclass(frozen=True, slots=True)
class Rules:
    """Which configuration file, and on which day (ISO) waivers are judged: enough for any process to read it anew."""

    path: str | None = None
    today: str | None = None
    digest: str | None = None
    """Of the file: another content is another worker, whose results are kept apart."""

    def text(self) -> str:
        """For the name of a worker."""
        return json.dumps([self.path, self.today, self.digest or self._digest()])

    def _digest(self) -> str | None:
        try:
            return hashlib.sha256(Path(self.path).read_bytes()).hexdigest() if self.path else None
        except OSError:
            return None  # reading the settings says why

    def settings(self) -> Settings:
        """The settings. Raises UsageError for a file that cannot be used."""
        from nianbao.check.configuration import read_settings
        from nianbao.check.settings import DEFAULT

        if self.path is None:
            return DEFAULT
        try:
            text = Path(self.path).read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            problem = getattr(error, "strerror", None) or "not_text"
            raise UsageError(self.path, problem=problem) from None
        return read_settings(text, self.path, date.fromisoformat(self.today) if self.today else None)


def _unread(lost: Lost) -> Unread:
    message = error_message(lost.code, lost.details)
    return Unread(lost.path, lost.code, message.zh, message.en)
