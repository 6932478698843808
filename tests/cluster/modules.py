"""The Go module that builds the programs of one version of Kubernetes, without a copy of their sources.

    python -m tests.cluster.modules [VERSION ...]

writes `programs/VERSION/go.mod` and `go.sum` again. `k8s.io/kubernetes` cannot be installed by itself: its go.mod replaces the
modules that are developed with it by folders, which the published module lacks. A module of our own replaces each by what was
published of it: `k8s.io/api` of Kubernetes 1.34.4 is v0.34.4.
"""

# A program that people watch:
# ruff: noqa: T201

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

VERSIONS = {"1.30": "1.30.14", "1.34": "1.34.4", "1.37": "1.37.2"}
"""The oldest supported version, the default one and the newest, each with the release that is built."""
MODULES = Path(__file__).parent / "programs"
KUBERNETES = "k8s.io/kubernetes"
PACKAGES = {
    "kube-apiserver": f"{KUBERNETES}/cmd/kube-apiserver",
    "kube-controller-manager": f"{KUBERNETES}/cmd/kube-controller-manager",
    "kubectl": f"{KUBERNETES}/cmd/kubectl",
    "etcd": "./etcd",
    "keys": "./keys",
}
"""The programs, each with the package that it is built of."""
DEVELOPED_WITH_IT = re.compile(r"^\s*(k8s\.io/\S+) => \./staging/", re.MULTILINE)
GO_LINE = re.compile(r"^go (\S+)$", re.MULTILINE)


def first_module(name: str, release: str, published: str) -> str:
    """Return a go.mod from which Go can find all modules of a release. `published` is the go.mod of `k8s.io/kubernetes`."""
    language = GO_LINE.search(published)
    if language is None:
        raise SystemExit(f"the go.mod of {KUBERNETES} {release} names no version of Go")
    beside = "v0." + release.partition(".")[2]
    replacements = "".join(f"\t{module} => {module} {beside}\n" for module in DEVELOPED_WITH_IT.findall(published))
    return f"module {name}\n\ngo {language[1]}\n\nrequire {KUBERNETES} v{release}\n\nreplace (\n{replacements})\n"


def lock(name: str, release: str, sources: Path, packages: Iterable[str], place: Path) -> None:
    """Write go.mod and go.sum for the packages into `place`. `sources` holds the packages of our own."""
    with tempfile.TemporaryDirectory() as private:
        folder = Path(private)
        for source in sources.glob("*/*.go"):
            target = folder / source.relative_to(sources)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(source.read_bytes())
        found = _go(folder, "mod", "download", "-json", f"{KUBERNETES}@v{release}")
        published = Path(json.loads(found)["GoMod"]).read_text(encoding="utf-8")
        (folder / "go.mod").write_text(first_module(name, release, published), encoding="utf-8")
        # Nothing is built: as for a build, Go adds every sum that it needs, also to show that no other module has a package.
        _go(folder, "build", "-mod=mod", "-n", *packages)
        place.mkdir(exist_ok=True)
        for file in ("go.mod", "go.sum"):
            (place / file).write_bytes((folder / file).read_bytes())


def _go(folder: Path, *arguments: str) -> str:
    """Run Go, and return what it printed."""
    run = subprocess.run(["go", *arguments], cwd=folder, check=False, capture_output=True, text=True)
    if run.returncode:
        raise SystemExit(f"go {arguments[0]}: {run.stderr[-2000:]}")
    return run.stdout


def main(versions: list[str]) -> None:
    """Lock the named versions, or all."""
    for version in versions or VERSIONS:
        lock("oamc.test/cluster", VERSIONS[version], MODULES, PACKAGES.values(), MODULES / version)
        print(f"Kubernetes {VERSIONS[version]}: locked")


if __name__ == "__main__":
    main(sys.argv[1:])
