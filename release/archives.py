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
    (
        ".coverage", ".git", ".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".venv",
        ".venv-audit", ".venv-fuzz", ".venv-newest", "PKG-INFO", "__pycache__", "build", "charts", "dist",
    )
)  # fmt: skip
"""What is no file of the repository: what git, the tools and the targets of the Makefile make here."""


def known_files() -> tuple[str, ...]:
    """Return the paths of all files that git knows; where it knows none, as in an unpacked archive, of all that are there."""
    listed = _git("ls-files", "-z")
    if listed is not None:
        return tuple(sorted(name for name in listed.split("\0") if name and (ROOT / name).exists()))
    tops = [top for top in ROOT.iterdir() if top.name not in NEVER]
    found = [path for top in tops for path in (top.rglob("*") if top.is_dir() else (top,)) if path.is_file()]
    names = [path.relative_to(ROOT) for path in found]
    return tuple(sorted(name.as_posix() for name in names if not NEVER & set(name.parts)))


def time_of_release() -> int:
    """Return the time that goes on every entry: `SOURCE_DATE_EPOCH` if it is set, else that of the last commit."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    return int(_git("log", "-1", "--format=%ct") or OLDEST)


def _git(*arguments: str) -> str | None:
    """Return what git says of this repository, or nothing where there is none, or no git."""
    if not (ROOT / ".git").exists():
        return None
    try:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        return None


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
