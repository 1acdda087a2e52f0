"""A zip container of any format: bounded inflation, and XML parsed without entities or network."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from nianbao.errors import Damaged, Encrypted, TooLarge
from nianbao.read.limits import (
    INFLATION_MATTERS_FROM,
    MAX_CONTAINER_BYTES,
    MAX_INFLATION,
    MAX_MEMBERS,
    MAX_NODES,
    MAX_PART_BYTES,
)

_CHUNK = 256 * 1024
_ENCRYPTED_FLAG = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# Everything zipfile lets through when a container is torn, lies about itself or uses an exotic method.
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)


class Container:
    """The members of a zip file.

    Raises Damaged, Encrypted and TooLarge (each with the name of the format), never an error of the zip or XML
    library. The bytes inflated by one container are bounded in total.
    """

    def __init__(self, data: bytes, path: str, form: str) -> None:
        self.path, self.format = path, form
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self.members = self._zip.infolist()
        except _ZIP_ERRORS as error:
            raise self.damaged("zip", error) from error
        if len(self.members) > MAX_MEMBERS:
            raise self.too_large("members", MAX_MEMBERS, len(self.members))
        self._folded = {tidy(member.filename).lower(): member for member in self.members}
        self._budget = MAX_CONTAINER_BYTES

    def __contains__(self, name: str) -> bool:
        return tidy(name).lower() in self._folded

    def names(self) -> list[str]:
        """The names of all members, in lower case with ordinary slashes."""
        return list(self._folded)

    def part(self, name: str) -> bytes | None:
        """The content of a member, whatever the case of its name; None when there is none."""
        member = self._folded.get(tidy(name).lower())
        return None if member is None else self.content(member)

    def content(self, member: zipfile.ZipInfo) -> bytes:
        """The content of a member, with its checksum verified."""
        return b"".join(self._inflated(member))

    def verify(self) -> None:
        """Inflate everything once, within the bounds, so that another program may be given the file."""
        for member in self.members:
            for _ in self._inflated(member):
                pass

    def xml(self, name: str) -> Any | None:
        """The root element of a member; None when there is none."""
        data = self.part(name)
        return None if data is None else self.parsed(data, name)

    def damaged(self, part: str, error: Exception | str) -> Damaged:
        """The error for a part that cannot be read."""
        reason = error if isinstance(error, str) else type(error).__name__
        return Damaged(self.path, format=self.format, reason=f"{part}: {reason}")

    def too_large(self, what: str, limit: int, actual: int) -> TooLarge:
        """The error for a bound that is exceeded."""
        return TooLarge(self.path, what=what, limit=limit, actual=actual)

    def _inflated(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """Count while inflating: the size a container states of its members is the author's word."""
        if member.flag_bits & _ENCRYPTED_FLAG:
            raise Encrypted(self.path, format=self.format)
        if member.compress_type not in _METHODS:
            raise self.damaged(member.filename, f"compression method {member.compress_type}")
        size = 0
        try:
            with self._zip.open(member) as part:
                while piece := part.read(_CHUNK):
                    size += len(piece)
                    self._refuse(size, max(member.compress_size, 1), len(piece))
                    yield piece
        except _ZIP_ERRORS as error:
            raise self.damaged(member.filename, error) from error

    def _refuse(self, size: int, deflated: int, piece: int) -> None:
        self._budget -= piece
        if size > MAX_PART_BYTES:
            raise self.too_large("inflated_bytes", MAX_PART_BYTES, size)
        if size > INFLATION_MATTERS_FROM and size > MAX_INFLATION * deflated:
            raise self.too_large("inflation", MAX_INFLATION, size // deflated)
        if self._budget < 0:
            raise self.too_large("inflated_bytes", MAX_CONTAINER_BYTES, MAX_CONTAINER_BYTES - self._budget)

    def parsed(self, data: bytes, name: str) -> Any:
        """The root element of the XML that stands in a member, read without entities or network."""
        nodes = data.count(b"<")
        if nodes > MAX_NODES:
            raise self.too_large("nodes", MAX_NODES, nodes)
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.damaged(name, error) from error
        if root.getroottree().docinfo.doctype:
            # With a document type, unresolved entities would be text that is lost.
            raise self.damaged(name, "document type")
        return root


def tidy(name: str) -> str:
    """A member's name with ordinary slashes and without a leading one."""
    return name.replace("\\", "/").lstrip("/")


def resolved(folder: str, target: str) -> str:
    """A target as a part in ``folder`` means it: relative to it, or from the root with a leading slash."""
    target = target.replace("\\", "/")
    path = target if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(path).lstrip("/")
