"""Build the API server's validation of the oldest and the newest supported Kubernetes with Go, each once, into the cache.

    python -m tests.kubernetes_programs.build

A program lies in a folder named by its version and by a digest of what it is made of.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from pathlib import Path

from tests.support.go_programs import ENDING, build, build_package, cache_folder, status
from tests.support.kubernetes_modules import RELEASES
from tests.support.processes import Ended

HERE = Path(__file__).parent
VERSIONS = {version: f"v{RELEASES[version]}" for version in ("1.30", "1.37")}
"""The release of each version of Kubernetes that judges: the oldest and the newest that oamc supports."""

CUSTOM_KINDS = "custom-kinds"
"""The program that judges objects of custom kinds: of one version, since their definitions are checked the same way in all."""

MONTH = 30 * 24 * 3600


def sources(version: str) -> tuple[Path, ...]:
    """Return the files that the program of a version of Kubernetes, or that of custom kinds, is made of."""
    if version == CUSTOM_KINDS:
        return tuple(HERE / "custom_kinds" / name for name in ("main.go", "go.mod", "go.sum"))
    folder = HERE / VERSIONS[version]
    return (HERE / "main.go", folder / "go.mod", folder / "go.sum")


def program_path(version: str) -> Path:
    """Return where the program for a version of Kubernetes, or for custom kinds, is, or will be."""
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sources(version))).hexdigest()[:12]
    return cache_folder("kubernetes-programs") / f"{VERSIONS.get(version, 'custom')}-{digest}" / f"judge{ENDING}"


def build_judge(version: str) -> bool:
    """Build one program."""
    place = program_path(version)

    def make(go: str, private: Path) -> Ended:
        module = private / "module"
        module.mkdir()
        for file in sources(version):
            shutil.copy(file, module)
        return build_package(go, private, ".", private / place.name)

    complete = build(f"validation of Kubernetes {VERSIONS.get(version, 'for custom kinds')}", place, make)
    if place.exists():
        place.parent.touch()
        remove_former(place)
    return complete


def remove_former(place: Path) -> None:
    """Remove programs of the same version that nobody has asked for in a month: another checkout may still use the others."""
    version = place.parent.name.partition("-")[0]
    for other in place.parent.parent.glob(f"{version}-*"):
        if other != place.parent and other.stat().st_mtime < time.time() - MONTH:
            shutil.rmtree(other)


if __name__ == "__main__":
    sys.exit(status([build_judge(version) for version in (*VERSIONS, CUSTOM_KINDS)]))
