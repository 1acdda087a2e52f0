"""Hints of an XLS (or ET) workbook, from its records (BIFF8 and BIFF5 in a compound file).

Only what lies at fixed places of a few records is read; a file in which they cannot be walked is Damaged.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from nianbao.errors import Damaged, Encrypted
from nianbao.model import Capture
from nianbao.read.limits import MAX_CELLS
from nianbao.read.sheet.hints import Hints

_STREAMS = ("Workbook", "Book")
_ENTRY = 128
_LARGEST_SECTOR = 0xFFFFFFFA
_SMALL = 4096

_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085
_ROW, _COLINFO, _FORMULA, _BOOLERR, _MULRK = 0x0208, 0x007D, 0x0006, 0x0205, 0x00BD
_CELLS = {_FORMULA, _BOOLERR, 0x0203, 0x027E, 0x0204, 0x00D6, 0x00FD}
"""Records of one cell: number, RK, label, rich label, shared string. Blank ones are no content."""
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01


def xls_hints(capture: Capture) -> dict[str, Hints]:
    """Sheet name -> hints. Raises Damaged, Encrypted and TooLarge."""
    try:
        stream = _stream(capture.data)
        return {name: _hints(stream, start, capture.path) for name, start in _sheets(stream, capture.path)}
    except (struct.error, IndexError, UnicodeDecodeError, ValueError) as error:
        raise Damaged(capture.path, format="xls", reason=type(error).__name__) from error


def _sheets(stream: bytes, path: str) -> Iterator[tuple[str, int]]:
    """Names of the sheets and where their records begin."""
    wide = struct.unpack_from("<H", stream, 4)[0] >= 0x0600
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise Encrypted(path, format="xls")
        if kind == _BOUNDSHEET:
            yield _name(body, wide), struct.unpack_from("<I", body)[0]


def _name(body: bytes, wide: bool) -> str:
    length = body[6]
    if not wide:
        return body[7 : 7 + length].decode("gb18030")
    return body[8 : 8 + 2 * length].decode("utf-16-le") if body[7] & 1 else body[8 : 8 + length].decode("latin-1")


def _hints(stream: bytes, start: int, path: str) -> Hints:
    hints = Hints()
    for kind, body in _records(stream, start):
        if kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            hints.reach(row, column)
            if _is_error(kind, body):
                hints.unreadable.add((row, column))
        elif kind == _MULRK:
            row, column = struct.unpack_from("<HH", body)
            hints.reach(row, column)
            hints.reach(row, struct.unpack_from("<H", body, len(body) - 2)[0])
        elif kind == _ROW and struct.unpack_from("<H", body, 12)[0] & _ROW_HIDDEN:
            hints.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLINFO and struct.unpack_from("<H", body, 8)[0] & _COLUMN_HIDDEN:
            first, last = struct.unpack_from("<HH", body)
            hints.hidden_columns.update(range(first, last + 1))
    hints.refuse_size(path)
    return hints


def _is_error(kind: int, body: bytes) -> bool:
    """An error value, or a formula whose result is one."""
    if kind == _BOOLERR:
        return body[7] == 1
    return kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, up to its end; what is nested in it (charts) is passed over."""
    depth = 0
    for _ in range(8 * MAX_CELLS):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        if len(body) < length:
            raise ValueError("a record is cut")
        at += 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            return
        if depth == 1:
            yield kind, body
    raise ValueError("too many records")


def _stream(data: bytes) -> bytes:
    """The workbook stream of a compound file."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise ValueError("sector size")
    directory, mini_start = struct.unpack_from("<I", data, 48)[0], struct.unpack_from("<I", data, 60)[0]
    table = _table(data, size)
    entries = _chain(data, directory, table, size)
    root_start = struct.unpack_from("<I", entries, 116)[0]
    for name in _STREAMS:
        start, length = _entry(entries, name)
        if length >= _SMALL:
            return _chain(data, start, table, size)[:length]
        if length:
            mini = _numbers(_chain(data, mini_start, table, size))
            return _chain(bytes(64) + _chain(data, root_start, table, size), start, mini, 64)[:length]
    raise ValueError("no workbook")


def _entry(entries: bytes, name: str) -> tuple[int, int]:
    """Where the stream of that name begins, and its length; zeros when there is none."""
    wanted = (name.encode("utf-16-le") + b"\0\0").ljust(64, b"\0")
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        if entries[at : at + len(wanted)].lower() == wanted.lower():
            start, length = struct.unpack_from("<II", entries, at + 116)
            return start, length
    return 0, 0


def _table(data: bytes, size: int) -> tuple[int, ...]:
    """The allocation table: for each sector, the one that follows it."""
    sectors = [sector for sector in struct.unpack_from("<109I", data, 76) if sector < _LARGEST_SECTOR]
    more, hops = struct.unpack_from("<I", data, 68)[0], 0
    while more < _LARGEST_SECTOR and hops <= len(data) // size:
        *found, more = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        sectors += [sector for sector in found if sector < _LARGEST_SECTOR]
        hops += 1
    return _numbers(
        b"".join(data[(sector + 1) * size : (sector + 2) * size] for sector in sectors[: len(data) // size])
    )


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _chain(data: bytes, sector: int, table: tuple[int, ...], size: int) -> bytes:
    """The sectors of one stream; the first ``size`` bytes of ``data`` are its header."""
    pieces: list[bytes] = []
    while sector < _LARGEST_SECTOR:
        if len(pieces) > len(table):
            raise ValueError("sectors in a circle")
        pieces.append(data[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(pieces)
