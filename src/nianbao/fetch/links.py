"""Addresses as pages write them, and what a link is to us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs, quote, urldefrag, urljoin, urlsplit, urlunsplit

from nianbao.fetch.words import any_word, first_in, has_any, words

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_SAFE = "%/:?#[]@!$&'()*+,;=~-._"
_SESSION = re.compile(r"(?i);(?:jsessionid|phpsessid|aspsessionid\w*)=[^/?#]*")
_SESSION_PARAMETER = re.compile(r"(?i)(?<=[?&])(?:jsessionid|phpsessid|sid_session)=[^&#]*&?")


_TEMPLATE = re.compile(r"^\s*['\"]?\s*\+|\+\s*['\"]?\s*$|\{\{|\$\{|<%")
"""An address that a script has yet to put together."""


@dataclass(frozen=True, slots=True)
class Link:
    """An absolute address and what it is called (the anchor's text and its title)."""

    url: str
    text: str

    def years(self) -> set[int]:
        """Every year its name speaks of."""
        return {int(year) for year in _YEAR.findall(self.text)}


@lru_cache(maxsize=4096)
def resolved(base: str, written: str) -> str:
    """The address that a script means by what it has written; empty, which is no site's, for what cannot be one."""
    try:
        found = urljoin(base, written)
        urlsplit(found)
    except ValueError:  # http://[x
        return ""
    return found


def absolute(base: str, href: str, *, fragment: bool = False) -> str | None:
    """The address an href means; None for scripts, mail, templates and what cannot be an address.

    The fragment goes unless asked for, a session's number always. Names outside ASCII are written in IDNA.
    """
    if _TEMPLATE.search(href):
        return None
    try:
        url = urljoin(base, href.strip().replace("\\", "/"))
        parts = urlsplit(url if fragment else urldefrag(url).url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            return None
        netloc = _netloc(parts.hostname, parts.port, parts.scheme)
    except (ValueError, UnicodeError):
        return None
    path = _SESSION.sub("", parts.path)
    query = _SESSION_PARAMETER.sub("", f"?{parts.query}")[1:].rstrip("&") if parts.query else ""
    return quote(urlunsplit((parts.scheme, netloc, path or "/", query, parts.fragment)), safe=_SAFE)


def _netloc(host: str, port: int | None, scheme: str) -> str:
    name = host if host.isascii() else host.encode("idna").decode("ascii")
    shown = f"[{name}]" if ":" in name else name
    return shown if port is None or port == {"http": 80, "https": 443}[scheme] else f"{shown}:{port}"


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one publisher: the same host, or names under one (``zwgk.a.gov.cn``).

    >>> same_site("http://www.a.gov.cn/", "http://zwgk.a.gov.cn/x"), same_site("http://a.gov.cn/", "http://b.gov.cn/")
    (True, False)
    """
    hosts = [urlsplit(url).hostname or "" for url in (one, other)]
    first, second = (host.removeprefix("www.") for host in hosts)
    if first == second or first.endswith(f".{second}") or second.endswith(f".{first}"):
        return True
    return registered(first) == registered(second) != ""


def registered(host: str) -> str:
    """The name that was registered: two labels, or three under a public suffix of two like gov.cn."""
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return ""
    count = 3 if labels[-1] == "cn" and labels[-2] in {"gov", "com", "org", "net", "edu", "ac"} else 2
    return ".".join(labels[-count:]) if len(labels) > count else ""


def kind_of(link: Link, *, in_column: bool) -> str | None:
    """``report``, ``column``, the word that makes it another kind of report, or None."""
    known = words()["report_link"]
    if not has_any(link.text, known["kind"]):
        return "report" if in_column and _may_be_report(link) else None
    if not (in_column or has_any(link.text, known["topic"]) or has_any(link.url.lower(), known["address"])):
        return None
    if other := first_in(link.text, known["not"]) or _other_topic(link.text):
        return other
    if has_any(link.text, words()["column"]["collections"]):
        return "column"
    if in_column and file_address(link.url, link.url) and has_any(link.text, known["topic"]):
        return "report"
    if link.years() or (in_column and _article_address().search(urlsplit(link.url).path)):
        return "report"
    return "column" if has_any(link.text, words()["column"]["words"]) else None


def is_weak(text: str) -> bool:
    """The name alone does not say that it is a report: the page behind it has to."""
    return not has_any(text, words()["report_link"]["kind"])


def _may_be_report(link: Link) -> bool:
    """In a column of reports: a name that was clipped, or nothing but the name of a body, that leads to an article."""
    known = words()["report_link"]
    path = urlsplit(link.url).path
    if first_in(link.text, known["not"]) or not (_article_address().search(path) or _PAGE_FILE.search(path)):
        return False
    if has_any(link.text, known["in_column"]):
        return True
    clipped = link.text.endswith(("…", "...", "..", "……"))
    return has_any(link.text, known["clipped"]) if clipped else names_body(link.text)


def names_body(text: str) -> bool:
    """Nothing but the name of a body."""
    bare = text.strip(" ·•.-—")
    return bool(_BODY_NAME.match(bare)) and bare.endswith(tuple(words()["report_link"]["bodies"]))


_BODY_NAME = re.compile(r"^[一-鿿（）()]{3,24}$")
_PAGE_FILE = re.compile(r"(?i)/(?!(?:index|list|default|main)[_.\d])[\w-]+\.(?:s?html?|jsp|aspx?|php)$")


@lru_cache(maxsize=1)
def _topic_place() -> re.Pattern[str]:
    return re.compile(rf"20\d\d\s*年?度?([一-鿿]{{2,16}}?)(?:{any_word(words()['report_link']['reports'])})")


@lru_cache(maxsize=1)
def _only_year() -> re.Pattern[str]:
    return re.compile(rf"20\d\d\s*(?:{any_word(words()['report_link']['only_year'])})?")


def is_year(text: str) -> bool:
    """Nothing but a year: 2023年, 2023年度报告."""
    return bool(_only_year().fullmatch(text))


def _other_topic(text: str) -> str | None:
    """What the report is about when that is not disclosure: 2024年信访工作年度报告."""
    known = words()["report_link"]
    found = _topic_place().search(text)
    if found is None or has_any(text, known["topic"]):
        return None
    middle = found[1]
    for word in known["between"]:
        middle = middle.replace(word, "")
    return found[1] if middle and not found[1].endswith(tuple(known["bodies"])) else None


def other_column(text: str) -> bool:
    """A column of annual reports that names what they are about, and it is not disclosure: 企业年报, 统计工作年报."""
    known = words()
    if has_any(text, known["report_link"]["topic"]):
        return False
    for word in [*known["column"]["words"], *known["report_link"]["between"], *known["column"]["beside"]]:
        text = text.replace(word, "")
    rest = "".join(_CHINESE.findall(text))
    return bool(rest) and not rest.endswith(tuple(known["report_link"]["bodies"]))


_CHINESE = re.compile(r"[一-鿿]+")


@lru_cache(maxsize=1)
def _article_address() -> re.Pattern[str]:
    return re.compile(words()["report_link"]["article_address"])


def file_address(base: str, target: str, text: str = "") -> str | None:
    """The address of the document that a link, a frame or a viewer shows, or None when it shows none."""
    url = absolute(base, target)
    if url is None:
        return None
    known = words()["attachment"]
    if has_any(urlsplit(url).path.lower(), known["viewers"]):
        url = _shown(url) or url
    parts = urlsplit(url)
    suffixes = tuple(known["suffixes"])
    named = parts.path.lower().endswith(suffixes) or parts.query.lower().endswith(suffixes)
    handed_out = has_any(url.lower(), known["address"]) or text.lower().strip().endswith(suffixes)
    return url if named or handed_out else None


def _shown(url: str) -> str | None:
    """``viewer.html?file=/a.pdf`` shows ``/a.pdf``."""
    query = parse_qs(urlsplit(url).query)
    for name in words()["attachment"]["viewer_parameters"]:
        for value in query.get(name, []):
            if target := absolute(url, value):
                return target
    return None
