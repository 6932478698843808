"""kubectl and Helm as people call them: each call has a time limit, a home of its own, and nothing of the user's."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cluster.server import Cluster

SECONDS = 120.0
NO_ANSWER = 124
"""The status of a program that took too long, as `timeout` has it."""


class Answer(NamedTuple):
    """What a program said."""

    status: int
    out: str
    err: str


def tool(program: Path, cluster: Cluster) -> Callable[..., Answer]:
    """Return a function that calls a program with arguments, and with a text as its standard input."""
    home = cluster.folder / "home"
    home.mkdir(exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "KUBECONFIG": str(cluster.kubeconfig), "LANG": "C.UTF-8"}

    def call(*arguments: str, given: str = "") -> Answer:
        try:
            run = subprocess.run(
                [program, *arguments],
                check=False,
                input=given.encode(),
                capture_output=True,
                timeout=SECONDS,
                env=environment,
            )
        except subprocess.TimeoutExpired:
            return Answer(NO_ANSWER, "", f"no answer after {SECONDS:g} s")
        return Answer(run.returncode, run.stdout.decode(errors="replace"), run.stderr.decode(errors="replace"))

    return call
