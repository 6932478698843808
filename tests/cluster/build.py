"""Build the programs of a cluster with Go, each version once, into a cache outside the checkout.

    python -m tests.cluster.build [VERSION ...]

The cache is `$OAMC_CACHE/kubernetes`, by default `~/.cache/oamc/kubernetes`, one folder a release, which appears whole or not
at all. Modules come from where the Go installation is set up to get them, and are compared with the locked go.sum. They and
what Go compiles of them (2.6 GB) are removed afterwards; the programs (300 MB) stay. Without Go nothing is built.
"""

# A program that people watch:
# ruff: noqa: T201

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.cluster.modules import MODULES, PACKAGES, VERSIONS
from tests.helm_programs.build import cache_folder

STATED = "k8s.io/component-base/version"


def programs_folder(version: str) -> Path:
    """Return the folder of the programs of a version, such as "1.34", whether it is there or not."""
    return cache_folder().parent / "kubernetes" / VERSIONS[version]


def is_built(version: str) -> bool:
    """Tell whether the programs of a version are in the cache."""
    return programs_folder(version).is_dir()


def build(version: str) -> bool:
    """Build the programs of a version if they are missing; tell whether they are there."""
    place = programs_folder(version)
    title = f"Kubernetes {VERSIONS[version]}"
    if is_built(version):
        print(f"{title}: in the cache")
        return True
    if shutil.which("go") is None:
        print(f"{title}: not built, there is no Go here")
        return False
    print(f"{title}: building, which takes six minutes of a quiet machine", flush=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix="building-") as private:
        folder = Path(private)
        shutil.copytree(MODULES, folder / "module", ignore=shutil.ignore_patterns(*VERSIONS))
        for file in ("go.mod", "go.sum"):
            shutil.copy(MODULES / version / file, folder / "module" / file)
        failure = next(filter(None, (_compile(folder, version, name) for name in PACKAGES)), "")
        if failure:
            print(failure[-2000:], f"{title}: the build failed", sep="\n")
            return False
        _move(folder / "programs", place)
    print(f"{title}: built")
    return True


def _compile(folder: Path, version: str, name: str) -> str:
    """Build one program into `folder`; return what Go said if it failed."""
    stated = {"gitVersion": f"v{VERSIONS[version]}", "gitMajor": "1", "gitMinor": version.partition(".")[2]}
    flags = " ".join(["-s -w", *(f"-X {STATED}.{key}={value}" for key, value in stated.items())])
    output = folder / "programs" / name
    command = ["go", "build", "-mod=readonly", "-modcacherw", "-p", "2", "-trimpath", "-ldflags", flags]
    run = subprocess.run(
        [*_politely(), *command, "-o", str(output), PACKAGES[name]],
        cwd=folder / "module",
        check=False,
        env={**os.environ, "CGO_ENABLED": "0", "GOCACHE": str(folder / "compiled"), "GOMODCACHE": str(folder / "modules")},
        stderr=subprocess.PIPE,
        text=True,
    )
    return run.stderr or f"{name}: go ended with status {run.returncode}" if run.returncode else ""


def _politely() -> list[str]:
    """Return what lets everything else on the machine go first, where there is such a thing."""
    return ["nice", "-n", "19"] if shutil.which("nice") else []


def _move(programs: Path, place: Path) -> None:
    """Put the programs into the cache in one step, unless another build was faster."""
    try:
        programs.rename(place)
    except OSError:
        if not place.is_dir():
            raise


def main(versions: list[str]) -> int:
    """Build what is missing of the named versions, or of all."""
    complete = [build(version) for version in versions or VERSIONS]
    return 0 if all(complete) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
