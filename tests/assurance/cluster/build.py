"""Build the programs of a cluster with Go, each version once, into a cache outside the checkout.

    python -m tests.assurance.cluster.build [VERSION ...]

The cache has one folder a release, which appears whole or not at all. What Go downloads and compiles (2.6 GB) is removed
afterwards; the programs (300 MB) stay.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.assurance.cluster.modules import MODULES, PACKAGES
from tests.support import go_programs
from tests.support.kubernetes_modules import RELEASES, copy_sources
from tests.support.processes import Ended

STATED = "k8s.io/component-base/version"


def programs_folder(version: str) -> Path:
    """Return the folder of the programs of a version, such as "1.34", whether it is there or not."""
    return go_programs.cache_folder("kubernetes") / RELEASES[version]


def is_built(version: str) -> bool:
    """Tell whether the programs of a version are in the cache."""
    return programs_folder(version).is_dir()


def build(version: str) -> bool:
    """Build the programs of a version if they are missing; tell whether they are there."""
    place = programs_folder(version)

    def make(go: str, private: Path) -> Ended:
        copy_sources(MODULES, private / "module")
        for file in ("go.mod", "go.sum"):
            shutil.copy(MODULES / version / file, private / "module")
        stated = {"gitVersion": f"v{RELEASES[version]}", "gitMajor": "1", "gitMinor": version.partition(".")[2]}
        symbols = {f"{STATED}.{key}": text for key, text in stated.items()}
        for name, package in PACKAGES.items():
            made = go_programs.build_package(go, private, package, private / place.name / name, symbols)
            if made.status:
                break
        return made

    go_programs.build(f"Kubernetes {RELEASES[version]}", place, make)
    return is_built(version)


def main(versions: list[str]) -> int:
    """Build what is missing of the named versions, or of all."""
    complete = [build(version) for version in versions or RELEASES]
    return 0 if all(complete) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
