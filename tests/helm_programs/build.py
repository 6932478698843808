"""Build the pinned `helm` programs with Go, each once, into the cache: one folder a version.

python -m tests.helm_programs.build
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.go_programs import ENDING, build, cache_folder, run_go, status

PROGRAMS = {
    "v3.22.0": "helm.sh/helm/v3/cmd/helm",
    "v4.3.1": "helm.sh/helm/v4/cmd/helm",
}


def program_path(version: str) -> Path:
    """Return where the program of a version is, or will be."""
    return cache_folder("helm-programs") / version / f"helm{ENDING}"


def build_helm(version: str, package: str) -> bool:
    """Build one program."""
    return build(
        f"helm {version}",
        program_path(version),
        lambda go, private: run_go([go, "install", f"{package}@{version}"], private, {"GOBIN": str(private)}),
    )


if __name__ == "__main__":
    sys.exit(status([build_helm(version, package) for version, package in PROGRAMS.items()]))
