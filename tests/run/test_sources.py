"""What the user names is found: folders, globs, lists of sources; each document once."""

from __future__ import annotations

from pathlib import Path

import pytest

from nianbao.errors import UsageError
from nianbao.model import Source
from nianbao.run.sources import expand, local_task
from nianbao.run.task import Lost, Task


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in (
        "b/2.html",
        "b/10.pdf",
        "a.docx",
        ".git/x.html",
        "b/.hidden.html",
        "b/~$2.docx",
        "b/2.truth.json",
    ):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "in" / "b" / "2_files").mkdir()
    (tmp_path / "in" / "b" / "2_files" / "logo.png").write_bytes(b"x")
    return tmp_path / "in"


def test_a_folder_is_searched_in_order_without_hidden_files_and_parts_of_saved_pages(tree: Path) -> None:
    found = expand(["in"])
    assert found.entries == ["in/a.docx", "in/b/10.pdf", "in/b/2.html"]


def test_files_that_are_no_documents_are_counted(tree: Path) -> None:
    assert expand(["in"]).passed_over == {".json": 1}


def test_a_file_that_a_folder_passes_over_is_tried_when_it_is_named(tree: Path) -> None:
    assert expand(["in/b/2.truth.json"]).entries == ["in/b/2.truth.json"]


def test_globs_are_expanded_as_on_windows(tree: Path) -> None:
    assert expand(["in/**/*.pdf", "in/b/*.html"]).entries == ["in/b/10.pdf", "in/b/2.html"]


def test_a_path_given_twice_in_two_spellings_is_one_document(tree: Path) -> None:
    found = expand(["in/a.docx", "./in/../in/a.docx", "in"])
    assert found.entries.count("in/a.docx") == 1
    assert found.duplicates == 2


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tree: Path) -> None:
    (tree / "x[1].html").write_bytes(b"x")
    assert expand(["in/x[1].html"]).entries == ["in/x[1].html"]


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    [lost] = expand([str(tmp_path)]).entries
    assert isinstance(lost, Lost) and lost.code == "empty"


def test_addresses_and_source_lists_become_sources(tree: Path) -> None:
    listed = tree / "sources.toml"
    listed.write_text('[[source]]\nissuer = "云溪县"\nurl = "http://www.yunxi.example/"\n', encoding="utf-8")
    found = expand(["https://a.example/x.html", str(listed)])
    assert [entry.url for entry in found.entries if isinstance(entry, Source)] == [
        "https://a.example/x.html",
        "http://www.yunxi.example/",
    ]


def test_a_wrong_source_list_is_wrong_usage(tree: Path) -> None:
    (tree / "sources.toml").write_text("nonsense", encoding="utf-8")
    with pytest.raises(UsageError):
        expand([str(tree / "sources.toml")])


def test_a_document_is_known_by_its_bytes(tree: Path) -> None:
    first, second = local_task("in/a.docx"), local_task("in/b/2.html")
    assert isinstance(first, Task) and isinstance(second, Task)
    assert first.sha256 == second.sha256


@pytest.mark.parametrize(("name", "code"), [("in/none.html", "not_found"), ("in/b", "not_permitted")])
def test_what_cannot_be_opened_says_why(tree: Path, name: str, code: str) -> None:
    lost = local_task(name)
    assert isinstance(lost, Lost) and lost.code == code
