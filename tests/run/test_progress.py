"""What a run says while it goes."""

from __future__ import annotations

import io
import json

import pytest

from nianbao.fetch import Progress as HarvestCounts
from nianbao.run.progress import Bar, JsonLog, make_log
from nianbao.run.task import Lost


def test_the_bar_tells_of_addresses_failures_and_notices(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar("en") as bar:
        bar.fetched("http://a.example/", "waf_412", HarvestCounts())
        bar.begin(3, 1)
        bar.done("a", None)
        bar.done("b", Lost("b", "damaged", {}))
        bar.notice("spool_rebuilt", "out/[x]")
    said = capsys.readouterr().err
    assert "http://a.example/: stopped by a firewall (412)" in said
    assert "out/[x]" in said


def test_the_json_log_names_what_failed_and_why() -> None:
    stream = io.StringIO()
    with JsonLog(stream) as log:
        log.begin(2, 0)
        log.done("a", None)
        log.done("b", Lost("b", "damaged", {"reason": "cut"}))
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert events[2] == {"event": "failed", "path": "b", "url": None, "code": "damaged", "details": {"reason": "cut"}}


def test_the_json_log_tells_how_far_a_harvest_has_come() -> None:
    stream = io.StringIO()
    JsonLog(stream).fetched("http://a.example/", "ok", HarvestCounts(hosts=2, asked=3, waiting=40, seconds_left=200.0))
    event = json.loads(stream.getvalue())
    assert (event["hosts"], event["asked"], event["waiting"], event["left"]) == (2, 3, 40, 200)


def test_without_a_terminal_no_bar_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    with make_log("en", quiet=False, log_json=False) as log:
        log.begin(3, 0)
        log.done("a", None)
    assert capsys.readouterr().err == ""
