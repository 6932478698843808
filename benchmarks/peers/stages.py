"""Where the time of oamc goes: the processor time of each stage, for applications that are compiled one after the other."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

from benchmarks.inputs import APPLICATION
from oamc.cli.entry import GARBAGE_THRESHOLD
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.spans import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterable

STAGES = {
    "documents": "read YAML into nodes, each with its place",
    "decoded": "decode nodes into typed documents, every field checked",
    "normalized": "make applications of the documents",
    "programs": "bind references, parameters and types",
    "objects": "make objects with their holes",
    "checked": "check the objects against Kubernetes, and each other",
    "outputs": "fill and write the files",
}
"""Properties of a compilation in the order in which it needs them, each with what is done there."""
WARMING = 5
"""Applications that are compiled before, so that modules and tables are loaded."""


def shares(count: int) -> dict[str, float]:
    """Return the processor time of each stage, in seconds for an application."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    times(range(WARMING))
    return {stage: seconds / count for stage, seconds in times(range(count)).items()}


def times(numbers: Iterable[int]) -> dict[str, float]:
    """Return the processor time of each stage over the applications of these numbers."""
    spent = dict.fromkeys(STAGES, 0.0)
    for number in numbers:
        text = APPLICATION.format(number=number)
        compilation = Compilation(
            (SourceFile(path="app.yaml", label="app.yaml", text=text),), Options(format="manifests"), Reports()
        )
        for stage in STAGES:
            before = time.process_time()
            getattr(compilation, stage)
            spent[stage] += time.process_time() - before
    return spent
