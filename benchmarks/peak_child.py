"""``python -m benchmarks.peak_child [CONTESTANT FILE]`` prints the peak memory of one contestant on one document.

In MB, or ``null`` where the system does not tell. Loads nothing else, so that nobody pays for another.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.processes import peak_megabytes


def peak(contestant: str, path: str) -> None:
    from benchmarks.contestants import by_name
    from benchmarks.documents import capture

    by_name(contestant).run(capture(Path(path).read_bytes(), path))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        peak(*sys.argv[1:])
    print(json.dumps(peak_megabytes()))
