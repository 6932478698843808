"""The table of the harnesses: the function that checks one input, and how many inputs a release is tried with.

Guidance finds inputs that reach new code, and costs ten times as much as a blind mutation of what it has found: a full
run does a little of the one and much of the other.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

CORPUS = Path(__file__).resolve().parent / "corpus"


class Harness(NamedTuple):
    """A harness: its `name`, what it `tries`, the inputs of a full run with guidance and without, the length of the
    `longest` in bytes, and the events of the interpreter that are `allowed` because it needs them itself.

    Its module has the function `check(data)`, which returns nothing or raises, and depends on nothing but its argument.
    """

    name: str
    tries: str
    guided: int
    blind: int
    longest: int = 4096
    allowed: frozenset[str] = frozenset()

    @property
    def corpus(self) -> Path:
        """The folder of seeds and former finds."""
        return CORPUS / self.name

    def load(self) -> Callable[[bytes], None]:
        """Import the module, which imports the compiler, and return its `check`."""
        check: Callable[[bytes], None] = importlib.import_module(f"tests.assurance.fuzz.{self.name}").check
        return check


HARNESSES = {
    harness.name: harness
    for harness in (
        Harness("read", "bytes as a file, through all stages to both outputs", guided=50_000, blind=870_000),
        Harness("documents", "mutated documents of the grammar, to both outputs", guided=10_000, blind=50_000, longest=2048),
        Harness(
            "values",
            "overrides in every form, to manifests and to the chart that Helm renders",
            guided=4_000,
            blind=16_000,
            longest=1024,
            allowed=frozenset(("subprocess.Popen", "open", "tempfile.mkstemp")),  # an engine that died is started again
        ),
    )
}
