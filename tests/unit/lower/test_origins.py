"""Where every leaf comes from: over all golden cases each has a rule that wrote it, and a place that caused it."""

from __future__ import annotations

import pytest

from oamc.compiler import Compilation
from oamc.objects.tree import leaves
from oamc.objects.verify import verify
from tests.golden_files import DIAGNOSTICS, GOLDEN, cases
from tests.support.documents import RESOURCES, application, compiled_objects, component, container, trait

CASES = {case.name: case for case in (*cases(GOLDEN), *cases(DIAGNOSTICS))}
LEAST = 1_700
"""Leaves of all golden cases together, below which the count would prove little."""


def object_sets(case):
    reports = case.reports()
    compilation = Compilation(case.sources(reports), case.options, reports)
    return [objects for _, objects in compilation.objects if objects is not None]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_objects_of_a_case_are_well_formed(case):
    for objects in object_sets(case):
        verify(objects)


def test_every_leaf_has_a_rule_and_a_place():
    origins = [
        origin
        for case in cases(GOLDEN)
        for objects in object_sets(case)
        for item in objects.objects
        for _, _, origin in leaves(item)
    ]
    assert len(origins) > LEAST
    assert [origin for origin in origins if not origin.rule or origin.span is None] == []


def rules(*traits, kind="Server", **options):
    """Return the rules that wrote each leaf of the main object, by its path."""
    data = {"name": "data", "mountPath": "/data", "disk": {"required": "1G", "ephemeral": True}}
    given = component(kind, container(resources={**RESOURCES, "volumes": [data]}))
    (objects,) = compiled_objects(given, application(*traits), **options)
    return {path: (origin.rule, str(origin.span)) for path, _, origin in leaves(objects.objects[0])}


def test_a_rule_is_the_capability_that_wrote_the_leaf():
    found = rules(
        trait("manual-scaler", replicaCount=3), trait("security-policy", runAsNonRoot=True, readOnlyRootFilesystem=True)
    )
    pod = ("spec", "template", "spec")
    first = (*pod, "containers", 0)
    assert found["spec", "replicas"][0] == "trait manual-scaler"
    assert found[(*pod, "securityContext", "runAsNonRoot")][0] == "trait security-policy"
    assert found[(*first, "securityContext", "readOnlyRootFilesystem")][0] == "trait security-policy"
    assert found[(*first, "resources", "limits", "ephemeral-storage")][0] == "quality of service"
    assert found[(*first, "image")][0] == "workload type Server"
    assert found[(*pod, "restartPolicy")][0] == "workload type Server"


def test_a_place_is_what_caused_the_leaf():
    found = rules(trait("manual-scaler", replicaCount=3))
    (objects,) = compiled_objects(component(), application(trait("manual-scaler", replicaCount=3)))
    leaf = {path: origin.span for path, _, origin in leaves(objects.objects[0])}
    replicas = leaf["spec", "replicas"]
    text = replicas.source.text.splitlines()[replicas.line - 1]
    assert text[replicas.column - 1 : replicas.end_column - 1] == "3"
    assert found["spec", "replicas"][1].startswith("in.json:")
