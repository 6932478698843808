"""The programs of a cluster, and the locked modules that they are built from.

    python -m tests.assurance.cluster.modules [VERSION ...]

writes `programs/VERSION/go.mod` and `go.sum` again: a tool of development, which needs Go and the network.
"""

# A program that people watch:
# ruff: noqa: T201

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.kubernetes_modules import KUBERNETES, RELEASES, lock

MODULES = Path(__file__).parent / "programs"
PACKAGES = {
    "kube-apiserver": f"{KUBERNETES}/cmd/kube-apiserver",
    "kube-controller-manager": f"{KUBERNETES}/cmd/kube-controller-manager",
    "kubectl": f"{KUBERNETES}/cmd/kubectl",
    "etcd": "./etcd",
    "keys": "./keys",
}
"""The programs, each with the package that it is built of."""


def main(versions: list[str]) -> None:
    """Lock the named versions, or all."""
    for version in versions or RELEASES:
        lock("oamc.test/cluster", RELEASES[version], MODULES, PACKAGES.values(), MODULES / version)
        print(f"Kubernetes {RELEASES[version]}: locked")


if __name__ == "__main__":
    main(sys.argv[1:])
