"""Ask the API server's own validation, which runs as a program of its own, about one object after the other."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.processes import Companion


class Answer(NamedTuple):
    """What an API server says: why it refuses, and what it warns of. `unknown` objects are of kinds that have no strategy."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    unknown: bool


class Judge(Companion):
    """A running program, with its arguments. It is left with `with`, or by `close`."""

    def __init__(self, program: Path, *arguments: Path) -> None:
        super().__init__([program, *arguments], stderr=subprocess.DEVNULL)

    def create(self, item: dict[str, Any]) -> Answer:
        """Return the answer for a new object."""
        return self.judged(json.dumps({"object": item}))

    def change(self, before: dict[str, Any], after: dict[str, Any]) -> Answer:
        """Return the answer for an object that is applied where another was applied before."""
        return self.judged(json.dumps({"before": before, "object": after}))

    def insecure(self, item: dict[str, Any], level: str) -> tuple[str, ...]:
        """Return what Pod Security admission says against the pods of an object at a level."""
        return self.judged(json.dumps({"level": level, "object": item})).errors

    def judged(self, line: str) -> Answer:
        """Send one request and read its answer."""
        told = json.loads(self.ask(line))
        return Answer(tuple(told["errors"]), tuple(told["warnings"]), told["unknown"])
