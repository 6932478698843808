"""Build the pinned `helm` programs with Go, each once, into a cache outside the checkout.

    python tests/helm_programs/build.py

The cache is `$OAMC_CACHE/helm-programs`, by default `~/.cache/oamc/helm-programs`, one folder a version. Modules come from
where the Go installation is set up to get them. Without Go nothing is built, and the tests that need a program are skipped;
a build that fails stops CI (where `CI` is set) and is only reported elsewhere.
"""

# A script that says what it does:
# ruff: noqa: T201

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAMS = {
    "v3.22.0": "helm.sh/helm/v3/cmd/helm",
    "v4.3.1": "helm.sh/helm/v4/cmd/helm",
}
FILE_NAME = "helm.exe" if os.name == "nt" else "helm"


def cache_folder() -> Path:
    """Return the folder that holds one folder a version."""
    root = os.environ.get("OAMC_CACHE")
    return (Path(root) if root else Path.home() / ".cache" / "oamc") / "helm-programs"


def program_path(version: str) -> Path:
    """Return where the program of a version is, or will be."""
    return cache_folder() / version / FILE_NAME


def build(version: str, package: str) -> bool:
    """Build one program and put it into the cache in one step; tell whether it is there."""
    place = program_path(version)
    if place.exists():
        print(f"helm {version}: in the cache")
        return True
    go = shutil.which("go")
    if go is None:
        print(f"helm {version}: not built, there is no Go here; its tests will be skipped")
        return True
    print(f"helm {version}: building, which takes some minutes the first time", flush=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as private:
        run = subprocess.run(
            [go, "install", f"{package}@{version}"],
            check=False,
            env={**os.environ, "GOBIN": private},
            stderr=subprocess.PIPE,
            text=True,
        )
        if run.returncode:
            print(run.stderr[-2000:], f"helm {version}: the build failed", sep="\n")
            return False
        Path(private, FILE_NAME).replace(place)
    print(f"helm {version}: built")
    return True


def main() -> int:
    """Build what is missing."""
    complete = [build(version, package) for version, package in PROGRAMS.items()]
    return 1 if os.environ.get("CI") and not all(complete) else 0


if __name__ == "__main__":
    sys.exit(main())
