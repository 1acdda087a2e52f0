"""The one error tree.

    NianbaoError
    ├── UsageError            the command or its arguments are wrong (exit code 2)
    ├── CodebookError         a data file of the package or of the user contradicts itself
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
