"""Decisions are kept, survive a new reading while the evidence stands, and are reopened when it changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from nianbao.export.published import from_json
from tests.review.conftest import REPORTS, Served, fill

SOURCE = "html-2021-with-fault.html"
KEY = "results.granted@total"


def copy_of(folder: Path, **changed: str) -> Path:
    text = (REPORTS / SOURCE).read_text(encoding="utf-8")
    for old, new in changed.items():
        text = text.replace(old, new)
    path = folder / SOURCE
    path.write_text(text, encoding="utf-8")
    return path


def position_of(served: Served, number: int) -> int:
    report = from_json(served.store.report(number).text)
    return next(n for n, f in enumerate(report.figures) if f.key == KEY and f.origin == "table")


def correct(served: Served, number: int, value: str, **fields: str) -> tuple[int, str]:
    form = served.figure_form(number, position_of(served, number))
    data = form | {"verdict": "correct", "value": value, "state": "", "reason": "与分项之和一致"} | fields
    response = served.client.post(f"/reports/{number}/decisions", data=data, headers={"HX-Request": "true"})
    return response.status_code, response.text


def test_a_correction_is_shown_kept_apart_from_what_was_printed_and_logged(
    fresh: Callable[..., Served], tmp_path: Path
) -> None:
    served = fresh(copy_of(tmp_path))
    number = served.number(SOURCE)
    status, part = correct(served, number, "16")
    assert status == 200
    assert "16" in part
    published = served.client.get(f"/reports/{number}/report.json").json()["figures"]
    corrected = served.client.get(f"/reports/{number}/report.json?as=corrected").json()["figures"]
    at = position_of(served, number)
    assert (published[at]["value"], corrected[at]["value"]) == (17, 16)
    assert corrected[at]["as_published"] == {"value": 17, "state": "value"}
    assert "与分项之和一致" in served.client.get("/log").text


def test_a_decision_outlives_a_new_reading_of_the_same_evidence(fresh: Callable[..., Served], tmp_path: Path) -> None:
    path = copy_of(tmp_path)
    served = fresh(path)
    correct(served, served.number(SOURCE), "16")
    copy_of(tmp_path, **{"</body>": "<p>本页另有说明。</p></body>"})
    fill(served.store, path)
    number = served.number(SOURCE)
    page = served.client.get(f"/reports/{number}/figures/{position_of(served, number)}").text
    assert "更正 → 16" in page
    assert "原件已变" not in page


def test_a_decision_is_reopened_when_what_was_printed_has_changed(fresh: Callable[..., Served], tmp_path: Path) -> None:
    path = copy_of(tmp_path)
    served = fresh(path)
    correct(served, served.number(SOURCE), "16")
    copy_of(tmp_path, **{">17<": ">18<"})
    fill(served.store, path)
    number = served.number(SOURCE)
    page = served.client.get(f"/reports/{number}/figures/{position_of(served, number)}").text
    assert "原件已变" in page
    corrected = served.client.get(f"/reports/{number}/report.json?as=corrected").json()["figures"]
    assert corrected[position_of(served, number)]["value"] == 18


def test_the_later_of_two_people_who_decide_at_once_is_told(fresh: Callable[..., Served], tmp_path: Path) -> None:
    served = fresh(copy_of(tmp_path))
    number = served.number(SOURCE)
    form = served.figure_form(number, position_of(served, number))
    data = form | {"verdict": "correct", "value": "16", "state": "", "reason": "甲"}
    first = served.client.post(f"/reports/{number}/decisions", data=data)
    second = served.client.post(f"/reports/{number}/decisions", data=data | {"value": "15", "reason": "乙"})
    assert first.status_code == 303
    assert second.status_code == 409
    assert "先作出决定" in second.text
    document = served.store.report(number).row.document_id
    assert [d.value for d in served.store.decisions(document)] == [16]


def test_a_finding_can_be_dismissed_and_then_counts_as_decided(fresh: Callable[..., Served], tmp_path: Path) -> None:
    served = fresh(copy_of(tmp_path))
    number = served.number(SOURCE)
    before = served.store.report(number).row.open_findings
    served.csrf()
    page = served.client.get(f"/reports/{number}").text
    card = re.search(r'<article class="finding error.*?</article>', page, re.S)
    assert card
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', card[0]))
    response = served.client.post(f"/reports/{number}/decisions", data=form | {"verdict": "dismiss", "reason": "已核"})
    assert response.status_code == 303
    assert served.store.report(number).row.open_findings == before - 1
    assert "不成立（" in served.client.get(f"/reports/{number}").text


def test_a_correction_needs_a_number_or_a_state_and_a_reason(fresh: Callable[..., Served], tmp_path: Path) -> None:
    served = fresh(copy_of(tmp_path))
    number = served.number(SOURCE)
    for value, reason in (("", "理由"), ("abc", "理由"), ("nan", "理由"), ("1e999", "理由"), ("16", "")):
        status, _ = correct(served, number, value, reason=reason)
        assert status == 400
    status, _ = correct(served, number, "", state="blank")
    assert status == 200
