"""The program under test, as a test asks for it: one launcher, many runs, each in a child with its own fault."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("oamc", "schemas", "templates", "tests/faults")
"""What of a checkout a run reads."""
SILENCED = ("CI", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "FORCE_COLOR", "NO_COLOR", "COLUMNS")


class Outcome(NamedTuple):
    """How a run ended: `status` is negative for a signal; `points` are the write points that it met."""

    status: int
    out: str
    err: str
    points: list[str]
    hung: bool


def environment(root: Path = ROOT) -> dict[str, str]:
    """Return an environment in which nothing changes what oamc prints; without buffers, a write may be taken in part."""
    kept = {name: value for name, value in os.environ.items() if name not in SILENCED and not name.startswith("OAMC_")}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(root)}


class Product:
    """A launcher (`launcher.py` says what a request may hold) of the program in a checkout."""

    def __init__(self, root: Path = ROOT) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.launcher"],
            cwd=root,
            env=environment(root),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, folder: Path, *arguments: str, **request: object) -> None:
        """Begin a run; `finish` waits for it."""
        line = json.dumps({"folder": str(folder), "arguments": arguments, **request})
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def finish(self) -> Outcome:
        """Wait for the run that was begun."""
        line = self._process.stdout.readline()
        assert line, "the launcher has ended"
        return Outcome(**json.loads(line))

    def run(self, folder: Path, *arguments: str, **request: object) -> Outcome:
        """Run one command line in a folder."""
        self.start(folder, *arguments, **request)
        return self.finish()

    def close(self) -> None:
        """End the launcher."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(60)


def for_everybody(folder: Path) -> Product:
    """Start a launcher of a copy of the program below a folder: a run of another user may not enter every checkout."""
    folder.mkdir(mode=0o755)
    for name in NEEDED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for entry in (folder, *folder.rglob("*")):
        entry.chmod(0o755 if entry.is_dir() else 0o644)
    return Product(folder)
