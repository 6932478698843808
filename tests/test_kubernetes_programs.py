"""All that oamc writes for golden cases, examples and the corpus, in the API server's own code of two versions of Kubernetes.

Nothing is refused, and nothing warned of but what `tests/support/api_server.py` names. The programs are built once by
`make kubernetes-programs`; where they are not, these tests are skipped and counted.
"""

from __future__ import annotations

import pytest

from oamc.compiler import Options
from oamc.diagnostics.reports import Reports
from oamc.values.overrides import combine
from tests import test_corpus, test_examples
from tests.golden_files import GOLDEN, cases, compiled
from tests.support import agreement
from tests.support.api_server import is_judged, judged_versions, objections, shared_judge
from tests.support.helm import shared_engine

CASES = cases(GOLDEN)
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
NOT_CHANGEABLE = {
    "Job": "the template of a Job is fixed: a new one gets another name",
    "PersistentVolumeClaim": "storage class, access mode and a other size of a claim are fixed",
    "StatefulSet": "its claims and its Service are fixed",
}
"""Kinds of which some changes are refused after an installation, each with the reason."""


def accepted_overrides(case):
    """Return the overrides of a case that are taken, and none."""
    return [{}, *(overrides for overrides in case.overrides if "refused" not in overrides)]


def manifests(case, overrides):
    """Return the objects of a case in manifest form."""
    built = compiled(case, overrides=overrides, format="manifests") if overrides else compiled(case, format="manifests")
    return [item for output in built.outputs for item in agreement.objects(output.files)]


@judged_versions
@every_case
def test_every_golden_object_is_taken(version, case):
    judge = shared_judge(version)
    for overrides in accepted_overrides(case):
        assert list(objections(judge, manifests(case, overrides))) == [], overrides.get("name")


@judged_versions
@every_case
def test_every_object_of_a_golden_chart_is_taken(version, case):
    judge = shared_judge(version)
    charts = compiled(case, format="helm").outputs
    for overrides in accepted_overrides(case):
        reports = Reports()
        values = combine(case.given(overrides, reports), reports).values if overrides else {}
        for chart in charts:
            rendered = shared_engine().render(chart.files, values)
            assert not rendered.refusal
            assert list(objections(judge, rendered.documents)) == [], overrides.get("name")


@judged_versions
@every_case
def test_a_golden_override_can_be_applied_over_what_is_installed(version, case):
    judge = shared_judge(version)
    before = {identity(item): item for item in manifests(case, {}) if is_judged(item)}
    for overrides in accepted_overrides(case):
        for item in manifests(case, overrides):
            if identity(item) in before and item["kind"] not in NOT_CHANGEABLE:
                answer = judge.change(before[identity(item)], item)
                assert answer.errors == (), (overrides.get("name"), item["kind"])


def identity(item):
    """Return what makes an object the same one after a change."""
    return item["apiVersion"], item["kind"], item["metadata"].get("namespace"), item["metadata"]["name"]


@judged_versions
@pytest.mark.parametrize("name", test_examples.NAMES)
def test_every_object_of_an_example_is_taken(version, name):
    judge = shared_judge(version)
    outputs = test_examples.build(name, format="manifests").outputs
    assert outputs
    for output in outputs:
        assert list(objections(judge, agreement.objects(output.files))) == []


@test_corpus.needs_corpus
@judged_versions
@pytest.mark.parametrize("case", [case for case in test_corpus.CASES if case["objects"]], ids=lambda case: case["title"])
def test_every_object_of_the_corpus_is_taken(version, case):
    judge = shared_judge(version)
    outputs, _ = test_corpus.run(case, Options(format="manifests"))
    assert outputs
    for output in outputs:
        assert list(objections(judge, agreement.objects(output.files))) == []


@judged_versions
def test_the_judge_refuses_warns_and_knows_what_cannot_be_changed(version):
    judge = shared_judge(version)
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "a"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }
    other = {**claim, "spec": {**claim["spec"], "accessModes": ["ReadWriteMany"]}}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "a", "image": "a"}]}}
    old = {**pod, "spec": {**pod["spec"], "nodeSelector": {"beta.kubernetes.io/os": "linux"}}}
    assert judge.create(claim) == ((), (), False)
    assert "immutable after creation" in judge.change(claim, other).errors[0]
    assert judge.change(claim, claim).errors == ()
    assert "deprecated" in judge.create(old).warnings[0]
    assert (
        'unknown field "spec.containers[0].img"'
        in judge.create({**pod, "spec": {"containers": [{"name": "a", "image": "a", "img": "b"}]}}).errors[0]
    )
    assert "duplicate field" in judge.ask('{"object": {"apiVersion": "v1", "kind": "Pod", "kind": "Pod"}}').errors[0]
    assert judge.create({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a"}}).unknown
    assert [text.partition(": ")[0] for text in objections(judge, [old, {**pod, "spec": {}}])] == [
        "Pod a is warned of",
        "Pod a is refused",
    ]
