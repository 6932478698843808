"""The lock files in `requirements/`: what is pinned, with which hashes, for whom.

They are written by `make lock`; this reader takes only the form that has, and refuses everything else: a line that pins nothing
is no lock.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "requirements"
PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[A-Za-z0-9][A-Za-z0-9.+!_-]*)(?: ; (?P<marker>[^\\]+?))?(?P<more> \\)?"
)
HASH = re.compile(r" {4}--hash=sha256:(?P<digest>[0-9a-f]{64})(?P<more> \\)?")
REASON = re.compile(r" {4}# (?:via(?: (?P<first>.+))?|  (?P<further>.+))")
PROJECT = "oamc (pyproject.toml)"
"""How a lock file calls the package itself, with `:GROUP` behind the file for a dependency group."""


class Pin(NamedTuple):
    """A package at one version: where it is needed (`marker`), the SHA-256 of each published file, and who asks for it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]


class LockError(ValueError):
    """A lock file has a line that no lock may have."""


def lock_files() -> tuple[Path, ...]:
    """Return all lock files."""
    return tuple(sorted(FOLDER.glob("*.txt")))


def read_lock(text: str) -> tuple[Pin, ...]:
    """Return what a lock file pins."""
    pins: list[Pin] = []
    continued = False
    for number, line in enumerate(text.splitlines(), 1):
        if not continued and (found := PIN.fullmatch(line)):
            pins.append(Pin(found["name"], found["version"], found["marker"] or "", (), ()))
            continued = bool(found["more"])
        elif continued and (found := HASH.fullmatch(line)):
            pins[-1] = pins[-1]._replace(hashes=(*pins[-1].hashes, found["digest"]))
            continued = bool(found["more"])
        elif not continued and pins and (found := REASON.fullmatch(line)):
            reason = found["first"] or found["further"]
            if reason and not reason.startswith("-c "):
                pins[-1] = pins[-1]._replace(needed_by=(*pins[-1].needed_by, reason))
        elif continued or not (line.startswith("#") or not line.strip()):
            raise LockError(f"line {number} pins nothing")
    for pin in pins:
        if not pin.hashes:
            raise LockError(f"{pin.name} has no hash")
    return tuple(pins)
