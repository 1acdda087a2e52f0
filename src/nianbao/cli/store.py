"""``nianbao store``: what is in the store of results, and keeping it in order."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.cli.parser import CommandParser
from nianbao.cli.printing import write
from nianbao.errors import DocumentError, StoreDamaged, UsageError
from nianbao.export.messages import Language, text

if TYPE_CHECKING:
    from nianbao.store.queries import ReportRow
    from nianbao.store.store import Store

DEFAULT = "nianbao.sqlite"
_LIST = ("number", "year", "issuer", "division", "edition", "findings", "open", "document")


def configure(parser: CommandParser) -> None:
    """Declare the arguments."""
    parser.argument("action", "store_action", choices=tuple(_ACTIONS))
    parser.argument("items", "store_items", nargs="*", metavar="ITEM")
    parser.option("--store", "store", default=os.environ.get("NIANBAO_STORE") or DEFAULT, metavar="STORE")
    parser.option("--year", "years", type=int, action="append", default=[], metavar="YEAR")
    parser.option("--search", "search", default="", metavar="TEXT")
    parser.option("--limit", "limit", type=int, default=50, metavar="N")
    parser.option("--keep", "keep", type=int, default=2, metavar="N")
    parser.choice(("table", "json"))


def execute(args: Namespace, language: Language) -> int:
    """Do the action; 3 when ``verify`` finds something."""
    return _ACTIONS[args.action](args, language)


def _open(args: Namespace, *, create: bool = False) -> Store:
    from nianbao.store.store import open_store

    return open_store(args.store, create=create)


def _add(args: Namespace, language: Language) -> int:
    from nianbao.run.keeping import fill

    if not args.items:
        raise UsageError("add", problem="jsonl_files")
    with _open(args, create=True) as store:
        for name in args.items:
            write(text("store", "filled", language, **asdict(fill(store, Path(name)))) + "\n")
    return 0


def _ls(args: Namespace, language: Language) -> int:
    from nianbao.store.filtering import Filter

    with _open(args) as store:
        page = store.reports(Filter(search=args.search, years=tuple(args.year)), limit=args.limit)
        size = dict(zip(("documents", "versions", "readings"), store.size(), strict=True))
    if args.format == "json":
        write(_json([asdict(row) for row in page.items]))
        return 0
    _print_list("reports", page.items, language)
    write(text("store", "size", language, total=page.total, **size) + "\n")
    return 0


def _show(args: Namespace, language: Language) -> int:
    from nianbao.export.published import from_json
    from nianbao.export.terminal import print_report

    with _open(args) as store:
        found = store.report(_numbers(args, 1)[0])
        readings = store.readings(found.row.document_id)
    if args.format == "json":
        write(found.text + "\n")
        return 0
    print_report(from_json(found.text), language)
    _print_list("versions", readings, language)
    return 0


def _diff(args: Namespace, language: Language) -> int:
    from nianbao.store.upkeep import differences

    first, second = _numbers(args, 2)
    with _open(args) as store:
        found = list(differences(store.report(first).data, store.report(second).data))
    if args.format == "json":
        write(_json([{"figure": name, "before": before, "after": after} for name, before, after in found]))
    elif found:
        _print(text("store", "differences", language), ("figure", "before", "after"), found, language)
    else:
        write(text("store", "no_differences", language) + "\n")
    return 0


def _decisions(args: Namespace, language: Language) -> int:
    """All decisions as JSON, one a line: to keep, or to look through."""
    with _open(args) as store:
        for decision in store.all_decisions():
            write(json.dumps(asdict(decision), ensure_ascii=False) + "\n")
    return 0


def _gc(args: Namespace, language: Language) -> int:
    from nianbao.store.upkeep import gc

    with _open(args) as store:
        write(text("store", "removed", language, **asdict(gc(store.database, keep=args.keep))) + "\n")
    return 0


def _verify(args: Namespace, language: Language) -> int:
    from nianbao.store.database import Database
    from nianbao.store.upkeep import verify

    with suppress(StoreDamaged):  # of which it is to be said where; anything else is said as everywhere
        _open(args).close()
    database, found = Database(args.store), False
    try:
        for fault in verify(database):
            found = True
            write(text("store", "fault", language, **asdict(fault)) + "\n")
    finally:
        database.close()
    if not found:
        write(text("store", "sound", language) + "\n")
    return DocumentError.exit_code if found else 0


def _migrate(args: Namespace, language: Language) -> int:
    from nianbao.store.database import Database
    from nianbao.store.upkeep import migrate

    database = Database(args.store)
    try:
        before, after = migrate(database)
    finally:
        database.close()
    write(text("store", "migrated", language, before=before, after=after) + "\n")
    return 0


def _print_list(title: str, rows: list[ReportRow], language: Language) -> None:
    cells = [
        (r.id, r.year, r.issuer, r.division, r.edition, r.errors + r.warnings + r.infos, r.open_findings, r.name)
        for r in rows
    ]
    _print(text("store", title, language), _LIST, cells, language)


def _print(title: str, headings: tuple[str, ...], rows: Sequence[Sequence[object]], language: Language) -> None:
    from nianbao.export.terminal import print_rows

    print_rows(title, [text("view", name, language) for name in headings], rows)


def _numbers(args: Namespace, count: int) -> list[int]:
    if len(args.items) != count or not all(item.isdecimal() for item in args.items):
        raise UsageError(" ".join([args.action, *args.items]), problem="one_report" if count == 1 else "two_reports")
    return [int(item) for item in args.items]


def _json(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


_ACTIONS: dict[str, Callable[[Namespace, Language], int]] = {
    "add": _add,
    "ls": _ls,
    "show": _show,
    "diff": _diff,
    "decisions": _decisions,
    "gc": _gc,
    "verify": _verify,
    "migrate": _migrate,
}
