"""The Helm engines that tests use: the one of the test environment, and the pinned programs where Go has built them."""

from __future__ import annotations

import atexit
from functools import cache

import pytest

from oamc.verification.engine import Engine, HelmProgram
from tests.helm_programs.build import PROGRAMS, program_path


@cache
def shared_engine() -> Engine:
    """Return the engine of this test process, started at the first call and stopped at its end."""
    engine = Engine()
    atexit.register(engine.__exit__)
    return engine.__enter__()


@cache
def shared_program(version: str) -> HelmProgram:
    """Return the pinned helm program of a version, or skip the test where it is not built."""
    path = program_path(version)
    if not path.exists():
        pytest.skip(f"helm {version} is not built: python -m tests.helm_programs.build")
    program = HelmProgram(str(path))
    atexit.register(program.__exit__)
    return program.__enter__()


helm_versions = pytest.mark.parametrize("version", list(PROGRAMS))
