"""Document -> Report: what the document says, under the keys of the codebook. No judging, no file formats."""

from nianbao.extract.report import Extracted, extract
from nianbao.extract.second import second_reading

__all__ = ["Extracted", "extract", "second_reading"]
