"""kubectl and Helm as people call them: each call has a time limit, a home of its own, and nothing of the user's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.support.processes import bare, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.assurance.cluster.server import Cluster

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
    environment = bare(home, KUBECONFIG=str(cluster.kubeconfig))

    def call(*arguments: str, given: str = "") -> Answer:
        ended = run([program, *arguments], Path.cwd(), environment=environment, stdin=given.encode(), seconds=SECONDS)
        if ended.hung:
            return Answer(NO_ANSWER, "", f"no answer after {SECONDS:g} s")
        return Answer(ended.status, ended.out, ended.err)

    return call
