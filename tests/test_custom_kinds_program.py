"""Objects of custom kinds in the API server's own code: schemas, unknown fields, keys of lists, and the rules in CEL.

The program is built once by `make kubernetes-programs`, and reads the definitions of the kinds. Where either is not there,
these tests are skipped and counted.
"""

from __future__ import annotations

import copy
import random
import re
from typing import Any

import pytest

from oamc.kubernetes.custom.kinds import RULES_OF, is_known
from oamc.kubernetes.schemas import problems
from tests.golden_files import GOLDEN, cases, compiled
from tests.support import agreement, yaml_files
from tests.support.api_server import judge_of_custom_kinds
from tests.support.custom_kinds import DEFINITIONS, GIVEN, change_at_random

pytestmark = [pytest.mark.slow, GIVEN]

CHANGES = 6_000
KINDS = tuple(kind for found in RULES_OF.values() for kind in found)
NOT_HELD = {
    r"HTTPRoute rule: spec\.rules\[\d+\]\.backendRefs.*Must have port": "a Service is meant with a port",
    r"HTTPRoute rule: spec\.rules.*requestMirror\.backendRef.*Must have port": "so is one that gets copies of requests",
    r"HTTPRoute rule: spec\.rules.*filters\[\d+\].*must be specified for": "a filter has the part that its type names",
    r"HTTPRoute rule: spec\.rules.*timeouts.*cannot be longer": "the timeout of a backend is not above that of the request",
    r"HTTPRoute rule: spec\.rules.*path": "paths are absolute",
    r"HTTPRoute .*allowOrigins.*should match": "a pattern with repetitions in repetitions, which the tables leave out",
    r"BackendTrafficPolicy rule: spec: .*targetRef": "which objects are targets",
    r"BackendTrafficPolicy rule: spec\.loadBalancer": "a load balancer has the part that its type names",
    r"BackendTrafficPolicy rule: spec\.rateLimit": "a selector of clients selects something",
    r"(DestinationRule|VirtualService) rule: .*duration": "durations are positive",
    r"Rollout unknown field: spec\.template\.metadata\.": "what only Pods that stand alone have of metadata",
}
"""What the API server refuses and oamc does not: patterns of kinds with their reasons, and what they are about.

Rules whose project has a module of hand-written rules leave this list.
"""


def custom_objects() -> list[tuple[str, dict[str, Any]]]:
    """Return the objects of custom kinds that are known in all golden cases, with all overrides that are taken."""
    found = []
    for case in cases(GOLDEN):
        text = "".join(path.read_text(encoding="utf-8") for path in (GOLDEN / case.name).glob("manifests/**/*.yaml"))
        if not any(f"kind: {kind}\n" in text for kind in KINDS):
            continue
        for overrides in [{}, *(given for given in case.overrides if "refused" not in given)]:
            built = compiled(case, overrides=overrides, format="manifests") if overrides else compiled(case, format="manifests")
            objects = (item for output in built.outputs for item in agreement.objects(output.files))
            found += [(case.name, item) for item in objects if item["kind"] in RULES_OF.get(item["apiVersion"], {})]
    return found


def examples() -> list[dict[str, Any]]:
    """Return objects that the definitions take."""
    files = sorted((DEFINITIONS / "examples").glob("*.yaml"))
    return [body for path in files for body in yaml_files.load_all(path.read_text(encoding="utf-8")) if body]


def test_every_golden_object_of_a_custom_kind_is_taken() -> None:
    judge, objects = judge_of_custom_kinds(), custom_objects()
    answers = [(case, item["kind"], judge.create(item)) for case, item in objects]
    assert [one for one in answers if one[2].errors] == []
    assert not any(answer.unknown for _, _, answer in answers)
    made = {"ScaledObject", "ScaledJob", "TriggerAuthentication", "VerticalPodAutoscaler", "TrafficControl"}
    assert made <= {kind for _, kind, _ in answers}


def test_every_example_is_taken() -> None:
    judge = judge_of_custom_kinds()
    answers = [(body["kind"], judge.create(body)) for body in examples()]
    assert len(answers) > 40
    assert [one for one in answers if one[1].errors or one[1].unknown] == []


def test_what_the_server_refuses_is_refused_here() -> None:
    judge, chance = judge_of_custom_kinds(), random.Random(3)
    known = [body for body in examples() if is_known(body["apiVersion"], body["kind"]) and body.get("spec")]
    refused, missed = 0, []
    for _ in range(CHANGES):
        body = copy.deepcopy(chance.choice(known))
        change_at_random(body["spec"], chance)
        if not body["spec"]:
            continue
        answer = judge.create(body)
        refused += bool(answer.errors)
        if answer.errors and not problems(body):
            missed += [one for one in (f"{body['kind']} {error}" for error in answer.errors) if not is_expected(one)]
    assert missed == []
    assert refused > CHANGES // 2


def is_expected(error: str) -> bool:
    """Tell whether an error is one of those that oamc does not find."""
    return any(re.match(pattern, error) for pattern in NOT_HELD)


BROKEN = [
    ("ScaledObject", ("minReplicaCount",), 200),
    ("ScaledObject", ("triggers",), []),
    ("ScaledObject", ("triggers", 0, "metadata", "value"), 80),
    ("ScaledObject", ("maxReplicas",), 5),
    ("ScaledJob", ("jobTargetRef", "template", "spec", "restart"), "Never"),
    ("VerticalPodAutoscaler", ("startupBoost",), {"cpu": {"type": "Factor"}}),
    ("VerticalPodAutoscaler", ("startupBoost",), {"cpu": {"type": "Quantity", "quantity": "1", "factor": 2}}),
    ("TrafficControl", ("targetPort",), {}),
    ("TrafficControl", ("targetPort",), {"vxlan": {"remoteIP": "a.example.com"}}),
    ("ClusterColocationProfile", ("qosClass",), "SE"),
]


@pytest.mark.parametrize(("kind", "path", "value"), BROKEN)
def test_both_refuse_what_is_wrong(kind: str, path: tuple[str | int, ...], value: object) -> None:
    body = copy.deepcopy(next(one for one in examples() if one["kind"] == kind))
    held = body["spec"]
    for step in path[:-1]:
        held = held[step]
    held[path[-1]] = value
    assert judge_of_custom_kinds().create(body).errors
    assert problems(body)


def test_the_program_says_what_it_does_not_know() -> None:
    judge = judge_of_custom_kinds()
    assert judge.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}).unknown
    assert judge.judged("[]").errors
