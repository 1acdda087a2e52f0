"""Pictures of a panel: trend, distribution by province, composition of outcomes, small multiples.

Each says how many reports stand behind a point, and marks years whose figures are only nearly comparable with a
hollow point. The same panel gives the same bytes. Chinese letters need a font that has them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nianbao.codebook.harmonised import Indicator, Variable, indicators, variables
from nianbao.data import load_toml
from nianbao.dataset.query import opened
from nianbao.errors import Unsupported, UsageError
from nianbao.export.messages import Language, text, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SUFFIXES = (".png", ".svg", ".pdf")
_MOST_PLOTS = 36
_INK, _FADED = "#1f4e79", "#9db8d2"
_COLOURS = ("#1f4e79", "#6fa8dc", "#c0504d", "#f0ad4e", "#8064a2", "#999999")
_HAN = ord("政")
_METADATA: dict[str, dict[str, Any]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Producer": None, "Creator": None},
}

Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What to draw. ``years`` empty means all; ``provinces`` draws the last of them."""

    kind: str
    variable: str = "received"
    by: str = "province"
    years: tuple[int, ...] = ()
    font: Path | None = None


def plot(folder: Path, path: Path, wish: Wish, language: Language) -> None:
    """Draw from the panel ``folder`` into ``path`` (PNG, SVG or PDF by its suffix).

    Raises UsageError for an unknown kind or variable, a file of another kind, nothing to draw, and when no font
    with Chinese letters is found; Unsupported without matplotlib.
    """
    if wish.kind not in _KINDS:
        raise UsageError(wish.kind, problem="plot_kind", known=" ".join(_KINDS))
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(path.as_posix(), problem="plot_suffix")
    _variable(wish.variable)
    matplotlib = _matplotlib()
    with matplotlib.rc_context(_settings(_font(wish.font))), opened(folder) as db:
        figure = _KINDS[wish.kind](lambda sql: db.execute(sql).fetchall(), wish, language)
        _save(figure, path)


def _trend(ask: Ask, wish: Wish, language: Language) -> Figure:
    """Median and quartiles of all bodies, year by year."""
    rows = ask(
        f"""SELECT year, quantile_cont({wish.variable}, [0.25, 0.5, 0.75]), count(*),
        bool_or({wish.variable}_cmp = 'near') FROM panel WHERE {wish.variable} IS NOT NULL AND {_years(wish)}
        GROUP BY year ORDER BY year"""
    )
    figure, axes = _canvas(_needed(rows, wish))
    years = [row[0] for row in rows]
    low, middle, high = zip(*(row[1] for row in rows), strict=True)
    axes.fill_between(years, low, high, color=_FADED, alpha=0.5, linewidth=0, label=_say("quartiles", language))
    axes.plot(years, middle, color=_INK, label=_say("median", language))
    _points(axes, years, middle, [row[3] for row in rows], language)
    _label_years(axes, [(row[0], f"{row[0]}\nn={row[2]}") for row in rows])
    axes.legend(frameon=False)
    _title(axes, wish, language, _say("trend", language))
    return figure


def _provinces(ask: Ask, wish: Wish, language: Language) -> Figure:
    """The bodies of each province in one year as boxes, by median."""
    newest = ask(f"SELECT max(year) FROM panel WHERE {wish.variable} IS NOT NULL AND {_years(wish)}")[0][0]
    rows = ask(
        f"""SELECT coalesce(province, ''), list({wish.variable} ORDER BY {wish.variable}) FROM panel
        WHERE {wish.variable} IS NOT NULL AND year = {int(newest or 0)} GROUP BY 1
        ORDER BY median({wish.variable}), 1"""
    )
    figure, axes = _canvas(_needed(rows, wish), height=1.6 + 0.32 * len(rows))
    boxes = axes.boxplot(
        [row[1] for row in rows],
        orientation="horizontal",
        tick_labels=[f"{_province(row[0], language)}  n={len(row[1])}" for row in rows],
        patch_artist=True,
        medianprops={"color": _INK, "linewidth": 2},
        flierprops={"markersize": 3, "markeredgecolor": _FADED},
    )
    for box in boxes["boxes"]:
        box.set(facecolor=_FADED, edgecolor=_INK, alpha=0.7)
    if all(value >= 0 for row in rows for value in row[1]) and max(row[1][-1] for row in rows) > 1000:
        axes.set_xscale("symlog", linthresh=10)
    _title(axes, wish, language, f"{_say('provinces', language)}  {newest}", values_on="x")
    return figure


def _composition(ask: Ask, wish: Wish, language: Language) -> Figure:
    """Shares of the outcomes of all requests, year by year; bodies with all outcomes known only."""
    outcomes = load_toml("plots.toml")["outcome"]
    sums = [" + ".join(outcome["variables"]) for outcome in outcomes]
    known = " AND ".join(f"({total}) IS NOT NULL" for total in sums)
    rows = ask(
        f"SELECT year, {', '.join(f'sum({total})' for total in sums)}, count(*) FROM panel"
        f" WHERE {known} AND {_years(wish)} GROUP BY year HAVING sum({' + '.join(sums)}) > 0 ORDER BY year"
    )
    figure, axes = _canvas(_needed(rows, wish))
    places = range(len(rows))
    bottom = [0.0] * len(rows)
    for number, (outcome, colour) in enumerate(zip(outcomes, _COLOURS, strict=True), 1):
        share = [100 * row[number] / sum(row[1:-1]) for row in rows]
        axes.bar(places, share, bottom=bottom, color=colour, width=0.7, label=outcome[language])
        bottom = [below + more for below, more in zip(bottom, share, strict=True)]
    axes.set_ylim(0, 100)
    _label_years(axes, [(place, f"{row[0]}\nn={row[-1]}") for place, row in zip(places, rows, strict=True)])
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    axes.set_ylabel("%")
    axes.set_title(_say("composition", language), loc="left", fontweight="bold")
    return figure


def _multiples(ask: Ask, wish: Wish, language: Language) -> Figure:
    """One small plot for each province, body, level or kind: median year by year on a common scale."""
    rows = ask(
        f"""SELECT coalesce({wish.by}, ''), year, median({wish.variable}), bool_or({wish.variable}_cmp = 'near')
        FROM panel WHERE {wish.variable} IS NOT NULL AND {_years(wish)} GROUP BY 1, 2 ORDER BY 1, 2"""
    )
    groups: dict[str, list[tuple[Any, ...]]] = {}
    for row in _needed(rows, wish):
        groups.setdefault(row[0], []).append(row)
    shown = dict(list(groups.items())[:_MOST_PLOTS])
    figure, all_axes = _grid(len(shown))
    for axes, (name, found) in zip(all_axes, shown.items(), strict=False):
        years, values = [row[1] for row in found], [row[2] for row in found]
        axes.plot(years, values, color=_INK)
        _points(axes, years, values, [row[3] for row in found], None)
        axes.set_title(_group(name, wish.by, language), fontsize=9, loc="left")
    left_out = len(groups) - len(shown)
    about = f"  {_say('left_out', language, count=left_out)}" if left_out else ""
    figure.suptitle(f"{_name(wish.variable, language)} · {_say('median', language)}{about}", fontweight="bold")
    return figure


_KINDS: dict[str, Callable[[Ask, Wish, Language], Figure]] = {
    "trend": _trend,
    "provinces": _provinces,
    "composition": _composition,
    "multiples": _multiples,
}


def _points(
    axes: Axes, years: Sequence[int], values: Sequence[float], near: Sequence[bool], said: Language | None
) -> None:
    for hollow, name in ((False, "exact"), (True, "near")):
        chosen = [(x, y) for x, y, is_near in zip(years, values, near, strict=True) if bool(is_near) == hollow]
        if chosen:
            xs, ys = zip(*chosen, strict=True)
            label = _say(name, said) if said else None
            axes.plot(xs, ys, "o", color=_INK, markerfacecolor="white" if hollow else _INK, markersize=5, label=label)


def _canvas(rows: Sequence[Any], height: float = 4.8) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(max(8.0, 1.6 + 0.62 * min(len(rows), 20)), max(3.0, height)), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="both", color="#e4e4e4", linewidth=0.6)
    axes.set_axisbelow(True)
    return figure, axes


def _grid(count: int) -> tuple[Figure, list[Axes]]:
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    columns = min(count, 4 if count > 4 else 2)
    lines = -(-count // columns)
    figure = Figure(figsize=(2.6 * columns + 0.4, 1.9 * lines + 0.6), layout="constrained")
    found = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False)
    all_axes = [axes for line in found for axes in line]
    for number, axes in enumerate(all_axes):
        axes.set_visible(number < count)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(color="#e4e4e4", linewidth=0.6)
        axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        axes.tick_params(labelsize=8, labelbottom=number + columns >= count)
    return figure, all_axes


def _label_years(axes: Axes, labels: Sequence[tuple[int, str]]) -> None:
    axes.set_xticks([place for place, _ in labels], [label for _, label in labels], fontsize=8)


def _title(axes: Axes, wish: Wish, language: Language, about: str, values_on: str = "y") -> None:
    found = _variable(wish.variable)
    axes.set_title(f"{_name(wish.variable, language)} · {about}", loc="left", fontweight="bold")
    axes.set(**{f"{values_on}label": found.unit if language == "zh" else f"{found.unit}"})


def _needed(rows: Sequence[Any], wish: Wish) -> Sequence[Any]:
    if not rows:
        raise UsageError(wish.variable, problem="plot_no_values")
    return rows


def _years(wish: Wish) -> str:
    return f"year IN ({', '.join(str(int(year)) for year in wish.years)})" if wish.years else "year IS NOT NULL"


def _variable(name: str) -> Variable | Indicator:
    items: tuple[Variable | Indicator, ...] = (*variables(), *indicators())
    for found in items:
        if found.id == name:
            return found
    raise UsageError(name, problem="plot_variable")


def _name(variable: str, language: Language) -> str:
    found = _variable(variable)
    return found.en if language == "en" else found.zh


def _group(name: str, by: str, language: Language) -> str:
    return _province(name, language) if by == "province" else word("word", name, language) or "-"


def _province(code: str, language: Language) -> str:
    found = _provinces_named().get(code)
    return found[language] if found else code or _say("unknown", language)


@lru_cache(maxsize=1)
def _provinces_named() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = load_toml("plots.toml")["province"]
    return found


def _say(name: str, language: Language, **facts: object) -> str:
    return text("plot", name, language, **facts)


def _matplotlib() -> Any:
    try:
        import matplotlib
    except ModuleNotFoundError as error:
        raise Unsupported("matplotlib", format="matplotlib", remedy="pip install nianbao[plot]") from error
    return matplotlib


def _settings(font: str) -> dict[str, Any]:
    return {
        "font.family": [font],
        "axes.unicode_minus": False,
        "svg.hashsalt": "nianbao",
        "svg.fonttype": "path",
        "pdf.fonttype": 42,
        "savefig.dpi": 150,
    }


def _font(path: Path | None) -> str:
    """The name of a font that has Chinese letters. Raises UsageError when there is none."""
    from matplotlib import font_manager

    if path is not None:
        return _font_of_file(path)
    known = {entry.name: entry.fname for entry in font_manager.fontManager.ttflist}
    for name in load_toml("plots.toml")["fonts"]:
        if name in known and _has_han(known[name]):
            return str(name)
    raise UsageError("plot", problem="no_cjk_font")


def _font_of_file(path: Path) -> str:
    from matplotlib import font_manager

    try:
        if not _has_han(str(path)):
            raise UsageError(path.as_posix(), problem="no_cjk_font")
        font_manager.fontManager.addfont(path)
        return str(font_manager.FontProperties(fname=path).get_name())
    except (OSError, RuntimeError) as error:
        raise UsageError(path.as_posix(), problem="no_cjk_font", reason=str(error)) from error


def _has_han(path: str) -> bool:
    from matplotlib.ft2font import FT2Font

    return bool(FT2Font(path).get_char_index(_HAN))


def _save(figure: Figure, path: Path) -> None:
    from nianbao.dataset.onefile import beside

    suffix = path.suffix.lower()
    with beside(path) as temporary:
        figure.savefig(temporary, format=suffix[1:], metadata=_METADATA[suffix])
