"""Source -> Capture: polite, bounded fetching of published reports. Nothing here reads a figure."""

from nianbao.fetch.harvest import HarvestRow, Skipped, fetch, fetch_all
from nianbao.fetch.policy import Policy, Target, parse_resolve
from nianbao.fetch.session import Session
from nianbao.fetch.sources import read_sources

__all__ = [
    "HarvestRow",
    "Policy",
    "Session",
    "Skipped",
    "Target",
    "fetch",
    "fetch_all",
    "parse_resolve",
    "read_sources",
]
