"""sources.toml: read exactly, or refused with the place of the mistake."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nianbao.errors import UsageError
from nianbao.fetch import is_source_table, read_sources
from nianbao.model import Source

GOOD = '[[source]]\nurl = "http://www.yunxi.example/nb/"\n'


def _write(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_entry_is_read_in_order(tmp_path: Path) -> None:
    whole = 'issuer = "云溪县财政局"\ndivision = "990123"\nkind = "department"\nyears = [2023, 2024]\n'
    assert read_sources(_write(tmp_path, GOOD + whole + GOOD)) == [
        Source(
            url="http://www.yunxi.example/nb/",
            issuer="云溪县财政局",
            division="990123",
            kind="department",
            years=(2023, 2024),
        ),
        Source(url="http://www.yunxi.example/nb/"),
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (GOOD + 'ulr = "x"\n', "ulr"),
        (GOOD + GOOD + "issuer = 3\n", "[[source]] 2"),
        (GOOD + 'years = ["2024"]\n', "years"),
        (GOOD + "years = [true]\n", "years"),
        (GOOD + 'division = "1234"\n', "division"),
        (GOOD + 'kind = "bureau"\n', "kind"),
        ('[[source]]\nurl = "ftp://a.example/"\n', "url"),
        ('[[source]]\nissuer = "x"\n', "url"),
        ("[[sources]]\n", "sources"),
        ("", "no [[source]]"),
        ("[[source]\n", "not TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_sources(_write(tmp_path, text))
    assert named in str(caught.value)
    assert "sources.toml" in str(caught.value)


def test_a_missing_file_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_sources(tmp_path / "none.toml")


def test_the_room_opens_without_the_http_library() -> None:
    code = "import sys, nianbao.fetch; sys.exit('httpx' in sys.modules or 'selectolax' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


NATIONAL = (
    "网站标识码,网站名称,首页网址,主办单位\n"
    "4312020001,鹤城区人民政府门户网站,www.hecheng.example,怀化市鹤城区人民政府\n"
)


def test_the_national_list_of_sites_is_a_list_of_sources(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_bytes((NATIONAL + "bm1,已关停,,某局\n").encode("gb18030"))
    assert is_source_table(path)
    assert read_sources(path) == [
        Source(url="http://www.hecheng.example/", issuer="怀化市鹤城区人民政府", division="431202", kind="government")
    ]


def test_a_table_of_ones_own_may_say_the_years(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("url,issuer,years\nhttp://a.example/nb/,云溪县财政局,2021-2023\n", encoding="utf-8")
    assert read_sources(path)[0].years == (2021, 2022, 2023)


def test_a_table_without_addresses_is_no_list_of_sources(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("key,value\nrequests.received@total,3\n", encoding="utf-8")
    assert not is_source_table(path)
    with pytest.raises(UsageError):
        read_sources(path)
