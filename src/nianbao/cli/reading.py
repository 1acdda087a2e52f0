"""The documents that ``parse`` and ``check`` are given, read one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from nianbao.cli.printing import complain
from nianbao.errors import UsageError
from nianbao.export.messages import Language
from nianbao.model import Report
from nianbao.run.sources import expand, local_task
from nianbao.run.task import Lost
from nianbao.run.worker import PARSE_DOCUMENT, attempt, load_worker

if TYPE_CHECKING:
    from nianbao.check import Settings


def reports_of(
    names: Iterable[str], language: Language, failed: list[Lost], settings: Settings | None = None
) -> Iterator[Report]:
    """The report of each document, in order; what cannot be read is complained of and put into ``failed``.

    Raises UsageError for addresses: fetching is the business of ``run``.
    """
    worker = partial(load_worker(PARSE_DOCUMENT), settings=settings)
    for entry in expand(names).entries:
        if not isinstance(entry, str | Lost):
            raise UsageError(entry.url or "", problem="address")
        item = local_task(entry) if isinstance(entry, str) else entry
        result = item if isinstance(item, Lost) else attempt(worker, item, _same)
        if isinstance(result, Lost):
            failed.append(result)
            complain(result.path, result.code, result.details, language)
        else:
            yield result


def _same(report: Report) -> Report:
    return report
