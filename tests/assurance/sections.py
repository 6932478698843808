"""The harnesses that measure the promises, in the order of the page."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import NamedTuple

from tests.assurance.rows import Row


class Section(NamedTuple):
    """A harness: its `name` on the command line, its `title` on the page, and the `module` whose `measure` runs it."""

    name: str
    title: str
    module: str

    def measure(self, *, full: bool) -> Iterable[Row]:
        """Run the harness, at depth or only as far as shows that it works, and return its rows."""
        rows: Iterable[Row] = importlib.import_module(self.module).measure(full=full)
        return rows


SECTIONS: tuple[Section, ...] = (
    Section("hostile", "Hostile and broken inputs", "tests.hostile.measure"),
    Section("texts", "Texts and overrides", "tests.exact.measure"),
    Section("agreement", "Chart and manifests agree", "tests.agreement.measure"),
    Section("table", "The rules of the API server", "tests.table.measure"),
    Section("cluster", "A real API server", "tests.cluster.measure"),
    Section("faults", "Faults, races and the files of the user", "tests.faults.measure"),
    Section("reproducibility", "The same bytes everywhere", "tests.reproducibility.measure"),
    Section("cost", "Bounded cost", "tests.cost.measure"),
    Section("logs", "Logs without secrets and commands", "tests.logs.measure"),
    Section("fuzz", "Fuzzing", "tests.fuzz.measure"),
    Section("mutants", "Faults planted in the product", "tests.mutation.measure"),
    Section("supply", "Supply chain", "tests.supply.measure"),
)
