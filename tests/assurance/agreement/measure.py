"""Agreement at depth: 2,000 applications with five sets of overrides each, and what they covered.

python -m tests.assurance.agreement.measure
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.assurance.agreement.coverage import all_constructs, constructs_of
from tests.assurance.agreement.search import OVERRIDES, options_of, search
from tests.assurance.rows import Row
from tests.kubernetes_programs.build import VERSIONS
from tests.strategies.applications import sample_application
from tests.support.api_server import running_judge

FIRST_NUMBER = 100_000
"""The suite searches the applications with lower numbers."""


def measure(*, full: bool) -> Iterator[Row]:
    """Yield the rows of the search and of its coverage."""
    applications = 2_000 if full else 25
    problems: list[str] = []
    compared = refused = 0
    seen: Counter[str] = Counter(dict.fromkeys(all_constructs(), 0))
    for number in range(FIRST_NUMBER, FIRST_NUMBER + applications):
        documents = sample_application(number)
        found = search(documents, number)
        compared += found.compared
        refused += found.refused
        problems += [f"application {number}: {problem}" for problem in found.problems]
        seen.update(constructs_of(documents, options_of(documents, number)))
    judges = " and ".join(version for version in VERSIONS if running_judge(version)) or "not built"
    told = f": {problems[0][:300]}" if problems else ""
    yield Row(
        "R8, R9, R10",
        f"{applications:,} random applications × {OVERRIDES} random sets of overrides: the chart rendered by Helm against the "
        f"manifests as objects ({refused:,} refused by both), valid for Kubernetes, nothing refused or warned of by the API "
        f"server's own validation ({judges}), no two objects of one name, chart lints, values.schema.json closed",
        f"{len(problems)} of {compared:,}{told}",
        held=not problems,
    )
    missing = sorted(name for name, times in seen.items() if not times)
    least = min(seen.values())
    yield Row(
        "R8",
        "constructs of the language that these applications have (fields, properties, types × traits, pairs of traits, "
        f"options, forms): each at least {least} times",
        f"{len(seen) - len(missing)} of {len(seen)}" + (f": not {', '.join(missing[:5])}" if missing and full else ""),
        held=not missing or not full,
    )


if __name__ == "__main__":
    for row in measure(full=True):
        print(*row, sep=" | ", flush=True)  # noqa: T201 - a program that people watch
