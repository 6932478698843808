"""What single changes mean beyond the corpus: directions, conditions, what other objects make of them, names and secrets."""

import json

import pytest

from oamc.changes.compare import compare
from oamc.changes.json_text import json_of
from oamc.changes.markdown import markdown_of
from oamc.changes.model import RENAMED, spelled
from oamc.changes.text import text_of
from oamc.changes.unified import unified_of
from oamc.diagnostics.text import PLAIN


def nowhere(*_):
    return ""


def told(changes, **options):
    return text_of(changes, PLAIN, nowhere, **{"shows_noise": False, "shows_values": False, **options})


def item(kind, api_version="v1", name="web", **fields):
    metadata = fields.pop("metadata", {})
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, **metadata}, **fields}


def deployment(name="web", kind="Deployment", labels=None, replicas=1, metadata=None, container=None, template=None, **pod):
    labels = labels or {"app": "web"}
    containers = [{"name": "main", "image": "example/web:1", **(container or {})}]
    spec = {
        "replicas": replicas,
        "selector": {"matchLabels": {"app": "web"}},
        "template": {"metadata": {"labels": labels, **(template or {})}, "spec": {"containers": containers, **pod}},
    }
    return item(kind, "apps/v1", name, metadata=metadata or {}, spec=spec)


def rule(*verbs, group="", resource="pods"):
    return {"apiGroups": [group], "resources": [resource], "verbs": list(verbs)}


def ratings(old, new, *others):
    """Return the ratings of the first change as pairs of word and direction."""
    changes = compare([old, *others], [new, *others])
    change = next(one for one in changes if one.kind == old["kind"])
    found = [*change.ratings, *(rated for field in change.fields for rated in field.ratings)]
    return {(rated.rating, rated.direction) for rated in found}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"privileged": True}, {}, ("permission", "narrower")),
        ({"capabilities": {"drop": ["ALL"]}}, {}, ("permission", "wider")),
        ({}, {"capabilities": {"add": ["NET_ADMIN"]}}, ("permission", "wider")),
        ({"readOnlyRootFilesystem": True}, {"readOnlyRootFilesystem": False}, ("permission", "wider")),
        ({"seccompProfile": {"type": "RuntimeDefault"}}, {"seccompProfile": {"type": "Unconfined"}}, ("permission", "wider")),
        ({}, {"allowPrivilegeEscalation": False}, ("permission", "narrower")),
        ({"runAsUser": 1000}, {"runAsUser": 0}, ("permission", "wider")),
        ({"runAsNonRoot": True}, {"privileged": True, "runAsNonRoot": True}, ("permission", "wider")),
        ({"privileged": True}, {"capabilities": {"add": ["SYS_TIME"]}}, ("permission", "other")),
    ],
)
def test_a_security_context_goes_one_way_or_both(before, after, expected):
    old, new = (deployment(container={"securityContext": context}) for context in (before, after))
    assert expected in ratings(old, new)
    assert ("restart", "") in ratings(old, new)


def test_a_rule_that_moves_from_a_container_to_its_pod_is_no_permission():
    old = deployment(container={"securityContext": {"runAsNonRoot": True}})
    new = deployment(securityContext={"runAsNonRoot": True})
    assert ratings(old, new) == {("restart", "")}


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        ({}, {"requests": {"cpu": "1"}}, "up"),
        ({"limits": {"cpu": "1", "memory": "1Gi"}}, {"limits": {"cpu": "1"}}, "down"),
        ({"requests": {"cpu": "1"}}, {"requests": {"cpu": "2"}}, "other"),
    ],
)
def test_amounts_change_the_class_of_service(before, after, direction):
    old, new = (deployment(container={"resources": amounts}) for amounts in (before, after))
    assert ("qos", direction) in ratings(old, new)


def test_a_claim_that_is_mounted_elsewhere_is_data():
    volume = [{"name": "data", "persistentVolumeClaim": {"claimName": "files"}}]
    old, new = (
        deployment(volumes=volume, container={"volumeMounts": [{"name": "data", "mountPath": path}]}) for path in ("/a", "/b")
    )
    assert ("data", "") in ratings(old, new)


def test_a_host_port_is_exposure():
    old = deployment(container={"ports": [{"containerPort": 80}]})
    new = deployment(container={"ports": [{"containerPort": 80, "hostPort": 8080}]})
    assert ("exposure", "wider") in ratings(old, new)


def test_labels_of_pods_that_a_service_selects_are_exposure():
    service = item("Service", spec={"selector": {"tier": "front"}, "ports": [{"port": 80}]})
    old, new = deployment(labels={"app": "web", "tier": "front"}), deployment(labels={"app": "web", "tier": "back"})
    assert ("exposure", "other") in ratings(old, new, service)
    assert ("exposure", "other") not in ratings(old, new)


def test_a_configuration_that_is_read_once_is_stale_unless_the_workload_changes_too():
    reader = deployment(container={"envFrom": [{"configMapRef": {"name": "settings"}}]})
    restarted = deployment(container={"envFrom": [{"configMapRef": {"name": "settings"}}], "image": "example/web:2"})
    old, new = (item("ConfigMap", name="settings", data={"a": value}) for value in "12")
    assert compare([old, reader], [new, reader])[0].hints == ("running pods of Deployment/web keep the old content",)
    assert all(not change.hints for change in compare([old, reader], [new, restarted]))


def test_a_secret_that_is_gone_and_still_read_keeps_pods_from_starting():
    reader = deployment(container={"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "a"}}}]})
    (gone,) = compare([item("Secret", name="keys"), reader], [reader])
    assert gone.words == ("restart",)


def test_an_object_is_refused_as_a_whole():
    old, new = deployment(), deployment(container={"image": "example/web:2"})
    new["spec"]["selector"] = {"matchLabels": {"app": "web", "tier": "front"}}
    (change,) = compare([old], [new])
    assert change.words == ("refused",)
    assert {rated.reason for field in change.fields for rated in field.ratings} == {
        "the field is immutable",
        "it is refused together with the object",
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("web-7d9f8b6c54", "web-5c689d88bb"),
        ("settings-2h9k4", "settings-8m2d7"),
        ("web", "shop"),
    ],
)
def test_a_renamed_object_is_one_change(old, new):
    (change,) = compare([deployment(old)], [deployment(new)])
    assert (change.verb, change.name, change.new_name) == (RENAMED, old, new)
    assert change.words == ("restart",)


def test_objects_of_two_kinds_or_with_little_in_common_are_not_renamed():
    config = item("ConfigMap", name="a", data={"a": "1", "b": "2"})
    assert [change.verb for change in compare([config], [item("ConfigMap", name="b", data={"c": "3", "d": "4"})])] == [
        "added",
        "removed",
    ]
    assert len(compare([config], [item("Secret", name="b", data={"a": "1"})])) == 2


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([rule("get"), rule("list")], ("harmless", "")),
        ([rule("get")], ("permission", "narrower")),
        ([rule("*", group="*", resource="*")], ("permission", "wider")),
        ([rule("get", "watch")], ("permission", "other")),
    ],
)
def test_rules_of_a_role_are_compared_by_what_they_allow(rules, expected):
    old = item("Role", "rbac.authorization.k8s.io/v1", rules=[rule("get", "list")])
    assert ratings(old, {**old, "rules": rules}) == {expected}


def test_a_kind_of_others_is_a_difference_and_not_rated():
    old, new = (item("Widget", "example.com/v1", spec={"size": size}) for size in (1, 2))
    (change,) = compare([old], [new])
    assert (change.words, change.is_rated) == ((), False)
    assert "not rated" in told((change,))


def test_noise_is_folded_and_stays_in_json():
    old, new = (
        deployment(metadata={"labels": {"helm.sh/chart": version}, "annotations": {"checksum/config": version}})
        for version in ("a-1", "a-2")
    )
    changes = compare([old], [new])
    assert "helm.sh/chart" not in told(changes)
    assert "helm.sh/chart" in told(changes, shows_noise=True)
    assert json_of(changes, nowhere, shows_values=False).count('"noise": true') == 2


SECRETS = (
    (item("Secret", data={"a": "aHVudGVyMg=="}), item("Secret", data={"a": "b3RoZXI="})),
    (item("Secret", stringData={"a": "hunter2"}), item("Secret", stringData={"a": "other", "b": "hunter2"})),
    (
        deployment(container={"env": [{"name": "DB_PASSWORD", "value": "hunter2"}]}),
        deployment(container={"env": [{"name": "DB_PASSWORD", "value": "other"}]}),
    ),
    (deployment(), deployment(container={"env": [{"name": "API_TOKEN", "value": "hunter2"}]})),
    (item("ConfigMap", data={"password": "hunter2"}), item("ConfigMap", data={"password": "other"})),
)


@pytest.mark.parametrize(("old", "new"), SECRETS)
def test_no_form_shows_a_secret_unless_values_are_asked_for(old, new):
    changes = compare([old], [new])
    forms = (
        told(changes),
        json_of(changes, nowhere, shows_values=False),
        markdown_of(changes, shows_noise=True, shows_values=False),
    )
    assert all("hunter2" not in form and "aHVudGVyMg" not in form for form in forms)
    assert "hunter2" in json_of(changes, nowhere, shows_values=True)


def test_a_unified_diff_hides_the_content_of_secrets_and_says_what_changed():
    old, new = item("Secret", data={"a": "aHVudGVyMg==", "b": "Yg=="}), item("Secret", data={"a": "b3RoZXI=", "b": "Yg=="})
    text = unified_of([old], [new], shows_values=False)
    assert "another one" in text
    assert "aHVudGVyMg" not in text
    assert "aHVudGVyMg" in unified_of([old], [new], shows_values=True)


def test_words_of_strangers_are_no_markup_and_no_command():
    name = "`|<details>@everyone\x1b[31m\n##[error]"
    changes = compare([item("ConfigMap", name=name, data={name: name})], [item("ConfigMap", name=name, data={name: "b"})])
    text = markdown_of(changes, shows_noise=True, shows_values=True)
    summary = text.partition("<summary>")[2].partition("</summary>")[0]
    assert "&#60;details&#62;&#64;everyone" in summary
    assert "<" not in summary
    for form in (text, told(changes)):
        assert "\x1b" not in form
        assert not any(line.startswith("##[") for line in form.splitlines())


def test_a_path_names_items_and_quotes_odd_keys():
    assert spelled(("spec", "containers", "[web]", "env", "[A]")) == "spec.containers[web].env[A]"
    assert spelled(("metadata", "labels", "a.b/c")) == 'metadata.labels."a.b/c"'


@pytest.mark.parametrize(("count", "rows", "details"), [(200, 200, 200), (500, 500, 202), (1500, 1388, 0)])
def test_a_comment_that_is_too_long_is_cut_between_its_parts(count, rows, details):
    old = [item("ConfigMap", name=f"c{number:04}", data={"a": "1" * 50}) for number in range(count)]
    new = [{**body, "data": {"a": "2" * 50}} for body in old]
    text = markdown_of(compare(old, new), shows_noise=False, shows_values=False)
    assert len(text) < 60_000
    assert (text.count("| changed | `ConfigMap c"), text.count("<details>"), text.count("</details>")) == (
        rows,
        details,
        details,
    )
    left = (
        f"No room is left in a comment for {count - rows:,} rows of the table and the details of {count - details:,} objects.\n"
    )
    assert text.endswith(left) == (details < count)


def test_a_comment_begins_with_what_is_gravest():
    names = ["a", "b", "c", "d"]
    old = [item("ConfigMap", name="a", data={"x": "1"}), deployment("b"), deployment("c"), item("Other", "e/v1", "d", x=1)]
    new = [
        item("ConfigMap", name="a", data={"x": "2"}),
        deployment("b", replicas=2),
        deployment("c"),
        item("Other", "e/v1", "d", x=2),
    ]
    new[2]["spec"] = {**new[2]["spec"], "selector": {"matchLabels": {"app": "other"}}}
    text = markdown_of(compare(old, new), shows_noise=False, shows_values=False)
    assert sorted(names, key=lambda name: text.index(f" {name}` |")) == ["c", "b", "d", "a"]
    assert sorted(names, key=lambda name: text.index(f" {name}</summary>")) == ["c", "b", "d", "a"]


def test_objects_of_several_instances_stand_below_their_instance():
    of = {"a": "app.oam.dev/component", "b": "oam.dev/instance-name", "c": "app.kubernetes.io/instance"}
    old = [item("ConfigMap", name=f"{name}{part}", data={"x": "1"}) for part in "12" for name in ("a", "b", "c", "other")]
    for body in old:
        name = body["metadata"]["name"][:-1]
        if name in of:
            body["metadata"]["labels"] = {of[name]: name}
    changes = compare(old, [{**body, "data": {"x": "2"}} for body in old])
    lines = [line for line in told(changes).splitlines() if line.startswith(("instance", "of no", "changed"))]
    assert [line.partition(":")[0].removeprefix("changed ConfigMap ") for line in lines] == [
        *("instance a", "a1", "a2", "instance b", "b1", "b2", "instance c", "c1", "c2", "of no instance", "other1", "other2")
    ]
    assert [found.get("instance") for found in json.loads(json_of(changes, nowhere, shows_values=False))["objects"]] == [
        *("a", "b", "c", None) * 2
    ]
    assert "instance" not in told(changes[:1])
