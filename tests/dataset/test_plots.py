"""Pictures of the panel: there, whole, the same bytes again; a missing font is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nianbao.cli import main
from nianbao.dataset import plots
from nianbao.dataset.plots import Wish, plot
from nianbao.errors import UsageError

_BEGINS = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


@pytest.fixture(autouse=True)
def _font() -> None:
    try:
        plots._font(None)
    except UsageError:
        if os.environ.get("CI") == "true":
            pytest.fail("no font with Chinese letters, and CI installs one")
        pytest.skip("no font with Chinese letters is installed")


@pytest.mark.filterwarnings("error")  # a letter that the font does not have is a warning of matplotlib
@pytest.mark.parametrize("kind", ["trend", "provinces", "composition", "multiples"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_kind_is_drawn_without_a_missing_letter(
    example_panel: Path, tmp_path: Path, kind: str, language: str
) -> None:
    path = tmp_path / f"{kind}.png"
    plot(example_panel, path, Wish(kind), language)  # type: ignore[arg-type]
    assert path.stat().st_size > 5000


@pytest.mark.parametrize("suffix", _BEGINS)
def test_each_format_is_what_it_says_and_the_same_again(example_panel: Path, tmp_path: Path, suffix: str) -> None:
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    for path in (first, second):
        assert main(["plot", "trend", "--panel", str(example_panel), "-o", str(path)]) == 0
    assert first.read_bytes().startswith(_BEGINS[suffix])
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("wish", "name", "problem"),
    [
        (Wish("pie"), "a.png", "plot_kind"),
        (Wish("trend", "x; DROP TABLE panel"), "a.png", "plot_variable"),
        (Wish("trend"), "a.gif", "plot_suffix"),
        (Wish("trend", years=(1999,)), "a.png", "plot_no_values"),
        (Wish("composition", years=(1999,)), "a.png", "plot_no_values"),
        (Wish("provinces", years=(1999,)), "a.png", "plot_no_values"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_is_left(
    example_panel: Path, tmp_path: Path, wish: Wish, name: str, problem: str
) -> None:
    with pytest.raises(UsageError) as caught:
        plot(example_panel, tmp_path / name, wish, "en")
    assert caught.value.details["problem"] == problem
    assert list(tmp_path.iterdir()) == []


def test_without_a_font_the_message_says_which_to_install(
    example_panel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(plots, "_has_han", lambda path: False)
    code = main(["--lang", "zh", "plot", "trend", "--panel", str(example_panel), "-o", str(tmp_path / "a.png")])
    assert code == 2
    assert "fonts-noto-cjk" in capsys.readouterr().err
