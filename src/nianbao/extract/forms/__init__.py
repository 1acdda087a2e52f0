"""The tables of the form: recognised by their own labels and read by row label and column label.

Recipe (``read_tables``): decide the edition from the labels -> recognise each table -> cut it into header bands
and lines -> join lines cut by a page break -> name each line by its label -> place each cell under its column ->
one figure per crossing; what is not printed is ``missing``, what does not fit is observed, never bent. All but the
last step is done once for each shape of table (:mod:`shape`).
"""

from nianbao.extract.forms.reading import FormReading, read_tables
from nianbao.extract.forms.recognise import RUNS
from nianbao.extract.forms.whereabouts import STEPS

__all__ = ["FormReading", "forget_shapes", "read_tables"]


def forget_shapes() -> None:
    """Forget where the figures of tables read before stand. It changes no result, only how long one takes."""
    RUNS.forget()
    STEPS.forget()
