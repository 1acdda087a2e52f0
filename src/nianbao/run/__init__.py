"""Many sources, local processes, one output folder. Knows nothing of the inside of a stage."""

from nianbao.run.engine import Options, run
from nianbao.run.harvest import harvest
from nianbao.run.summary import Summary

__all__ = ["Options", "Summary", "harvest", "run"]
