"""The tree of bodies: who should report, below whom, and whose figures count. Read from TOML or CSV.

In TOML one ``[[body]]`` for each; in CSV one line for each, with the column names of ``data/bodies.toml`` in
Chinese or English. Every complaint names the line.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from nianbao.data import load_toml
from nianbao.errors import UsageError, reason_of
from nianbao.model import Body, Tree
from nianbao.text.fold import squeeze

_HEADER = re.compile(r"^\s*\[\[\s*body\s*\]\]")
_TEXTS = ("name", "parent", "kind", "merged_into")
_FLAGS = ("due", "counted", "vertical", "own_part", "summary")
_KEYS = {*_TEXTS, *_FLAGS, "aliases", "deadline"}


def read_tree(path: Path) -> Tree:
    """The tree in a file, checked.

    Raises UsageError with file and line for what cannot be read, unknown or mistyped entries, bodies declared
    twice (aliases included), parents and successors that are not declared, and cycles.
    """
    text = _text(path)
    entries = _from_csv(text, path) if path.suffix.lower() == ".csv" else _from_toml(text, path)
    bodies = [_body(entry, line, path) for entry, line in entries]
    if not bodies:
        raise UsageError(path.as_posix(), problem="tree_empty")
    return _checked(bodies, path)


def body_key(name: str) -> str:
    """A name as it is compared: without white space, brackets of either width alike."""
    return squeeze(name).replace("(", "（").replace(")", "）")


def _text(path: Path) -> str:
    """UTF-8, or what Excel writes in China."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(path.as_posix(), problem=reason_of(error)) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(path.as_posix(), problem="not_text")


def _where(path: Path, line: int) -> str:
    return f"{path.as_posix()}:{line}"


def _from_toml(text: str, path: Path) -> list[tuple[dict[str, Any], int]]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = _where(path, int(line[1])) if line else path.as_posix()
        raise UsageError(where, problem="not_toml", reason=str(error)) from None
    entries = content.pop("body", [])
    if content or not isinstance(entries, list):
        key = sorted(content)[0] if content else "body"
        raise UsageError(_where(path, _line_of(text, key)), problem="unknown_field", key=key)
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if _HEADER.match(line)]
    if len(lines) != len(entries):  # body = [{...}, ...]: valid TOML, and one line for all
        lines = [_line_of(text, "body")] * len(entries)
    return list(zip(entries, lines, strict=True))


def _line_of(text: str, word: str) -> int:
    return next((n for n, line in enumerate(text.splitlines(), start=1) if word in line), 1)


def _from_csv(text: str, path: Path) -> Iterator[tuple[dict[str, Any], int]]:
    words = load_toml("bodies.toml")
    reader = csv.reader(io.StringIO(text, newline=""))
    names: list[str] | None = None
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        if names is None:
            names = [_column(cell, words, path, reader.line_num) for cell in row]
            continue
        if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
            raise UsageError(_where(path, reader.line_num), problem="too_many_columns")
        filled = {name: cell.strip() for name, cell in zip(names, row, strict=False) if cell.strip()}
        yield {name: _typed(name, cell, words, path, reader.line_num) for name, cell in filled.items()}, reader.line_num


def _column(cell: str, words: dict[str, Any], path: Path, line: int) -> str:
    name = squeeze(cell)
    found: str | None = next((key for key, spoken in words["columns"].items() if name == key or name in spoken), None)
    if found is None:
        known = "、".join(spoken[0] for spoken in words["columns"].values())
        raise UsageError(_where(path, line), problem="unknown_column", key=cell, known=known)
    return found


def _typed(name: str, cell: str, words: dict[str, Any], path: Path, line: int) -> Any:
    if name == "aliases":
        return [part for part in re.split(r"[;；、|]", cell) if part.strip()]
    if name in _FLAGS:
        spoken = cell.lower()
        if spoken not in (*words["yes"], *words["no"]):
            raise UsageError(_where(path, line), problem="not_yes_or_no", key=name, value=cell)
        return spoken in words["yes"]
    return cell


def _body(entry: Any, line: int, path: Path) -> Body:
    where = _where(path, line)
    if not isinstance(entry, dict):
        raise UsageError(where, problem="not_a_table")
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise UsageError(where, problem="unknown_field", key=unknown[0])
    for key in _TEXTS:
        if key in entry and not (isinstance(entry[key], str) and entry[key].strip()):
            raise UsageError(where, problem="wrong_type", key=key)
    for key in _FLAGS:
        if key in entry and not isinstance(entry[key], bool):
            raise UsageError(where, problem="wrong_type", key=key)
    aliases = entry.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(a, str) and a.strip() for a in aliases):
        raise UsageError(where, problem="wrong_type", key="aliases")
    if "name" not in entry:
        raise UsageError(where, problem="no_name")
    vertical = entry.get("vertical", False)
    merged = entry.get("merged_into")
    return Body(
        name=body_key(entry["name"]),
        line=line,
        parent=body_key(entry["parent"]) if "parent" in entry else None,
        aliases=tuple(body_key(alias) for alias in aliases),
        kind=entry.get("kind"),
        due=entry.get("due", merged is None),
        counted=entry.get("counted", not vertical),
        vertical=vertical,
        own_part=entry.get("own_part", False),
        summary=entry.get("summary", False),
        merged_into=body_key(merged) if merged else None,
        deadline=_day(entry.get("deadline"), where),
    )


def _day(value: Any, where: str) -> date | None:
    if value is None or type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value).replace("/", "-"))
    except ValueError:
        raise UsageError(where, problem="not_a_day", key="deadline", value=str(value)) from None


def _checked(bodies: Iterable[Body], path: Path) -> Tree:
    tree = Tree(path.as_posix())
    lines: dict[str, int] = {}
    for body in bodies:
        for name in body.names:
            if name in lines:
                raise UsageError(_where(path, body.line), problem="body_twice", value=name, first_line=lines[name])
            lines[name] = body.line
        tree.bodies[body.name] = body
    by_alias = {name: body.name for body in tree.bodies.values() for name in body.names}
    for body in tree.bodies.values():
        for key in ("parent", "merged_into"):
            named = getattr(body, key)
            if named is not None and named not in by_alias:
                raise UsageError(_where(path, body.line), problem="unknown_body", key=key, value=named)
            if named is not None:
                setattr(body, key, by_alias[named])
    for body in tree.bodies.values():
        for key in ("parent", "merged_into"):
            _refuse_cycle(body, key, tree, path)
    for body in tree.bodies.values():
        body.summary = body.summary or body.own_part
    return tree


def _refuse_cycle(body: Body, key: str, tree: Tree, path: Path) -> None:
    """Up from a body, one must come to an end."""
    seen = [body.name]
    above = getattr(body, key)
    while above is not None:
        if above in seen:
            raise UsageError(_where(path, body.line), problem="cycle", value=" → ".join([*seen, above]))
        seen.append(above)
        above = getattr(tree.bodies[above], key)
