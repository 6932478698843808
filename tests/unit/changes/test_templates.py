"""What changes of pods mean in kinds of which nothing else is known."""

import pytest

from oamc.changes.compare import compare
from oamc.changes.pod_specs import well_shaped_pods
from oamc.changes.text import summary, words_of

KEY = {"name": "A", "valueFrom": {"configMapKeyRef": {"name": "cache", "key": "a"}}}


def cache(path=("pool", "pod"), labels=None, size=1, **container):
    """Return an object of a kind of one's own with a spec of pods at a path below its spec."""
    part = {"containers": [{"name": "main", "image": "example/cache:1", **container}]}
    for number, step in enumerate(reversed(path)):
        part = {step: part, **({"metadata": {"labels": labels}} if labels and not number else {})}
    metadata = {"name": "cache", "namespace": "shop"}
    return {"apiVersion": "acme.example.com/v1", "kind": "Cache", "metadata": metadata, "spec": {"size": size, **part}}


def other(kind, **fields):
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": "cache", "namespace": "shop"}, **fields}


@pytest.mark.parametrize("path", [("pool", "pod"), ("template", "spec"), ("a", "b", "c", "spec")])
@pytest.mark.parametrize(
    ("container", "words"),
    [
        ({"image": "example/cache:2"}, "restart"),
        ({"securityContext": {"privileged": True}}, "restart, permission"),
        ({"ports": [{"containerPort": 80, "hostPort": 80}]}, "restart, exposure"),
        ({"resources": {"requests": {"cpu": "1"}}}, "restart, qos"),
        ({"imagePullPolicy": "IfNotPresent"}, None),
    ],
)
def test_pods_mean_the_same_at_any_path(path, container, words):
    found = compare([cache(path)], [cache(path, **container)])
    assert [words_of(change) for change in found] == ([words] if words else [])


def test_what_stands_beside_pods_is_not_rated():
    (beside,) = compare([cache()], [cache(size=2)])
    assert words_of(beside) == "not rated"
    (both,) = compare([cache()], [cache(size=2, securityContext={"privileged": True})])
    assert words_of(both) == "restart, permission, not rated"
    assert not both.is_rated
    assert summary([both]) == "1 changed: restart 1, permission 1, not rated 1"


def test_pods_that_come_or_go_are_not_rated():
    bare = cache()
    bare["spec"].pop("pool")
    for old, new in ((bare, cache()), (cache(), bare), (cache(("a",)), cache(("b",)))):
        (found,) = compare([old], [new])
        assert words_of(found) == "not rated"


def test_labels_of_pods_are_those_that_services_select():
    service = other("Service", spec={"selector": {"app": "cache"}, "ports": [{"port": 80}]})
    path = ("template", "spec")
    old, new = cache(path, {"app": "other"}), cache(path, {"app": "cache"})
    (found,) = compare([service, old], [service, new])
    assert words_of(found) == "restart, exposure"


def test_pods_of_any_kind_read_what_they_refer_to():
    content = [other("ConfigMap", data={"a": value}) for value in "12"]
    (found,) = compare([content[0], cache(env=[KEY])], [content[1], cache(env=[KEY])])
    assert found.hints == ("running pods of Cache/cache keep the old content",)
    (gone,) = compare([content[0], cache(env=[KEY])], [cache(env=[KEY])])
    assert "restart" in gone.words


def test_labels_that_every_release_brings_are_noise():
    old, new = cache(), cache()
    for body, version in ((old, 1), (new, 2)):
        body["metadata"]["labels"] = {"helm.sh/chart": f"cache-{version}"}
    (found,) = compare([old], [new])
    assert found.is_noise


@pytest.mark.parametrize(
    "spec",
    [
        {"containers": []},
        {"containers": [{"name": "main"}]},
        {"containers": [{"name": "main", "image": "example/cache:1"}, "other"]},
        {"containers": [{"name": "main", "image": "example/cache:1"}], "volumes": "none"},
        {"containers": {"name": "main"}},
        {1: {"containers": [{"name": "main", "image": "example/cache:1"}]}},
        [{"containers": [{"name": "main", "image": "example/cache:1"}]}],
        None,
    ],
)
def test_what_does_not_look_like_pods_is_none(spec):
    assert list(well_shaped_pods({"spec": spec})) == []


def test_each_of_several_pods_is_found():
    pods = {"containers": [{"name": "main", "image": "example/cache:1"}]}
    found = list(well_shaped_pods({"spec": {"driver": {"pod": pods}, "executor": {"template": {"spec": pods}}}}))
    assert found == [("spec", "driver", "pod"), ("spec", "executor", "template", "spec")]
