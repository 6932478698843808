"""Fields in the order in which people write them, whatever order changes came in, and with the origins they had."""

from oamc.expressions.holes import IsTrue, When
from oamc.objects.field_order import ordered
from oamc.objects.tree import At, KubeObject, Owner
from oamc.spans import SourceFile, Span

PLACE = Span(SourceFile(path="in.yaml", label="in.yaml", text=""), 1, 1, 1, 2)
ON = IsTrue(path=("on",))
AMOUNTS = {"nvidia.com/gpu": "1", "ephemeral-storage": "1Gi", "memory": "1Gi", "cpu": "1"}


def pod(container):
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [container]}}
    owner = Owner(kind="instance", name="a")
    item = KubeObject(api_version="v1", kind="Pod", name="a", owner=owner, body=body, span=PLACE, rule="base")
    return ordered(item).body["spec"]["containers"][0]


def test_amounts_begin_with_those_of_every_machine_and_devices_follow():
    held = At(AMOUNTS, PLACE, "base", replaced="before")
    found = pod({"resources": {"limits": When(condition=ON, then=AMOUNTS), "requests": held}})["resources"]
    assert list(found) == ["requests", "limits"]
    requests = found["requests"]
    assert list(requests.tree) == ["cpu", "memory", "ephemeral-storage", "nvidia.com/gpu"]
    assert (requests.span, requests.rule, requests.replaced) == (PLACE, "base", "before")
    assert list(found["limits"].then) == ["cpu", "memory", "ephemeral-storage", "nvidia.com/gpu"]


def test_items_of_lists_are_in_order_below_their_conditions():
    held = When(condition=ON, then=At({"image": "b", "name": "a"}, PLACE), otherwise={"image": "c", "name": "a"})
    found = pod(held)
    assert list(found.then.tree) == list(found.otherwise) == ["name", "image"]
