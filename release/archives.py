"""Wheel and source archive: the same bytes whoever builds them, wherever, whenever.

The source archive is the repository: every file that git knows, and only those, so that anybody can compare the two. Both are
built from a clean copy of these files by the pinned build backend, with the time of the last commit on every entry.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from release.locks import ROOT

OLDEST = 315532800
"""1980-01-01, the first day that a zip archive can write."""


NEVER = frozenset(
    (".venv", ".venv-audit", ".venv-fuzz", "build", "dist", "__pycache__", ".pytest_cache", ".hypothesis", "PKG-INFO")
)
"""What the targets of the Makefile make, and what a build adds to the source archive."""


def known_files() -> tuple[str, ...]:
    """Return the paths of all files that git knows; where it knows none, as in an unpacked archive, of all that are there."""
    if not (ROOT / ".git").exists():
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        return tuple(sorted(path.as_posix() for path in found if not NEVER & set(path.parts)))
    run = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return tuple(sorted(name for name in run.stdout.decode().split("\0") if name and (ROOT / name).exists()))


def time_of_release() -> int:
    """Return the time that goes on every entry: `SOURCE_DATE_EPOCH` if it is set, else that of the last commit."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    if not (ROOT / ".git").exists():
        return OLDEST
    run = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, check=True)
    return int(run.stdout)


def build(folder: Path, epoch: int, *, mask: int | None = None) -> tuple[Path, ...]:
    """Build both archives into a folder and return them. `mask` is the umask of the build."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="oamc-release-") as place:
        clean = Path(place) / "checkout"
        copy_files(clean)
        made = Path(place) / "made"
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-d", made],
            cwd=clean,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "0"},
            umask=-1 if mask is None else mask,
            capture_output=True,
            check=True,
        )
        return tuple(Path(shutil.copyfile(path, folder / path.name)) for path in sorted(made.iterdir()))


def copy_files(target: Path) -> None:
    """Copy all files that git knows, and whether they can be executed."""
    for name in known_files():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
