"""The API server's own validation for tests, where Go has built it: `make kubernetes-programs`."""

from __future__ import annotations

import atexit
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest

from oamc.kubernetes.schemas import load_table
from tests.kubernetes_programs.build import CUSTOM_KINDS, VERSIONS, program_path
from tests.kubernetes_programs.judge import Judge
from tests.support.custom_kinds import DEFINITIONS

EXPECTED_WARNINGS = {
    r"duplicate port definition with": "two containers of the document listen on one port",
    r"duplicate port name .* services and probes that select": "two containers of the document call a port the same",
    r"annotation .kubernetes\.io/ingress\.class. is deprecated": "a gateway of KubeVela names its class so",
    r"fractional byte value .* must be an integer": "an amount that an override gives is written as given",
}
"""What an API server may warn of, as patterns, each with the reason why oamc writes it all the same."""


@cache
def running_judge(version: str) -> Judge | None:
    """Return the judge for a version of Kubernetes, or nothing where it is not built."""
    path = program_path(version)
    if not path.exists():
        return None
    judge = Judge(path)
    atexit.register(judge.close)
    return judge


def shared_judge(version: str) -> Judge:
    """Return the judge for a version of Kubernetes, or skip the test where it is not built."""
    judge = running_judge(version)
    if judge is None:
        pytest.skip(f"the validation of Kubernetes {version} is not built: python -m tests.kubernetes_programs.build")
    return judge


@cache
def judge_of_custom_kinds() -> Judge:
    """Return the judge of custom kinds with all definitions, or skip the test where it is not built."""
    path = program_path(CUSTOM_KINDS)
    if not path.exists():
        pytest.skip("the validation of custom kinds is not built: python -m tests.kubernetes_programs.build")
    folders = ("argo-cd", "catalogue", "flux")
    judge = Judge(path, *sorted(file for folder in folders for file in (DEFINITIONS / folder).rglob("*.yaml")))
    atexit.register(judge.close)
    return judge


judged_versions = pytest.mark.parametrize("version", list(VERSIONS))


def is_judged(item: dict[str, Any]) -> bool:
    """Tell whether an object is of Kubernetes itself. Others have no strategy in an API server."""
    return item["apiVersion"].rpartition("/")[0] in load_table().groups


def objections(judge: Judge, found: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield what an API server refuses in new objects, and what it warns of without being expected to."""
    for item in filter(is_judged, found):
        answer = judge.create(item)
        place = f"{item['kind']} {item['metadata']['name']}"
        yield from (f"{place} is refused: {error}" for error in answer.errors)
        yield from (
            f"{place} is warned of: {warning}"
            for warning in answer.warnings
            if not any(re.search(pattern, warning) for pattern in EXPECTED_WARNINGS)
        )


def all_objections(found: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the objections of every judge that is built, to what a search found."""
    for version in VERSIONS:
        judge = running_judge(version)
        if judge:
            yield from (f"Kubernetes {version}: {objection}" for objection in objections(judge, found))
