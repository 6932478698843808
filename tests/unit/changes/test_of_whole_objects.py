"""What it means that an object comes, goes or has another name, what others make of it, and what is folded and hidden."""

import pytest

from oamc.changes.compare import compare
from oamc.changes.json_text import json_of
from oamc.changes.markdown import markdown_of
from oamc.changes.unified import unified_of
from tests.unit.changes.builders import (
    account,
    autoscaler,
    budget,
    claim,
    deployment,
    ingress,
    item,
    labelled,
    mounted,
    pods,
    policy,
    role,
    service,
    stateful_set,
    volume,
)
from tests.unit.changes.test_meanings import nowhere, told

KEEP = {"annotations": {"helm.sh/resource-policy": "keep"}}
WIDGET = item("Widget", "example.com/v1", spec={"size": 1})
CONFIG = item("ConfigMap", name="settings", data={"a": "b", "c": "d"})


def words(change):
    return {f"{rated.rating} {rated.direction}".strip() for rated in change.ratings}


@pytest.mark.parametrize(
    ("body", "gone", "come"),
    [
        (claim(), {"data"}, {"harmless"}),
        (volume(), {"data"}, {"harmless"}),
        (labelled(), {"data"}, {"harmless"}),
        ({**claim(), "metadata": {"name": "web", **KEEP}}, {"harmless"}, {"harmless"}),
        (
            stateful_set(persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"}),
            {"data", "scaling down"},
            {"scaling up"},
        ),
        (stateful_set(), {"scaling down"}, {"scaling up"}),
        (deployment(), {"scaling down"}, {"scaling up"}),
        (service(), {"exposure narrower"}, {"exposure wider"}),
        (ingress(), {"exposure narrower"}, {"exposure wider"}),
        (item("IngressClass", "networking.k8s.io/v1"), {"exposure narrower"}, {"exposure wider"}),
        (policy(), {"exposure wider"}, {"exposure narrower"}),
        (role(), {"permission narrower"}, {"permission wider"}),
        (account(), {"permission narrower"}, {"permission wider"}),
        (autoscaler(), {"scaling other"}, {"scaling other"}),
        (budget(), {"scaling other"}, {"scaling other"}),
        (item("PriorityClass", "scheduling.k8s.io/v1", value=1), {"qos other"}, {"qos other"}),
        (item("ResourceQuota"), {"qos other"}, {"qos other"}),
        (item("ConfigMap"), {"harmless"}, {"harmless"}),
        (WIDGET, set(), set()),
    ],
)
def test_an_object_that_comes_or_goes_means(body, gone, come):
    (removed,), (added,) = compare([body], []), compare([], [body])
    assert (words(removed), words(added)) == (gone, come)


@pytest.mark.parametrize(
    ("reader", "starts"),
    [
        (pods({"envFrom": [{"configMapRef": {"name": "settings"}}]}), False),
        (pods({"envFrom": [{"configMapRef": {"name": "settings", "optional": True}}]}), True),
        (mounted({"configMap": {"name": "settings"}}), False),
        (mounted({"projected": {"sources": [{"configMap": {"name": "settings"}}]}}), False),
        (mounted({"projected": {"sources": [{"configMap": {"name": "settings", "optional": True}}]}}), True),
        ({**pods({"envFrom": [{"configMapRef": {"name": "settings"}}]}), "metadata": {"name": "web", "namespace": "b"}}, True),
    ],
)
def test_what_is_gone_and_still_referred_to_keeps_pods_from_starting(reader, starts):
    (gone,) = compare([CONFIG, reader], [reader])
    assert gone.words == (("harmless",) if starts else ("restart",))
    (renamed,) = compare([CONFIG, reader], [{**CONFIG, "metadata": {"name": "other"}}, reader])
    assert renamed.verb == "renamed"
    assert renamed.words == (("harmless",) if starts else ("restart",))


@pytest.mark.parametrize(
    ("reader", "word"),
    [
        (pods({"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "c"}}}]}), "restart"),
        (
            pods(
                {"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "c", "optional": True}}}]}
            ),
            "harmless",
        ),
        (pods({"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "a"}}}]}), "harmless"),
        (mounted({"configMap": {"name": "settings", "items": [{"key": "c", "path": "c"}]}}), "restart"),
        (pods({"envFrom": [{"configMapRef": {"name": "settings"}}]}), "harmless"),
    ],
)
def test_a_key_that_is_gone_and_still_referred_to_keeps_pods_from_starting(reader, word):
    (change,) = compare([CONFIG, reader], [{**CONFIG, "data": {"a": "b"}}, reader])
    assert change.words == (word,)


@pytest.mark.parametrize(
    ("mount", "is_stale"),
    [({"subPath": "a"}, True), ({"subPathExpr": "a"}, True), ({}, False)],
    ids=["subPath", "expression", "whole"],
)
@pytest.mark.parametrize(
    "source", [{"configMap": {"name": "settings"}}, {"projected": {"sources": [{"configMap": {"name": "settings"}}]}}]
)
def test_what_is_mounted_arrives_by_itself_but_for_paths_inside_of_it(source, mount, is_stale):
    reader = mounted(source, **mount)
    (change,) = compare([CONFIG, reader], [{**CONFIG, "data": {"a": "other", "c": "d"}}, reader])
    assert bool(change.hints) == is_stale


def test_a_workload_of_the_same_name_in_another_namespace_is_another_one():
    def reader(namespace, image):
        metadata = {"namespace": namespace}
        return deployment(metadata=metadata, container={"image": image, "envFrom": [{"configMapRef": {"name": "settings"}}]})

    old, new = ({**CONFIG, "metadata": {"name": "settings", "namespace": "a"}, "data": {"a": value}} for value in "12")
    changes = compare([old, reader("a", "a:1"), reader("b", "a:1")], [new, reader("a", "a:1"), reader("b", "a:2")])
    assert changes[0].hints == ("running pods of Deployment/web keep the old content",)


def test_an_autoscaler_and_a_workload_that_both_count_are_told():
    old, new = deployment(replicas=1), deployment(replicas=2)
    assert compare([old, autoscaler()], [new, autoscaler()])[0].hints
    assert not compare([old, autoscaler(metadata={"namespace": "b"})], [new, autoscaler(metadata={"namespace": "b"})])[0].hints
    assert compare([old], [old, autoscaler()])[0].hints
    counted = deployment(replicas=None)
    assert not compare([counted], [counted, autoscaler()])[0].hints


@pytest.mark.parametrize(("least", "blocks"), [(2, True), (3, True), (1, False), ("50%", False)])
def test_a_budget_that_wants_all_pods_is_told(least, blocks):
    (change,) = compare([deployment(replicas=2)], [deployment(replicas=2), budget(minAvailable=least)])
    assert bool(change.hints) == blocks


def test_a_memory_limit_that_is_lower_is_told():
    old, new = (pods({"resources": {"limits": {"memory": amount}}}) for amount in ("2Gi", "1Gi"))
    assert "killed" in told(compare([old], [new]))
    assert "killed" not in told(compare([new], [old]))


def test_the_limits_of_a_namespace_count_for_the_class():
    limits = item("LimitRange", name="limits", spec={"limits": [{"type": "Container", "max": {"cpu": "1", "memory": "1Gi"}}]})
    old, new = pods(), pods({"resources": {"requests": {"cpu": "1m"}}})
    assert "the class is Burstable, and was Guaranteed" in told(compare([old, limits], [new, limits]))


def test_objects_with_nothing_but_noise_are_folded_with_their_headings():
    old, new = (item("ConfigMap", metadata={"labels": {"helm.sh/chart": version}}) for version in ("a-1", "a-2"))
    changes = compare([old], [new])
    assert told(changes) == "no difference\n"
    assert markdown_of(changes, shows_noise=False, shows_values=False) == "No difference.\n"
    assert "ConfigMap web" in told(changes, shows_noise=True)
    assert "ConfigMap web" in json_of(changes, nowhere, shows_values=False) or "helm.sh/chart" in told(
        changes, shows_noise=True
    )


@pytest.mark.parametrize("kind", ["Ingress", "Service", "Namespace"])
def test_noise_means_nothing(kind):
    body = {"Ingress": ingress(), "Service": service(), "Namespace": labelled()}[kind]
    new = {**body, "metadata": {"name": "web", "labels": {"helm.sh/chart": "a"}, "annotations": {"checksum/a": "b"}}}
    assert compare([body], [new])[0].words == ("harmless",)


def test_an_object_that_nobody_rates_is_told_when_it_comes_and_goes():
    assert "added Widget web: not rated" in told(compare([], [WIDGET]))
    assert "removed Widget web: not rated" in told(compare([WIDGET], []))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            pods({"env": [{"name": "DB_PASSWORD", "value": "hunter2"}]}),
            pods({"env": [{"name": "DB_PASSWORD", "value": "hunter3"}]}),
        ),
        (item("ConfigMap", data={"password": "hunter2"}), item("ConfigMap", data={"password": "hunter3"})),
        (item("Secret", data="hunter2"), item("Secret", data="hunter3")),
        (item("Secret", data={"a": ["hunter2"]}), item("Secret", data={"a": ["hunter3"]})),
        (
            item("Widget", "example.com/v1", spec={"apiKey": "hunter2"}),
            item("Widget", "example.com/v1", spec={"apiKey": "hunter3"}),
        ),
        *(
            tuple(
                item(kind, metadata={"annotations": {"kubectl.kubernetes.io/last-applied-configuration": text}}, data=data)
                for text in ("hunter2", "hunter3")
            )
            for kind, data in (("Secret", {"a": 1}), ("ConfigMap", 1))
        ),
    ],
)
def test_no_form_shows_what_has_the_name_of_a_secret(old, new):
    changes = compare([old], [new])
    forms = (
        told(changes),
        json_of(changes, nowhere, shows_values=False),
        markdown_of(changes, shows_noise=True, shows_values=False),
        unified_of([old], [new], shows_values=False),
    )
    assert all("hunter" not in form for form in forms)
    assert "another one" in forms[-1]


def test_names_of_secrets_are_no_secrets():
    old, new = (mounted({"secret": {"secretName": name}}) for name in ("first", "second"))
    assert "second" in unified_of([old], [new], shows_values=False)
    old, new = (pods(automountServiceAccountToken=value) for value in (True, False))
    assert "hidden" not in told(compare([old], [new]))


def test_the_way_out_and_the_path_are_told_whole():
    old, new = stateful_set(), stateful_set(updateStrategy={"type": "OnDelete"})
    old["metadata"]["labels"] = new["metadata"]["labels"] = {}
    changes = compare([old], [new])
    for form in (told(changes), markdown_of(changes, shows_noise=False, shows_values=False)):
        assert "write rollingUpdate: null beside the type" in form
    long = f"{'a' * 60}.example/{'b' * 60}"
    changes = compare([service()], [{**service(), "metadata": {"name": "web", "labels": {long: "a"}}}])
    assert long in told(changes)
