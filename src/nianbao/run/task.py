"""One document to be read, and how it ended."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, field
from itertools import accumulate
from typing import Any

from nianbao.errors import Damaged
from nianbao.model import Passage, Source
from nianbao.store.packing import Unpackable, pack, unpack

_TRANSIENT_CODES = {"not_found", "not_permitted", "unsupported"}
_TRANSIENT_REASONS = {"killed", "timeout", "changed", "MemoryError"}


@dataclass(frozen=True, slots=True)
class Task:
    """One document whose bytes are on disk. ``url`` and what follows only when it was fetched.

    ``path`` is what people are told: as the user named it, or for a download its place in the output folder,
    so that the outputs are the same wherever that folder is. ``file`` is where the bytes are.
    """

    path: str
    sha256: str
    file: str
    url: str | None = None
    fetched_at: str | None = None
    media_type: str | None = None
    parent: str | None = None
    """Address of the page it is an attachment of, or path of the page or mail that carries it."""
    declared: Source | None = None
    """What the sources file says of it."""
    member: int | None = None
    """Its place among the documents of the archive that ``file`` is."""
    form: str = ""
    """The format, where it is one that LibreOffice opens."""
    converted: str = ""
    """Where it lies as LibreOffice has converted it."""
    parts: tuple[str, ...] = ()
    """The further pages of an article, in order."""
    parts_digest: str = ""

    @property
    def told(self) -> str:
        """The declaration as text: another declaration is another result."""
        said = self.declared
        return self.parts_digest + (
            "" if said is None else "|".join([said.issuer or "", said.division or "", said.kind or ""])
        )


@dataclass(frozen=True, slots=True)
class Lost:
    """A document that gave no report: the code of the error, and its details."""

    path: str
    code: str
    details: dict[str, object]
    url: str | None = None

    @property
    def formless(self) -> bool:
        """Readable, and neither a report nor the like of one: perhaps only the page its attachment hangs on."""
        if self.code == "empty":
            return self.details.get("what") == "frameset"
        return self.code == "not_a_report" and self.details.get("reason") in ("no_form", "attachment_only")

    @property
    def names(self) -> set[str]:
        """By which a document that hangs on it may call it."""
        return {self.path, *([self.url] if self.url else [])}

    @property
    def transient(self) -> bool:
        """Another try may end otherwise, though the bytes are the same: not for the next run to rely on."""
        reason = self.details.get("reason") or self.details.get("kind")
        return self.code in _TRANSIENT_CODES or reason in _TRANSIENT_REASONS


@dataclass(slots=True)
class Tally:
    """What is counted of one report; for a document without one, all empty."""

    edition: str | None = None
    year: int | None = None
    figures: dict[str, int] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """The share of one document in every output file, ready to be written: exactly one of report and lost.

    The bytes are made and packed where the document is read, so that the process that collects them only copies.
    """

    lost: Lost | None = None
    report: bytes = b""
    figures: bytes = b""
    findings: bytes = b""
    passages: bytes = b""
    """The running text, for an audit; no output file has it."""
    tally: Tally = field(default_factory=Tally)

    def pack(self) -> bytes:
        """For the way back from a worker and for the spool: length of the head, head, all texts as one stream."""
        texts = (self.report, self.figures, self.findings, self.passages)
        facts = {
            "lost": asdict(self.lost) if self.lost else None,
            "tally": asdict(self.tally),
            "ends": list(accumulate(map(len, texts))),
        }
        head = json.dumps(facts, default=str).encode()
        return _LENGTH.pack(len(head)) + head + pack(b"".join(texts))

    @classmethod
    def unpack(cls, packed: bytes) -> Outcome:
        """What :meth:`pack` made. Raises Damaged."""
        found = cls.head(packed)
        try:
            texts = unpack(packed[_LENGTH.size + _LENGTH.unpack_from(packed)[0] :])
        except Unpackable as error:
            raise Damaged("outcome", format="zlib", reason=str(error)) from error
        ends = _head(packed)["ends"]
        found.report, found.figures, found.findings, found.passages = (
            texts[start:end] for start, end in zip([0, *ends], ends, strict=False)
        )
        return found

    @classmethod
    def head(cls, packed: bytes) -> Outcome:
        """What :meth:`pack` made, without its texts: a fiftieth of the work."""
        facts = _head(packed)
        return cls(lost=Lost(**facts["lost"]) if facts["lost"] else None, tally=Tally(**facts["tally"]))


_LENGTH = struct.Struct("<I")


def _head(packed: bytes) -> dict[str, Any]:
    end = _LENGTH.size + _LENGTH.unpack_from(packed)[0]
    found: dict[str, Any] = json.loads(packed[_LENGTH.size : end])
    return found


def text_bytes(text: str) -> bytes:
    """As the output files have it: half characters (of a file name that is no text) escaped as JSON escapes them."""
    return text.encode("utf-8", "backslashreplace")


def passages_text(passages: Iterable[Passage]) -> str:
    """The running text as one line of JSON."""
    return json.dumps([astuple(passage) for passage in passages], ensure_ascii=False)


def passages_from(text: str | bytes) -> list[Passage]:
    """What :func:`passages_text` wrote."""
    return [Passage(*fields) for fields in json.loads(text)]
