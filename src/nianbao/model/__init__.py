"""What the stages hand to each other: Source -> Capture -> Document -> Report (with Findings).

Plain slotted dataclasses, cheap to make by the thousand and to send between processes. What is published as
JSON is exactly ``Report``; ``nianbao.export.published`` derives the JSON Schema from it.
"""

from nianbao.model.document import (
    Block,
    Cell,
    Document,
    Paragraph,
    Picture,
    Place,
    ReaderNote,
    Table,
)
from nianbao.model.report import (
    SCHEMA_VERSION,
    Claim,
    Evidence,
    Figure,
    Finding,
    Grade,
    Issuer,
    Message,
    Observation,
    Origin,
    Period,
    Qualifier,
    Report,
    Responsibility,
    Scope,
    Section,
    Severity,
    SourceRef,
    State,
    Suggestion,
)
from nianbao.model.source import Capture, Source

__all__ = [
    "SCHEMA_VERSION",
    "Block",
    "Capture",
    "Cell",
    "Claim",
    "Document",
    "Evidence",
    "Figure",
    "Finding",
    "Grade",
    "Issuer",
    "Message",
    "Observation",
    "Origin",
    "Paragraph",
    "Period",
    "Picture",
    "Place",
    "Qualifier",
    "ReaderNote",
    "Report",
    "Responsibility",
    "Scope",
    "Section",
    "Severity",
    "Source",
    "SourceRef",
    "State",
    "Suggestion",
    "Table",
]
