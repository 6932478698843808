"""What is wrong with a Kubernetes object: its schema, the API server's rules on names, and rights that nobody should get."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.support.kubernetes_objects import CORE_GROUPS, validator

LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
NAME_RULES = {
    "a subdomain": (re.compile(rf"{LABEL}(\.{LABEL})*"), 253),
    "a label": (re.compile(LABEL), 63),
    "a service name": (re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?"), 63),
    "a port name": (re.compile(r"(?=.*[a-z])[a-z0-9](-?[a-z0-9])*"), 15),
    "a data key": (re.compile(r"(?!\.\.$|\.$)[-._a-zA-Z0-9]+"), 253),
    "a label value": (re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?"), 63),
    "a qualified name": (re.compile(rf"({LABEL}(\.{LABEL})*/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?"), 317),
}
LARGEST_PORT = 65535
DANGEROUS_KINDS = {
    "ClusterRole",
    "ClusterRoleBinding",
    "Role",
    "RoleBinding",
    "ServiceAccount",
    "Secret",
    "CustomResourceDefinition",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
    "PersistentVolume",
}


def identity(item: dict[str, Any]) -> tuple[str, ...]:
    """Return what makes an object the same one in a cluster."""
    metadata = item.get("metadata") or {}
    return tuple(map(str, (item.get("apiVersion"), item.get("kind"), metadata.get("namespace", ""), metadata.get("name"))))


def object_problems(item: dict[str, Any]) -> Iterator[str]:
    """Yield what the API server would refuse in an object."""
    api_version, kind = str(item.get("apiVersion", "")), str(item.get("kind", ""))
    title = f"{kind}/{(item.get('metadata') or {}).get('name')}"
    if api_version.rpartition("/")[0] in CORE_GROUPS:
        try:
            found = [error.message for error in validator(api_version, kind).iter_errors(item)]
        except FileNotFoundError:
            found = [f"there is no kind {kind} in {api_version}"]
        yield from (f"{title}: {message[:300]}" for message in found)
    for rule, text in _named(item):
        pattern, longest = NAME_RULES[rule]
        if not isinstance(text, str) or len(text) > longest or not pattern.fullmatch(text):
            yield f"{title}: {text!r} is not {rule}"
    yield from (f"{title}: there is no port {port}" for port in _ports(item) if not 1 <= port <= LARGEST_PORT)


def _ports(item: dict[str, Any]) -> Iterator[int]:
    """Yield the numbers of ports in an object."""
    if item.get("kind") == "Service":
        yield from (port.get("port", 0) for port in (item.get("spec") or {}).get("ports", ()))
    for pod in _pods(item):
        yield from (port.get("containerPort", 0) for one in pod["containers"] for port in one.get("ports", ()))


def _named(item: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the texts of an object that follow a rule, with the rule."""
    metadata = item.get("metadata") or {}
    yield "a service name" if item.get("kind") == "Service" else "a subdomain", metadata.get("name")
    if "namespace" in metadata:
        yield "a label", metadata["namespace"]
    for labels in _all(item, "labels", "matchLabels"):
        for key, value in labels.items():
            yield "a qualified name", key
            yield "a label value", value
    for noted in _all(item, "annotations"):
        yield from (("a qualified name", key.lower()) for key in noted)
    if item.get("kind") in ("ConfigMap", "Secret"):
        yield from (("a data key", key) for key in item.get("data", {}))
    for pod in _pods(item):
        containers = [*pod.get("containers", ()), *pod.get("initContainers", ())]
        yield from (("a label", container.get("name")) for container in containers)
        yield from (("a port name", port["name"]) for one in containers for port in one.get("ports", ()) if "name" in port)
        yield from (("a label", volume.get("name")) for volume in pod.get("volumes", ()))


def _all(item: Any, *keys: str) -> Iterator[dict[str, Any]]:
    """Yield the mappings below some keys, wherever they stand."""
    if isinstance(item, dict):
        for key, value in item.items():
            if key in keys and isinstance(value, dict):
                yield value
            else:
                yield from _all(value, *keys)
    elif isinstance(item, list):
        for value in item:
            yield from _all(value, *keys)


def _pods(item: Any) -> Iterator[dict[str, Any]]:
    """Yield the pod specs of an object."""
    if isinstance(item, dict):
        if "containers" in item and isinstance(item["containers"], list):
            yield item
        for value in item.values():
            yield from _pods(value)


def _keeps_claim(item: dict[str, Any], noted: dict[str, Any], key: str) -> bool:
    """Tell whether an annotation is the one with which oamc keeps the data of a volume when its chart is removed."""
    return key == "helm.sh/resource-policy" and item.get("kind") == "PersistentVolumeClaim" and noted[key] == "keep"


def dangers(item: dict[str, Any]) -> Iterator[str]:
    """Yield the rights over the node or the cluster that an object takes."""
    if item.get("kind") in DANGEROUS_KINDS:
        yield f"kind {item['kind']}"
    for noted in _all(item, "annotations"):
        yield from (f"annotation {key}" for key in noted if key.startswith("helm.sh/") and not _keeps_claim(item, noted, key))
    for pod in _pods(item):
        yield from (key for key in ("hostNetwork", "hostPID", "hostIPC") if pod.get(key))
        yield from ("hostPath" for volume in pod.get("volumes", ()) if "hostPath" in volume)
        yield from ("serviceAccountName" for key in ("serviceAccountName", "serviceAccount") if pod.get(key))
        for container in (*pod.get("containers", ()), *pod.get("initContainers", ())):
            context = container.get("securityContext") or {}
            if context.get("privileged"):
                yield "privileged"
            yield from (f"capability {name}" for name in (context.get("capabilities") or {}).get("add", ()))
            yield from ("hostPort" for port in container.get("ports", ()) if port.get("hostPort"))
