"""What is run for so many applications, in the folder of their inputs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.peers.catalog import CDK8S, HELM
from benchmarks.processes import OAMC, by_helm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.peers.build import Built

BARE = "bare interpreter"
MANIFESTS = "`oamc build` to manifests"
CHART = "`oamc build` to charts"
OAMC_NAME = "oamc"
EACH = "kustomize, a run for each application"


class Job(NamedTuple):
    """A command that is measured: what it is called on the page, and who runs it.

    `output` is the folder that it writes and that is put aside before each run; without one, it prints objects. Such a folder
    holds a chart where `is_chart` is set.
    """

    name: str
    peer: str
    command: tuple[str, ...]
    output: str = ""
    is_chart: bool = False


def jobs(built: Iterable[Built], size: int) -> Iterator[Job]:
    """Return all jobs for so many applications: those of oamc, then those of the peers that are here."""
    yield Job(BARE, "", (sys.executable, "-c", "pass"))
    manifests = (OAMC, "build", "documents", "--format", "manifests")
    yield Job(MANIFESTS, OAMC_NAME, manifests)
    if size > 1:
        yield Job(f"{MANIFESTS}, two processes", OAMC_NAME, (*manifests, "-j", "2"))
    yield Job(CHART, OAMC_NAME, (OAMC, "build", "documents", "-q", "-o", "charts"), "charts", is_chart=True)
    for version, command in by_helm("helm").items():
        yield Job(f"`helm template` {version}, charts written by hand", HELM, tuple(command))
    for result in built:
        if not result.reason:
            yield from _of_peer(result, size)


def _of_peer(result: Built, size: int) -> Iterator[Job]:
    """Return the jobs of a peer that takes applications of OAM v1alpha1; KubeVela has a comparison of its own."""
    name, program, label = result.peer.name, str(result.program), f"{result.peer.title} {result.peer.version}"
    if name == "helmify":
        script = '"$0" helmify-chart < objects.yaml'
        yield Job(label, name, ("/bin/sh", "-c", script, program), "helmify-chart", is_chart=True)
    elif name == "kustomize":
        yield Job(label, name, (program, "build", "kustomize"))
        if size > 1:
            script = 'for folder in kustomize/*/; do "$0" build "$folder" || exit 1; echo ---; done'
            yield Job(f"{EACH}, {result.peer.version}", name, ("/bin/sh", "-c", script, program))
    elif name == "kompose":
        yield Job(label, name, (program, "convert", "-f", "compose.yaml", "--stdout"))
    elif name == "jsonnet":
        yield Job(label, name, (program, "-y", "jsonnet/all.jsonnet"))
    elif name == "cue":
        files = ("cue/web.cue", *(f"cue/shop-{number}.cue" for number in range(size)))
        yield Job(label, name, (program, "export", *files, "-e", "stream", "--out", "text"))
    elif name == CDK8S:
        modules = f"NODE_PATH={result.folder / 'node_modules'}"
        yield Job(label, name, ("/usr/bin/env", modules, "node", "application.js", str(size), "cdk8s"), "cdk8s")


def kubevela_jobs(result: Built, folder: Path, components: int) -> Iterator[Job]:
    """Return the jobs for an Application of KubeVela: oamc, and KubeVela's own program."""
    document = f"application-{components}.yaml"
    yield Job(BARE, "", (sys.executable, "-c", "pass"))
    yield Job(OAMC_NAME, OAMC_NAME, (OAMC, "build", document, "--format", "manifests"))
    settings = (f"HOME={folder}", f"KUBECONFIG={folder / 'nowhere.yaml'}")
    definitions = str(result.folder / "definitions")
    command = (str(result.program), "dry-run", "--offline", "-d", definitions, "-f", document)
    yield Job(result.peer.name, result.peer.name, ("/usr/bin/env", *settings, *command))
