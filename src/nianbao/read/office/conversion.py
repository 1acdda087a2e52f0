"""Captures -> DOCX by LibreOffice, with one outcome for each."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nianbao.errors import Damaged, DocumentError, Unsupported
from nianbao.model import Capture, Document, ReaderNote
from nianbao.read.docx import read_docx
from nianbao.read.limits import MAX_FILE_BYTES
from nianbao.read.office.find import find_soffice
from nianbao.read.office.process import run
from nianbao.read.office.slivers import without_slivers
from nianbao.read.office.soundness import refuse_unsound
from nianbao.read.sniff import sniff

FORMATS = {
    "doc": ("doc", "application/msword"),
    "wps": ("wps", "application/vnd.ms-works"),
    "rtf": ("rtf", "application/rtf"),
    "odt": ("odt", "application/vnd.oasis.opendocument.text"),
    "office_xml": ("xml", "application/xml"),
}
"""Format -> the suffix LibreOffice is given it under, and its media type."""

START_SECONDS = 60.0
FILE_SECONDS = 10.0
"""The time limit of one call: the first, and the second for every file."""

REMEDY = "install_libreoffice"


@dataclass(frozen=True, slots=True)
class Converted:
    """A DOCX and what it was made of."""

    source: Capture
    format: str
    docx: bytes

    @property
    def capture(self) -> Capture:
        """The DOCX under the name of what it was made of."""
        return replace(self.source, data=without_slivers(self.docx, self.source.path))

    def document(self) -> Document:
        """The document, told to come from ``format``. Raises what read_docx raises."""
        document = read_docx(self.capture)
        document.media_type = FORMATS[self.format][1]
        document.notes.append(ReaderNote("read.converted", detail=self.format))
        return document


def convert(captures: Sequence[Capture]) -> dict[Capture, Converted | DocumentError]:
    """One outcome for each capture, in the order given; LibreOffice is called once for all that are whole.

    Nothing is raised: what is wrong with one document is its outcome.
    """
    outcomes: dict[Capture, Converted | DocumentError] = {}
    jobs: list[tuple[Capture, str]] = []
    for capture in dict.fromkeys(captures):
        name = sniff(capture.data)
        refusal = _refusal(capture, name)
        if refusal is None:
            jobs.append((capture, name))
        else:
            outcomes[capture] = refusal
    outcomes.update(_converted(jobs))
    return {capture: outcomes[capture] for capture in captures}


def _refusal(capture: Capture, name: str) -> DocumentError | None:
    """Why a document is not given to LibreOffice."""
    if name not in FORMATS:
        return Unsupported(capture.path, format=name, remedy="save_as_docx")
    try:
        refuse_unsound(capture, name)
    except DocumentError as error:
        return error
    return None


def _converted(jobs: list[tuple[Capture, str]]) -> dict[Capture, Converted | DocumentError]:
    """All in one call; when that ends badly, what is left one by one, so that one file cannot spoil the rest."""
    if not jobs:
        return {}
    program = find_soffice()
    if program is None:
        return {capture: Unsupported(capture.path, format=name, remedy=REMEDY) for capture, name in jobs}
    made, ended = _called(program, jobs)
    if not ended and len(jobs) > 1:
        for job in jobs:
            if job[0] not in made:
                made |= _called(program, [job])[0]
    return {
        capture: Converted(capture, name, made[capture])
        if capture in made
        else Damaged(capture.path, format=name, reason="conversion failed")
        for capture, name in jobs
    }


def _called(program: str, jobs: list[tuple[Capture, str]]) -> tuple[dict[Capture, bytes], bool]:
    """What one call made, and whether it came to its end."""
    # The profile may still be written to by what was just killed.
    with tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        inputs = [_written(folder / "in", number, *job) for number, job in enumerate(jobs)]
        try:
            ended = run(program, inputs, folder, START_SECONDS + FILE_SECONDS * len(jobs))
        except OSError:
            ended = False
        outputs = [_output(folder / "out" / f"{file.stem}.docx") for file in inputs]
    return {job[0]: data for job, data in zip(jobs, outputs, strict=True) if data}, ended


def _written(folder: Path, number: int, capture: Capture, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / f"{number}.{FORMATS[name][0]}"
    file.write_bytes(capture.data)
    return file


def _output(file: Path) -> bytes | None:
    """A DOCX with its directory in place; one that was being written when the program died has none."""
    if not file.is_file() or file.stat().st_size > MAX_FILE_BYTES or not zipfile.is_zipfile(file):
        return None
    return file.read_bytes()
