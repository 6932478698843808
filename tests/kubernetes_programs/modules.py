"""Write `go.mod` and `go.sum` for a program of ours that uses Kubernetes' own code, of every pinned version.

    python -m tests.kubernetes_programs.modules

Kubernetes replaces its staging modules (`k8s.io/api` and its like) by folders of its repository, which its module lacks: a
`go.mod` of ours replaces each by what is published of it. A tool of development: it needs Go and the network.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.kubernetes_programs.build import HERE, VERSIONS

STAGING = re.compile(r"^\s*(k8s\.io/\S+) => \./staging/", re.MULTILINE)
GO_VERSION = re.compile(r"^go (\S+)$", re.MULTILINE)


def go_mod(name: str, version: str, upstream: str, requirements: tuple[str, ...] = ()) -> str:
    """Return the `go.mod` of a program called `name` for a version of Kubernetes, of which `upstream` is the `go.mod`.

    `requirements` are further modules with their versions, such as "go.etcd.io/etcd/server/v3 v3.6.4".
    """
    staging = f"v0.{version.removeprefix('v1.')}"
    found = GO_VERSION.search(upstream)
    assert found, "a go.mod names the version of Go that it wants"
    required = (f"k8s.io/kubernetes {version}", *requirements)
    return "\n".join(
        [
            f"module oamc/tests/{name}\n\ngo {found[1]}\n\nrequire (",
            *(f"\t{requirement}" for requirement in required),
            ")\n\nreplace (",
            *(f"\t{module} => {module} {staging}" for module in sorted(STAGING.findall(upstream))),
            ")\n",
        ]
    )


def write(folder: Path, source: Path, version: str, requirements: tuple[str, ...] = ()) -> None:
    """Write `go.mod` and `go.sum` into `folder` for the program `source`, a file of Go."""
    with tempfile.TemporaryDirectory() as private:
        work = Path(private)
        shutil.copy(source, work)
        told = go(["mod", "download", "-json", f"k8s.io/kubernetes@{version}"], work)
        upstream = Path(json.loads(told)["GoMod"]).read_text(encoding="utf-8")
        (work / "go.mod").write_text(go_mod(source.parent.name, version, upstream, requirements), encoding="utf-8")
        go(["mod", "tidy"], work)
        folder.mkdir(exist_ok=True)
        for name in ("go.mod", "go.sum"):
            shutil.copy(work / name, folder)


def go(arguments: list[str], folder: Path) -> str:
    """Run Go, and return what it printed."""
    return subprocess.run(["go", *arguments], check=True, cwd=folder, stdout=subprocess.PIPE, text=True).stdout


def main() -> int:
    """Write what belongs to the judges."""
    for version in VERSIONS.values():
        write(HERE / version, HERE / "main.go", version)
    return 0


if __name__ == "__main__":
    sys.exit(main())
