"""Figures from sentences: a small grammar kept as data, and the engine that reads by it."""

from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.reading import UNMAPPED, account, read_passages, read_sentence

__all__ = ["UNMAPPED", "NumberFate", "account", "read_passages", "read_sentence"]
