"""The program under test, as a test asks for it: one launcher, many runs, each in a child with its own fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SILENCED = ("CI", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "FORCE_COLOR", "NO_COLOR", "COLUMNS")


class Outcome(NamedTuple):
    """How a run ended: `status` is negative for a signal; `points` are the write points that it met."""

    status: int
    out: str
    err: str
    points: list[str]
    hung: bool


def environment() -> dict[str, str]:
    """Return an environment in which nothing changes what oamc prints; without buffers, a write may be taken in part."""
    kept = {name: value for name, value in os.environ.items() if name not in SILENCED and not name.startswith("OAMC_")}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}


class Product:
    """A launcher (`launcher.py` says what a request may hold)."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.launcher"],
            cwd=ROOT,
            env=environment(),
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
