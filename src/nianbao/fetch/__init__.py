"""Source -> Capture: polite, bounded, resumable fetching into an archive. Nothing here reads a figure."""

from nianbao.codebook.divisions import Agency, Divisions, divisions, resolve
from nianbao.fetch.coverage import Coverage, coverage
from nianbao.fetch.crawl import crawl
from nianbao.fetch.ledger import ARCHIVE, Ledger, Row, archive_in, last_year_due
from nianbao.fetch.policy import Policy, Target, parse_resolve, user_agent
from nianbao.fetch.progress import Progress
from nianbao.fetch.saved import Saved, import_saved
from nianbao.fetch.sharding import Shard, parse_shard
from nianbao.fetch.sources import is_source_table, read_sources

__all__ = [
    "ARCHIVE",
    "Agency",
    "Coverage",
    "Divisions",
    "Ledger",
    "Policy",
    "Progress",
    "Row",
    "Saved",
    "Shard",
    "Target",
    "archive_in",
    "coverage",
    "crawl",
    "divisions",
    "import_saved",
    "is_source_table",
    "last_year_due",
    "parse_resolve",
    "parse_shard",
    "read_sources",
    "resolve",
    "user_agent",
]
