"""A folder of reports -> filings and the documents that could not be read, for the checks across reports."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nianbao.export.messages import error_message
from nianbao.export.published import from_json
from nianbao.model import Filing, Unread
from nianbao.run.engine import Options, read_documents
from nianbao.run.progress import Log
from nianbao.run.rules import Rules
from nianbao.run.task import Lost, passages_from


def read_filings(
    names: Iterable[str], output: Path, rules: Rules, *, jobs: int | None, timeout: float, log: Log
) -> tuple[list[Filing], list[Unread]]:
    """Every document meant by ``names``, checked by itself, in the order of the input.

    Kept below ``output``, so that a second audit reads only what changed. Raises UsageError for addresses.
    """
    options = Options(jobs=jobs, timeout=timeout, worker=rules.filing_worker())
    filings: list[Filing] = []
    unread: list[Unread] = []
    for outcome in read_documents(names, output, options, log):
        if outcome.lost:
            unread.append(_unread(outcome.lost))
        else:
            filings.append(Filing(from_json(outcome.report), passages_from(outcome.passages)))
    return filings, unread


def _unread(lost: Lost) -> Unread:
    message = error_message(lost.code, lost.details)
    return Unread(lost.path, lost.code, message.zh, message.en)
