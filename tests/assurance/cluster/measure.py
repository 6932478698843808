"""The rows for the table of assurance: what a real API server, kubectl and Helm said to everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tests.assurance.cluster.build import is_built
from tests.assurance.cluster.planted import Caught, caught
from tests.assurance.cluster.rated import PAIRS, rated
from tests.assurance.cluster.search import Found, search
from tests.assurance.cluster.server import Cluster
from tests.assurance.cluster.sets import all_sets
from tests.assurance.rows import Row, Unmeasurable
from tests.support.kubernetes_modules import RELEASES

SENT = {
    "create": "created with strict validation",
    "apply": "applied by the client, compared by kubectl diff, applied again; each override over it, and back",
    "server-side": "applied by the server, compared by kubectl diff; each override over it, and back; again by another manager",
    "Helm 3": "Helm 3: installed, upgraded with the unchanged chart and to each override, rolled back, uninstalled",
    "Helm 4": "Helm 4: installed, upgraded with the unchanged chart and to each override, rolled back, uninstalled",
}
"""The ways in which sets are sent, each with what is done; the first words name the steps that belong to it."""
PROMISED = {"create": "R9"}
"""What a way shows; the others show that what is applied again changes nothing."""
REAPPLIED = "R9, R30"
FULL, QUICK = 20, 0
"""Random applications at depth, and where only the harness is shown."""
FEW_PAIRS = 60


def measure(*, full: bool) -> Iterator[Row]:
    """Yield the rows for each version of Kubernetes that is built."""
    built = [version for version in RELEASES if is_built(version)]
    if not built:
        raise Unmeasurable("no cluster is built: make cluster")
    for version in built if full else built[:1]:
        with Cluster(version) as cluster:
            yield from rows(version, search(cluster, all_sets(FULL if full else QUICK)), caught(cluster))
            ratings = rated(cluster, PAIRS if full else FEW_PAIRS)
            what = f"Kubernetes {version}: random changes of objects that oamc diff rates, applied by kubectl"
            figure = "; ".join((str(ratings), *ratings.unexpected[:1]))
            yield Row(REAPPLIED, what, figure, held=ratings.held)


def rows(version: str, found: Found, planted: Iterable[Caught]) -> Iterator[Row]:
    """Yield the rows of one version of Kubernetes."""
    for way, what in SENT.items():
        taken = sum(count for step, count in found.steps.items() if way_of(step) == way)
        unexpected = [problem for problem in found.unexpected if way_of(problem.step) == way]
        known = Counter(problem.expected for problem in found.problems if problem.expected and way_of(problem.step) == way)
        figure = f"{len(unexpected)} of {taken:,} steps went wrong"
        figure += f": {unexpected[0].name}, {unexpected[0].step}: {unexpected[0].words[:200]}" if unexpected else ""
        figure += "".join(f"; {count} as expected: {entry.reason.removesuffix('.')}" for entry, count in known.items())
        if taken:
            yield Row(
                PROMISED.get(way, REAPPLIED), f"Kubernetes {version}, {found.sets} sets: {what}", figure, held=not unexpected
            )
    broken = list(planted)
    missed = [each.name for each in broken if not each.held]
    yield Row(
        REAPPLIED,
        f"Kubernetes {version}: outputs that are broken on purpose, caught at the right step",
        f"{len(broken) - len(missed)} of {len(broken)}" + (f": not {', '.join(missed)}" if missed else ""),
        held=not missed,
    )


def way_of(step: str) -> str:
    """Return the way to which a step belongs."""
    if step.startswith("Helm "):
        return step[: len("Helm 3")]
    return "server-side" if "server-side" in step else "create" if step.startswith("create") else "apply"
