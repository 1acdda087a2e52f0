"""From a path to a Capture: bounded, with the system's refusals named."""

from __future__ import annotations

import errno
import hashlib
import stat
from pathlib import Path

from nianbao.errors import Damaged, NotFound, NotPermitted, TooLarge, UsageError
from nianbao.model import Capture
from nianbao.read.limits import MAX_FILE_BYTES

# No such thing under that name, however the system words it.
_NO_SUCH = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL}


def load(path: str | Path) -> Capture:
    """The bytes of a file, unaltered, with their SHA-256.

    Raises NotFound, NotPermitted, TooLarge (before anything is read, over 64 MiB), UsageError for a folder or
    a device, and Damaged when the storage itself fails. An empty file is loaded; reading it raises EmptyFile.
    """
    where = str(path)
    try:
        _refuse_unreadable(Path(path), where)
        with Path(path).open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise _translated(error, where) from error
    except ValueError as error:
        # A NUL in the name: there can be no such file.
        raise NotFound(where) from error
    _refuse_size(len(data), where)
    return Capture(data=data, path=where, sha256=hashlib.sha256(data).hexdigest())


def _refuse_unreadable(path: Path, where: str) -> None:
    facts = path.stat()
    if stat.S_ISDIR(facts.st_mode):
        raise UsageError(where, reason="is_a_folder")
    if not stat.S_ISREG(facts.st_mode):
        raise UsageError(where, reason="not_a_file")
    _refuse_size(facts.st_size, where)


def _refuse_size(size: int, where: str) -> None:
    if size > MAX_FILE_BYTES:
        raise TooLarge(where, what="bytes", limit=MAX_FILE_BYTES, actual=size)


def _translated(error: OSError, where: str) -> NotFound | NotPermitted | UsageError | Damaged:
    if isinstance(error, PermissionError):
        return NotPermitted(where)
    if isinstance(error, IsADirectoryError):
        return UsageError(where, reason="is_a_folder")
    if error.errno in _NO_SUCH:
        return NotFound(where)
    return Damaged(where, format="file", reason=errno.errorcode.get(error.errno or 0, "os_error").lower())
