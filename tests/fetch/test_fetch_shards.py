"""Several machines share out a list of sources; no two of them may ask one publisher."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from nianbao.cli import main
from nianbao.errors import UsageError
from nianbao.fetch import Shard, parse_shard
from nianbao.fetch.sharding import politeness_key, shard_of
from nianbao.run import harvest
from tests.portal.judging import policy_for
from tests.portal.server import Reply, Simulator, Site
from tests.portal.sites import html

HOSTS = [
    f"{sub}{name}{top}" for name in map(str, range(300)) for sub in ("www.", "zwgk.", "") for top in (".gov.cn", ".cn")
]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 16])
def test_every_host_is_on_one_machine_and_every_machine_has_its_share(count: int) -> None:
    shards = [Shard(number, count) for number in range(1, count + 1)]
    held = {host: [s.number for s in shards if s.holds(f"https://{host}:8443/nb/")] for host in HOSTS}
    assert all(len(machines) == 1 for machines in held.values())
    sizes = [sum(machines == [s.number] for machines in held.values()) for s in shards]
    assert min(sizes) > 0.5 * len(HOSTS) / count


def test_no_registered_name_is_on_two_machines() -> None:
    machines = defaultdict(set)
    for host in HOSTS:
        machines[politeness_key(host)].add(shard_of(host, 5))
    assert {len(found) for found in machines.values()} == {1}


def test_the_machine_of_a_host_never_changes() -> None:
    """Another answer here would send two versions of the program to one portal."""
    hosts = ("www.gov.cn", "zwgk.huaian.gov.cn", "HUAIAN.gov.cn.", "www.js.gov.cn", "127.0.0.1")
    assert [shard_of(host, 7) for host in hosts] == [5, 1, 1, 3, 6]


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "a/b", "1/0", "-1/4", "1/4/2", "¹/4"])
def test_a_shard_that_is_none_is_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError):
        parse_shard(text)
    assert main(["harvest", "http://a.example/", "-o", str(tmp_path), f"--shard={text}"]) == 2
    assert "--shard" in capsys.readouterr().err


def _harvested(folder: Path) -> dict[str, str]:
    with (folder / "harvest.csv").open(encoding="utf-8", newline="") as file:
        return {row["url"]: row["outcome"] for row in csv.DictReader(file)}


def test_machines_together_ask_all_sources_and_each_leaves_the_hosts_of_others_alone(tmp_path: Path) -> None:
    names = [f"www.{name}.example" for name in ("anqing", "baise", "chuzhou", "dalian", "ezhou", "foshan")]
    title = "2024年政府信息公开工作年度报告"

    def site(name: str) -> Site:
        other = names[(names.index(name) + 1) % len(names)]
        page = html(f'<a href="http://{other}/r/{name}.pdf">{title}</a>')
        return lambda request: page if request.path == "/" else Reply(200, b"%PDF-1.4 x")

    answers = {name: site(name) for name in names}
    urls = [f"http://{name}/" for name in names]
    asked: list[set[str]] = []
    rows: list[dict[str, str]] = []
    for number in (1, 2, 3):
        with Simulator(answers) as simulator:
            policy = policy_for(simulator, delay=0.005, shard=Shard(number, 3))
            harvest(urls, tmp_path / str(number), policy)
            asked.append({seen.host.partition(":")[0] for seen in simulator.log})
        rows.append(_harvested(tmp_path / str(number)))
    assert set.union(*asked) == set(names)
    assert sum(map(len, asked)) == len(names)
    assert all(any(found.get(url) == "ok" for found in rows) for url in urls)
    for number, found in enumerate(rows, 1):
        for url, outcome in found.items():
            assert (outcome == "other_shard") == (not Shard(number, 3).holds(url))
    assert any("other_shard" in found.values() for found in rows)
