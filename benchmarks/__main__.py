"""``python -m benchmarks``: everything, or with ``--only`` a part of it."""

from __future__ import annotations

import argparse
import io
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import batch, dataset, harvest, memory, parsing, startup
from benchmarks.contestants import CONTESTANTS
from benchmarks.documents import REFERENCE, specimens
from benchmarks.layout import as_json, as_markdown, as_text
from benchmarks.rows import Row

PARTS = (*CONTESTANTS, "start", "run", "harvest", "dataset")
_MEMORY_REPEAT = 5
_BATCH_REPEAT = 3
_LONG_BATCH = 2000


def main(argv: list[str] | None = None) -> int:
    """Print rows as they come; 0 whatever the targets, since a busy machine is no fault."""
    args = _arguments(argv)
    _speak_utf8()
    facts = _machine()
    for line in _about(facts, args):
        print(line)
    rows: list[Row] = []
    for part in args.only or PARTS:
        found = list(_measure(part, args))
        rows += found
        print("\n".join(as_text(found)), flush=True)
    if args.markdown:
        print("\n" + "\n".join(as_markdown(rows)))
    if args.json:
        args.json.write_text(as_json(rows, facts), encoding="utf-8")
    _summarise(rows)
    return 0


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=PARTS, help="this part; may be given again")
    parser.add_argument("--repeat", type=int, default=15, metavar="N", help="repetitions (%(default)s)")
    parser.add_argument("--documents", type=int, default=300, metavar="N", help="of the run (%(default)s; full: 10000)")
    parser.add_argument(
        "--scale", type=float, default=0.02, metavar="X", help="of the dataset part (%(default)s; full: 1)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything measured")
    parser.add_argument("--markdown", action="store_true", help="print a table for the README as well")
    args = parser.parse_args(argv)
    if args.repeat < 1 or args.documents < 1:
        parser.error("--repeat and --documents begin at 1")
    return args


def _measure(part: str, args: argparse.Namespace) -> Iterator[Row]:
    if part == "start":
        yield from startup.measure(args.repeat)
    elif part == "dataset":
        yield from dataset.measure(args.scale, args.repeat)
    elif part == "harvest":
        yield from harvest.measure(args.repeat)
    elif part == "run":
        yield from batch.measure(args.documents, min(args.repeat, _batch_repeat(args.documents)))
    else:
        for specimen in specimens(part):
            yield from parsing.measure(specimen, args.repeat)
            yield from memory.measure(specimen, min(args.repeat, _MEMORY_REPEAT))


def _batch_repeat(documents: int) -> int:
    return _BATCH_REPEAT if documents <= _LONG_BATCH else 1


def _machine() -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "reference": REFERENCE.is_dir(),
    }


def _about(facts: dict[str, object], args: argparse.Namespace) -> Iterator[str]:
    yield f"Python {facts['python']} on {facts['system']}; {args.repeat} repetitions, interleaved; CPU time, warm."
    yield "Ratios are medians of the ratios within each repetition; [lower..upper quartile]."
    if facts["reference"]:
        yield "Real reports (huaian-2024, pingtan-gwh-2021, form-2021-template) lie beside the checkout and take part."
    else:
        yield "No real reports beside the checkout: bundled documents only."
    for part in args.only or PARTS:
        for name in parsing.missing(part) if part in CONTESTANTS else ():
            yield f"Not installed, so not measured: {name} (pip install -e .[bench])"


def _summarise(rows: list[Row]) -> None:
    judged = [row for row in rows if row.target]
    missed = [row for row in judged if row.verdict == "missed"]
    print(f"\n{len(judged) - len(missed)} of {len(judged)} targets met")
    for row in missed:
        value = (row.ratio or row.amount).middle
        print(f"  missed: {row.area}, {row.document}: {row.what}: {value:.2f} instead of {row.target}")


def _speak_utf8() -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    raise SystemExit(main())
