"""Every perturbation, by what it touches."""

from tests.factory.perturb.cells import CELLS
from tests.factory.perturb.columns import COLUMNS
from tests.factory.perturb.common import Perturbation
from tests.factory.perturb.disputes import DISPUTES
from tests.factory.perturb.markup import MARKUP
from tests.factory.perturb.rows import ROWS
from tests.factory.perturb.structure import STRUCTURE
from tests.factory.perturb.words import WORDS

PERTURBATIONS: dict[str, Perturbation] = {
    p.name: p for p in (*CELLS, *ROWS, *COLUMNS, *STRUCTURE, *DISPUTES, *MARKUP, *WORDS)
}
"""By name, in the order of the report."""

__all__ = ["PERTURBATIONS", "Perturbation"]
