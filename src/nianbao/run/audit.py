"""The audit of a folder: read both years -> the checks across reports -> workbook, letters, page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from nianbao import __version__
from nianbao.codebook.bodies import read_tree
from nianbao.errors import UsageError
from nianbao.export.atomic import atomic_bytes
from nianbao.export.audit.letters import letters, try_template
from nianbao.export.messages import Language
from nianbao.model import Audit, Office
from nianbao.run.audit_config import read_audit_config
from nianbao.run.filings import read_filings
from nianbao.run.progress import Log
from nianbao.run.rules import Rules


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What to audit against, and how."""

    last_year: tuple[str, ...] = ()
    tree: Path | None = None
    rules: Rules = field(default_factory=Rules)
    template: Path | None = None
    year: int | None = None
    jobs: int | None = None
    timeout: float = 120.0
    language: Language = "zh"


@dataclass(slots=True)
class AuditDone:
    """What came of it, and the files written."""

    audit: Audit
    unread: int
    files: list[Path] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """1 when a finding that is not waived is an error; else 3 when a document could not be read."""
        errors = (f for u in self.audit.units for f in u.findings if f.severity == "error" and f.waived is None)
        if any(f.code != "COVERAGE.unreadable" for f in errors):
            return 1
        return 3 if self.unread else 0


def run_audit(names: Iterable[str], output: Path, options: AuditOptions, log: Log | None = None) -> AuditDone:
    """Audit everything that ``names`` mean and write the files to ``output``.

    Raises UsageError for names, trees, configurations and templates that cannot be used, before anything is read.
    """
    from nianbao.pipeline.across import audit

    log = log or Log()
    tree = read_tree(options.tree) if options.tree else None
    config = read_audit_config(Path(options.rules.path) if options.rules.path else None)
    settings = options.rules.settings()
    template = options.template or config.template
    try_template(template)
    read = partial(
        read_filings, output=output, rules=options.rules, jobs=options.jobs, timeout=options.timeout, log=log
    )
    filings, unread = read(names)
    lasts, lost_lasts = read(options.last_year) if options.last_year else ([], [])
    if not filings and unread and options.year is None:
        reason = unread[0].message_en if options.language == "en" else unread[0].message_zh
        raise UsageError(unread[0].path, problem="nothing_read", reason=reason)
    result = audit(filings, lasts, unread, tree, options.year, settings)
    done = AuditDone(result, len(unread) + len(lost_lasts))
    for name, data in _files(result, options.language, config.office, template):
        atomic_bytes(output / name, data)
        done.files.append(output / name)
    return done


def _files(audit: Audit, language: Language, office: Office, template: Path | None) -> Iterator[tuple[str, bytes]]:
    """(path in the output folder, content). The names are the same in both languages, for scripts."""
    from nianbao.export.audit.page import page
    from nianbao.export.audit.workbook import workbook

    yield "audit.xlsx", workbook(audit, language, __version__)
    yield "audit.html", page(audit, language, __version__)
    for name, letter in letters(audit, office, template, language):
        yield f"letters/{name}", letter
