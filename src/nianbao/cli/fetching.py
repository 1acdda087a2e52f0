"""The options of every command that goes to portals."""

from __future__ import annotations

import argparse
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.cli.parser import CommandParser

if TYPE_CHECKING:
    from nianbao.fetch import Policy

_POLICY = ("delay", "deadline", "max_pages", "max_bytes", "connections", "ca_file")


def configure_fetching(parser: CommandParser) -> None:
    """Declare them."""
    from nianbao.fetch import Policy

    manners = Policy()
    parser.option("--resolve", "resolve", action="append", default=[], metavar="HOST:PORT:ADDRESS")
    parser.option("--delay", "delay", type=seconds, default=manners.delay, metavar="SECONDS")
    parser.option("--deadline", "deadline", type=seconds, default=manners.deadline, metavar="SECONDS")
    parser.option("--max-pages", "max_pages", type=positive, default=manners.max_pages, metavar="N")
    parser.option("--max-bytes", "max_bytes", type=positive, default=manners.max_bytes, metavar="N")
    parser.option("--connections", "connections", type=positive, default=manners.connections, metavar="N")
    parser.option("--user-agent", "user_agent", metavar="TEXT")
    parser.option("--contact", "contact", metavar="ADDRESS")
    parser.option("--ca-file", "ca_file", type=Path, metavar="FILE")


def policy(args: Namespace) -> Policy:
    """The manners that were asked for. Raises UsageError for a ``--resolve`` of another shape."""
    from nianbao.fetch import Policy, parse_resolve, user_agent

    given = {name: getattr(args, name) for name in _POLICY}
    agent = args.user_agent or (user_agent(args.contact) if args.contact else Policy().user_agent)
    return Policy(resolve=parse_resolve(args.resolve), user_agent=agent, **given)


def positive(value: str) -> int:
    """A whole number from 1."""
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(value)
    return number


def seconds(value: str) -> float:
    """A time that is not negative."""
    number = float(value)
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(value)
    return number
