"""A column of the progress bar. Apart, so that rich is loaded only where a bar is drawn."""

from __future__ import annotations

from rich.progress import ProgressColumn, Task
from rich.text import Text


class RateColumn(ProgressColumn):
    """Documents a second, once there has been a second: those known from before are done at once."""

    def render(self, task: Task) -> Text:
        """``12.3/s``, or nothing while unknown."""
        speed = (task.finished_speed or task.speed) if (task.elapsed or 0.0) > 1 else None
        return Text(f"{speed:.1f}/s" if speed else "")
