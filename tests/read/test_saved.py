"""Saved pages and mails: the page inside is read as the page itself would be."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.errors import Damaged, DocumentError, EmptyFile, TooLarge
from nianbao.model import Capture, Picture
from nianbao.read import load, read

REPORT = Path(__file__).resolve().parents[2] / "fixtures" / "reports" / "html-2021-plain.html"
PAGE = "<html><body><p>全年公开信息 12 条</p><img src='cid:seal@x' width=700 height=500></body></html>"


def capture(data: bytes, path: str = "年报.mhtml") -> Capture:
    return Capture(data, path, "")


def part(content: bytes, headers: str) -> bytes:
    return b"------x\r\n" + headers.replace("\n", "\r\n").encode() + b"\r\n\r\n" + content + b"\r\n"


def mhtml(*parts: bytes, start: str = "", closed: bool = True) -> bytes:
    named = f'; start="{start}"' if start else ""
    head = f'From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="----x"{named}\r\n\r\n'
    return head.encode() + b"".join(parts) + (b"------x--\r\n" if closed else b"")


def texts(data: bytes, path: str = "年报.mhtml") -> list[str]:
    return [paragraph.text for paragraph in read(capture(data, path)).paragraphs()]


HTML = "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit"


def test_a_saved_report_reads_as_the_page_itself() -> None:
    page = REPORT.read_text("utf-8")
    encoded = EmailMessage()
    encoded.set_content(page, subtype="html", cte="quoted-printable")
    headers = "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable"
    data = mhtml(part(str(encoded.get_payload()).encode(), headers))
    saved, original = read(capture(data)), read(load(REPORT))
    assert [(table.row_count, [cell.text for cell in table.cells]) for table in saved.tables()] == [
        (table.row_count, [cell.text for cell in table.cells]) for table in original.tables()
    ]
    assert saved.text == original.text
    assert (saved.reader, saved.media_type, saved.notes) == ("html", "multipart/related", [])


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1", "x-unknown"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_bytes_decide_and_not_the_declared_charset(declared: str, encoding: str) -> None:
    headers = f"Content-Type: text/html; charset={declared}\nContent-Transfer-Encoding: 8bit"
    assert texts(mhtml(part(PAGE.encode(encoding), headers))) == ["全年公开信息 12 条"]


def test_pictures_of_the_page_are_pictures() -> None:
    data = mhtml(part(PAGE.encode(), HTML), part(b"iVBORw0K", "Content-Type: image/png\nContent-ID: <seal@x>"))
    blocks = read(capture(data)).blocks
    assert [block.source for block in blocks if isinstance(block, Picture)] == ["cid:seal@x"]


def test_the_part_named_as_the_start_is_the_page() -> None:
    other = part("<p>页眉</p>".encode(), HTML)
    page = part(PAGE.encode(), HTML + "\nContent-ID: <main@x>")
    assert texts(mhtml(other, page, start="<main@x>")) == ["全年公开信息 12 条"]


def test_a_frameset_gives_way_to_the_only_page_beside_it() -> None:
    frames = part(b"<html><frameset cols='*'><frame src='cid:a'></frameset></html>", HTML)
    assert texts(mhtml(frames, part(PAGE.encode(), HTML))) == ["全年公开信息 12 条"]


def test_a_second_page_with_a_table_is_told() -> None:
    framed = part(b"<table><tr><td>7</td></tr></table>", HTML)
    notes = read(capture(mhtml(part(PAGE.encode(), HTML), framed))).notes
    assert [note.code for note in notes] == ["read.part_left_out"]


def test_a_mail_with_two_versions_is_read_as_its_page() -> None:
    mail = EmailMessage()
    mail["Subject"] = "年报"
    mail.set_content("全年公开信息 99 条")
    mail.add_alternative(PAGE, subtype="html")
    assert texts(mail.as_bytes(), "年报.eml") == ["全年公开信息 12 条"]


def test_a_mail_of_text_is_read_as_text() -> None:
    mail = EmailMessage()
    mail.set_content("一、总体情况\n全年公开信息 12 条\n", charset="gb18030", cte="base64")
    document = read(capture(mail.as_bytes(), "年报.eml"))
    assert (document.reader, document.media_type) == ("text", "message/rfc822")
    assert "全年公开信息 12 条" in document.text


def test_attached_pages_are_not_taken_for_the_text_of_the_mail() -> None:
    mail = EmailMessage()
    mail.set_content("请见附件。")
    mail.add_attachment(PAGE.encode(), maintype="text", subtype="html", filename="年报.html")
    assert texts(mail.as_bytes(), "信.eml") == ["请见附件。"]


# Hostile input


def test_a_page_in_which_the_file_ends_is_damaged() -> None:
    data = mhtml(part(PAGE.encode(), HTML), closed=False)
    with pytest.raises(Damaged) as caught:
        read(capture(data[:-30]))
    assert caught.value.details == {"format": "mhtml", "reason": "truncated"}


def test_a_file_that_ends_in_a_picture_still_gives_its_page() -> None:
    data = mhtml(part(PAGE.encode(), HTML), part(b"iVBORw0K", "Content-Type: image/png"), closed=False)
    assert texts(data) == ["全年公开信息 12 条"]


def test_a_page_that_does_not_decode_is_damaged() -> None:
    headers = "Content-Type: text/html\nContent-Transfer-Encoding: base64"
    with pytest.raises(Damaged):
        read(capture(mhtml(part(b"PHA+5YWo", headers)).replace(b"PHA+5YWo", b"PHA+5YWo!!!!A")))


def test_a_saved_page_without_a_page_is_empty() -> None:
    with pytest.raises(EmptyFile):
        read(capture(mhtml(part(b"iVBORw0K", "Content-Type: image/png"))))


def test_thousands_of_nested_containers_are_refused() -> None:
    head = b"MIME-Version: 1.0\r\n"
    nested = b"".join(
        b'Content-Type: multipart/related; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number) for number in range(1500)
    )
    with pytest.raises((TooLarge, Damaged)):
        read(capture(head + nested + b"Content-Type: text/html\r\n\r\n" + PAGE.encode()))


GOOD = mhtml(part(PAGE.encode(), HTML), part(b"iVBORw0K", "Content-Type: image/png\nContent-ID: <seal@x>"))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(40, len(GOOD) - 1), st.integers(0, 255)), max_size=8), st.integers(0, len(GOOD)))
def test_changed_or_cut_files_end_in_a_document_or_a_document_error(
    changes: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(GOOD)
    for at, byte in changes:
        data[at] = byte
    for source in (bytes(data), bytes(data[:length])):
        try:
            document = read(capture(source))
        except DocumentError:
            continue
        assert document.blocks or document.links


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_headers_end_in_a_document_or_a_document_error(kind: str, disposition: str) -> None:
    headers = f"Content-Type: {kind}\nContent-Disposition: {disposition}"
    try:
        read(capture(mhtml(part(PAGE.encode(), headers), part(PAGE.encode(), HTML))))
    except DocumentError as error:
        assert error.where == "年报.mhtml"
