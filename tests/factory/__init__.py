"""Reports made up for tests: consistent figures, five kinds of form, seven ways to print, and faults to put in.

``make_report(kind, seed)`` -> ``draft(spec)`` -> (a perturbation) -> ``render(draft, format)``; ``judge`` compares what
was read with the truth the draft carries. ``python -m tests.factory --help`` runs any number of them.
"""

from tests.factory.judge import Verdict, judge
from tests.factory.model import Cell, Draft, Expect, Grid, Paragraph, Run
from tests.factory.perturb import PERTURBATIONS, Perturbation
from tests.factory.render import FORMATS, render
from tests.factory.reports import EDITIONS, ReportSpec, draft, make_report

__all__ = [
    "EDITIONS",
    "FORMATS",
    "PERTURBATIONS",
    "Cell",
    "Draft",
    "Expect",
    "Grid",
    "Paragraph",
    "Perturbation",
    "ReportSpec",
    "Run",
    "Verdict",
    "draft",
    "judge",
    "make_report",
    "render",
]
