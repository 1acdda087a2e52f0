"""Results of a run on a cluster: Parquet parts, each with the outcomes of one chunk of documents.

A part is written by the process that read its documents and is whole or not there. The next run takes from the
parts what they have: a run that was broken off goes on, on whatever machine.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache

from nianbao.run import remote
from nianbao.run.task import Lost, Outcome, Tally, Task

_TEXTS = ("key", "path", "url", "sha256", "parser", "code", "details", "report", "figures", "findings", "tally")
_SUFFIX = ".parquet"


def task_key(task: Task, parser: str) -> str:
    """What a result is the result of, as a short text."""
    said = json.dumps([task.path, task.url, task.sha256, task.told, task.parent, task.member, parser])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def part_name(folder: str, tasks: Iterable[Task], parser: str) -> str:
    """The address of the part of these documents."""
    keys = "".join(task_key(task, parser) for task in tasks)
    return f"{folder.rstrip('/')}/part-{hashlib.sha256(keys.encode()).hexdigest()[:24]}{_SUFFIX}"


def write_part(url: str, results: Sequence[tuple[Task, Outcome]], parser: str) -> None:
    """One part. Raises UsageError where it cannot be written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [_row(task, outcome, parser) for task, outcome in results]
    schema = pa.schema([(name, pa.string()) for name in _TEXTS])
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), buffer, compression="zstd")
    remote.write_bytes(url, buffer.getvalue())


def read_part(url: str) -> dict[str, Outcome]:
    """Key -> outcome of each document of a part; nothing for a part that is damaged, which is made anew."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows = pq.read_table(io.BytesIO(remote.read_bytes(url))).to_pylist()
        return {row["key"]: _outcome(row) for row in rows}
    except (pa.ArrowException, OSError, KeyError, ValueError, TypeError):
        return {}


def known_parts(folder: str) -> Iterator[str]:
    """The addresses of all parts in a folder; none when there is no folder."""
    yield from (name for name in remote.listing(folder) if name.endswith(_SUFFIX) and "/part-" in name)


def keys_of(url: str) -> list[str]:
    """The keys of the documents in a part, without their results."""
    return list(read_part_cached(url))


@lru_cache(maxsize=8)
def read_part_cached(url: str) -> dict[str, Outcome]:
    """As :func:`read_part`; documents of one part are asked for one after another."""
    return read_part(url)


def _row(task: Task, outcome: Outcome, parser: str) -> dict[str, str | None]:
    lost = outcome.lost
    return {
        "key": task_key(task, parser),
        "path": _storable(task.path),
        "url": task.url,
        "sha256": task.sha256,
        "parser": parser,
        "code": lost.code if lost else None,
        "details": json.dumps(asdict(lost), default=str) if lost else None,
        "report": outcome.report.decode(),
        "figures": outcome.figures.decode(),
        "findings": outcome.findings.decode(),
        "tally": json.dumps(asdict(outcome.tally)),
    }


def _outcome(row: dict[str, str]) -> Outcome:
    if row["details"]:
        return Outcome(lost=Lost(**json.loads(row["details"])), tally=Tally(**json.loads(row["tally"])))
    return Outcome(
        report=row["report"].encode(),
        figures=row["figures"].encode(),
        findings=row["findings"].encode(),
        tally=Tally(**json.loads(row["tally"])),
    )


def _storable(text: str) -> str:
    """Half characters of a file name, which Arrow refuses, as the output files escape them."""
    return text.encode("utf-8", "backslashreplace").decode()
