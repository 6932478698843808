"""The Pythons of this machine that the project supports, each with the locked packages that a build may load."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.support.processes import ROOT, run

LEAST = (3, 11)
NEEDED = (
    "attrs",
    "jinja2",
    "jsonschema",
    "jsonschema-specifications",
    "markupsafe",
    "pyyaml",
    "referencing",
    "rpds-py",
    "typing-extensions",
)
"""PyYAML, what writes the README of a chart, and what reads the schemas that users bring."""
VERSION = "import sys; print(sys.implementation.name, *sys.version_info[:3])"


class Interpreter(NamedTuple):
    """A Python: its version, its program, and the folder with what a build needs beside the package."""

    version: str
    program: str
    packages: str


def current() -> Interpreter:
    """Return the Python that runs the tests."""
    return Interpreter(".".join(map(str, sys.version_info[:3])), sys.executable, "")


def found() -> tuple[list[Interpreter], list[str]]:
    """Return one Python for each supported version, and words about those that cannot be used."""
    usable, refused = [current()], []
    for program in _programs():
        version = _version(program)
        if version is None or version[:2] in {tuple(map(int, each.version.split(".")[:2])) for each in usable}:
            continue
        shown = ".".join(map(str, version))
        packages = _packages(program, shown)
        if packages is None:
            refused.append(f"{shown}: its packages cannot be installed")
        else:
            usable.append(Interpreter(shown, program, str(packages)))
    return usable, refused


def _programs() -> list[str]:
    """Return what may be a Python, in the path and where pyenv keeps its own."""
    places = [
        Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder and ".pyenv/shims" not in folder
    ]
    places += sorted(Path.home().glob(".pyenv/versions/3.*/bin"))
    programs = [path for place in places if place.is_dir() for path in sorted(place.glob("python3.[0-9]*"))]
    return [str(path) for path in programs if re.fullmatch(r"python3\.\d+", path.name) and os.access(path, os.X_OK)]


def _version(program: str) -> tuple[int, ...] | None:
    """Return the version of a Python that is supported and has pip."""
    ended = run([program, "-I", "-c", VERSION + "; import pip"], ROOT)
    name, *numbers = ended.out.split() or [""]
    version = tuple(map(int, numbers))
    return version if ended.status == 0 and name == "cpython" and version >= LEAST else None


def _packages(program: str, version: str) -> Path | None:
    """Return the folder with the locked packages for a Python, made once; nothing where it cannot be made."""
    locked = (ROOT / "requirements/run.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9-]+)==.*?(?=^\S|\Z)", locked, re.MULTILINE | re.DOTALL)
    entries = re.findall(r"^[a-z0-9-]+==.*?(?=^\S|\Z)", locked, re.MULTILINE | re.DOTALL)
    wanted = "".join(entry for name, entry in zip(pins, entries, strict=True) if name in NEEDED)
    assert set(NEEDED) <= set(pins), "the lock file names what a build may load"
    cache = os.environ.get("OAMC_PROGRAMS")
    root = (Path(cache) if cache else Path.home() / ".cache" / "oamc") / "pythons"
    place = root / f"{version}-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"
    if place.is_dir():
        return place
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root) as private:
        requirements = Path(private, "requirements.txt")
        requirements.write_text(wanted, encoding="utf-8")
        made = Path(private, "made")
        command = [
            program,
            "-I",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--require-hashes",
        ]
        if run([*command, "--target", made, "-r", requirements], ROOT).status:
            return None
        if not place.exists():
            shutil.move(made, place)
    return place
