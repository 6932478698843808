"""The API server's own validation for tests, where Go has built it: `make kubernetes-programs`."""

from __future__ import annotations

import atexit
from functools import cache

import pytest

from tests.kubernetes_programs.build import VERSIONS, program_path
from tests.kubernetes_programs.judge import Judge


@cache
def shared_judge(version: str) -> Judge:
    """Return the judge for a version of Kubernetes, or skip the test where it is not built."""
    path = program_path(version)
    if not path.exists():
        pytest.skip(f"the validation of Kubernetes {version} is not built: python -m tests.kubernetes_programs.build")
    judge = Judge(path)
    atexit.register(judge.__exit__)
    return judge


judged_versions = pytest.mark.parametrize("version", list(VERSIONS))
