"""Figures from sentences: a small grammar kept as data, and the engine that reads by it."""

from nianbao.extract.prose.fates import NumberFate
from nianbao.extract.prose.reading import Prose, account, read_passages, read_prose, read_sentence
from nianbao.extract.prose.sentences import UNMAPPED

__all__ = ["UNMAPPED", "NumberFate", "Prose", "account", "read_passages", "read_prose", "read_sentence"]
