"""Build the peers from their locks, each once, into the cache of programs.

    python -m benchmarks.peers.build

A peer lies in a folder named by a digest of its lock. Peers in Go are a program, KubeVela has its own definitions beside it,
and cdk8s is a folder of modules. Nothing that a package of npm would run at its installation is run.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.peers.catalog import CDK8S, KUBEVELA, LOCKED, Peer
from tests.support.go_programs import ENDING, build, build_package, cache_folder, run_go, status
from tests.support.processes import Ended

LOCKS = Path(__file__).parent / "locks"
DEFINITIONS = ("webservice", "hpa", "gateway")
"""The definitions of KubeVela that the Application of the benchmark uses."""
NAMESPACE = '{{ include "systemDefinitionNamespace" . }}'
"""What stands in KubeVela's chart for the namespace of its definitions."""


class Built(NamedTuple):
    """A peer after its build: the folder that holds it, or the reason why there is none."""

    peer: Peer
    folder: Path
    reason: str = ""

    @property
    def program(self) -> Path:
        """The program of a peer that Go builds."""
        return self.folder / f"{self.peer.name}{ENDING}"


def lock_files(peer: Peer) -> tuple[Path, ...]:
    """Return the files that pin a peer."""
    names = ("package.json", "package-lock.json") if peer.name == CDK8S else ("go.mod", "go.sum")
    return tuple(LOCKS / peer.name / name for name in names)


def folder_of(peer: Peer) -> Path:
    """Return where a peer is, or will be."""
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in lock_files(peer))).hexdigest()[:12]
    return cache_folder("peers") / f"{peer.name}-{digest}"


def build_peer(peer: Peer) -> Built:
    """Build one peer. A build that fails is a peer with a reason, never an exception."""
    place = folder_of(peer)
    needed = "npm" if peer.name == CDK8S else "go"
    if not place.exists() and shutil.which(needed) is None:
        return Built(peer, place, f"there is no `{needed}` here to build it with")
    reason = install_modules(peer, place) if peer.name == CDK8S else build_program(peer, place)
    return Built(peer, place, reason)


def build_program(peer: Peer, place: Path) -> str:
    """Build a program of Go from its lock; return why it could not be built."""
    failures: list[str] = []

    def make(go: str, private: Path) -> Ended:
        copy_lock(peer, private / "module")
        made = private / place.name
        made.mkdir()
        ended = build_package(go, private, peer.package, made / f"{peer.name}{ENDING}")
        if peer.name == KUBEVELA and not ended.status:
            copy_definitions(private / "modules" / f"{peer.module}@{peer.version}", made / "definitions")
        if ended.status:
            failures.append(last_line(ended))
        return ended

    build(f"{peer.title} {peer.version}", place, make)
    return "" if place.exists() else failures[0]


def copy_definitions(module: Path, target: Path) -> None:
    """Copy the definitions from KubeVela's own chart, each into a file, in the namespace where `vela` looks for them."""
    target.mkdir()
    for name in DEFINITIONS:
        text = (module / "charts" / "vela-core" / "templates" / "defwithtemplate" / f"{name}.yaml").read_text(encoding="utf-8")
        (target / f"{name}.yaml").write_text(text.replace(NAMESPACE, "vela-system"), encoding="utf-8")


def install_modules(peer: Peer, place: Path) -> str:
    """Install packages of npm from their lock, which has a checksum of each; return why they could not be installed."""
    if place.exists():
        print(f"{peer.title} {peer.version}: in the cache")
        return ""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as private:
        made = Path(private, place.name)
        copy_lock(peer, made)
        command = [
            "npm",
            "ci",
            "--omit=dev",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--cache",
            str(Path(private, "cache")),
        ]
        ended = run_go(command, made, {})
        if ended.status:
            return last_line(ended)
        made.replace(place)
    print(f"{peer.title} {peer.version}: installed")
    return ""


def copy_lock(peer: Peer, target: Path) -> None:
    """Copy what pins a peer into a new folder."""
    target.mkdir()
    for file in lock_files(peer):
        shutil.copy(file, target)


def last_line(ended: Ended) -> str:
    """Return the last thing that a failed build said."""
    said = ended.err.strip() or ended.out.strip() or f"it ended with status {ended.status}"
    return said.splitlines()[-1].strip()


def build_all() -> list[Built]:
    """Build every peer that has a lock."""
    return [build_peer(peer) for peer in LOCKED]


if __name__ == "__main__":
    results = build_all()
    for result in results:
        if result.reason:
            print(f"{result.peer.title}: {result.reason}")
    sys.exit(status(not result.reason for result in results))
