"""What the output of a peer lacks of the application. Names and labels are each peer's own; what runs is to be the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Objects = Mapping[str, Any]

KINDS = ("Deployment", "Service", "HorizontalPodAutoscaler", "Ingress")
SYSTEM = "kubernetes.io/os"
MEMORY = ("128Mi", "134217728")
"""The same amount, as oamc and as Kompose write it."""


def objects_of(text: str) -> list[dict[str, Any]]:
    """Return the objects in a stream of YAML or JSON documents."""
    return [found for found in yaml.load_all(text, Loader=yaml.CSafeLoader) if isinstance(found, dict) and "kind" in found]


def missing(objects: list[dict[str, Any]], size: int = 1) -> list[str]:
    """Return what the objects of so many applications lack, in words; nothing where they are whole.

    Of more than one application the objects of each kind are counted.
    """
    if size > 1:
        counts = {kind: sum(found["kind"] == kind for found in objects) for kind in KINDS}
        return [f"{size - count:,} of {size:,} objects of the kind {kind}" for kind, count in counts.items() if count != size]
    by_kind = {found["kind"]: found for found in objects}
    absent = [kind for kind in KINDS if kind not in by_kind]
    return absent + [
        name for name, (kinds, is_there) in FACTS.items() if not {*kinds} & {*absent} and not holds(is_there, by_kind)
    ]


def holds(is_there: Callable[[Objects], bool], objects: Objects) -> bool:
    """Tell whether a fact holds; where something on the way to it is missing, it does not."""
    try:
        return is_there(objects)
    except (KeyError, IndexError, TypeError):
        return False


def pod(objects: Objects) -> Any:
    """Return the template of the pods."""
    return objects["Deployment"]["spec"]["template"]


def container(objects: Objects) -> Any:
    """Return the container."""
    return pod(objects)["spec"]["containers"][0]


def chooses_nodes(objects: Objects) -> bool:
    """Tell whether pods run on Linux only, by a selector of nodes or by an affinity that is required."""
    spec = pod(objects)["spec"]
    if "nodeSelector" in spec:
        return bool(spec["nodeSelector"] == {SYSTEM: "linux"})
    (term,) = spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    return bool(term["matchExpressions"] == [{"key": SYSTEM, "operator": "In", "values": ["linux"]}])


def selects_pods(objects: Objects) -> bool:
    """Tell whether Deployment and Service select the pods of the template."""
    labels = pod(objects)["metadata"]["labels"].items()
    spec = objects["Service"]["spec"]
    selectors = (spec["selector"], objects["Deployment"]["spec"]["selector"]["matchLabels"])
    return all(selector and selector.items() <= labels for selector in selectors) and spec["ports"][0]["port"] == 8080


def scales(objects: Objects) -> bool:
    """Tell whether the Deployment is scaled as the application says."""
    spec = objects["HorizontalPodAutoscaler"]["spec"]
    cpu = [entry["resource"]["target"]["averageUtilization"] for entry in spec["metrics"] if entry["resource"]["name"] == "cpu"]
    aimed = spec["scaleTargetRef"]["name"] == objects["Deployment"]["metadata"]["name"]
    return aimed and (spec["minReplicas"], spec["maxReplicas"], cpu) == (2, 6, [70])


def routes(objects: Objects) -> bool:
    """Tell whether the host leads to the Service, in the form of today or in that of v1beta1."""
    (rule,) = objects["Ingress"]["spec"]["rules"]
    backend = rule["http"]["paths"][0]["backend"]
    service = backend.get("service") or {"name": backend["serviceName"], "port": {"number": backend["servicePort"]}}
    name = objects["Service"]["metadata"]["name"]
    return rule["host"] == "shop-0.example.com" and (service["name"], service["port"]["number"]) == (name, 8080)


FACTS: dict[str, tuple[tuple[str, ...], Callable[[Objects], bool]]] = {
    "the image": (("Deployment",), lambda objects: container(objects)["image"] == "registry.example.com/web:1.4.2"),
    "the environment": (
        ("Deployment",),
        lambda objects: (
            {("TARGET", "Rudr"), ("PORT", "8080")} <= {(entry["name"], entry["value"]) for entry in container(objects)["env"]}
        ),
    ),
    "the port": (("Deployment",), lambda objects: container(objects)["ports"][0]["containerPort"] == 8080),
    "the cpu": (("Deployment",), lambda objects: container(objects)["resources"]["requests"]["cpu"] == "250m"),
    "the memory": (
        ("Deployment",),
        lambda objects: all(container(objects)["resources"][part]["memory"] in MEMORY for part in ("requests", "limits")),
    ),
    "the probe": (("Deployment",), lambda objects: container(objects)["readinessProbe"]["httpGet"]["path"] == "/healthz"),
    "the operating system": (("Deployment",), chooses_nodes),
    "a Service that selects the pods": (("Deployment", "Service"), selects_pods),
    "an autoscaler of the Deployment": (("Deployment", "HorizontalPodAutoscaler"), scales),
    "the host": (("Service", "Ingress"), routes),
    "API versions of today": (KINDS[2:], lambda objects: all("beta" not in objects[kind]["apiVersion"] for kind in KINDS[2:])),
}
"""For each fact the kinds that it is about, and what tells whether it holds."""
