"""The audit as one HTML page that opens without a network: charts, coverage, findings that can be filtered."""

from __future__ import annotations

from importlib.resources import files

from nianbao.codebook.rules import group_title
from nianbao.export.audit.charts import arrival_bars, group_bars, unit_bars
from nianbao.export.audit.facts import SEVERITIES, groups, lines, remarks, say
from nianbao.export.messages import Language, text, word
from nianbao.model import Audit

_TEMPLATE = "page.html"


def page(audit: Audit, language: Language = "zh", version: str = "") -> bytes:
    """The page, UTF-8. Everything that reports print is escaped; scripts and styles stand inside."""
    from jinja2 import Environment, StrictUndefined

    source = files("nianbao").joinpath("data", "audit", _TEMPLATE).read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    units, undrawn = unit_bars(audit)
    said = environment.from_string(source).render(
        audit=audit,
        language=language,
        colon=text("text", "colon", language),
        say=lambda name, **facts: say(name, language, **facts),
        word=lambda name: word("word", name, language),
        arrival=lambda name: text("arrival", name, language),
        group_title=lambda name: group_title(name, language),
        lines=lines(audit, language),
        remarks=remarks(audit, language),
        groups=list(groups(audit, language)),
        severities=SEVERITIES,
        unit_bars=units,
        undrawn=undrawn,
        group_bars=group_bars(audit, language),
        arrival_bars=arrival_bars(audit, language),
        version=version,
    )
    return said.encode("utf-8", "replace")
