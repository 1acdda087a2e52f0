"""Reports made from the codebook: consistent in themselves, and read back whole from every format."""

from __future__ import annotations

import pytest

from nianbao.codebook import load_edition
from tests.factory import EDITIONS, FORMATS, PERTURBATIONS, draft, judge, make_report, render
from tests.factory.campaign import Case
from tests.factory.figures import SIZES, holds
from tests.factory.judge import read_back

_READABLE = [(kind, form) for kind in EDITIONS for form in FORMATS]


@pytest.mark.parametrize("kind", EDITIONS)
@pytest.mark.parametrize("size", SIZES)
def test_a_made_up_report_keeps_every_tie_of_its_form(kind: str, size: str) -> None:
    for seed in range(8):
        spec = make_report(kind, seed, size)
        ties = [tie for tie in load_edition(spec.edition).ties if not tie.spans_years]
        assert [tie.id for tie in ties if not holds(tie, spec.figures)] == []


@pytest.mark.parametrize("kind", EDITIONS)
def test_counts_are_whole_and_not_negative(kind: str) -> None:
    keys = load_edition(kind.partition("-")[0]).keys
    for seed in range(8):
        figures = make_report(kind, seed).figures
        counts = [value for key, value in figures.items() if keys[key].type == "count"]
        assert counts
        assert all(isinstance(value, int) and value >= 0 for value in counts)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    for form in FORMATS:
        one, two, other = (render(draft(make_report("2021", seed)), form) for seed in (3, 3, 7))
        assert one == two
        assert one != other


@pytest.mark.parametrize(("kind", "form"), _READABLE)
def test_every_figure_of_an_undisturbed_report_is_read(kind: str, form: str) -> None:
    for seed, size in enumerate(("distinct", "sparse")):
        verdict = judge(draft(make_report(kind, seed, size)), form)
        assert verdict.passed, str(verdict)


@pytest.mark.parametrize("kind", EDITIONS)
def test_an_undisturbed_report_is_known_for_what_it_is_and_has_no_broken_tie(kind: str) -> None:
    spec = make_report(kind, 1)
    report = read_back(draft(spec), "html")
    assert (report.year, report.edition, report.issuer.name) == (spec.year, spec.edition, spec.issuer)
    assert [finding.code for finding in report.findings if finding.severity == "error"] == []
    assert all(figure.grade != "doubtful" for figure in report.figures if figure.origin == "table")


@pytest.mark.parametrize("name", [name for name in PERTURBATIONS if name != "unperturbed"])
def test_a_perturbation_changes_what_is_printed(name: str) -> None:
    change = PERTURBATIONS[name]
    kind, form = change.kinds[0], change.formats[0]
    plain = {seed: render(draft(make_report(kind, seed, change.size)), form) for seed in range(4)}
    assert any(render(Case(name, kind, seed, form).make(), form) != plain[seed] for seed in plain)
