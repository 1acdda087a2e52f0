"""The command line: parses arguments, calls, prints, sets the exit code. Nothing else."""

from nianbao.cli.app import main

__all__ = ["main"]
