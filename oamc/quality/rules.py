"""What of pods breaks the rules of `policy.py`, whatever their modes.

In: pods, with what a namespace fills in. Out: findings in the order of the rules, each about one container, or about the pod.
"""

from __future__ import annotations

from oamc.kubernetes.quantities import ONE
from oamc.quality.amounts import amount_of, amounts_of, containers_of, in_bytes, mappings
from oamc.quality.classes import BURSTABLE, CLASSES, GUARANTEED, class_of, what_is_missing
from oamc.quality.colocation import BATCH, BATCH_MEMORY
from oamc.quality.pods import DAPR, OF_DAPR, OF_ISTIO
from oamc.quality.policy import REQUIRED_CLASS, SMALL_SHARE
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from oamc.quality.amounts import ContainerAmounts, PodAmounts, Requirements
    from oamc.quality.pods import Pods

MEMORY, STORAGE = "memory", "ephemeral-storage"
IN_MEMORY = "Memory"
SYSTEM_CLASSES, SYSTEM_NAMESPACE = "system-", "kube-system"
OF_KUBERNETES = "kubernetes.io"
THOUSANDTH = 1000
OF_PROXY = {MEMORY: "proxyMemory", "cpu": "proxyCPU"}
"""What annotations of the sidecar of Istio begin with."""
OF_CLASS = ("priorityClassName",)
"""What goes with a class of Koordinator, in the spec of the pods."""
OF_KOORDINATOR = "choose another class of Koordinator than BE, or do not ask for this"
SET_LIMIT = "--qos enforce sets a limit where the document states an amount"


class Finding(Record):
    """What breaks a rule: of the container and the resource, empty where it is about the pod, or about no resource.

    `mode` is that of the rule, once a policy has been asked. `place` is the path, in the spec of the pods, of what is at fault
    where that is not an amount of the container.
    """

    rule: str
    container: str
    resource: str
    reason: str
    hint: str = ""
    mode: str = ""
    place: tuple[str | int, ...] = ()


def findings_of(
    pods: Pods, required: str, nodes: Mapping[str, int], written: Mapping[str, Any] | None = None
) -> Iterator[Finding]:
    """Yield what breaks rules in pods: which must have the class `required`, if any, on nodes with so many bytes of memory.

    `written` is their spec without what the namespace fills in, where that is another one.
    """
    amounts, own_words = amounts_of(pods.spec), amounts_of(pods.spec if written is None else written)
    own = [one for one in amounts.containers if one.name not in pods.injected]
    for one in own:
        yield from _of_memory(one)
    yield from _of_storage(pods.spec, own)
    for one in own_words.containers:
        yield from _of_written(one.name, one.written)
    if own_words.of_pod is not None:
        yield from _of_written("", own_words.of_pod)
    yield from _of_class(amounts, required, pods.injected)
    for one in amounts.containers:
        if one.name in pods.injected and _is_open(one.required):
            hint = _hint_of_sidecar(one.name, MEMORY)
            yield Finding(rule="QOS008", container=one.name, resource=MEMORY, reason="its limit is not its request", hint=hint)
    yield from _of_nodes(amounts, nodes)
    yield from _of_directories(pods.spec, amounts)
    name = str(pods.spec.get("priorityClassName") or "")
    if name.startswith(SYSTEM_CLASSES) and pods.namespace != SYSTEM_NAMESPACE:
        reason = f"its priority class is for pods in the namespace {SYSTEM_NAMESPACE}"
        hint, place = "give it a class of your own", ("priorityClassName",)
        yield Finding(rule="QOS012", container="", resource="", reason=reason, hint=hint, place=place)
    for one in own:
        yield from _of_devices(one)


def _of_memory(one: ContainerAmounts) -> Iterator[Finding]:
    """Yield what is wrong with the memory of a container."""
    request, limit = one.required.requests.get(MEMORY), one.required.limits.get(MEMORY)
    if not request and BATCH_MEMORY in one.required.requests:
        reason, hint = f"it requests {BATCH_MEMORY} instead, which Kubernetes does not count", OF_KOORDINATOR
        yield Finding(rule="QOS001", container=one.name, resource=MEMORY, reason=reason, hint=hint)
        return
    if not request:
        hint = "state how much it needs"
        yield Finding(rule="QOS001", container=one.name, resource=MEMORY, reason="it requests none", hint=hint)
    if limit is None:
        yield Finding(rule="QOS002", container=one.name, resource=MEMORY, reason="it has no limit", hint=SET_LIMIT)
    elif request is not None and limit > request:
        reason, hint = "its limit is above its request", "what is above the request is promised to others too"
        yield Finding(rule="QOS003", container=one.name, resource=MEMORY, reason=reason, hint=hint)


def _of_storage(spec: Mapping[str, Any], own: list[ContainerAmounts]) -> Iterator[Finding]:
    """Yield the containers that use the disk of the node and do not state how much."""
    on_disk = {name for _, name, directory in _directories(spec) if directory.get("medium") != IN_MEMORY}
    mounts = {str(one.get("name", "")): _mounted(one) & on_disk for _, one in containers_of(spec)}
    for one in own:
        stated = [STORAGE in one.required.requests, STORAGE in one.required.limits]
        if (mounts.get(one.name) or any(stated)) and not all(stated):
            reason = f"it has no {'limit' if stated[0] else 'request and no limit'}"
            yield Finding(rule="QOS004", container=one.name, resource=STORAGE, reason=reason, hint=SET_LIMIT)


def _of_written(name: str, written: Requirements) -> Iterator[Finding]:
    """Yield amounts that are zero, and limits below requests."""
    for field, amounts in (("request", written.requests), ("limit", written.limits)):
        for resource, amount in amounts.items():
            if not amount:
                hint = "leave it out: zero is not the same as no bound"
                yield Finding(rule="QOS005", container=name, resource=resource, reason=f"its {field} is zero", hint=hint)
    for resource, limit in written.limits.items():
        if limit < written.requests.get(resource, limit):
            reason, hint = "its limit is below its request", "the API server refuses it"
            yield Finding(rule="QOS006", container=name, resource=resource, reason=reason, hint=hint)


def _hint_of_sidecar(name: str, resource: str) -> str:
    """Say which annotations give a container that an injector adds an amount."""
    prefix = f"{OF_DAPR}sidecar-{resource}-" if name == DAPR else f"{OF_ISTIO}{OF_PROXY[resource]}"
    return f"give the pod the annotations that begin with {prefix}"


def _of_class(pod: PodAmounts, required: str, injected: tuple[str, ...]) -> Iterator[Finding]:
    """Yield what keeps a pod from the class that it must have: a higher one will do for Burstable."""
    found = class_of(pod)
    if not required or found == required or (required == BURSTABLE and CLASSES.index(found) > CLASSES.index(required)):
        return
    reason = f"the class is {found}, and must be {required}"
    if any(BATCH & one.required.requests.keys() for one in pod.containers):
        reason = f"{reason}: Kubernetes does not count what Koordinator's class BE requests"
        yield Finding(rule=REQUIRED_CLASS, container="", resource="", reason=reason, hint=OF_KOORDINATOR, place=OF_CLASS)
        return
    if required != GUARANTEED:
        yield Finding(rule=REQUIRED_CLASS, container="", resource="", reason=reason)
        return
    sets = {"": pod.of_pod} if pod.of_pod is not None else {one.name: one.required for one in pod.containers}
    for name, one in sets.items():
        for resource in what_is_missing(one):
            hint = f"request and limit of {resource} must be there and equal"
            more = f"{hint}: --cpu-limit equal sets that of cpu" if resource == "cpu" else hint
            if name in injected:
                more = f"{hint}: {_hint_of_sidecar(name, resource)}"
            yield Finding(rule=REQUIRED_CLASS, container=name, resource=resource, reason=reason, hint=more)


def _is_open(required: Requirements) -> bool:
    """Tell whether a container may use more memory than it requests."""
    limit = required.limits.get(MEMORY)
    return not limit or limit != required.requests.get(MEMORY)


def _of_nodes(pod: PodAmounts, nodes: Mapping[str, int]) -> Iterator[Finding]:
    """Yield requests that are too small to tell one container from another when a node has no memory."""
    if class_of(pod) != BURSTABLE:
        return
    for one in pod.containers:
        request = in_bytes(one.required.requests.get(MEMORY, 0))
        for name, capacity in nodes.items():
            if request * THOUSANDTH < capacity:
                reason = f"it requests less than a thousandth of the node {name}, as if it requested none"
                yield Finding(rule=SMALL_SHARE, container=one.name, resource=MEMORY, reason=reason)


def _of_directories(spec: Mapping[str, Any], pod: PodAmounts) -> Iterator[Finding]:
    """Yield directories on the node that have no size, and those in memory that are larger than a limit of memory."""
    limits = {one.name: one.required.limits.get(MEMORY) for one in pod.containers}
    users = {str(one.get("name", "")): _mounted(one) for _, one in containers_of(spec)}
    for index, name, directory in _directories(spec):
        size = amount_of(directory.get("sizeLimit"))
        if not size:
            reason, hint = f'the directory of the volume "{name}" has no size', "give it a sizeLimit"
            place = ("volumes", index)
            yield Finding(rule="QOS011", container="", resource=STORAGE, reason=reason, hint=hint, place=place)
        elif directory.get("medium") == IN_MEMORY:
            for container, mounted in users.items():
                limit = limits.get(container)
                if name in mounted and limit is not None and size > limit:
                    reason = f'the volume "{name}" in memory is larger than its limit of memory'
                    hint = "what is written there counts as memory of the container"
                    yield Finding(rule="QOS011", container=container, resource=MEMORY, reason=reason, hint=hint)


def _of_devices(one: ContainerAmounts) -> Iterator[Finding]:
    """Yield amounts of devices that the API server refuses."""
    requests, limits = one.written.requests, one.written.limits
    for resource in dict.fromkeys((*requests, *limits)):
        if not is_device(resource):
            continue
        amounts = [amounts[resource] for amounts in (requests, limits) if resource in amounts]
        reason = ""
        if resource not in limits:
            reason = "it has a request and no limit"
        elif len(set(amounts)) > 1:
            reason = "its request is not its limit"
        elif amounts[0] % ONE:
            reason = "it is no whole number"
        if reason:
            hint = "a device is given whole, by its limit"
            yield Finding(rule="QOS013", container=one.name, resource=resource, reason=reason, hint=hint)


def is_device(resource: str) -> bool:
    """Tell whether a resource is an extended one: it has a domain that is not of Kubernetes."""
    domain, slash, _ = resource.partition("/")
    return bool(slash) and domain != OF_KUBERNETES and not domain.endswith(f".{OF_KUBERNETES}")


def _directories(spec: Mapping[str, Any]) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield the directories that volumes of a pod have on the node, by the numbers and the names of the volumes."""
    for index, volume in enumerate(mappings(spec.get("volumes"))):
        if "emptyDir" in volume:
            directory = volume["emptyDir"]
            yield index, str(volume.get("name", "")), directory if isinstance(directory, dict) else {}


def _mounted(container: Mapping[str, Any]) -> set[str]:
    """Return the names of the volumes that a container mounts."""
    return {str(mount.get("name", "")) for mount in mappings(container.get("volumeMounts"))}
