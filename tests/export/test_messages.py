"""Every error has its sentence in both languages, saying what happened and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import nianbao
from nianbao import errors
from nianbao.export.messages import error_message, sentences


def all_errors(kind: type[errors.NianbaoError]) -> list[type[errors.NianbaoError]]:
    return [kind, *(e for sub in kind.__subclasses__() for e in all_errors(sub))]


@pytest.mark.parametrize("kind", all_errors(errors.NianbaoError), ids=lambda kind: kind.code)
def test_every_error_code_has_its_own_sentence(kind: type[errors.NianbaoError]) -> None:
    assert kind.code in sentences()["error"]
    message = error_message(kind.code, {})
    assert message.zh and message.en and message.zh != message.en


def test_details_are_named_in_both_languages() -> None:
    message = error_message("too_large", {"what": "bytes", "limit": 3, "actual": None})
    assert "上限：3" in message.zh
    assert "limit: 3" in message.en
    assert "None" not in message.en


def test_every_sentence_the_program_asks_for_is_there() -> None:
    package = Path(nianbao.__file__).parent
    asked = {
        pair
        for path in package.rglob("*.py")
        for pair in re.findall(r"\b(?:text|_say)\(\s*\"(\w+)\", \"(\w+)\"", path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 20
    assert not [(section, name) for section, name in asked if name not in sentences()[section]]


def test_every_entry_of_the_file_has_both_languages() -> None:
    for section, entries in sentences().items():
        for name, entry in entries.items():
            assert {"zh", "en"} <= set(entry), (section, name)
