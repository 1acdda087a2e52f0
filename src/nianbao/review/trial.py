"""A file read and checked at once, in a process of its own: what it does there harms nobody."""

from __future__ import annotations

import hashlib
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

from nianbao.errors import Crashed, DocumentError, NianbaoError, TooLarge
from nianbao.export.messages import Language, error_message
from nianbao.model import Capture, Finding, Report
from nianbao.review.forms import Form, form_of

MAX_UPLOAD = 64 * 1024 * 1024
_SECONDS = 120


@dataclass(slots=True)
class Trial:
    """What came of one file: a report with its form and findings, or a problem."""

    name: str
    problem: str = ""
    report: Report | None = None
    form: Form | None = None
    findings: list[Finding] | None = None


def try_out(name: str, data: bytes, language: Language) -> Trial:
    """Read and check one file, with the same errors as the command line."""
    shown = name.replace("\\", "/").rsplit("/", 1)[-1][:200]
    try:
        if len(data) > MAX_UPLOAD:
            raise TooLarge(shown, what="bytes", limit=MAX_UPLOAD, actual=len(data))
        report = _parsed(Capture(data, shown, hashlib.sha256(data).hexdigest()))
    except NianbaoError as error:
        message = error_message(error.code, error.details)
        return Trial(shown, message.en if language == "en" else message.zh)
    order = {"error": 0, "warning": 1, "info": 2}
    findings = sorted(report.findings, key=lambda finding: order[finding.severity])
    marked = {key: "has-finding" for f in findings if f.severity == "error" for key in f.keys}
    return Trial(shown, report=report, form=form_of(report, language, marked), findings=findings)


def _parsed(capture: Capture) -> Report:
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    try:
        return pool.submit(_parse, capture).result(_SECONDS)
    except BrokenProcessPool:
        raise Crashed(capture.path, reason="killed") from None
    except TimeoutError:
        for process in (pool._processes or {}).values():
            process.kill()
        raise Crashed(capture.path, reason="timeout") from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _parse(capture: Capture) -> Report:
    from nianbao.pipeline import parse_capture

    try:
        return parse_capture(capture)
    except DocumentError:
        raise
    except Exception as error:  # noqa: BLE001 - the per-document boundary of this process
        raise Crashed(capture.path, reason=type(error).__name__) from None
