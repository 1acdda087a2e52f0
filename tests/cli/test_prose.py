"""`nianbao prose` answers line by line and says which lines it cannot read."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from nianbao.model import Evidence, Figure

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for the grammar: the length of the text, the context as unit."""

    def read_sentence(text: str, context: str, year: int | None) -> list[Figure]:
        evidence = Evidence("text", start=0, end=len(text), quote=text)
        return [Figure("requests.received@total", len(text), "value", context, str(year), "prose", evidence=evidence)]

    module = ModuleType("nianbao.extract.prose")
    module.read_sentence = read_sentence  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "nianbao.extract.prose", module)


def test_each_line_is_answered_under_its_id_with_evidence(cli: Cli) -> None:
    lines = [{"id": "a", "text": "受理申请三件", "context": "件", "year": 2024}, {"id": 2, "text": "无"}]
    Path("x.jsonl").write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8")
    code, out, _ = cli("prose", "x.jsonl")
    first, second = (json.loads(line) for line in out.splitlines())
    assert code == 0
    assert (first["id"], first["figures"][0]["value"], first["figures"][0]["unit"]) == ("a", 6, "件")
    assert first["figures"][0]["raw"] == "2024"
    assert first["figures"][0]["evidence"]["quote"] == "受理申请三件"
    assert second["id"] == 2


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"id": 1}', '{"text": 5}', '{"text": "x", "year": "2024"}'])
def test_a_wrong_line_is_named_and_the_others_are_answered(cli: Cli, line: str) -> None:
    Path("x.jsonl").write_text(f'{line}\n{{"id": "b", "text": "x"}}\n', encoding="utf-8")
    code, out, err = cli("prose", "x.jsonl")
    assert code == 3
    assert [json.loads(answer)["id"] for answer in out.splitlines()] == ["b"]
    assert "x.jsonl:1:" in err


def test_bytes_that_are_no_utf8_are_named(cli: Cli) -> None:
    Path("x.jsonl").write_bytes('{"text": "受理"}'.encode("gb18030"))
    assert cli("prose", "x.jsonl")[0] == 3


def test_a_file_that_is_not_there_is_named(cli: Cli) -> None:
    code, _, err = cli("prose", "none.jsonl")
    assert code == 3
    assert "none.jsonl" in err
