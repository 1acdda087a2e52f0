"""The zip container of a Word document: bounded inflation, and XML parsed without entities or network."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from typing import Any

from lxml import etree

from nianbao.errors import Damaged, Encrypted, TooLarge
from nianbao.read.docx.names import STRICT
from nianbao.read.limits import (
    INFLATION_MATTERS_FROM,
    MAX_INFLATION,
    MAX_MEMBERS,
    MAX_NODES,
    MAX_PART_BYTES,
)

_CHUNK = 256 * 1024
_ENCRYPTED_FLAG = 0x1
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
_MAIN_PART = "word/document.xml"


class Package:
    """The parts of a Word document by their normalised names.

    Raises Damaged, Encrypted and TooLarge, never an error of the zip or XML library.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except _ZIP_ERRORS as error:
            raise self._damaged("zip", error) from error
        if len(members) > MAX_MEMBERS:
            raise TooLarge(path, what="members", limit=MAX_MEMBERS, actual=len(members))
        self._members = {member.filename.replace("\\", "/").lstrip("/"): member for member in members}
        self._folded = {name.lower(): name for name in self._members}

    def main_part(self) -> str:
        """The name of the part that holds the body, as the package's relations say."""
        for kind, target in self._relations("_rels/.rels", ""):
            if kind.endswith("/officeDocument") and self._member(target):
                return target
        return _MAIN_PART

    def targets(self, part: str) -> dict[str, str]:
        """Relation id -> target of one part (pictures, embedded chunks)."""
        folder, name = posixpath.split(part)
        root = self.xml(f"{folder}/_rels/{name}.rels")
        if root is None:
            return {}
        return {node.get("Id", ""): node.get("Target", "") for node in root}

    def related(self, part: str, kind: str) -> str | None:
        """The part that ``part`` names as its ``kind`` (``styles``), if it is there."""
        folder, name = posixpath.split(part)
        for found, target in self._relations(f"{folder}/_rels/{name}.rels", folder):
            if found.endswith("/" + kind) and self._member(target):
                return target
        return None

    def xml(self, name: str) -> Any | None:
        """The root element of a part; None when the package has no such part."""
        data = self._bytes(name)
        if data is None:
            return None
        for strict, usual in STRICT:
            data = data.replace(strict, usual)
        return self._parsed(data, name)

    def _relations(self, name: str, folder: str) -> list[tuple[str, str]]:
        root = self.xml(name)
        if root is None:
            return []
        return [(node.get("Type", ""), _resolved(folder, node.get("Target", ""))) for node in root]

    def _member(self, name: str) -> zipfile.ZipInfo | None:
        return self._members.get(self._folded.get(name.lower(), ""))

    def _bytes(self, name: str) -> bytes | None:
        member = self._member(name)
        if member is None:
            return None
        if member.flag_bits & _ENCRYPTED_FLAG:
            raise Encrypted(self._path, format="docx")
        try:
            with self._zip.open(member) as part:
                return self._inflate(part, member)
        except _ZIP_ERRORS as error:
            raise self._damaged(name, error) from error

    def _inflate(self, part: Any, member: zipfile.ZipInfo) -> bytes:
        """Count while inflating: the size a container states of its members is the author's word."""
        pieces: list[bytes] = []
        size = 0
        while piece := part.read(_CHUNK):
            size += len(piece)
            if size > MAX_PART_BYTES:
                raise self._too_large("inflated_bytes", MAX_PART_BYTES, size)
            if size > INFLATION_MATTERS_FROM and size > MAX_INFLATION * max(member.compress_size, 1):
                raise self._too_large("inflation", MAX_INFLATION, size // max(member.compress_size, 1))
            pieces.append(piece)
        return b"".join(pieces)

    def _parsed(self, data: bytes, name: str) -> Any:
        nodes = data.count(b"<")
        if nodes > MAX_NODES:
            raise self._too_large("nodes", MAX_NODES, nodes)
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
            raise self._damaged(name, error) from error
        if root.getroottree().docinfo.doctype:
            # OOXML forbids a document type; with one, unresolved entities would be text that is lost.
            raise Damaged(self._path, format="docx", reason=f"{name}: document type")
        return root

    def _damaged(self, part: str, error: Exception) -> Damaged:
        return Damaged(self._path, format="docx", reason=f"{part}: {type(error).__name__}")

    def _too_large(self, what: str, limit: int, actual: int) -> TooLarge:
        return TooLarge(self._path, what=what, limit=limit, actual=actual)


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))
