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
    Section("hostile", "Hostile and broken inputs", "tests.assurance.hostile.measure"),
    Section("texts", "Texts and overrides", "tests.assurance.exact.measure"),
    Section("agreement", "Chart and manifests agree", "tests.assurance.agreement.measure"),
    Section("table", "The rules of the API server", "tests.assurance.table.measure"),
    Section("cluster", "A real API server", "tests.assurance.cluster.measure"),
    Section("faults", "Faults, races and the files of the user", "tests.assurance.faults.measure"),
    Section("reproducibility", "The same bytes everywhere", "tests.assurance.reproducibility.measure"),
    Section("cost", "Bounded cost", "tests.assurance.cost.measure"),
    Section("logs", "Logs without secrets and commands", "tests.assurance.logs.measure"),
    Section("fuzz", "Fuzzing", "tests.assurance.fuzz.measure"),
    Section("mutants", "Faults planted in the product", "tests.assurance.mutation.measure"),
    Section("supply", "Supply chain", "tests.assurance.supply.measure"),
)
