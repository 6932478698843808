"""The program under test, as a test asks for it: one launcher, many runs, each in a child with its own fault."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from tests.support.processes import ROOT, Companion, inherited
from tests.support.surroundings import NAMES

NEEDED = ("oamc", "schemas", "templates", "tests/assurance/faults")
"""What of a checkout a run reads."""


class Outcome(NamedTuple):
    """How a run ended: `status` is negative for a signal; `points` are the write points that it met."""

    status: int
    out: str
    err: str
    points: list[str]
    hung: bool


def environment(root: Path = ROOT) -> dict[str, str]:
    """Return an environment in which nothing changes what oamc prints; without buffers, a write may be taken in part."""
    kept = inherited("OAMC_", PYTHONDONTWRITEBYTECODE="1", PYTHONUNBUFFERED="1", PYTHONPATH=str(root))
    return {name: value for name, value in kept.items() if name not in NAMES}


class Product:
    """A launcher (`launcher.py` says what a request may hold) of the program in a checkout."""

    def __init__(self, root: Path = ROOT) -> None:
        command = [sys.executable, "-m", "tests.assurance.faults.launcher"]
        self._launcher = Companion(command, root, environment=environment(root))

    def start(self, folder: Path, *arguments: str, **request: object) -> None:
        """Begin a run; `finish` waits for it."""
        self._launcher.say(json.dumps({"folder": str(folder), "arguments": arguments, **request}))

    def finish(self) -> Outcome:
        """Wait for the run that was begun."""
        return Outcome(**json.loads(self._launcher.hear()))

    def run(self, folder: Path, *arguments: str, **request: object) -> Outcome:
        """Run one command line in a folder."""
        self.start(folder, *arguments, **request)
        return self.finish()

    def close(self) -> None:
        """End the launcher."""
        self._launcher.close()


def for_everybody(folder: Path) -> Product:
    """Start a launcher of a copy of the program below a folder: a run of another user may not enter every checkout."""
    folder.mkdir(mode=0o755)
    for name in NEEDED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for entry in (folder, *folder.rglob("*")):
        entry.chmod(0o755 if entry.is_dir() else 0o644)
    return Product(folder)
