"""Ask the API server's own validation, which runs as a program of its own, about one object after the other."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self


class Answer(NamedTuple):
    """What an API server says: why it refuses, and what it warns of. `unknown` objects are of kinds that have no strategy."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    unknown: bool


class Judge:
    """A running program, `main.go`. It is left with `with`, or by `__exit__`."""

    def __init__(self, program: Path) -> None:
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def create(self, item: dict[str, Any]) -> Answer:
        """Return the answer for a new object."""
        return self.ask(json.dumps({"object": item}))

    def change(self, before: dict[str, Any], after: dict[str, Any]) -> Answer:
        """Return the answer for an object that is applied where another was applied before."""
        return self.ask(json.dumps({"before": before, "object": after}))

    def ask(self, line: str) -> Answer:
        """Send one request and read its answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        return Answer(tuple(told["errors"]), tuple(told["warnings"]), told["unknown"])
