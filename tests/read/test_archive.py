"""Archives: every document inside comes out under its right name, and nothing hostile does harm."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.errors import Damaged, DocumentError, Encrypted, TooLarge, Unsupported
from nianbao.model import Capture
from nianbao.read import archive as archive_module
from nianbao.read import limits, members, read, repack
from nianbao.read.repack import find_unpacker

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
    names = ["__MACOSX/._年报.txt", ".DS_Store", "Thumbs.db", "~$年报.docx", "页/style.css", "页/", "页_files/a.html"]
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


# RAR and 7z

SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c\0\x04"


@pytest.mark.parametrize("data", [SEVEN_ZIP, b"Rar!\x1a\x07\x01\0"])
def test_without_an_unpacker_other_archives_are_to_be_unpacked_by_hand(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_module, "find_unpacker", lambda: None)
    source = capture(data, "年报.7z")
    assert list(members(source)) == [source]
    with pytest.raises(Unsupported) as caught:
        read(source)
    assert caught.value.details["remedy"] == "unpack"


@pytest.fixture
def bsdtar() -> str:
    found = find_unpacker()
    if found is None:
        pytest.skip("bsdtar is not installed")
    return found


@pytest.fixture
def seven_zip(bsdtar: str, tmp_path: Path) -> bytes:
    """A 7z archive of two documents."""
    for name in ("年报.txt", "附件.txt"):
        (tmp_path / name).write_bytes(TEXT)
    command = [bsdtar, "-cf", "a.7z", "--format", "7zip", "年报.txt", "附件.txt"]
    subprocess.run(command, cwd=tmp_path, env=os.environ | {"LC_ALL": "C.UTF-8"}, check=True)
    return (tmp_path / "a.7z").read_bytes()


def test_documents_of_other_archives_come_out_where_an_unpacker_is_installed(seven_zip: bytes) -> None:
    found = [member for member in members(capture(seven_zip, "年报.7z")) if isinstance(member, Capture)]
    assert [(member.path, member.data) for member in found] == [
        ("年报.7z!/年报.txt", TEXT),
        ("年报.7z!/附件.txt", TEXT),
    ]


def test_half_of_another_archive_is_damaged(seven_zip: bytes) -> None:
    with pytest.raises(Damaged):
        list(members(capture(seven_zip[: len(seven_zip) // 2], "年报.7z")))


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with a hash-bang line")
@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("sys.stdout.buffer.write(bytes(10_000))", TooLarge),
        ("time.sleep(100)", Damaged),
        ("sys.stderr.write('Passphrase required for this entry'); sys.exit(1)", Encrypted),
        ("sys.stdout.buffer.write(b'junk' * 300)", Damaged),
    ],
)
def test_an_unpacker_that_goes_wrong_is_an_error_of_the_archive(
    body: str, error: type[DocumentError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bsdtar"
    program.write_text(f"#!{sys.executable}\nimport sys, time\n{body}\n")
    program.chmod(0o755)
    monkeypatch.setattr(archive_module, "find_unpacker", lambda: str(program))
    monkeypatch.setattr(repack, "SECONDS", 0.5)
    monkeypatch.setattr(repack, "MAX_CONTAINER_BYTES", 5_000)
    with pytest.raises(error) as caught:
        list(members(capture(SEVEN_ZIP, "年报.7z")))
    assert caught.value.where == "年报.7z"


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
