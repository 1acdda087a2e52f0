"""Office formats that are read through LibreOffice: DOC, WPS, RTF, ODT and Word's XML, converted to DOCX.

sniffed and found whole -> one run of LibreOffice for all -> read_docx for each

Starting the program costs more than a second and each file a few hundredths: many documents belong into one
call. ``Document.reader`` is ``docx``, since every place refers to the converted document; the media type is that
of the source, and the note ``read.converted`` names its format.
"""

from __future__ import annotations

from nianbao.errors import DocumentError, Unsupported
from nianbao.model import Capture, Document
from nianbao.read.office.conversion import FORMATS, Converted, convert
from nianbao.read.office.find import find_soffice
from nianbao.read.office.soundness import refuse_unsound

__all__ = ["FORMATS", "Converted", "convert", "convert_batch", "find_soffice", "read_compound", "read_office"]


def read_office(capture: Capture) -> Document:
    """One document, as a batch of one.

    Raises Unsupported (remedy ``install_libreoffice``) without LibreOffice, Encrypted, Damaged (also when the
    program fails or does not come to an end), and what read_docx raises.
    """
    outcome = convert_batch([capture])[capture]
    if isinstance(outcome, DocumentError):
        raise outcome
    return outcome


def read_compound(capture: Capture) -> Document:
    """A compound file without a stream that any reader knows; half a file has often lost its directory.

    Always raises: Damaged when it is not whole, Unsupported otherwise.
    """
    refuse_unsound(capture, "ole2")
    raise Unsupported(capture.path, format="ole2", remedy="save_as_docx")


def convert_batch(captures: list[Capture]) -> dict[Capture, Document | DocumentError]:
    """Each capture with its document, or with the error that says why there is none; in the order given."""
    return {capture: _document(outcome) for capture, outcome in convert(captures).items()}


def _document(outcome: Converted | DocumentError) -> Document | DocumentError:
    if isinstance(outcome, DocumentError):
        return outcome
    try:
        return outcome.document()
    except DocumentError as error:
        return error
