"""The format is told by the bytes, whatever the name says, and what cannot be read is named."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.errors import DocumentError, EmptyFile, Encrypted, UnknownFormat, Unsupported
from nianbao.model import Capture
from nianbao.read import READERS, REMEDIES, read, sniff


def capture(data: bytes, path: str = "report") -> Capture:
    return Capture(data=data, path=path, sha256="")


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"content")
    return buffer.getvalue()


def ole2(*streams: str) -> bytes:
    """The beginning of a compound file with directory entries of these names."""
    entries = b"".join((name.encode("utf-16-le") + b"\0\0").ljust(64, b"\0").ljust(128, b"\1") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries


PAGE = "<html><head><title>年报</title></head><body><p>全年公开信息 12 条</p></body></html>"

FORMATS = [
    (b"%PDF-1.7\n", "pdf", "the usual start"),
    (b"\r\n\r\nHTTP junk\n%PDF-1.4\n", "pdf", "a PDF may begin within the first KiB"),
    (b"x" * 2000 + b"%PDF-1.4", "text", "further down it is only text"),
    (zipped("[Content_Types].xml", "word/document.xml"), "docx", "by the directory of the container"),
    (zipped("Word\\Document.xml"), "docx", "packers that write backslashes and capitals"),
    (zipped("[Content_Types].xml", "word/document.xml")[:150], "docx", "cut short: the directory is lost"),
    (zipped("xl/workbook.xml"), "xlsx", ""),
    (zipped("OFD.xml", "Doc_0/Document.xml"), "ofd", ""),
    (zipped("mimetype", "content.xml"), "odt", ""),
    (zipped("report.pdf"), "zip", "an archive that holds a report is no report"),
    (ole2("Root Entry", "WordDocument"), "doc", ""),
    (ole2("Root Entry", "Workbook"), "xls", ""),
    (ole2("Root Entry", "Workbook", "ETExtData"), "et", ""),
    (ole2("Root Entry", "EncryptedPackage"), "encrypted_ooxml", ""),
    (ole2("Root Entry"), "ole2", ""),
    (b"{\\rtf1\\ansi", "rtf", ""),
    (b"\x89PNG\r\n\x1a\n", "png", ""),
    (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpeg", ""),
    (b"GIF89a", "gif", ""),
    (b"II*\0\x08", "tiff", ""),
    (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0", "bmp", ""),
    (b"RIFF\x24\0\0\0WEBPVP8 ", "webp", ""),
    (b"Rar!\x1a\x07\x01\0", "rar", ""),
    (b"7z\xbc\xaf\x27\x1c\0\x04", "7z", ""),
    (b"\x1f\x8b\x08\0", "gzip", ""),
    (PAGE.encode(), "html", ""),
    (PAGE.encode("gb18030"), "html", "undeclared GBK"),
    (PAGE.encode("utf-16"), "html", "UTF-16 with a mark"),
    (PAGE.encode("utf-16-le"), "html", "UTF-16 that lost its mark"),
    (b"\xef\xbb\xbf\r\n" + PAGE.encode(), "html", "UTF-8 with a mark"),
    (b"<!-- " + b"x" * 90_000 + b" -->" + PAGE.encode(), "html", "after a long comment"),
    (b'<?xml version="1.0"?><!DOCTYPE html><html></html>', "html", "XHTML"),
    ("标题<p>一</p><p>二</p>".encode(), "html", "a fragment that begins with text"),
    (b"<o:p></o:p><TABLE><tr><td>1</td></tr></TABLE>", "html", "a paste from Word"),
    (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "office_xml", ""),
    (b"<?xml version='1.0'?><rss></rss>", "xml", ""),
    (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + PAGE.encode(), "mhtml", ""),
    (b"From: a@b\r\nMIME-Version: 1.0\r\n\r\nx", "eml", ""),
    ("项目|数\n---|---\n规章|7\n".encode(), "markdown", "a pipe table with its rule"),
    ("# 年报\n\n全文\n".encode(), "markdown", "a heading"),
    ("# 年报\n\n<table><tr><td>7</td></tr></table>\n".encode(), "markdown", "HTML table in Markdown"),
    ("一、总体情况\n规章 | 7\n".encode(), "text", "pipes without a rule"),
    ("一、总体情况\n".encode("gb18030"), "text", ""),
    (b"", "empty", ""),
    ("\ufeff \r\n\t　".encode(), "empty", "white space and a mark"),
    (bytes(range(256)) * 8, "binary", ""),
]


@pytest.mark.parametrize(("data", "expected", "why"), FORMATS)
def test_the_bytes_tell_the_format(data: bytes, expected: str, why: str) -> None:
    assert sniff(data) == expected, why


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        ("\ufeff \n　".encode(), EmptyFile),
        (bytes(range(256)) * 8, UnknownFormat),
        (ole2("EncryptedPackage"), Encrypted),
        (b"\x1f\x8b\x08", Unsupported),
    ],
)
def test_what_cannot_be_read_says_which_file_and_why(data: bytes, error: type[DocumentError]) -> None:
    with pytest.raises(error) as caught:
        read(capture(data, "folder/name.bin"))
    assert caught.value.where == "folder/name.bin"


def test_a_recognised_format_without_reader_names_itself_and_a_remedy() -> None:
    with pytest.raises(Unsupported) as caught:
        read(capture(ole2("PowerPoint Document"), "年报.ppt"))
    assert caught.value.details == {"format": "ppt", "remedy": "save_as_pdf"}


def test_no_format_is_both_readable_and_unsupported() -> None:
    assert not READERS.keys() & REMEDIES.keys()
    foreign = {expected for _, expected, _ in FORMATS} - READERS.keys()
    assert foreign - REMEDIES.keys() == {"empty", "binary", "encrypted_ooxml"}


def test_a_wrong_suffix_is_read_and_noted() -> None:
    document = read(capture("全年公开信息 12 条\n".encode(), "年报.pdf"))
    assert document.reader == "text"
    assert [(note.code, note.detail) for note in document.notes] == [("read.wrong_suffix", "pdf -> text")]


def test_a_page_saved_under_the_name_of_a_word_document_is_read_as_a_page() -> None:
    document = read(capture(PAGE.encode("gb18030"), "年报.DOC"))
    assert document.reader == "html"
    assert "read.wrong_suffix" in [note.code for note in document.notes]
    assert [paragraph.text for paragraph in document.paragraphs()] == ["全年公开信息 12 条"]


@pytest.mark.parametrize("path", ["年报.txt", "年报.TXT", "年报.md", "年报", "show.jsp", "年报.2024"])
def test_a_suffix_that_promises_nothing_else_is_not_noted(path: str) -> None:
    assert read(capture("全年公开信息 12 条\n".encode(), path)).notes == []


@given(st.binary(max_size=600))
def test_any_bytes_get_a_name(data: bytes) -> None:
    assert sniff(data) in READERS.keys() | REMEDIES.keys() | {"empty", "binary", "encrypted_ooxml"}


@given(st.sampled_from([data for data, _, _ in FORMATS if data]), st.integers(0, 400))
def test_any_beginning_of_a_file_gets_a_name(data: bytes, length: int) -> None:
    assert sniff(data[:length]) in READERS.keys() | REMEDIES.keys() | {"empty", "binary", "encrypted_ooxml"}
