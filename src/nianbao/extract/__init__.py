"""Document -> Report: what the document says, under the keys of the codebook. No judging, no file formats."""

from nianbao.extract.report import extract

__all__ = ["extract"]
