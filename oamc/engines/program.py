"""Where the program of the package `oamc_cue` is.

It is looked for in the packages of this interpreter only: never on PATH, and never in the working directory, which belongs to
whoever wrote the documents (`python -m oamc` puts it on the search path of modules). No code of the package is run.
"""

from __future__ import annotations

import importlib.machinery
import os
import sys

from oamc.engines.contract import MISSING, EngineFailed

PACKAGE = "oamc_cue"
PROGRAM = "cue-engine.exe" if os.name == "nt" else "cue-engine"


def find_program() -> str:
    """Return the path of the engine's program. Where there is none, `EngineFailed` says what is missing."""
    spec = importlib.machinery.PathFinder.find_spec(PACKAGE, _trusted())
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        raise EngineFailed(MISSING, f"the package {PACKAGE} is not installed")
    program = os.path.join(places[0], PROGRAM)  # noqa: PTH118 - as the rest of oamc does, without pathlib
    if not os.path.isfile(program):  # noqa: PTH113 - likewise
        raise EngineFailed(MISSING, f"the package {PACKAGE} has no program for this kind of machine")
    return program


def _trusted() -> list[str]:
    """Return the search path of modules without the working directory, which an empty entry means too."""
    here = os.path.realpath(os.curdir)
    return [place for place in sys.path if os.path.realpath(place) != here]
