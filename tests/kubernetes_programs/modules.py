"""Write `go.mod` and `go.sum` of the program of every version again: a tool of development, which needs Go and the network.

python -m tests.kubernetes_programs.modules
"""

from __future__ import annotations

from tests.kubernetes_programs.build import HERE, VERSIONS
from tests.support.kubernetes_modules import lock


def main() -> None:
    """Write what belongs to the judges."""
    for release in VERSIONS.values():
        lock("oamc/tests/kubernetes_programs", release.removeprefix("v"), HERE, ["."], HERE / release)


if __name__ == "__main__":
    main()
