"""The configuration of the checks, in a form that reaches every process: on this machine or another.

A worker is told by its name (see :func:`nianbao.run.worker.load_worker`), so the text of the file and the day on
which waivers are judged are part of the name: the file itself need not be there, and cannot change under a run.
Another configuration is another worker, whose results are kept apart.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.errors import UsageError
from nianbao.run.worker import PARSE_DOCUMENT, Worker, parse_document, parse_filing

if TYPE_CHECKING:
    from nianbao.check import Settings


@dataclass(frozen=True, slots=True)
class Rules:
    """A configuration file (None: the catalogue as it stands) and the day (ISO; None: no waiver has expired)."""

    path: str | None = None
    text: str = ""
    today: str | None = None

    @classmethod
    def of(cls, path: Path | None, today: date | None = None) -> Rules:
        """The file as it is now. Raises UsageError for one that cannot be opened or used, with the line."""
        if path is None:
            return cls()
        rules = cls(path.as_posix(), _text(path), today.isoformat() if today else None)
        return cls(rules.path, rules.text, _judged(rules.settings(), today))

    def settings(self) -> Settings:
        """The settings. Raises UsageError."""
        from nianbao.check.configuration import read_settings
        from nianbao.check.settings import DEFAULT

        if self.path is None:
            return DEFAULT
        return read_settings(self.text, self.path, date.fromisoformat(self.today) if self.today else None)

    def report_worker(self) -> str:
        """The name of the worker that reads and checks so."""
        return PARSE_DOCUMENT if self.path is None else f"{__name__}:_report_worker:{self._said()}"

    def filing_worker(self) -> str:
        """As :meth:`report_worker`, with the running text kept."""
        return f"{__name__}:_filing_worker:{self._said()}"

    def _said(self) -> str:
        return json.dumps([None if self.path is None else "", self.text, self.today])


def _report_worker(argument: str) -> Worker:
    return partial(parse_document, settings=Rules(*json.loads(argument)).settings())


def _filing_worker(argument: str) -> Worker:
    return partial(parse_filing, settings=Rules(*json.loads(argument)).settings())


def _judged(settings: Settings, today: date | None) -> str | None:
    """The first day on which the same waivers have expired as today: what was read yesterday holds today."""
    ended = [waiver.until for waiver in settings.waivers if today is not None and waiver.until < today]
    return (max(ended) + timedelta(days=1)).isoformat() if ended else None


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise UsageError(path.as_posix(), problem="not_found") from None
    except UnicodeDecodeError:
        raise UsageError(path.as_posix(), problem="not_text") from None
    except OSError as error:
        raise UsageError(path.as_posix(), problem=error.strerror or "not_text") from None
