"""Programs of the tests that Go builds, each once, into a cache: `$OAMC_PROGRAMS`, by default `~/.cache/oamc`.

Modules come from where the Go installation is set up to get them. Without Go nothing is built, and the tests that need a
program are skipped; a build that fails stops CI (where `CI` is set) and is only reported elsewhere.
"""

# A module of scripts that say what they do:
# ruff: noqa: T201

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.support.processes import Ended, inherited, run

ENDING = ".exe" if os.name == "nt" else ""
LONGEST_BUILD = 4 * 3600.0
"""Seconds: the code of Kubernetes takes minutes, on a busy machine more."""


def cache_folder(name: str) -> Path:
    """Return the folder of the cache for one kind of program."""
    root = os.environ.get("OAMC_PROGRAMS")
    return (Path(root) if root else Path.home() / ".cache" / "oamc") / name


def build(label: str, place: Path, make: Callable[[str, Path], Ended]) -> bool:
    """Build a program, or a folder of them, and put it into the cache in one step.

    Tell whether all is well, also where nothing can be built. `make` gets the `go` program and an empty folder, and leaves
    there a file or a folder with the name of `place`. All else that it leaves is removed with the folder.
    """
    if place.exists():
        print(f"{label}: in the cache")
        return True
    go = shutil.which("go")
    if go is None:
        print(f"{label}: not built, there is no Go here; its tests will be skipped")
        return True
    print(f"{label}: building, which takes some minutes the first time", flush=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as private:
        made = make(go, Path(private))
        if made.status:
            print(made.err[-2000:], f"{label}: the build failed", sep="\n")
            return False
        _move(Path(private, place.name), place)
    print(f"{label}: built")
    return True


def _move(made: Path, place: Path) -> None:
    """Put what was made into the cache in one step; a folder that another build has put there meanwhile stays."""
    try:
        made.replace(place)
    except OSError:
        if not place.is_dir():
            raise


def run_go(command: list[str], folder: Path, settings: dict[str, str]) -> Ended:
    """Run a command of Go in a folder, with these variables beside those of the environment."""
    return run(command, folder, environment=inherited(**settings), seconds=LONGEST_BUILD)


def build_package(go: str, private: Path, package: str, output: Path, symbols: Mapping[str, str] | None = None) -> Ended:
    """Build a package of the locked module in `private / "module"`; `symbols` are variables of Go with their texts.

    The caches of the build, gigabytes for the code of Kubernetes, lie in `private` and are removed with it: files of a module
    cache are read-only, unless asked for.
    """
    linked = " ".join(["-s -w", *(f"-X {name}={text}" for name, text in (symbols or {}).items())])
    command = [
        go,
        "build",
        "-mod=readonly",
        "-modcacherw",
        "-p",
        "2",
        "-trimpath",
        "-ldflags",
        linked,
        "-o",
        str(output),
        package,
    ]
    caches = {"GOCACHE": str(private / "compiled"), "GOMODCACHE": str(private / "modules")}
    return run_go([*politely(), *command], private / "module", {"CGO_ENABLED": "0", "GOFLAGS": "", **caches})


def politely() -> list[str]:
    """Return what lets everything else on the machine go first, where there is such a thing."""
    return ["nice", "-n", "19"] if shutil.which("nice") else []


def status(complete: Iterable[bool]) -> int:
    """Return the exit status after all builds: a failed one stops CI only."""
    return 1 if not all(list(complete)) and os.environ.get("CI") else 0
