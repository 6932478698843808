"""Send what oamc writes to a real API server and report what it says."""

# A program that people watch:
# ruff: noqa: T201

from __future__ import annotations

import argparse
import signal
import sys
from collections import Counter

from oamc.kubernetes.schemas import DEFAULT_VERSION
from tests.assurance.cluster.build import build
from tests.assurance.cluster.planted import caught
from tests.assurance.cluster.rated import rated
from tests.assurance.cluster.search import Found, search
from tests.assurance.cluster.server import Cluster
from tests.assurance.cluster.sets import all_sets
from tests.support.kubernetes_modules import RELEASES


def main() -> int:
    """Build what is missing, start each cluster, and return whether anything was refused that should not be."""
    parser = argparse.ArgumentParser(prog="python -m tests.assurance.cluster", description=__doc__)
    parser.add_argument(
        "--kubernetes", nargs="+", choices=RELEASES, default=[DEFAULT_VERSION], help=f"versions (default: {DEFAULT_VERSION})"
    )
    parser.add_argument("--only", default="", help="only sets whose name has these words, such as 'golden task'")
    parser.add_argument("--applications", type=int, default=40, help="how many random applications (default: 40)")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    right = True
    for version in given.kubernetes:
        if not build(version):
            return 1
        with Cluster(version) as cluster:
            print(f"Kubernetes {version}: {cluster.folder}", flush=True)
            sets = [item for item in all_sets(given.applications) if given.only in item.name]
            found = search(cluster, sets, lambda line: print(f"  {line}", flush=True))
            report(found)
            planted = caught(cluster)
            print(f"{sum(each.held for each in planted)} of {len(planted)} broken outputs are caught")
            print(*(f"not caught: {each.name}: {each.step}" for each in planted if not each.held), sep="\n")
            ratings = rated(cluster)
            print(ratings, *ratings.unexpected, sep="\n")
            right &= (
                ratings.held
                and not found.unexpected
                and all(each.held for each in planted)
                and (bool(given.only) or not found.stale)
            )
    return 0 if right else 1


def report(found: Found) -> None:
    """Print the count of each step, then each problem with the server's words."""
    wrong = Counter(problem.step for problem in found.unexpected)
    expected = Counter(problem.step for problem in found.problems if problem.expected)
    print(f"{found.sets} sets; problems, expected ones and steps taken:")
    for step, taken in found.steps.items():
        print(f"{wrong[step]:>6}{expected[step]:>6}{taken:>7}  {step}")
    for problem in found.unexpected:
        print(problem)
    for entry in found.stale:
        print(f"expected, but never met: {entry.step}: {entry.words}")


if __name__ == "__main__":
    sys.exit(main())
