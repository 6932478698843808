"""Run the worker in a surrounding, and name what differs from what another one made."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from tests.assurance.reproducibility.cases import Input, place
from tests.assurance.reproducibility.interpreters import Interpreter
from tests.assurance.reproducibility.surroundings import Surrounding
from tests.cue_engine.build import site
from tests.support.cue import offer_engine
from tests.support.processes import ROOT, run

Made = dict[str, dict]
WORKER = Path(__file__).with_name("worker.py")
MODES = {"100644", "40755"}
HOUR = 3600.0


def make(interpreter: Interpreter, surrounding: Surrounding, found: list[Input], folder: Path) -> Made:
    """Build all inputs in one surrounding, in a process of its own."""
    top = folder / "top"
    shutil.rmtree(top, ignore_errors=True)
    where = top / surrounding.folder
    where.mkdir(parents=True)
    place(found, where, backwards=surrounding.backwards, reverse_documents=surrounding.documents)
    listed = top / "cases.json"
    commands = [command for each in found for command in each.commands(reverse=surrounding.reverse)]
    listed.write_text(json.dumps(commands), encoding="utf-8")
    command = [interpreter.program, *surrounding.flags, str(WORKER), str(listed), str(where)]
    if surrounding.host and _may_rename_the_host():
        command = ["unshare", "--uts", "sh", "-c", 'hostname elsewhere; exec "$@"', "sh", *command]
    ended = run(
        command, ROOT, environment=_environment(interpreter, surrounding), umask=surrounding.umask, seconds=HOUR, check=True
    )
    made: Made = json.loads(ended.stdout)
    shutil.rmtree(top)
    return made


def differences(reference: Made, made: Made, surrounding: Surrounding) -> list[str]:
    """Return which cases differ, and in what.

    Where files are named in another order, findings come in another order. Where documents stand in another order, lines have
    other numbers, which findings and the comments of a chart name: there the manifests are compared.
    """
    parts = ["status", "tree"] if surrounding.reverse or surrounding.documents else ["status", "messages", "tree"]
    names = [name for name in reference if not surrounding.documents or _has_comparable_manifests(name, reference)]
    differing = [f"{name}: {part}" for name in names for part in parts if reference[name][part] != made[name][part]]
    return differing + [f"{name}: modes {modes}" for name in made if not MODES.issuperset(modes := made[name]["modes"])]


def _has_comparable_manifests(name: str, reference: Made) -> bool:
    """Tell whether a case makes manifests of documents that may stand in any order."""
    return name.endswith(" manifests") and not name.startswith("golden/diagnostics/") and reference[name]["status"] == 0


def _environment(interpreter: Interpreter, surrounding: Surrounding) -> dict[str, str]:
    """Return a bare environment with what the surrounding adds."""
    packages = os.pathsep.join(filter(None, [str(ROOT), interpreter.packages, str(site()) if offer_engine() else ""]))
    bare = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(Path.home()),
        "PYTHONPATH": packages,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return bare | {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"} | dict(surrounding.environment)


def _may_rename_the_host() -> bool:
    """Tell whether this user may give a process another name of the machine."""
    if shutil.which("unshare") is None:
        return False
    return run(["unshare", "--uts", "true"], ROOT).status == 0
