"""Run perturbations at large: ``python -m tests.factory [--seeds 20] [--only TEXT] [--formats html,pdf] [--verbose]``.

``--pairs N`` runs N random pairs of changes instead; of those only the wrong values mean something, for what one
change loses the other may have touched. Prints one line per perturbation that fails, with counts over all runs;
exit code 1 when anything failed. Needs the checkout as the current folder.
"""

from __future__ import annotations

import argparse
import sys

from tests.factory.campaign import Case, Tally, cases, pairs, table_of


def main() -> int:
    """Run, print, and say by the exit code whether the promise held."""
    parser = argparse.ArgumentParser(prog="python -m tests.factory", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--pairs", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--formats", default="")
    parser.add_argument("--kinds", default="")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    tally = Tally()
    seeds = range(options.first, options.first + options.seeds)
    for case in pairs(options.pairs, options.first) if options.pairs else cases(seeds):
        if _wanted(case, options):
            verdict = tally.run(case)
            if options.verbose and not verdict.passed:
                print(f"{case}: {verdict}")
    print(table_of(tally))
    return 0 if tally.passed else 1


def _wanted(case: Case, options: argparse.Namespace) -> bool:
    return (
        options.only in case.perturbation
        and (not options.formats or case.form in options.formats.split(","))
        and (not options.kinds or case.kind in options.kinds.split(","))
    )


if __name__ == "__main__":
    sys.exit(main())
