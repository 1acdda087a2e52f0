"""Archives: every document inside comes out under its right name, and nothing hostile does harm."""

from __future__ import annotations

import io
import struct
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.errors import Damaged, DocumentError, Encrypted, TooLarge, Unsupported
from nianbao.model import Capture
from nianbao.read import limits, members, read

TEXT = "一、总体情况\n全年公开信息12条。\n".encode()


def capture(data: bytes, path: str = "年报.zip") -> Capture:
    return Capture(data, path, "sha", url="https://example.gov.cn/a.zip", media_type="application/zip")


def packed(entries: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def packed_as(name: bytes, content: bytes, flags: int = 0) -> bytes:
    """An archive whose member has these bytes for a name, as packers without Unicode write them."""
    placeholder = "x" * len(name)
    data = packed([(placeholder, content)]).replace(placeholder.encode(), name)
    if flags:
        local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
        patched = bytearray(data)
        struct.pack_into("<H", patched, local + 6, flags)
        struct.pack_into("<H", patched, central + 8, flags)
        return bytes(patched)
    return data


def paths(data: bytes) -> list[str]:
    return [member.where if isinstance(member, DocumentError) else member.path for member in members(capture(data))]


def test_each_document_comes_out_with_its_own_name_and_hash() -> None:
    found = list(members(capture(packed([("2023/年报.txt", TEXT), ("2024/年报.txt", TEXT + TEXT)]))))
    assert all(isinstance(member, Capture) for member in found)
    first, second = [member for member in found if isinstance(member, Capture)]
    assert (first.path, first.data) == ("年报.zip!/2023/年报.txt", TEXT)
    assert (second.path, second.data) == ("年报.zip!/2024/年报.txt", TEXT + TEXT)
    assert first.sha256 != second.sha256
    assert (first.url, first.media_type) == ("https://example.gov.cn/a.zip", None)


@pytest.mark.parametrize("name", ["政府信息公开年报.txt", "许昌市年报.txt", "重庆市碶口街道年报.txt"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_a_declared_encoding_are_read_by_their_bytes(name: str, encoding: str) -> None:
    assert paths(packed_as(name.encode(encoding), TEXT)) == [f"年报.zip!/{name}"]


def test_archives_in_archives_are_opened() -> None:
    inner = packed([("a.txt", TEXT)])
    assert paths(packed([("inner.zip", inner), ("b.txt", TEXT)])) == ["年报.zip!/inner.zip!/a.txt", "年报.zip!/b.txt"]


def test_what_is_no_document_is_left_out() -> None:
    names = ["__MACOSX/._年报.txt", ".DS_Store", "Thumbs.db", "~$年报.docx", "页/style.css", "页/"]
    assert paths(packed([*((name, b"x") for name in names), ("年报.txt", TEXT)])) == ["年报.zip!/年报.txt"]


@pytest.mark.parametrize("name", ["../年报.txt", "a/../../年报.txt", "/etc/年报.txt", "C:\\年报.txt", "..\\年报.txt"])
def test_names_that_lead_out_of_the_archive_are_ignored(name: str) -> None:
    assert paths(packed([(name, TEXT), ("b.txt", TEXT)])) == ["年报.zip!/b.txt"]


def test_what_is_no_archive_is_its_own_only_document() -> None:
    page = capture(TEXT, "年报.txt")
    assert list(members(page)) == [page]


def test_files_attached_to_a_mail_follow_the_mail() -> None:
    mail = EmailMessage()
    mail["Subject"] = "年报"
    mail.set_content("请见附件。")
    mail.add_attachment(TEXT, maintype="text", subtype="plain", filename="2024年报.txt")
    mail.add_attachment(packed([("a.txt", TEXT)]), maintype="application", subtype="zip", filename="往年.zip")
    source = capture(mail.as_bytes(), "信.eml")
    found = [member for member in members(source) if isinstance(member, Capture)]
    assert found[0] is source
    assert [member.path for member in found[1:]] == ["信.eml!/2024年报.txt", "信.eml!/往年.zip!/a.txt"]
    assert [member.data for member in found[1:]] == [TEXT, TEXT]


# One member that is bad


def test_a_damaged_member_is_named_and_the_others_come_out() -> None:
    data = bytearray(packed([("good.txt", TEXT), ("bad.txt", TEXT * 50)]))
    at = data.index(b"bad.txt") + len("bad.txt")
    data[at : at + 8] = b"\xff" * 8
    good, bad = members(capture(bytes(data)))
    assert isinstance(good, Capture)
    assert isinstance(bad, Damaged)
    assert bad.where == "年报.zip!/bad.txt"


def test_a_locked_member_is_named() -> None:
    (found,) = members(capture(packed_as(b"a.txt", TEXT, flags=1)))
    assert isinstance(found, Encrypted)
    assert found.where == "年报.zip!/a.txt"


def test_a_broken_archive_in_an_archive_is_the_error_of_that_member() -> None:
    broken = packed([("a.txt", TEXT)])[:-12]
    first, second = members(capture(packed([("inner.zip", broken), ("b.txt", TEXT)])))
    assert isinstance(first, Damaged)
    assert first.where == "年报.zip!/inner.zip"
    assert isinstance(second, Capture)


# Bounds


def test_a_member_that_inflates_without_end_is_an_error_of_its_own() -> None:
    bomb, good = members(capture(packed([("bomb.txt", bytes(16 * 1024 * 1024)), ("b.txt", TEXT)])))
    assert isinstance(bomb, TooLarge)
    assert isinstance(good, Capture)


def test_too_many_documents_are_refused_also_when_they_are_spread_over_inner_archives() -> None:
    half = packed([(f"{number}.txt", TEXT) for number in range(limits.MAX_ARCHIVE_MEMBERS // 2)])
    with pytest.raises(TooLarge) as caught:
        list(members(capture(packed([("a.zip", half), ("b.zip", half)]))))
    assert caught.value.details["what"] == "members"


def test_archives_too_deep_are_refused_and_the_rest_comes_out() -> None:
    data = packed([("a.txt", TEXT)])
    for _ in range(limits.MAX_ARCHIVE_DEPTH):
        data = packed([("inner.zip", data), ("beside.txt", TEXT)])
    found = list(members(capture(data)))
    assert [type(member) for member in found] == [TooLarge, Capture, Capture]


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x05\x06", packed([("a.txt", TEXT)])[:-10]])
def test_half_an_archive_is_damaged(data: bytes) -> None:
    with pytest.raises(Damaged):
        list(members(capture(data)))


# Read as a document


def test_an_archive_of_one_document_is_read_as_that_document() -> None:
    document = read(capture(packed([("年报.txt", TEXT), ("公章.png", b"\x89PNG\r\n\x1a\n")])))
    assert document.text == TEXT.decode()
    assert [(note.code, note.detail) for note in document.notes] == [("read.unpacked", "年报.txt")]


@pytest.mark.parametrize("count", [0, 2])
def test_an_archive_of_none_or_several_is_to_be_unpacked(count: int) -> None:
    with pytest.raises(Unsupported) as caught:
        read(capture(packed([(f"{number}.txt", TEXT) for number in range(count)])))
    assert caught.value.details == {"format": "zip", "remedy": "unpack", "members": count}


def test_an_archive_with_a_readable_and_a_damaged_document_is_not_read_as_the_first() -> None:
    data = packed([("good.txt", TEXT), ("bomb.txt", bytes(16 * 1024 * 1024))])
    with pytest.raises(Unsupported):
        read(capture(data))


GOOD = packed([("a.txt", TEXT), ("inner.zip", packed([("b.txt", TEXT)]))])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=8), st.integers(0, len(GOOD)))
def test_changed_or_cut_archives_never_fail_otherwise(changes: list[tuple[int, int]], length: int) -> None:
    data = bytearray(GOOD)
    for at, byte in changes:
        data[at] = byte
    for source in (bytes(data), bytes(data[:length])):
        try:
            found = list(members(capture(source)))
        except DocumentError:
            continue
        assert all(isinstance(member, Capture | DocumentError) for member in found)
