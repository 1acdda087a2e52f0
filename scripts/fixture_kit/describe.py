"""What a test report says: figures, states, printed forms, sentences. All else is derived from this."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from scripts.fixture_kit import forms

Number = int | float

_MARK = re.compile(r"\[([a-z_.@0-9]+)(?:=(-?[\d.]+))?(?:\|([^\]]*))?\]")
_PRINTED_STATE = {"blank": "", "not_applicable": "/"}


@dataclass(slots=True)
class Report:
    """One report. ``printed`` overrides a cell's print; ``paragraphs`` hold marks, see :meth:`sentence`."""

    name: str
    year: int
    issuer: str
    edition: str
    published: str
    figures: dict[str, Number | None] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    paragraphs: dict[int, list[str]] = field(default_factory=dict)
    single_other: bool = False
    """Print （六）其他处理 as one row, as some 2021 reports do."""
    breaks: frozenset[str] = frozenset()
    """Ties that are broken on purpose."""
    findings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The usual title."""
        return f"{self.issuer}{self.year}年政府信息公开工作年度报告"

    @property
    def signature(self) -> list[str]:
        """The body and the date, as they stand under a document that has no page around it."""
        year, month, day = (int(part) for part in self.published.split("-"))
        return [self.issuer, f"{year}年{month}月{day}日"]

    def cell(self, key: str) -> str:
        """How the cell of a key is printed."""
        if key in self.printed:
            return self.printed[key]
        value = self.figures.get(key)
        return _PRINTED_STATE[self.states.get(key, "blank")] if value is None else str(value)

    def sentence(self, text: str) -> str:
        """Marks become print: ``[key]`` a figure of the tables, ``[key=5]``, ``[key=0|未收到]`` in words."""
        return _MARK.sub(lambda mark: mark[3] if mark[3] is not None else str(self._marked(mark)), text)

    def prose(self) -> dict[str, Number]:
        """Every figure the sentences state."""
        marks = (m for texts in self.paragraphs.values() for text in texts for m in _MARK.finditer(text))
        return {mark[1]: self._marked(mark) for mark in marks}

    def _marked(self, mark: re.Match[str]) -> Number:
        if mark[2] is not None:
            return float(mark[2]) if "." in mark[2] else int(mark[2])
        value = self.known().get(mark[1])
        if value is None:
            raise KeyError(f"{self.name}: the sentence speaks of {mark[1]}, the tables do not")
        return value

    def truth(self) -> dict[str, Any]:
        """The content of ``<name>.truth.json``."""
        return {
            "year": self.year,
            "issuer": self.issuer,
            "edition": self.edition,
            "figures": self.figures,
            "states": self.states,
            "findings": self.findings,
            "prose": self.prose(),
            "published": self.published or None,
        }

    def known(self) -> dict[str, Number]:
        """The figures, with the sums that the edition derives from them."""
        known = {key: value for key, value in self.figures.items() if value is not None}
        for rule in forms.form(self.edition).get("derived", []):
            for column in forms.COLUMNS if "{column}" in rule["key"] else ("",):
                parts = [part.format(column=column) for part in rule["parts"]]
                if all(part in known for part in parts):
                    known.setdefault(rule["key"].format(column=column), sum(known[part] for part in parts))
        return known


def broken_ties(report: Report) -> set[str]:
    """The hard ties of the report's edition that its figures do not keep."""
    known = report.known()
    broken: set[str] = set()
    for tie in forms.form(report.edition).get("tie", []):
        if tie.get("strength", "hard") == "hard" and tie["kind"] in {"sum", "balance"}:
            broken |= {tie["id"] for equation in _instances(tie, report.edition) if not _holds(equation, known)}
    return broken


def _instances(tie: dict[str, Any], edition: str) -> list[str]:
    name = tie["table"]
    row_names = list(forms.rows(edition, name)) if "{row}" in tie["equation"] else [""]
    columns: tuple[str, ...] = forms.COLUMNS if name == "t3" else ("year", "cumulative")
    if "{column}" not in tie["equation"]:
        columns = ("",)
    return [tie["equation"].format(row=row, column=column) for row in row_names for column in columns]


def _holds(equation: str, known: dict[str, Number]) -> bool:
    """True also when a part is not printed: a tie with a hole proves nothing."""
    left, sign, right = (piece.strip() for piece in re.split(r"(<=|>=|=)", equation))
    try:
        one, other = (sum(known[key.strip()] for key in side.split("+")) for side in (left, right))
    except KeyError:
        return True
    return {"=": one == other, "<=": one <= other, ">=": one >= other}[sign]


def requests(
    edition: str, received: list[int], outcomes: dict[str, list[int]], brought: list[int] | None = None
) -> dict[str, Number | None]:
    """The request table: counts by kind of applicant; totals and the carry follow."""
    brought = brought or [0] * 6
    rows = {"requests.received": received, "requests.brought_forward": brought}
    rows |= {name: outcomes.get(name, [0] * 6) for name in forms.detail_rows(edition)}
    unknown = set(outcomes) - set(rows)
    assert not unknown, unknown
    done = [sum(outcome[i] for outcome in outcomes.values()) for i in range(6)]
    rows["results.total"] = done
    rows["requests.carried_forward"] = [received[i] + brought[i] - done[i] for i in range(6)]
    assert min(rows["requests.carried_forward"]) >= 0
    return {
        f"{name}@{column}": value
        for name, counts in rows.items()
        for column, value in zip(forms.COLUMNS, [*counts, sum(counts)], strict=True)
    }


def disputes(*blocks: tuple[int, int, int, int]) -> dict[str, Number | None]:
    """The dispute table: (upheld, corrected, other, pending) of its three blocks; totals follow."""
    given = [*blocks, *[(0, 0, 0, 0)] * (3 - len(blocks))]
    return {
        f"{name}.{result}": value
        for name, counts in zip(forms.BLOCKS, given, strict=True)
        for result, value in zip(forms.RESULTS, [*counts, sum(counts)], strict=True)
    }


def article_20(edition: str, **given: list[Number]) -> dict[str, Number | None]:
    """The disclosure table, row name -> its cells; rows not given are 0."""
    found: dict[str, Number | None] = {}
    for name, row in forms.rows(edition, "t2").items():
        short = name.removeprefix("proactive.")
        if row.get("local") and short not in given:
            continue
        values = given.get(short, [0] * len(row["columns"]))
        found |= {f"{name}.{column}": value for column, value in zip(row["columns"], values, strict=True)}
    return found


def statistics(edition: str, given: dict[str, list[Number]], columns: tuple[str, ...]) -> dict[str, Number | None]:
    """A statistics table of before 2019: row id -> one value for each column."""
    name = f"t{edition}"
    unknown = set(given) - set(forms.rows(edition, name))
    assert not unknown, unknown
    return {
        forms.key(edition, name, row, column): value
        for row, values in given.items()
        for column, value in zip(columns, values, strict=True)
    }
