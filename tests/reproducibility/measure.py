"""Measure that the same input gives the same bytes, whatever surrounds it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.assurance.rows import Row
from tests.reproducibility.cases import inputs
from tests.reproducibility.compare import Made, differences, make
from tests.reproducibility.interpreters import current, found
from tests.reproducibility.surroundings import SURROUNDINGS

SHOWN = 5


def measure(*, full: bool) -> Iterator[Row]:
    """Build every case in every surrounding under every Python; or a few cases in a few surroundings under this one."""
    cases = inputs(1 if full else 40)
    pythons, refused = found() if full else ([current()], [])
    surroundings = SURROUNDINGS if full else SURROUNDINGS[::8]
    reference: Made = {}
    with tempfile.TemporaryDirectory() as name:
        for python in pythons:
            differing: list[str] = []
            builds = 0
            for surrounding in surroundings:
                made = make(python, surrounding, cases, Path(name))
                reference = reference or made
                builds += len(made)
                differing += [f"{surrounding.name}: {words}" for words in differences(reference, made, surrounding)]
            what = f"Python {python.version}: {len(surroundings)} surroundings x {len(made)} builds (one process a surrounding)"
            named = f" ({'; '.join(differing[:SHOWN])})" if differing else ""
            yield Row("R26", what, f"{len(differing)} of {builds:,} differ{named}", held=not differing)
    for words in refused:
        yield Row("R26", "a Python that was found", f"skipped: {words}", held=True)
