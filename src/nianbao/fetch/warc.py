"""The archive: every request and its answer, in WARC files, read back only when length and digest agree."""

from __future__ import annotations

import io
import zlib
from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha1, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from nianbao.errors import Damaged
from nianbao.fetch.client import Exchange

if TYPE_CHECKING:
    from warcio.warcwriter import WARCWriter

_ROLL = 1_000_000_000
"""Size at which a new file is begun, as archives do."""
_LEVEL = 3
"""warcio packs at 9, which costs more time than everything else that is done with a page."""
_CUT = {"too_large": "length", "deadline": "time"}


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a record pair lies: its answer begins at ``start``."""

    file: str
    start: int
    length: int
    size: int
    """Of the file after this record."""


class Archive:
    """A folder of ``nianbao-00001.warc.gz`` and so on; appended to by one harvest at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._builder: WARCWriter | None = None
        self._number = 1

    def recover(self, sizes: dict[str, int]) -> None:
        """Cut off what a kill left behind the last record that was noted; ``sizes`` are the noted ends.

        A file of which nothing was noted is left as it is, and so is one that the disk has cut short: nobody
        knows what is in them, and new records go to a file of their own.
        """
        for file in sorted(self.folder.glob("nianbao-*.warc.gz")):
            noted, size, number = sizes.get(file.name), file.stat().st_size, _number(file.name)
            if noted is not None and size > noted:
                with file.open("r+b") as opened:
                    opened.truncate(noted)
            unsure = noted is None or size < noted
            self._number = max(self._number, number + 1 if unsure else number)

    def append(self, exchange: Exchange, time: str, same_as: str = "") -> Stored:
        """Write an answer and its request; ``same_as`` names the digest of a body that is in the archive already.

        Raises UsageError where the disk does not let us.
        """
        path, start = self._end()
        place = f"{path.name}:{start}"
        answer = self._packed(self._answer(exchange, time, place, same_as))
        request = self._packed(self._request(exchange, time, place))
        with path.open("ab") as file:
            file.write(answer + request)
        return Stored(path.name, start, len(answer), start + len(answer) + len(request))

    def append_saved(self, url: str, data: bytes, media_type: str, time: str) -> Stored:
        """Write a page that a person saved, as a ``resource`` record."""
        path, start = self._end()
        facts = {"WARC-Date": time, "WARC-Record-ID": _record_id(f"{path.name}:{start}", "resource")}
        packed = self._packed(
            self._records.create_warc_record(
                url,
                "resource",
                io.BytesIO(data),
                length=len(data),
                warc_content_type=media_type,
                warc_headers_dict=facts,
            )
        )
        with path.open("ab") as file:
            file.write(packed)
        return Stored(path.name, start, len(packed), start + len(packed))

    def read(self, file: str, start: int, length: int, digest: str) -> bytes:
        """The body of an answer as it is meant (unpacked), whose SHA-256 is ``digest``.

        Raises Damaged when the record is cut short, does not unpack, or holds anything else.
        """
        where = f"{file}:{start}"
        try:
            with (self.folder / file).open("rb") as opened:
                opened.seek(start)
                packed = opened.read(length)
        except OSError as error:
            raise Damaged(where, format="warc", reason=error.strerror or "cannot be opened") from error
        if len(packed) < length:
            raise Damaged(where, format="warc", reason="truncated")
        body = _body(packed, where)
        if sha256(body).hexdigest() != digest:
            raise Damaged(where, format="warc", reason="another digest")
        return body

    def _end(self) -> tuple[Path, int]:
        """The file to append to, and its size."""
        path = self._file()
        return path, path.stat().st_size if path.exists() else 0

    def _file(self) -> Path:
        path = self.folder / f"nianbao-{self._number:05}.warc.gz"
        if path.exists() and path.stat().st_size > _ROLL:
            self._number += 1
            return self._file()
        return path

    @property
    def _records(self) -> Any:
        """Makes records; loaded only when the first is written."""
        if self._builder is None:
            from warcio.warcwriter import WARCWriter

            self._builder = WARCWriter(io.BytesIO(), gzip=False)
        return self._builder

    def _packed(self, record: Any) -> bytes:
        from warcio.warcwriter import WARCWriter

        out = io.BytesIO()
        WARCWriter(out, gzip=False).write_record(record)
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)  # one gzip member a record, as the standard asks
        return packer.compress(out.getbuffer()) + packer.flush()

    def _answer(self, exchange: Exchange, time: str, place: str, same_as: str) -> Any:
        from warcio.statusandheaders import StatusAndHeaders

        if exchange.status is None:
            return self._no_answer(exchange, time, place)
        status = f"{exchange.status} {exchange.reason}".strip()
        http = StatusAndHeaders(status, _kept_headers(exchange), protocol="HTTP/1.1")
        facts = {"WARC-Date": time, "WARC-Record-ID": _record_id(place, "response")}
        if exchange.failure:
            facts["WARC-Truncated"] = _CUT.get(exchange.failure[0], "disconnect")
        if same_as:
            facts["WARC-Profile"] = (
                "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
                if exchange.status == 304
                else "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
            )
            facts["WARC-Payload-Digest"] = f"sha256:{same_as}"
        kind = "revisit" if same_as else "response"
        body = b"" if same_as else exchange.raw
        return self._records.create_warc_record(
            exchange.url, kind, io.BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=facts
        )

    def _no_answer(self, exchange: Exchange, time: str, place: str) -> Any:
        """Nothing came: the archive says so in a metadata record."""
        outcome, detail = exchange.failure or ("", "")
        said = f"outcome: {outcome}\r\ndetail: {detail}\r\n".encode()
        return self._records.create_warc_record(
            exchange.url,
            "metadata",
            io.BytesIO(said),
            length=len(said),
            warc_content_type="application/warc-fields",
            warc_headers_dict={"WARC-Date": time, "WARC-Record-ID": _record_id(place, "response")},
        )

    def _request(self, exchange: Exchange, time: str, place: str) -> Any:
        from warcio.statusandheaders import StatusAndHeaders

        parts = urlsplit(exchange.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        http = StatusAndHeaders(f"{exchange.method} {target} HTTP/1.1", exchange.sent, is_http_request=True)
        form = exchange.form or b""
        return self._records.create_warc_record(
            exchange.url,
            "request",
            io.BytesIO(form),
            length=len(form),
            http_headers=http,
            warc_headers_dict={
                "WARC-Date": time,
                "WARC-Record-ID": _record_id(place, "request"),
                "WARC-Concurrent-To": _record_id(place, "response"),
            },
        )


def _number(name: str) -> int:
    return int(name.removeprefix("nianbao-").removesuffix(".warc.gz"))


def _kept_headers(exchange: Exchange) -> list[tuple[str, str]]:
    """The body is stored without its chunks, so that header is set aside as archives do."""
    renamed = {"transfer-encoding": "X-Archive-Orig-Transfer-Encoding"}
    return [(renamed.get(name.lower(), name), value) for name, value in exchange.headers]


def _record_id(place: str, part: str) -> str:
    """A name that follows from the record's place: the same harvest gives the same bytes."""
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'nianbao:{place}:{part}')}>"


def _body(packed: bytes, where: str) -> bytes:
    """The body in one packed record, after its length and its block digest were verified."""
    from warcio.recordloader import ArcWarcRecordLoader

    inflate = zlib.decompressobj(wbits=31)
    try:
        plain = inflate.decompress(packed)
    except zlib.error as error:
        raise Damaged(where, format="warc", reason=f"does not unpack: {error}") from error
    if not inflate.eof:
        raise Damaged(where, format="warc", reason="truncated")
    head, _, rest = plain.partition(b"\r\n\r\n")
    fields = _fields(head)
    block = rest[: int(fields.get("content-length") or 0)]
    if rest != block + b"\r\n\r\n" or fields.get("warc-block-digest") != f"sha1:{_base32(block)}":
        raise Damaged(where, format="warc", reason="another digest")
    record = ArcWarcRecordLoader().parse_record_stream(io.BytesIO(plain), known_format="warc")
    body: bytes = record.content_stream().read()
    return body


def _fields(head: bytes) -> dict[str, str]:
    lines = head.decode("utf-8", "replace").split("\r\n")[1:]
    return {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _base32(block: bytes) -> str:
    return b32encode(sha1(block, usedforsecurity=False).digest()).decode("ascii")
