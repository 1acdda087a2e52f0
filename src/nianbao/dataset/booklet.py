"""The codebook of a panel, in both languages: one Markdown file and the same as one HTML page."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nianbao.codebook import codebook
from nianbao.codebook.harmonised import Indicator, Variable, indicators, variables
from nianbao.dataset import columns
from nianbao.dataset.flat import WORDS
from nianbao.export.messages import text

_STYLE = (
    "body{font-family:system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:2rem auto;max-width:75rem;"
    "padding:0 1rem;line-height:1.5;color:#222}table{border-collapse:collapse;font-size:.85rem;margin:1rem 0}"
    "th,td{border:1px solid #bbb;padding:.25rem .5rem;text-align:left;vertical-align:top}th{background:#eef2f6}"
    "td{overflow-wrap:anywhere}td:nth-child(2){min-width:10em}td:nth-child(3){min-width:9em}"
    "td:first-child{overflow-wrap:normal;font-family:ui-monospace,monospace;white-space:nowrap}h2{margin-top:2.5rem}"
)


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading, a paragraph, a table."""

    heading: str
    paragraph: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def write_codebook(folder: Path) -> None:
    """``codebook.md`` and ``codebook.html``."""
    sections = list(_sections())
    title = _both("title")
    (folder / "codebook.md").write_text(_markdown(title, sections), encoding="utf-8", newline="\n")
    (folder / "codebook.html").write_text(_html(title, sections), encoding="utf-8", newline="\n")


def _sections() -> Iterator[_Section]:
    yield _Section(
        _both("variables"), _both("variables_about"), _heads("name", "zh", "en", "unit", *_EDITIONS), _vars()
    )
    yield _Section(
        _both("indicators"),
        _both("indicators_about"),
        _heads("name", "zh", "en", "unit", "formula", "minimum", "definition"),
        [_indicator(indicator) for indicator in indicators()],
    )
    words = [
        (word, name, text("panel_word", word, "zh"), text("panel_word", word, "en"))
        for name, order in WORDS.items()
        for word in order
    ]
    yield _Section(_both("words"), _both("words_about"), _heads("name", "list", "zh", "en"), words)
    for name, of in _TABLES.items():
        rows = [(c.name, c.type, c.zh, c.en) for c in of()]
        yield _Section(f"{name} · {_both('table')}", _both(f"{name}_about"), _heads("name", "type", "zh", "en"), rows)
    keys = [(e.key, e.zh, e.en, e.unit, " ".join(e.editions), e.comparability, e.note) for e in codebook().rows()]
    heads = _heads("name", "zh", "en", "unit", "editions", "comparability", "note")
    yield _Section(_both("keys"), _both("keys_about"), heads, keys)


_EDITIONS = ("2021", "2019", "2014", "2008")
_TABLES = {
    "reports": columns.reports,
    "figures": columns.figures,
    "harmonised": columns.harmonised_long,
    "excluded": columns.excluded,
}


def _vars() -> list[tuple[str, ...]]:
    return [(v.id, v.zh, v.en, v.unit, *(_printed(v, edition) for edition in _EDITIONS)) for v in variables()]


def _printed(variable: Variable, edition: str) -> str:
    printed = variable.printed.get(edition)
    if printed is None:
        return "-"
    flag = text("panel_word", printed.comparability, "zh")
    return f"{flag} {printed.comparability}: {' + '.join(printed.keys)}"


def _indicator(found: Indicator) -> tuple[str, ...]:
    definition = f"{found.definition_zh}。{found.definition_en}."
    return found.id, found.zh, found.en, found.unit, found.formula, f"{found.minimum:g}", definition


def _both(name: str) -> str:
    return f"{text('panel', name, 'zh')} {text('panel', name, 'en')}"


def _heads(*names: str) -> tuple[str, ...]:
    return tuple(name if name.isdigit() else text("panel_head", name, "zh") for name in names)


def _markdown(title: str, sections: Sequence[_Section]) -> str:
    lines = [f"# {title}", ""]
    for section in sections:
        lines += [f"## {section.heading}", "", section.paragraph, ""]
        lines += [_line(section.headings), "|" + "---|" * len(section.headings)]
        lines += [_line(row) for row in section.rows] + [""]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _html(title: str, sections: Sequence[_Section]) -> str:
    head = f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
    body = "".join(_html_section(section) for section in sections)
    return f"{head}<style>{_STYLE}</style></head><body><h1>{html.escape(title)}</h1>{body}</body></html>\n"


def _html_section(section: _Section) -> str:
    heads = "".join(f"<th>{html.escape(cell)}</th>" for cell in section.headings)
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>\n" for row in section.rows
    )
    about = f"<h2>{html.escape(section.heading)}</h2><p>{html.escape(section.paragraph)}</p>"
    return f"{about}<table><thead><tr>{heads}</tr></thead><tbody>\n{rows}</tbody></table>\n"
