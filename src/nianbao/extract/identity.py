"""Who reports, for which year and period, when published: every place that says so is kept as a claim.

Title, text, page and file may disagree. The choice made here follows a fixed order; a check speaks of the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from nianbao.codebook.divisions import divisions, kind_endings, kind_of_body, resolve
from nianbao.data import load_toml
from nianbao.model import Claim, Document, Evidence, Issuer, Paragraph, Period, Scope, Source
from nianbao.text.dates import find_dates, find_spans, find_years
from nianbao.text.fold import squeeze

_TITLE_BLOCKS = 12
"""The title stands among the first paragraphs; the text below may name other bodies' reports."""
_SIGNATURE_BLOCKS = 6


@dataclass(slots=True)
class Identity:
    """What was decided, and every claim it was decided from."""

    issuer: Issuer = field(default_factory=Issuer)
    year: int | None = None
    title: str | None = None
    published: str | None = None
    period: Period | None = None
    scope: Scope | None = None
    claims: list[Claim] = field(default_factory=list)


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    words = dict(load_toml("identity.toml"))
    titles = sorted(words["report_titles"], key=len, reverse=True)
    words["title_pattern"] = re.compile("|".join(map(re.escape, titles)))
    lead, tail = ("|".join(map(re.escape, words[name])) for name in ("title_lead", "title_tail"))
    words["no_division"] = re.compile("|".join(words["no_divisions"]["words"]))
    words["title_edges"] = re.compile(f"^(?:{lead}|{tail})+|(?:{tail})+$")
    # The next label on the line ends the name (来源：某局　浏览次数：12).
    others = "|".join(map(re.escape, words["publisher_labels"] + words["published_labels"] + words["page_labels"]))
    words["publishers"] = [
        re.compile(re.escape(word) + rf"[：:]([一-鿿（）()]{{2,40}}?)(?=(?:{others})(?:[：:]|$)|[^一-鿿（）()]|$)")
        for word in words["publisher_labels"]
    ]
    # 景德镇市 and 杭州市 end in 市: a division's ending counts only where no other ending follows it.
    endings = "|".join(sorted(words["levels"], key=len, reverse=True))  # 自治区 before 区
    words["division_ending"] = re.compile(rf"[一-鿿·]({endings})(?![市县区旗州])")
    return words


def read_identity(document: Document, file_name: str = "", declared: Source | None = None) -> Identity:
    """Decide the identity of a document: collect the claims, then choose by source."""
    identity = Identity()
    paragraphs = list(document.paragraphs())
    identity.claims = [*_claims(document, paragraphs), *_file_claims(file_name), *_declared_claims(declared)]
    identity.title = _first(identity.claims, "title", ("meta:articletitle", "text", "title"))
    identity.year = _choose_year(identity.claims)
    identity.period = _choose_period(identity.claims, identity.year)
    identity.published = _first(identity.claims, "published", ("meta:pubdate", "meta", "text", "signature"))
    identity.issuer = _issuer(document, identity)
    identity.scope = _SCOPE.get(identity.issuer.kind or "")
    return identity


_SCOPE: dict[str, Scope] = {
    "government": "region",
    "zone": "region",
    "office": "body",
    "department": "body",
    "subdistrict": "body",
    "vertical": "body",
    "institution": "body",
}


def _claims(document: Document, paragraphs: Sequence[Paragraph]) -> Iterator[Claim]:
    yield from _metadata_claims(document)
    titles = list(_title_claims(document, paragraphs))
    yield from titles
    for claim in titles:
        yield from _year_claims(claim)
    yield from _labelled_claims(document, paragraphs)
    for paragraph in paragraphs:
        if "日" in paragraph.text:
            yield from _period_claims(document, paragraph)
    yield from _signature_claims(document, paragraphs)


def _metadata_claims(document: Document) -> Iterator[Claim]:
    words = _words()
    metadata = document.metadata
    for name in filter(metadata.__contains__, words["meta_published"]):
        for day, _, _ in find_dates(metadata[name])[:1]:
            yield Claim("published", day.isoformat(), f"meta:{name}")
    for name in words["meta_publisher"]:
        if value := squeeze(metadata.get(name, "")):
            yield Claim("issuer", value, f"meta:{name}")
    for name in words["meta_site"]:
        code = metadata.get(name, "")[:6]
        if code.isascii() and code.isdigit() and len(code) == 6:
            yield Claim("division", code, f"meta:{name}")
    for key, value in metadata.items():
        kind, _, heading = key.partition(":")
        if kind != "table":
            continue
        if heading in words["publisher_labels"]:
            yield Claim("issuer", squeeze(value), f"meta:{key}")
        if heading in words["published_labels"]:
            for day, _, _ in find_dates(value)[:1]:
                yield Claim("published", day.isoformat(), f"meta:{key}")


def _title_claims(document: Document, paragraphs: Sequence[Paragraph]) -> Iterator[Claim]:
    """Titles that name a report: from the metadata, then the first line or pair of lines of the text."""
    for name in _words()["meta_title"]:
        if names_report(document.metadata.get(name, "")):
            yield Claim("title", squeeze(document.metadata[name]), f"meta:{name}")
    found = _title_in_text(document, paragraphs[:_TITLE_BLOCKS])
    if found:
        yield found
    if names_report(document.metadata.get("title", "")):
        yield Claim("title", squeeze(document.metadata["title"]), "title")


def _title_in_text(document: Document, paragraphs: Sequence[Paragraph]) -> Claim | None:
    for index, paragraph in enumerate(paragraphs):
        line = squeeze(paragraph.text)
        if len(line) > 60 or line.endswith(("。", "；")) or not _words()["title_pattern"].search(line):
            continue
        before = squeeze(paragraphs[index - 1].text) if index else ""
        if _is_name_line(before) and not _name_in_title(line):
            return Claim("title", before + line, "text", evidence_of(document, paragraphs[index - 1]))
        return Claim("title", line, "text", evidence_of(document, paragraph))
    return None


def names_report(text: str) -> bool:
    """The text names an annual report on information disclosure."""
    return bool(_words()["title_pattern"].search(squeeze(text)))


def _is_name_line(line: str) -> bool:
    return 2 < len(line) <= 30 and line.endswith(kind_endings())


def _year_claims(title: Claim) -> Iterator[Claim]:
    for year, _, _ in find_years(title.value)[:1]:
        yield Claim("year", str(year), title.source, title.evidence)


def _labelled_claims(document: Document, paragraphs: Sequence[Paragraph]) -> Iterator[Claim]:
    """发布日期：…, 发布机构：… printed beside the text."""
    words = _words()
    for paragraph in (*paragraphs[:_TITLE_BLOCKS], *paragraphs[-_SIGNATURE_BLOCKS:]):
        if len(paragraph.text) > 120 or not ("：" in paragraph.text or ":" in paragraph.text):
            continue
        line = squeeze(paragraph.text)
        for heading in words["published_labels"]:
            at = line.find(heading)
            if at >= 0 and line[at + len(heading) : at + len(heading) + 1] in ("：", ":"):
                days = find_dates(paragraph.text[paragraph.text.find(heading[0]) :])
                if days:
                    yield Claim("published", days[0][0].isoformat(), "text", evidence_of(document, paragraph))
                    break
        for pattern in words["publishers"]:
            match = pattern.search(line)
            if match:
                yield Claim("issuer", match[1], "text", evidence_of(document, paragraph))
                break


def _period_claims(document: Document, paragraph: Paragraph) -> Iterator[Claim]:
    for first, last, _, _ in find_spans(paragraph.text):
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
            value = f"{first.isoformat()}/{last.isoformat()}"
            yield Claim("period", value, "text", evidence_of(document, paragraph))
            return


def _signature_claims(document: Document, paragraphs: Sequence[Paragraph]) -> Iterator[Claim]:
    for paragraph in paragraphs[-_SIGNATURE_BLOCKS:]:
        line = squeeze(paragraph.text)
        if not line or len(line) > 45 or line.endswith("。"):
            continue
        days = find_dates(line)
        if days and days[-1][2] >= len(line) - 1:
            yield Claim("published", days[-1][0].isoformat(), "signature", evidence_of(document, paragraph))
            line = line[: days[-1][1]]
        if _is_name_line(line):
            yield Claim("issuer", line, "signature", evidence_of(document, paragraph))


def _file_claims(file_name: str) -> Iterator[Claim]:
    """A year in the file's name is a claim like any other, and the last to be believed."""
    for year, _, end in find_years(file_name):
        if file_name[end - 1 : end] == "年":
            yield Claim("year", str(year), "file")


def _declared_claims(declared: Source | None) -> Iterator[Claim]:
    """What the user's list of sources says; the document itself is believed first."""
    if declared is not None and declared.issuer:
        yield Claim("issuer", declared.issuer, "declared")
    if declared is not None and declared.division:
        yield Claim("division", declared.division, "declared")


def _first(claims: Sequence[Claim], what: str, sources: Sequence[str]) -> str | None:
    for source in sources:
        for claim in claims:
            if claim.field == what and (claim.source == source or claim.source.startswith(source + ":")):
                return claim.value
    return None


def _choose_year(claims: Sequence[Claim]) -> int | None:
    """The title's year; else the period's; else the file name's; else the year before publication."""
    by_title = _first(claims, "year", ("meta", "text", "title"))
    if by_title:
        return int(by_title)
    period = _first(claims, "period", ("text",))
    if period:
        return int(period[:4])
    by_file = _first(claims, "year", ("file",))
    if by_file:
        return int(by_file)
    published = _first(claims, "published", ("meta", "text"))
    return date.fromisoformat(published).year - 1 if published else None


def _choose_period(claims: Sequence[Claim], year: int | None) -> Period | None:
    """The statistical period as printed; the one of the report's year when several are."""
    values = [claim.value for claim in claims if claim.field == "period"]
    if not values:
        return None
    chosen = next((v for v in values if year and v.startswith(str(year))), values[0])
    start, _, end = chosen.partition("/")
    return Period(start, end)


def _issuer(document: Document, identity: Identity) -> Issuer:
    name = _name_in_title(identity.title or "")
    for other in [c.value for c in identity.claims if c.field == "issuer"]:
        if not name or (other.startswith(name) and kind_of_body(other) and not kind_of_body(name)):
            name = other
    if not kind_of_body(name):
        name = _named_on_page(document, name)
    name = _with_upper_division(document.text, name)
    code, kind = _first(identity.claims, "division", ("meta", "declared")), kind_of_body(name)
    return Issuer(name or None, kind, None if kind == "zone" else _level(name, code), code)


def _name_in_title(title: str) -> str:
    """What is left of a title without year, form words and brackets."""
    words = _words()
    bare = words["title_pattern"].split(squeeze(title))[0]
    for year, start, end in reversed(find_years(bare)):
        bare = bare[:start] + bare[end:] if year else bare
    bare = re.sub(r"[（(].*?[)）]|^[^一-鿿]+|[^一-鿿]+$", "", bare)
    edges: re.Pattern[str] = words["title_edges"]
    return edges.sub("", bare)


def _named_on_page(document: Document, name: str) -> str:
    """A page title often ends in the publisher's name: …_平潭综合实验区党工委管委会."""
    for part in re.split(r"[_\-|—–]", squeeze(document.metadata.get("title", "")))[1:]:
        if name and part.startswith(name) and kind_of_body(part) and not names_report(part):
            return part
    return name


def _with_upper_division(text: str, name: str) -> str:
    """Complete 鹤城区 to 怀化市鹤城区 when the text prints one full name only (通过怀化市鹤城区… ends in the same)."""
    if len(name) < 3:
        return name
    found = sorted(set(_upper_divisions(text, name)), key=len)
    same = bool(found) and all(other.endswith(found[0]) for other in found)
    return found[0] + name if same else name


_UPPER = re.compile(r"(?:^|[^一-鿿]|由|与|向|的)([一-鿿]{2,7}?[省市州盟])\Z")
_UPPER_LENGTH = 9


def _upper_divisions(text: str, name: str) -> Iterator[str]:
    """What stands before the name and ends like a division."""
    at = text.find(name)
    while at >= 0:
        match = _UPPER.search(text, max(0, at - _UPPER_LENGTH), at)
        if match:
            yield match[1]
        at = text.find(name, at + len(name))


_LEVELS = ("province", "prefecture", "county", "township")


def _level(name: str, code: str | None) -> str | None:
    """The level of the lowest division the name spells out before the body's own word.

    Endings tell towns from counties; the table of divisions tells whether 义乌市 is one, and of a name that several
    divisions bear it tells the level that all of them have. The site's code speaks last.
    """
    words = _words()
    levels: dict[str, str] = words["levels"]
    endings = words["division_ending"].findall(words["no_division"].sub("·", name))
    below = max((levels[ending] for ending in endings), key=_LEVELS.index, default=None)
    if below == "township":
        return below
    agency = resolve(sponsor=name)
    table = divisions().by_code
    named = {table[number].level for number in agency.candidates}
    of_site = table[code].level if code in table else None
    return agency.level or (named.pop() if len(named) == 1 else None) or below or of_site


def evidence_of(document: Document, paragraph: Paragraph) -> Evidence:
    """The place of a paragraph, as evidence."""
    place = paragraph.place
    end = paragraph.start + len(paragraph.text)
    return Evidence(
        document.reader,
        place.page,
        place.bbox,
        place.element,
        start=paragraph.start,
        end=end,
        quote=paragraph.text[:200],
        quote_start=paragraph.start,
    )
