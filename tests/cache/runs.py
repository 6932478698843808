"""Runs of the command line in this process, and a project to run it on."""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unittest import mock

from oamc.cli import entry
from tests.assurance.faults.trees import snapshot
from tests.support.texts import application, component

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "gitops" / "argocd"
TRAIT = """\
apiVersion: oamc.dev/v1alpha1
kind: TraitTemplate
metadata: {name: noted}
spec:
  description: A note beside the pods.
  appliesTo: [Server]
  properties:
    - {name: text, type: string, default: nothing, description: What is noted.}
  template: |
    objects:
      - apiVersion: v1
        kind: ConfigMap
        metadata: {name: "{{ context.instance }}-note"}
        data: {text: "{{ properties.text }}"}
"""
NOTED = """\
      traits:
        - name: noted
          properties: {text: first}
"""
INSTANCE = "    - componentName: web\n      instanceName: noted-web\n" + NOTED
SPARE = "---\n" + component("spare").replace("  containers:", "  unknownThing: 1\n  containers:")
"""A component with a field that nobody knows: a warning where that is allowed."""


class Outcome(NamedTuple):
    """What a run left behind: its status, what it printed, and everything on the disk but its inputs' times."""

    status: int
    out: str
    err: str
    disk: dict[str, tuple[str, int, bytes]]


def run(arguments: Iterable[str], place: Path, given: bytes = b"") -> Outcome:
    """Run one command line in a directory."""
    out, err = io.BytesIO(), io.BytesIO()
    streams = {"stdin": given, "stdout": out, "stderr": err}
    texts = {
        name: io.TextIOWrapper(io.BytesIO(stream) if isinstance(stream, bytes) else stream, write_through=True)
        for name, stream in streams.items()
    }
    with contextlib.chdir(place), mock.patch.multiple(sys, **texts):
        status = entry.run([str(argument) for argument in arguments])
        for text in texts.values():
            text.flush()
    return Outcome(status, out.getvalue().decode(), err.getvalue().decode(), snapshot(place))


def make_project(place: Path) -> Path:
    """Write a project: applications in two environments with values and a patch, a trait of its own, warnings, and a file."""
    for name in ("apps", "environments"):
        shutil.copytree(EXAMPLE / name, place / name)
    kept = (EXAMPLE / "oamc.toml").read_text().partition("[gitops]")[0]
    (place / "oamc.toml").write_text(
        f'definitions = ["definitions"]\nallow-unknown-fields = true\n{kept}[platform]\nmax-replicas = 50\n'
    )
    (place / "definitions").mkdir()
    (place / "definitions" / "noted.yaml").write_text(TRAIT)
    (place / "apps" / "noted").mkdir()
    (place / "apps" / "noted" / "app.yaml").write_text(component() + application(INSTANCE, name="noted") + SPARE)
    (place / "word.txt").write_text("a word")
    (place / "more.yaml").write_text("noted-web:\n  traits:\n    noted: {text: second}\n")
    return place
