"""The table against the API server's own validation at depth: random changes of good objects, in two versions of Kubernetes.

python -m tests.assurance.table.measure
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.assurance.rows import Row
from tests.assurance.table.changes import SPECIMENS
from tests.assurance.table.compare import Compared, compare
from tests.kubernetes_programs.build import VERSIONS
from tests.support.api_server import running_judge

FIRST_NUMBER = 1_000_000
"""The suite judges the changes with lower numbers."""

LEAST_AGREEMENT = 0.995


def measure(*, full: bool) -> Iterator[Row]:
    """Yield a row for each version of Kubernetes whose validation is built."""
    count = 50_000 if full else 500
    kinds = len({specimen["kind"] for specimen in SPECIMENS})
    for version in VERSIONS:
        judge = running_judge(version)
        if judge is None:
            yield Row("R9", f"the validation of Kubernetes {version}", "not built: there is no Go here", held=True)
            continue
        found = compare(judge, version, FIRST_NUMBER, count)
        yield Row(
            "R9",
            f"{count:,} random changes of good objects of {kinds} kinds: the table of Kubernetes {version} against the API "
            f"server's own validation ({found.refused:,} refused by both, {found.stricter.total():,} by oamc on purpose)",
            f"{len(found.disagreements):,} judged otherwise, {agreement(found):.2%} alike",
            held=agreement(found) >= LEAST_AGREEMENT,
        )


def agreement(found: Compared) -> float:
    """Return which part of the objects both judge alike, or oamc more strictly on purpose."""
    return 1 - len(found.disagreements) / found.judged


def main() -> None:
    """Print the rows, and what is judged otherwise, by its first reason."""
    for version in VERSIONS:
        judge = running_judge(version)
        if judge:
            found = compare(judge, version, FIRST_NUMBER, 20_000)
            print(version, f"{agreement(found):.2%}", dict(found.stricter))  # noqa: T201 - a program that people watch
            for reason, times in Counter(one.summary() for one in found.disagreements).most_common():
                print(f"{times:4} {reason}")  # noqa: T201 - likewise


if __name__ == "__main__":
    main()
