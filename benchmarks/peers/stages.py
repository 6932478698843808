"""Where the time of oamc goes: that of a run for one application, and that of each stage when many are compiled."""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING

from benchmarks.inputs import APPLICATION
from benchmarks.processes import interleaved, run
from oamc.cli.entry import GARBAGE_THRESHOLD
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.spans import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

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


BUILD = "import sys; from oamc.cli.entry import run; run(['build', 'application.yaml', '--format', 'manifests'])"
START = ("the bare interpreter", "load the modules of oamc", "compile")


def start(folder: Path, repetitions: int) -> dict[str, float]:
    """Return the processor time of the parts of a run for one application, in seconds.

    A process that imports the modules of such a run, and does nothing with them, is between a bare interpreter and the run.
    """
    folder.mkdir()
    (folder / "application.yaml").write_text(APPLICATION.format(number=0), encoding="utf-8")
    run([sys.executable, "-c", f"{BUILD}\nprint(*sys.modules, file=open('modules.txt', 'w'))"], folder)
    names = [name for name in (folder / "modules.txt").read_text(encoding="utf-8").split() if name.partition(".")[0] == "oamc"]
    commands = {
        "bare": [sys.executable, "-c", "pass"],
        "loading": [sys.executable, "-c", f"import {', '.join(names)}"],
        "build": [sys.executable, "-c", BUILD],
    }
    costs = interleaved(commands, folder, repetitions, {})
    bare, loading, whole = (costs[name].processor for name in commands)
    return dict(zip(START, (bare, loading - bare, whole - loading), strict=True))


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
