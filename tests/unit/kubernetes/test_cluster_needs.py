"""What pods need of a cluster is found wherever a kind has them."""

import pytest

from oamc.kubernetes.cluster_needs import Needed, needed_by
from oamc.kubernetes.pod_templates import RUN_PODS, TEMPLATE, TEMPLATES

GROUPS = {"ScaledJob": "keda.sh/v1alpha1", "Pod": "v1", "ReplicationController": "v1", "Job": "batch/v1", "CronJob": "batch/v1"}


@pytest.mark.parametrize("kind", sorted(RUN_PODS))
def test_pods_of_every_kind_are_looked_at(kind):
    body = {"metadata": {"annotations": {"dapr.io/enabled": "true"}}, "spec": {"runtimeClassName": "gvisor"}}
    for name in reversed(TEMPLATES.get(kind, TEMPLATE)):
        body = {name: body}
    found = list(needed_by({"apiVersion": GROUPS.get(kind, "apps/v1"), "kind": kind, **body}))
    assert found == [Needed(need="dapr"), Needed(kind="RuntimeClass", name="gvisor")]


def test_a_kind_of_another_project_has_no_pods_because_of_its_name():
    assert list(needed_by({"apiVersion": "example.com/v1", "kind": "Pod", "spec": {"runtimeClassName": "gvisor"}})) == []


PODS_OF_OTHERS = {
    "priorityClassName": "high",
    "runtimeClassName": "gvisor",
    "containers": [{"name": "main", "image": "example/cache:1"}],
}
LIMITED = {"annotations": {"kubernetes.io/ingress-bandwidth": "10M"}, "labels": {"koordinator.sh/qosClass": "BE"}}


def of_a_kind_of_others(spec, api_version="acme.example.com/v1"):
    return list(needed_by({"apiVersion": api_version, "kind": "Cache", "metadata": {"name": "a"}, "spec": spec}))


def test_pods_of_kinds_of_others_need_what_pods_need():
    classes = [Needed(kind="PriorityClass", name="high"), Needed(kind="RuntimeClass", name="gvisor")]
    assert of_a_kind_of_others({"pool": {"pod": PODS_OF_OTHERS}}) == classes
    template = {"pool": {"template": {"metadata": LIMITED, "spec": PODS_OF_OTHERS}}}
    assert of_a_kind_of_others(template) == [Needed(need="bandwidth"), Needed(need="koordinator"), *classes]
    assert of_a_kind_of_others({"metadata": LIMITED, "pod": PODS_OF_OTHERS}) == classes


def test_what_shows_no_pods_needs_nothing():
    assert of_a_kind_of_others({"pod": {**PODS_OF_OTHERS, "containers": []}}) == []
    assert of_a_kind_of_others({"pod": PODS_OF_OTHERS}, "example.k8s.io/v1") == []
