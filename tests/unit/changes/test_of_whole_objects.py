"""What it means that an object comes, goes or has another name, what others make of it, and what is folded and hidden."""

import json

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
    job,
    labelled,
    mounted,
    pods,
    policy,
    role,
    service,
    stateful_set,
    volume,
    workload,
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


@pytest.mark.parametrize("key", ["helm.sh/chart", "app.kubernetes.io/version", "app.kubernetes.io/managed-by"])
def test_labels_of_releases_are_noise(key):
    assert told(compare([service()], [{**service(), "metadata": {"name": "web", "labels": {key: "a"}}}])) == "no difference\n"


def test_a_secret_that_is_read_once_is_stale():
    reader = pods({"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "a"}}}]})
    old, new = (item("Secret", name="keys", stringData={"a": value}) for value in "12")
    assert compare([old, reader], [new, reader])[0].hints


def test_a_key_of_a_secret_that_was_only_written_stays():
    reader = pods({"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "a"}}}]})
    gone = item("Secret", name="keys")
    assert compare([{**gone, "stringData": {"a": "1"}}, reader], [gone, reader])[0].words == ("harmless",)
    assert compare([{**gone, "stringData": {"a": "1"}, "data": {"a": "MQ=="}}, reader], [gone, reader])[0].words == ("restart",)


def test_nothing_of_a_renamed_object_is_refused():
    old, new = deployment("web-7d9f8b6c54"), deployment("web-5c689d88bb", labels={"app": "shop"})
    new["spec"]["selector"] = {"matchLabels": {"app": "shop"}}
    (change,) = compare([old], [new])
    assert (change.verb, change.words) == ("renamed", ("restart",))
    assert "made anew" in told((change,))


def test_items_are_called_by_their_names():
    old = service(ports=[{"port": 53}, {"port": 53, "protocol": "UDP"}])
    (change,) = compare(
        [old], [service(ports=[{"port": 53, "targetPort": 54}, {"port": 53, "protocol": "UDP", "targetPort": 54}])]
    )
    assert [field.path[2] for field in change.fields] == ["[53]", "[53/UDP]"]
    sets = [
        stateful_set(volumeClaimTemplates=[{**claim(**spec), "metadata": {"name": "data"}}])
        for spec in ({}, {"volumeName": "a"})
    ]
    assert compare([sets[0]], [sets[1]])[0].fields[0].path[2] == "[data]"


def config(name, labels=None, namespace="", **data):
    return item("ConfigMap", name=name, metadata={"labels": labels or {}, "namespace": namespace}, data=data)


def renames(old, new):
    return {(change.name, change.new_name) for change in compare(old, new) if change.verb == "renamed"}


ALIKE = {"a": "1", "b": "2", "c": "3", "d": "4"}


@pytest.mark.parametrize(
    ("old", "new", "is_renamed"),
    [
        (config("a", **ALIKE, e="5"), config("b", **ALIKE, e="6"), True),
        (config("a", **ALIKE), config("b", **{**ALIKE, "a": "7", "b": "8", "c": "9"}), False),
        (config("a-front", a="1"), config("a-about", b="2"), False),
        (config("a-2h9k4", a="1", c="3"), config("a-8m2d7", b="2", d="4"), True),
        (config("a-2h9k", a="1", c="3"), config("a-8m2d", b="2", d="4"), False),
        (config("a", namespace="a", **ALIKE), config("a", namespace="b", **ALIKE), False),
        (
            config("a", {"app.oam.dev/name": "a", "app.oam.dev/component": "b"}, a="1", c="3"),
            config("b", {"app.oam.dev/name": "a", "app.oam.dev/component": "b"}, b="2", d="4"),
            True,
        ),
        (
            config("a", {"app.oam.dev/name": "a", "app.oam.dev/component": "b"}, a="1", c="3"),
            config("b", {"app.oam.dev/name": "a", "app.oam.dev/component": "c"}, b="2", d="4"),
            False,
        ),
    ],
)
def test_an_object_is_renamed(old, new, is_renamed):
    assert bool(renames([old], [new])) == is_renamed


def test_of_several_objects_the_most_alike_is_the_renamed_one():
    old = [config("a", **ALIKE, e="5", f="6"), config("b", **ALIKE, e="5", f="7")]
    assert renames(old, [config("c", **ALIKE, e="5", f="7")]) == {("b", "c")}
    assert renames([*old, config("c-2h9k4", x="1", y="2")], [config("c-8m2d7", **ALIKE, e="5", f="7")]) == {
        ("c-2h9k4", "c-8m2d7")
    }


def test_requests_are_limits_before_a_namespace_gives_them():
    given = {"type": "Container", "defaultRequest": {"cpu": "1", "memory": "1Gi"}}
    limits = item("LimitRange", name="limits", spec={"limits": [given]})
    old, new = pods(), pods({"resources": {"limits": {"cpu": "2", "memory": "2Gi"}}})
    assert "the class is Guaranteed, and was Burstable" in told(compare([old, limits], [new, limits]))


def test_the_field_of_a_profile_wins_over_its_annotation():
    old, new = (
        pods(
            {"securityContext": {"appArmorProfile": {"type": "RuntimeDefault"}}},
            {"annotations": {"container.apparmor.security.beta.kubernetes.io/main": profile}},
        )
        for profile in ("runtime/default", "unconfined")
    )
    assert compare([old], [new])[0].words == ("restart",)


def test_json_has_all_that_is_told():
    (renamed,) = json.loads(
        json_of(compare([config("a", **ALIKE, e="5")], [config("b", **ALIKE, e="6")]), nowhere, shows_values=True)
    )["objects"]
    assert (renamed["newName"], renamed["score"]) == ("b", 0.67)
    text = json_of(compare([stateful_set()], [stateful_set(serviceName="b")]), nowhere, shows_values=True)
    assert json.loads(text)["objects"][0]["fields"][0]["ratings"][0].keys() == {"rating", "reason", "wayOut"}
    text = json_of(compare([claim()], [claim(storageClassName="b")]), nowhere, shows_values=True)
    assert json.loads(text)["objects"][0]["fields"][0]["ratings"][0]["if"] == "the cluster has a default class"
    text = json_of(compare([pods({"args": ["a", "b"]})], [pods({"args": ["b", "a"]})]), nowhere, shows_values=True)
    assert json.loads(text)["objects"][0]["fields"][0]["order"] is True


def test_a_comment_calls_nobody_and_ends_no_code():
    volumes = {"persistentVolumeClaim": {"claimName": "@everyone"}}
    text = markdown_of(compare([mounted(volumes)], [mounted({"emptyDir": {}})]), shows_noise=True, shows_values=True)
    assert "claim \\@everyone" in text
    assert "a\\|b" in markdown_of(compare([], [item("ConfigMap", name="a|b")]), shows_noise=True, shows_values=True)
    changes = compare([item("ConfigMap", data={"a": "b"})], [item("ConfigMap", data={"a": "x`y``z"})])
    assert "```x`y``z```" in markdown_of(changes, shows_noise=True, shows_values=True)


def test_a_port_that_goes_interrupts_traffic_and_one_that_comes_does_not():
    less, more = service(), service(ports=[{"port": 80}, {"port": 81}])
    assert "it interrupts traffic" in told(compare([more], [less]))
    assert "it interrupts traffic" not in told(compare([less], [more]))


@pytest.mark.parametrize(
    ("body", "condition"),
    [
        (workload(paused=True), "the roll-out is resumed"),
        (stateful_set(updateStrategy={"type": "OnDelete"}), "somebody deletes the pods"),
        (workload("DaemonSet", replicas=None, updateStrategy={"type": "OnDelete"}), "somebody deletes the pods"),
        (stateful_set(updateStrategy={"rollingUpdate": {"partition": 2}}), "not below the partition"),
    ],
)
def test_a_roll_out_that_waits_is_a_condition(body, condition):
    new = {**body, "spec": {**body["spec"], "template": pods({"image": "example/web:2"})["spec"]["template"]}}
    changes = compare([body], [new])
    assert changes[0].words == ("restart",)
    assert "restart: if " in told(changes)
    assert condition in told(changes)


@pytest.mark.parametrize(
    ("old", "word"),
    [(claim(), "data"), (labelled(), "data"), (service(), "exposure"), (budget(), "scaling"), (account(), "permission")],
)
def test_an_object_of_another_name_means(old, word):
    labels = {"oam.dev/instance-name": "a", "oam.dev/component": "b"}
    before, after = ({**old, "metadata": {"name": name, "labels": labels}} for name in ("a", "b"))
    (change,) = compare([before], [after])
    assert (change.verb, change.words) == ("renamed", (word,))


def test_another_policy_of_resources_keeps_nothing():
    kept = {"annotations": {"helm.sh/resource-policy": "delete"}}
    assert compare([{**claim(), "metadata": {"name": "web", **kept}}], [])[0].words == ("data",)


def test_long_values_are_cut_and_large_numbers_are_grouped():
    assert f"{'a' * 79}…\n" in told(compare([config("a")], [config("a", a="a" * 200)]))
    assert told(compare([], [config(f"a{number}") for number in range(1000)])).endswith("1,000 added: harmless 1,000\n")


@pytest.mark.parametrize(
    ("field", "value"), [("paused", "yes"), ("replicas", True), ("selector", [None]), ("template", "text")]
)
def test_what_has_not_the_shape_of_its_kind_is_not_rated(field, value):
    (change,) = compare([workload()], [workload(**{field: value})])
    assert (change.is_rated, change.words) == (False, ())
    (change,) = compare([pods()], [pods({"args": [None, "a"]})])
    assert not change.is_rated


def test_a_budget_of_replicas_that_nobody_deploys_is_told():
    own = workload("ReplicaSet", replicas=2)
    assert compare([own], [own, budget(minAvailable=2)])[0].hints == ("no pod of ReplicaSet/web may be evicted",)


def test_a_source_of_variables_in_front_of_others_is_one_change():
    first = {"configMapRef": {"name": "settings"}}
    (change,) = compare([pods({"envFrom": [first]})], [pods({"envFrom": [{"configMapRef": {"name": "more"}}, first]})])
    assert [field.path[-1] for field in change.fields] == ["[more]"]


def test_a_selector_that_excludes_a_label_no_longer_selects_its_pods():
    excluding = policy({"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["b"]}]})
    old, new = pods(), deployment(labels={"app": "web", "a": "b"})
    assert "NetworkPolicy/rules no longer selects the pods" in told(compare([old, excluding], [new, excluding]))


def test_a_job_that_is_suspended_loses_its_pods():
    assert "its pods are deleted" in told(compare([job()], [job(suspend=True)]))
