"""Whose site it is: division code, level and kind of body, from site code, sponsor and names; never guessed.

The order is: the site's code (its first six digits), the sponsor, the chain of names, nothing. What is unknown or
fits several divisions stays empty, with the candidates.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from nianbao.data import load_toml
from nianbao.errors import UsageError
from nianbao.text.fold import squeeze

_SITE_CODE = re.compile(r"(\d{6})\d{0,4}")


@dataclass(frozen=True, slots=True)
class Division:
    """One line of the table. ``until`` is the last year of a retired code."""

    code: str
    name: str
    until: int | None = None
    successor: str = ""

    @property
    def level(self) -> str:
        """``province``, ``prefecture`` or ``county``, by the code."""
        if self.code.endswith("0000"):
            return "province"
        return "prefecture" if self.code.endswith("00") else "county"


@dataclass(frozen=True, slots=True)
class Agency:
    """What is known of a body. ``basis``: ``site_code``, ``sponsor``, ``names``, or empty when nothing was decided."""

    division: str | None = None
    level: str | None = None
    kind: str | None = None
    basis: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(slots=True)
class Divisions:
    """A dated table with the names in it."""

    by_code: dict[str, Division] = field(default_factory=dict)
    by_name: dict[str, list[Division]] = field(default_factory=dict)
    longest: int = 0

    @classmethod
    def of(cls, divisions: Iterable[Division]) -> Divisions:
        """Later lines replace earlier ones of the same code: a newer table on top of ours."""
        table = cls({division.code: division for division in divisions})
        for division in table.by_code.values():
            for name in _names(division):
                table.by_name.setdefault(name, []).append(division)
        table.longest = max(map(len, table.by_name), default=0)
        return table

    def above(self, code: str) -> tuple[str, str]:
        """The codes of prefecture and province that a code lies in."""
        return code[:4] + "00", code[:2] + "0000"


def divisions(newer: Path | None = None) -> Divisions:
    """Our table, with a user's on top. Raises UsageError for a file that is not such a table."""
    return Divisions.of([*_ours(), *_read(newer)]) if newer else _our_table()


@lru_cache(maxsize=1)
def _our_table() -> Divisions:
    return Divisions.of(_ours())


def _ours() -> Iterator[Division]:
    return _rows((files("nianbao") / "data" / "divisions.csv").read_text(encoding="utf-8"), "divisions.csv")


def _read(path: Path) -> Iterator[Division]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(str(path), problem=getattr(error, "strerror", None) or "not_text") from None
    return _rows(text, str(path))


def _rows(text: str, where: str) -> Iterator[Division]:
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        code, name, until = (row.get("code") or ""), (row.get("name") or ""), (row.get("until") or "")
        if not re.fullmatch(r"\d{6}", code) or not name or (until and not until.isdigit()):
            raise UsageError(f"{where}: {number}", problem="not a division", expected="code,name,until,successor")
        yield Division(code, name, int(until) if until else None, row.get("successor") or "")


def _names(division: Division) -> Iterator[str]:
    """The full name; of provinces and prefectures also the name without its ending."""
    yield division.name
    if division.level != "county":
        for ending in load_toml("divisions.toml")["names"]["short_endings"]:
            bare = division.name.removesuffix(ending)
            if bare != division.name and len(bare) >= 2:
                yield bare
                return


def resolve(
    site_code: str = "",
    sponsor: str = "",
    names: Sequence[str] = (),
    *,
    year: int | None = None,
    table: Divisions | None = None,
) -> Agency:
    """The body behind a site. ``names`` is a chain from the outside in, such as ("湖南省", "怀化市", "鹤城区").

    With ``year`` codes that were retired before it do not count.
    """
    table = table or divisions()
    if year is not None:
        table = Divisions.of(d for d in table.by_code.values() if d.until is None or d.until >= year)
    kind = kind_of_body(sponsor or (names[-1] if names else ""))
    if found := _by_site_code(site_code, kind, table):
        return found
    candidates: tuple[str, ...] = ()
    for basis, name in (("sponsor", sponsor), ("names", "".join(names))):
        agency = _by_name(squeeze(name), basis, kind, table)
        if agency.basis:
            return agency
        candidates = candidates or agency.candidates
    return Agency(kind=kind, candidates=candidates)


def _by_site_code(site_code: str, kind: str | None, table: Divisions) -> Agency | None:
    words = load_toml("divisions.toml")["names"]
    if site_code.lower().startswith(words["ministry_prefix"]):
        return Agency(None, "national", kind or "department", "site_code")
    code = _SITE_CODE.fullmatch(site_code.strip())
    division = table.by_code.get(code[1]) if code else None
    return Agency(division.code, division.level, kind, "site_code") if division else None


def _by_name(name: str, basis: str, kind: str | None, table: Divisions) -> Agency:
    words = load_toml("divisions.toml")["names"]
    if not name:
        return Agency()
    prefix = next((word for word in words["vertical"] if name.startswith(word)), "")
    national = any(name.startswith(word) for word in words["national"])
    name = name.removeprefix(prefix)
    if national and not _spelt(name, table):
        return Agency(None, "national", kind, basis)
    fitting, text, rest = _deepest(name, table)
    # A short name at the end decides nothing: 新疆生产建设兵团 is not the region.
    if len(fitting) != 1 or fitting[0].name != text:
        return Agency(candidates=tuple(sorted(division.code for division in fitting)))
    (division,) = fitting
    below = re.match(rf"[一-鿿]{{1,8}}?(?:{'|'.join(words['townships'])})", rest)
    level = "township" if below and division.level != "province" else division.level
    return Agency(division.code, level, kind, basis)


def _deepest(name: str, table: Divisions) -> tuple[list[Division], str, str]:
    """The divisions that the last name in ``name`` may mean, given those before it; that name; and what follows."""
    chain = _spelt(name, table)
    last, rest = "", name
    fitting: list[Division] = []
    for start, text in chain:
        options = table.by_name[text]
        inside = [d for d in options if any(_within(d, above, table) for above in fitting)] if fitting else options
        if fitting and not inside:
            # 湖南省...上海路: what does not lie in what came before is no division here.
            break
        fitting, last, rest = _preferred(inside, text), text, name[start + len(text) :]
    return fitting, last, rest


def _spelt(name: str, table: Divisions) -> list[tuple[int, str]]:
    """Names of divisions at the beginning of ``name``, one behind the other, each as long as it can be."""
    found: list[tuple[int, str]] = []
    at = 0
    while at < len(name):
        longest = next(
            (
                name[at : at + n]
                for n in range(min(table.longest, len(name) - at), 1, -1)
                if name[at : at + n] in table.by_name
            ),
            None,
        )
        if longest is None:
            break
        found.append((at, longest))
        at += len(longest)
    return found


def _within(division: Division, above: Division, table: Divisions) -> bool:
    return division.code != above.code and above.code in table.above(division.code)


def _preferred(options: list[Division], text: str) -> list[Division]:
    """A full name goes before a short one: 吉林市 is the city."""
    return [division for division in options if division.name == text] or options


def kind_of_body(name: str) -> str | None:
    """``government``, ``office``, ``department`` ... by the ending of the name; None when no ending is known."""
    bare = squeeze(name)
    if not bare.endswith(kind_endings()):
        return None
    kinds = _kinds()
    return next(kinds[ending] for ending in kind_endings() if bare.endswith(ending))


@lru_cache(maxsize=1)
def kind_endings() -> tuple[str, ...]:
    """The endings that tell the kind of a body, the longest first."""
    return tuple(sorted(_kinds(), key=len, reverse=True))


def _kinds() -> dict[str, str]:
    kinds: dict[str, str] = load_toml("identity.toml")["kinds"]
    return kinds
