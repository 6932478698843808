"""Build the distribution `oamc-cue` with Go, once, into the cache: as whoever installs it from source does.

    python -m tests.cue_engine.build

The source archive gets all modules. Everything else happens in what it unpacks to, with no way to fetch anything more: the code
is checked and tested, and the wheel built. The folder in the cache is named by a digest of the sources; it has `archives`, and
`site` with the package as an interpreter would find it.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tarfile
import time
import zipfile
from pathlib import Path

from tests.support.go_programs import ENDING, build, cache_folder, politely, run_go, status
from tests.support.processes import ROOT, Ended

SOURCES = ROOT / "release" / "oamc-cue"
MONTH = 30 * 24 * 3600


def files() -> list[Path]:
    """Return the files that the distribution is made of."""
    return sorted(path for path in SOURCES.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def folder() -> Path:
    """Return where the distribution is, or will be."""
    digest = hashlib.sha256()
    for path in files():
        digest.update(f"{path.relative_to(SOURCES).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return cache_folder("cue-engine") / digest.hexdigest()[:12]


def site() -> Path:
    """Return the folder that has the package `oamc_cue`."""
    return folder() / "site"


def program_path() -> Path:
    """Return where the program is, or will be."""
    return site() / "oamc_cue" / f"cue-engine{ENDING}"


def make(go: str, private: Path) -> Ended:
    """Make both archives, and check and test the code between them."""
    source, made = private / "source", private / folder().name
    for path in files():
        target = source / path.relative_to(SOURCES)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    # One set of flags for all, so that nothing is compiled twice.
    settings = {
        "CGO_ENABLED": "0",
        "GOFLAGS": "-modcacherw",
        "GOCACHE": str(private / "compiled"),
        "GOMODCACHE": str(private / "modules"),
    }
    offline = {**settings, "GOFLAGS": "-mod=vendor -trimpath", "GOPROXY": "off"}
    hatch = [sys.executable, "-m", "hatchling", "build", "-d", str(made / "archives"), "-t"]
    gofmt = str(Path(go).with_name(f"gofmt{ENDING}"))
    ended = run_go([gofmt, "-l", "."], source / "worker", settings)
    if ended.out:
        return ended._replace(status=1, stderr=b"not formatted: " + ended.stdout)
    if not ended.status:
        ended = run_go([*politely(), *hatch, "sdist"], source, settings)
    if ended.status:
        return ended
    (archive,) = (made / "archives").glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(private / "unpacked", filter="data")
    (unpacked,) = (private / "unpacked").iterdir()
    for command, place in (
        ([go, "vet", "./..."], unpacked / "worker"),
        ([go, "test", "./..."], unpacked / "worker"),
        ([*hatch, "wheel"], unpacked),
    ):
        ended = run_go([*politely(), *command], place, offline)
        if ended.status:
            return ended._replace(stderr=ended.stdout + ended.stderr)
    (wheel,) = (made / "archives").glob("*.whl")
    with zipfile.ZipFile(wheel) as archived:
        archived.extractall(made / "site")
    (made / "site" / "oamc_cue" / program_path().name).chmod(0o755)
    return ended


def build_engine() -> bool:
    """Build the distribution."""
    place = folder()
    complete = build("CUE engine", place, make)
    if place.exists():
        place.touch()
        # Another checkout may still use the others.
        for other in place.parent.iterdir():
            if other != place and other.stat().st_mtime < time.time() - MONTH:
                shutil.rmtree(other)
    return complete


if __name__ == "__main__":
    sys.exit(status([build_engine()]))
