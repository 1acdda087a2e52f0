"""The tables of the form: recognised by their own labels and read by row label and column label.

Recipe (``read_tables``): decide the edition from the labels -> recognise each table -> cut it into header bands
and lines -> join lines cut by a page break -> name each line by its label -> place each cell under its column ->
one figure per crossing; what is not printed is ``missing``, what does not fit is observed, never bent.
"""

from nianbao.extract.forms.reading import FormReading, read_tables

__all__ = ["FormReading", "read_tables"]
