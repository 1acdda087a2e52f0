"""Reading a draft's bytes and comparing with its truth."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from nianbao.model import Capture, Figure, Report
from nianbao.pipeline import parse_capture
from tests.factory.model import Draft, Expect
from tests.factory.render import FORMATS, render


@dataclass(slots=True)
class Verdict:
    """What went wrong, one line per key; all lists empty is a pass."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    """A value that is not the printed one, or a value where none may be given: the promise is broken."""
    lost: list[str] = field(default_factory=list)
    """A figure that must be read and was not."""
    state: list[str] = field(default_factory=list)
    """No value, rightly, but said to be absent for another reason than the true one."""

    @property
    def passed(self) -> bool:
        """Nothing is wrong, lost or misnamed."""
        return not (self.wrong or self.lost or self.state)

    def __str__(self) -> str:
        counts = f"right {self.right}, wrong {len(self.wrong)}, lost {len(self.lost)}, state {len(self.state)}"
        return "; ".join([counts, *self.wrong[:4], *self.lost[:3], *self.state[:3]])


def read_back(draft: Draft, form: str) -> Report:
    """The report as the parser reads the printed draft."""
    return parse_bytes(render(draft, form), form)


def parse_bytes(data: bytes, form: str) -> Report:
    """The report in the bytes of a document printed in ``form``."""
    return parse_as(data, FORMATS[form][0])


def parse_as(data: bytes, suffix: str) -> Report:
    """The report in the bytes of a file whose name ends in ``suffix``."""
    return parse_capture(Capture(data, "report" + suffix, hashlib.sha256(data).hexdigest()))


def judge(draft: Draft, form: str) -> Verdict:
    """Print the draft, read it back, compare."""
    return compare(draft, read_back(draft, form))


def compare(draft: Draft, report: Report) -> Verdict:
    """Every key of the truth, and every value the truth knows nothing of."""
    verdict = Verdict()
    read = {f.key: f for f in report.figures if f.origin != "prose"}
    for key, expect in draft.truth.items():
        _compare_key(key, expect, read.get(key), verdict)
    strangers = [f for key, f in read.items() if key not in draft.truth and f.state == "value"]
    verdict.wrong += [f"{f.key}: {f.value} from nowhere ({f.raw!r})" for f in strangers]
    return verdict


def _compare_key(key: str, expect: Expect, figure: Figure | None, verdict: Verdict) -> None:
    state = "missing" if figure is None else figure.state
    if state == "value":
        assert figure is not None
        if figure.value == expect.value:
            verdict.right += 1
        else:
            verdict.wrong.append(f"{key}: {figure.value} for {_words(expect)} (raw {figure.raw!r})")
    elif figure is not None and figure.value is not None:
        verdict.wrong.append(f"{key}: state {state} with value {figure.value}")
    elif state not in expect.states:
        (verdict.state if expect.value is None else verdict.lost).append(f"{key}: {state} for {_words(expect)}")


def _words(expect: Expect) -> str:
    return "/".join([*([] if expect.value is None else [str(expect.value)]), *sorted(expect.states)])
