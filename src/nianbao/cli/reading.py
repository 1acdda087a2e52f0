"""The documents that ``parse`` and ``check`` are given, read one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from nianbao.cli.printing import complain
from nianbao.errors import UsageError
from nianbao.export.messages import Language
from nianbao.model import Report
from nianbao.run.attached import attached_tasks, attachments_at_hand, is_beside
from nianbao.run.members import documents_of
from nianbao.run.office import Conversions
from nianbao.run.paging import joined
from nianbao.run.sources import expand, local_task
from nianbao.run.task import Lost, Task
from nianbao.run.worker import PARSE_DOCUMENT, Worker, attempt, load_worker

if TYPE_CHECKING:
    from nianbao.check import Settings


def reports_of(
    names: Iterable[str], language: Language, failed: list[Lost], settings: Settings | None = None
) -> Iterator[Report]:
    """The report of each document, in order; what cannot be read is complained of and put into ``failed``.

    A file may hold several documents. Of a page or mail that only carries its report, the documents that are at hand
    stand for it. Raises UsageError for addresses: fetching is the business of ``run``.
    """
    worker = partial(load_worker(PARSE_DOCUMENT), settings=settings)
    items = joined(list(_items(names)))
    carriers = {item.parent for item in items if isinstance(item, Task) and item.parent}
    named = {name for item in items if isinstance(item, Task) for name in (item.file, item.path)}
    with Conversions(items) as conversions:
        for item in items:
            for result in _results(item, worker, conversions, named, carriers):
                if isinstance(result, Lost):
                    failed.append(result)
                    complain(result.path, result.code, result.details, language)
                else:
                    yield result


def _items(names: Iterable[str]) -> Iterator[Task | Lost]:
    for entry in expand(names).entries:
        if not isinstance(entry, str | Lost):
            raise UsageError(entry.url or "", problem="address")
        item = local_task(entry) if isinstance(entry, str) else entry
        yield from documents_of(item) if isinstance(item, Task) else [item]


def _results(
    item: Task | Lost, worker: Worker, conversions: Conversions, named: set[str], carriers: set[str]
) -> Iterator[Report | Lost]:
    """The report of a document, why there is none, or the reports of what it carries."""
    result = _result(item, worker, conversions)
    if not isinstance(result, Lost) or not result.formless:
        yield result
        return
    files = attachments_at_hand(result)
    for file in files:
        if file.as_posix() not in named:
            for more in attached_tasks(file, result.path):
                yield _result(more, worker, conversions)
    if not files and result.path not in carriers and not is_beside(result, named):
        yield result


def _result(item: Task | Lost, worker: Worker, conversions: Conversions) -> Report | Lost:
    ready = conversions.ready(item) if isinstance(item, Task) else item
    return ready if isinstance(ready, Lost) else attempt(worker, ready, _same)


def _same(report: Report) -> Report:
    return report
