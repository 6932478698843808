"""The ways in which one run over many applications can be made, and what comes of it: the same, whatever the way.

In: a folder. Out: for each way, the digest of all that was printed and of all that was written. The first way compiles
everything at once, in one process, and remembers nothing.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from tests.assurance.faults.trees import snapshot
from tests.support.processes import inherited, oamc
from tests.support.texts import application, component, instance

APPLICATIONS = 70
"""More than two parts have."""
FORMS = {
    "charts": ("--format", "helm", "-o", "out"),
    "manifests in files": ("--format", "manifests", "--layout", "per-object", "-o", "out"),
    "manifests in one stream": ("--format", "manifests"),
}
CLUSTER = "on a cluster"
WAYS = {
    "at once": ("--origins", "origins.json"),
    "in parts": (),
    "in two processes": ("-j", "2"),
    "in five processes": ("-j", "5"),
    "with an empty cache": ("--cache", "CACHE"),
    "with a full cache": ("--cache", "CACHE", "-j", "2"),
    CLUSTER: ("--dask", "local"),
}
TREE = "a tree for Argo CD in two environments"
WAYS_OF_TREES = ("in parts", "in two processes", "in five processes")
PROJECT = """\
inputs = ["apps"]

[env.staging]
namespace = "staging"
cluster = {name = "staging"}
set = ["app-01-web.replicas=2"]

[env.production]
namespace = "production"
cluster = {name = "production"}
exclude = ["app-02"]

[gitops]
repo-url = "https://git.example.com/team/deploy.git"
"""
DOUBTFUL = 9
"""Each application whose number this divides has something to tell."""


def write_fleet(folder: Path) -> None:
    """Write the applications, each in a file of its own: some of them with warnings."""
    folder.mkdir(parents=True)
    (folder.parent / "oamc.toml").write_text(PROJECT)
    for number in range(APPLICATIONS):
        name = f"app-{number:02}"
        text = component(name) + application(instance(f"{name}-web", of=name), name=name)
        if number % DOUBTFUL == 0:
            text += "---\n" + component(f"{name}-spare").replace("  containers:", "  unknownThing: 1\n  containers:")
        (folder / f"{name}.yaml").write_text(text)


def digests(folder: Path, form: str, ways: tuple[str, ...] = tuple(WAYS)) -> dict[str, str]:
    """Run each way, and each once more over what it wrote after one document has changed. Return a digest of both for each."""
    found = {}
    cache = folder / "cache"
    for way in ways:
        place = folder / "place"
        write_fleet(place / "apps")
        command = ("gitops",) if form == TREE else ("build", "apps", *FORMS[form])
        arguments = [str(cache) if word == "CACHE" else word for word in (*command, *WAYS[way])]
        seen = [_outcome(place, arguments)]
        changed = place / "apps/app-33.yaml"
        changed.write_text(changed.read_text().replace("example/web:1", "example/web:2"))
        seen.append(_outcome(place, arguments))
        found[way] = hashlib.sha256(repr(seen).encode()).hexdigest()
        shutil.rmtree(place)
    return found


def _outcome(place: Path, arguments: list[str]) -> tuple[object, ...]:
    """Run a command, and return the status, what was printed and what stands on the disk."""
    ended = oamc(*arguments, "--allow-unknown-fields", folder=place, environment=inherited())
    (place / "origins.json").unlink(missing_ok=True)
    assert ended.status == 0, ended
    return ended.status, ended.out, ended.err, sorted(snapshot(place).items())
