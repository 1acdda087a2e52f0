"""Archives (ZIP; RAR and 7z where bsdtar is installed) and mails: each document inside, as a capture of its own.

No member is ever written to disk. Members are named ``<archive>!/<member>``, with names decoded as the packer meant
them: Chinese packers write GBK and say nothing of it.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from nianbao.errors import Damaged, DocumentError, TooLarge, Unsupported
from nianbao.model import Capture, Document, ReaderNote
from nianbao.read.container import Container, tidy
from nianbao.read.decode import decode
from nianbao.read.limits import MAX_ARCHIVE_DEPTH, MAX_ARCHIVE_MEMBERS
from nianbao.read.repack import find_unpacker, repacked
from nianbao.read.saved import attachments
from nianbao.read.sniff import sniff

__all__ = ["members", "read_archive"]

_BETWEEN = "!/"
_UTF8_FLAG = 0x800
# What packers and file systems put beside documents, and the parts of a saved web page.
_NO_DOCUMENT = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.|~\$|[^/]+[._]files/|thumbs\.db$|desktop\.ini$)|\.(?:css|js|json|ico|woff2?|ttf|exe|dll)$",
    re.I,
)
_DRIVE = re.compile(r"^[A-Za-z]:")
_FOREIGN = frozenset({"rar", "7z"})
_PICTURES = frozenset({"png", "jpeg", "gif", "tiff", "bmp", "webp"})


def members(capture: Capture) -> Iterator[Capture | DocumentError]:
    """The documents in a capture, in the order of the file; the capture itself when it is no container.

    A mail is a document itself and comes first; documents attached to it follow. For a member that cannot be
    had, its error (Damaged, Encrypted, TooLarge) stands in its place and the others go on. Members whose names lead
    out of the archive, folders, and files of programs are left out. Raises what the archive as a whole deserves.
    """
    return _members(capture, 0, _Budget(capture.path))


class _Budget:
    """How many documents one archive may still give, those of archives within it included."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._given = 0

    def take(self) -> None:
        """Count one document."""
        self._given += 1
        if self._given > MAX_ARCHIVE_MEMBERS:
            raise TooLarge(self._path, what="members", limit=MAX_ARCHIVE_MEMBERS, actual=self._given)


def _members(capture: Capture, depth: int, budget: _Budget) -> Iterator[Capture | DocumentError]:
    name = sniff(capture.data)
    program = find_unpacker() if name in _FOREIGN else None
    if name == "zip" or program:
        if depth >= MAX_ARCHIVE_DEPTH:
            raise TooLarge(capture.path, what="nesting", limit=MAX_ARCHIVE_DEPTH, actual=depth + 1)
        found = _repacked(capture, name, program, budget) if program else _unzipped(capture, budget)
    elif name == "eml":
        found = _mailed(capture, budget)
        yield capture
    else:
        yield capture
        return
    for member in found:
        if isinstance(member, DocumentError):
            yield member
        else:
            yield from _inner(member, depth + 1, budget)


def _inner(member: Capture, depth: int, budget: _Budget) -> Iterator[Capture | DocumentError]:
    """The documents of one member; an archive in it that is broken is the error of that member alone."""
    try:
        yield from _members(member, depth, budget)
    except DocumentError as error:
        if error.where != member.path:
            raise
        yield error


def _unzipped(capture: Capture, budget: _Budget) -> Iterator[Capture | DocumentError]:
    container = Container(capture.data, capture.path, "zip")
    for member in container.members:
        name = _name(member)
        if name is None or name.endswith("/") or _NO_DOCUMENT.search(name):
            continue
        budget.take()
        path = f"{capture.path}{_BETWEEN}{name}"
        try:
            yield _capture(capture, path, container.content(member))
        except DocumentError as error:
            error.where = path
            yield error


def _repacked(capture: Capture, form: str, program: str, budget: _Budget) -> Iterator[Capture]:
    for name, data in repacked(capture, form, program):
        if not _leads_out(name) and not _NO_DOCUMENT.search(tidy(name)):
            budget.take()
            yield _capture(capture, f"{capture.path}{_BETWEEN}{tidy(name)}", data)


def _name(member: zipfile.ZipInfo) -> str | None:
    """The member's name; None for one that leads out of the archive."""
    # Not ``filename``, in which Windows turns the second half of some Chinese characters into a slash.
    name = member.orig_filename.partition("\0")[0]
    if not member.flag_bits & _UTF8_FLAG:
        # zipfile takes bytes without a declared encoding for those of the first IBM PC.
        name = decode(name.encode("cp437", "replace"))[0]
    return None if _leads_out(name) else tidy(name)


def _leads_out(name: str) -> bool:
    return ".." in tidy(name).split("/") or name.startswith(("/", "\\")) or bool(_DRIVE.match(name))


def _mailed(capture: Capture, budget: _Budget) -> Iterator[Capture | DocumentError]:
    for name, data in attachments(capture):
        path = f"{capture.path}{_BETWEEN}{posixpath.basename(tidy(name))}"
        if _NO_DOCUMENT.search(name):
            continue
        budget.take()
        if data is None:
            yield Damaged(path, format="eml", reason="truncated")
        else:
            yield _capture(capture, path, data)


def _capture(archive: Capture, path: str, data: bytes) -> Capture:
    return replace(archive, data=data, path=path, sha256=hashlib.sha256(data).hexdigest(), media_type=None)


def read_archive(capture: Capture) -> Document:
    """The one document of an archive that holds a single one, pictures aside.

    The note ``read.unpacked`` names the member. Raises Unsupported (format, remedy ``unpack``, members) for an
    archive with none or several or without a program to unpack it, the member's error when it is the only one, and
    what reading it raises.
    """
    from nianbao.read import read

    form = sniff(capture.data)
    if form in _FOREIGN and find_unpacker() is None:
        raise Unsupported(capture.path, format=form, remedy="unpack")
    found = [member for member in members(capture) if isinstance(member, DocumentError) or _may_be_a_report(member)]
    if len(found) != 1:
        raise Unsupported(capture.path, format=form, remedy="unpack", members=len(found))
    if isinstance(found[0], DocumentError):
        raise found[0]
    document = read(found[0])
    document.notes.append(ReaderNote("read.unpacked", detail=found[0].path.rpartition(_BETWEEN)[2]))
    return document


def _may_be_a_report(member: Capture) -> bool:
    return sniff(member.data) not in _PICTURES | {"empty", "binary"}
