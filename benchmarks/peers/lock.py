"""Write the lock of a peer anew: its go.mod and go.sum, or its package-lock.json. It needs Go or npm, and the network.

    python -m benchmarks.peers.lock kustomize

A new version goes into `catalog` first. The lock names every module with a checksum, and no host that serves it.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.peers.build import LOCKS
from benchmarks.peers.catalog import CDK8S, LOCKED, Peer
from tests.support.go_programs import run_go

REPLACEMENTS = re.compile(r"^replace \(\n.*?^\)\n|^replace [^(\n]+\n", re.MULTILINE | re.DOTALL)
REPLACED = re.compile(r"=> (\S+) (\S+)")


def main(arguments: list[str]) -> int:
    """Write the locks of the peers that are named."""
    known = {peer.name: peer for peer in LOCKED}
    for name in arguments:
        peer = known[name]
        (LOCKS / name).mkdir(parents=True, exist_ok=True)
        if name == CDK8S:
            lock_packages(peer)
        else:
            lock_modules(peer)
    return 0


def lock_modules(peer: Peer) -> None:
    """Write go.mod and go.sum of a program.

    Replacements hold in the main module only, so those of the peer are taken over. The checksums of their versions come from
    the peer's own go.sum, which its own checksum covers: the database of checksums may not know a fork that nobody else uses.
    """
    with tempfile.TemporaryDirectory() as private:
        folder = Path(private)
        published = json.loads(go(folder, "mod", "download", "-json", f"{peer.module}@{peer.version}"))
        replacements = REPLACEMENTS.findall(Path(published["GoMod"]).read_text(encoding="utf-8"))
        (folder / "go.mod").write_text("\n".join(["module peer\n", "go 1.26\n", *replacements]), encoding="utf-8")
        targets = {f"{module} {version}" for module, version in REPLACED.findall("".join(replacements))}
        sums = Path(published["Dir"], "go.sum").read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in sums if line.rpartition(" ")[0].removesuffix("/go.mod") in targets]
        (folder / "go.sum").write_text("".join(kept), encoding="utf-8")
        go(folder, "get", "-tool", f"{peer.package}@{peer.version}")
        for name in ("go.mod", "go.sum"):
            shutil.copy(folder / name, LOCKS / peer.name)


def lock_packages(peer: Peer) -> None:
    """Write package-lock.json for the versions in package.json, without the addresses that packages come from."""
    place = LOCKS / peer.name
    (place / "package-lock.json").unlink(missing_ok=True)
    command = ["npm", "install", "--package-lock-only", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    ended = run_go([*command, "--omit-lockfile-registry-resolved"], place, {})
    if ended.status:
        raise SystemExit(f"npm: {ended.err[-2000:]}")


def go(folder: Path, *arguments: str) -> str:
    """Run Go, and return what it printed."""
    ended = run_go(["go", *arguments], folder, {})
    if ended.status:
        raise SystemExit(f"go {arguments[0]}: {ended.err[-2000:]}")
    return ended.out


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
