"""The Go module of a program that is built of the code of Kubernetes, without a copy of its sources.

`k8s.io/kubernetes` cannot be required as it is: its go.mod replaces the modules that are developed with it (`k8s.io/api` and
its like) by folders, which the published module lacks. A module of our own replaces each by what is published of it:
`k8s.io/api` of Kubernetes 1.34.4 is v0.34.4. `lock` writes its go.mod and go.sum; it needs Go and the network.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

from tests.support.processes import run

RELEASES = {"1.30": "1.30.14", "1.34": "1.34.4", "1.37": "1.37.2"}
"""The oldest supported version, the default one and the newest, each with the release that programs are built of."""
KUBERNETES = "k8s.io/kubernetes"
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


def lock(name: str, release: str, sources: Path, packages: Collection[str], place: Path) -> None:
    """Write go.mod and go.sum for the packages into `place`; `sources` holds the packages of our own."""
    with tempfile.TemporaryDirectory() as private:
        folder = Path(private)
        copy_sources(sources, folder)
        found = _go(folder, "mod", "download", "-json", f"{KUBERNETES}@v{release}")
        published = Path(json.loads(found)["GoMod"]).read_text(encoding="utf-8")
        (folder / "go.mod").write_text(first_module(name, release, published), encoding="utf-8")
        if any(package.startswith(KUBERNETES) for package in packages):
            # No source of ours names these, so tidying would remove them. Nothing is built: as for a build, Go adds every sum
            # that it needs. Those that show that no other module has a package come only when go.mod is complete.
            for _ in range(2):
                _go(folder, "build", "-mod=mod", "-n", *packages)
        else:
            _go(folder, "mod", "tidy")
        place.mkdir(exist_ok=True)
        for file in ("go.mod", "go.sum"):
            shutil.copy(folder / file, place)


def copy_sources(sources: Path, folder: Path) -> None:
    """Copy the `.go` files in and below `sources`."""
    for source in sources.rglob("*.go"):
        target = folder / source.relative_to(sources)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def _go(folder: Path, *arguments: str) -> str:
    """Run Go, and return what it printed."""
    ended = run(["go", *arguments], folder, seconds=3600)  # it downloads all modules of Kubernetes
    if ended.status:
        raise SystemExit(f"go {arguments[0]}: {ended.err[-2000:]}")
    return ended.out
