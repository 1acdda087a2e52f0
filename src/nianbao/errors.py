"""The one error tree.

    NianbaoError
    ├── UsageError            the command or its arguments are wrong (exit code 2)
    ├── CodebookError         a data file of the package or of the user contradicts itself
    ├── StoreError            the database of results cannot be used; nothing in it was changed
    │   ├── StoreMissing      there is none, or it is no store
    │   ├── StoreNewer        made by a newer version of nianbao
    │   ├── StoreOlder        made by an older version; `nianbao store migrate` brings it up to date
    │   ├── StoreBusy         another process holds it
    │   ├── StoreFull         no room on the disk
    │   ├── StoreDamaged      the file is corrupt
    │   └── StoreUnreachable  the server does not answer, or refuses
    ├── Conflict              somebody else decided first
    └── DocumentError         one document cannot be read; the rest of the batch goes on (exit code 3)
        ├── NotFound          no such path
        ├── NotPermitted      the system refuses to open it
        ├── EmptyFile         zero bytes, or nothing but white space
        ├── TooLarge          over a bound: bytes, inflated bytes, cells, pages
        ├── UnknownFormat     no reader claims these bytes
        ├── Unsupported       a known format that this installation cannot read
        ├── Damaged           truncated or corrupt
        ├── Encrypted         needs a password
        ├── NotAReport        readable, and not an annual report
        ├── FetchFailed       the network did not give it
        └── Crashed           the worker process died on it

An error carries data, never a traceback, and never logs. ``code`` is stable and stands in ``errors.csv``;
the sentences for people are in ``data/messages.toml``, keyed by that code.
"""

from __future__ import annotations

import errno
from typing import ClassVar


class NianbaoError(Exception):
    """Root of everything this package raises on purpose."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 3

    def __init__(self, where: str = "", **details: object) -> None:
        self.where = where
        self.details = details
        super().__init__(where, details)

    def __str__(self) -> str:
        facts = ", ".join(f"{k}={v}" for k, v in self.details.items())
        return f"{self.code}: {self.where}" + (f" ({facts})" if facts else "")

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process with all details."""
        return _rebuild, (type(self), self.where, self.details)


def _rebuild(kind: type[NianbaoError], where: str, details: dict[str, object]) -> NianbaoError:
    return kind(where, **details)


class UsageError(NianbaoError):
    """The command line, a configuration or a sources file asks for something impossible."""

    code = "usage"
    exit_code = 2


class CodebookError(NianbaoError):
    """A data file names what does not exist, or an equation does not parse."""

    code = "codebook"
    exit_code = 2


class StoreError(NianbaoError):
    """The store of results cannot be used. What was committed before is still there."""

    code = "store"


class StoreMissing(StoreError):
    """There is no store at this place, or what is there is something else."""

    code = "store_missing"
    exit_code = 2


class StoreNewer(StoreError):
    """Made by a newer version of nianbao; details: found, known."""

    code = "store_newer"
    exit_code = 2


class StoreOlder(StoreError):
    """Made by an older version of nianbao; details: found, known."""

    code = "store_older"
    exit_code = 2


class StoreBusy(StoreError):
    """Another process holds it longer than we wait; details: seconds."""

    code = "store_busy"


class StoreFull(StoreError):
    """No room on the disk."""

    code = "store_full"


class StoreDamaged(StoreError):
    """A page or a record is corrupt; details: reason."""

    code = "store_damaged"


class StoreUnreachable(StoreError):
    """The server does not answer, refuses, or may not be written to; details: reason."""

    code = "store_unreachable"


class Conflict(NianbaoError):
    """Somebody else decided first; details: who, at, verdict, revision of the decision that stands."""

    code = "conflict"


class DocumentError(NianbaoError):
    """One document cannot be read."""

    code = "document"


class NotFound(DocumentError):
    """There is nothing at the path."""

    code = "not_found"


class NotPermitted(DocumentError):
    """The operating system refuses access."""

    code = "not_permitted"


class EmptyFile(DocumentError):
    """No bytes, or no visible content."""

    code = "empty"


class TooLarge(DocumentError):
    """A bound was exceeded; details: what, limit, actual."""

    code = "too_large"


class UnknownFormat(DocumentError):
    """No reader recognises the bytes."""

    code = "unknown_format"


class Unsupported(DocumentError):
    """A recognised format that cannot be read here; details: format, remedy."""

    code = "unsupported"


class Damaged(DocumentError):
    """Truncated or corrupt; details: format, reason."""

    code = "damaged"


class Encrypted(DocumentError):
    """A password is needed."""

    code = "encrypted"


class NotAReport(DocumentError):
    """Readable, but not an annual report on information disclosure; details: reason."""

    code = "not_a_report"


class FetchFailed(DocumentError):
    """A URL ended in another outcome than `ok`; details: outcome, status."""

    code = "fetch_failed"


class Crashed(DocumentError):
    """The process that worked on this document died; it was set aside."""

    code = "crashed"


_REASONS = {
    errno.EACCES: "in_use",
    errno.EPERM: "in_use",
    errno.EBUSY: "in_use",
    errno.EISDIR: "is_a_folder",
    errno.ENOTDIR: "no_folder",
    errno.ENOENT: "not_found",
    errno.ENOSPC: "disk_full",
    errno.EROFS: "read_only",
    errno.ENAMETOOLONG: "name_too_long",
}
"""What the system says of a file, as a word that the messages put in the user's language."""


def reason_of(error: OSError) -> str:
    """Why a file cannot be opened or written: a word of the messages, else what the system says, else the kind."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
