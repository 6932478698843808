"""Random applications of OAM v1alpha2 that compile: components with workloads and parameters, a configuration that uses them.

What a parameter replaces takes every value that its type allows, so that objects stay valid under all overrides.
"""

from __future__ import annotations

from typing import Any

from tests.strategies import texts
from tests.strategies.balancers import agree
from tests.strategies.choosers import Chooser, RandomChooser
from tests.strategies.components import CORE, Component
from tests.strategies.configurations import Variables, traits

Documents = list[dict[str, Any]]
VERSION = "core.oam.dev/v1alpha2"
NAMES = ("web", "api", "queue-v2", "y", "on", "x" * 40)
KEYS = ("plain", "with-hyphen", "dots.in.it", "Y", "null", "_x")


def _document(kind: str, name: str, spec: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"apiVersion": VERSION, "kind": kind, "metadata": {"name": name, **metadata}, "spec": spec}


def _text(chooser: Chooser) -> str:
    return chooser.choice(texts.PIECES)


def _path(key: str) -> str:
    return f"data[{key}]"


class _Made:
    """A component while it is made: the workload, and the places that parameters may replace."""

    def __init__(self, workload: dict[str, Any]) -> None:
        self.workload = workload
        self.places: list[tuple[str, str]] = []


def _containers(chooser: Chooser) -> _Made:
    """Return a ContainerizedWorkload."""
    container: dict[str, Any] = {"name": "main", "image": "example/main:1"}
    made = _Made({"apiVersion": VERSION, "kind": "ContainerizedWorkload", "spec": {"containers": [container]}})
    root = "spec.containers[0]"
    if chooser.chance(50):
        container["args"] = [_text(chooser) for _ in range(chooser.integer(1, 3))]
        made.places += [(f"{root}.args[{index}]", "text") for index in range(len(container["args"]) + chooser.integer(0, 1))]
    if chooser.chance(50):
        container["env"] = [{"name": f"V{index}", "value": _text(chooser)} for index in range(chooser.integer(1, 2))]
        if chooser.chance(30):
            container["env"].append({"name": "LATER"})
            made.places.append((f"{root}.env[{len(container['env']) - 1}].value", "text!"))
        made.places += [(f"{root}.env[{index}].value", "text") for index in range(len(container["env"]) - 1)]
    if chooser.chance(30):
        container["env"] = [*container.get("env", ()), {"name": "TOKEN", "fromSecret": {"name": "api", "key": "token"}}]
    if chooser.chance(40):
        container["config"] = [{"path": "/etc/a/main.conf", "value": _text(chooser)}]
        made.places.append((f"{root}.config[0].value", "text"))
    if chooser.chance(40):
        container["ports"] = [{"name": "http", "containerPort": 8080}]
        made.places.append((f"{root}.ports[0].containerPort", "port"))
    if chooser.chance(50):
        amounts: dict[str, Any] = {"cpu": {"required": chooser.choice(("100m", 1, 0.5))}, "memory": {"required": "64Mi"}}
        container["resources"] = amounts
        made.places += [(f"{root}.resources.cpu.required", "cpu"), (f"{root}.resources.memory.required", "memory")]
        if chooser.chance(50):
            disk = chooser.choice(({}, {"disk": {"required": "1Gi"}}, {"disk": {"required": "1Gi", "ephemeral": True}}))
            amounts["volumes"] = [{"name": "data", "mountPath": "/data", "sharingPolicy": "Shared", **disk}]
    made.places.append((f"{root}.image", "image"))
    return made


def _config_map(chooser: Chooser) -> _Made:
    """Return a ConfigMap."""
    data = {key: _text(chooser) for key in KEYS[: chooser.integer(1, len(KEYS))]}
    made = _Made({"apiVersion": "v1", "kind": "ConfigMap", "data": data})
    made.places = [(_path(key), "text") for key in KEYS]
    return made


def _site(chooser: Chooser) -> _Made:
    """Return an object of a kind that nobody knows: numbers, booleans, lists, what is not there."""
    spec: dict[str, Any] = {
        "limit": chooser.integer(0, 9),
        "on": chooser.chance(50),
        "pages": [{"path": _text(chooser)}],
        "none": None,
    }
    if chooser.chance(30):
        spec["replicas"] = 1
    made = _Made({"apiVersion": "example.com/v1", "kind": "Site", "spec": spec})
    made.places = [
        ("spec.limit", "number"),
        ("spec.on", "boolean"),
        ("spec.pages[0].path", "text"),
        ("spec.pages[1].path", "text"),
        ("spec.deep.er[0].x", "text"),
        ("spec.none", "text"),
    ]
    return made


def _deployment(chooser: Chooser) -> _Made:
    """Return a Deployment."""
    labels = {"app": "web"}
    container = {"name": "main", "image": "example/main:1", "env": [{"name": "A", "value": _text(chooser)}], "args": ["x"]}
    pod = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    made = _Made(
        {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"selector": {"matchLabels": labels}, "template": pod}}
    )
    root = "spec.template.spec.containers[0]"
    made.places = [
        (f"{root}.env[0].value", "text"),
        (f"{root}.args[0]", "text"),
        (f"{root}.args[1]", "text"),
        ("spec.paused", "boolean"),
    ]
    made.places.append(("spec.template.metadata.annotations[note]", "text"))
    return made


KINDS = (_containers, _config_map, _site, _deployment)
VALUES: dict[str, tuple[Any, ...]] = {
    "port": (80, 65535),
    "cpu": ("2", "250m"),
    "memory": ("1Gi", "300M"),
    "image": ("example/main:2", "example.com/a/b@sha256:" + "0" * 64),
    "number": (0, 7, 2**31),
    "boolean": (True, False),
}


def _value(chooser: Chooser, kind: str) -> Any:
    return VALUES[kind] and chooser.choice(VALUES[kind]) if kind in VALUES else _text(chooser)


def second_application(chooser: Chooser) -> Documents:
    """Return the documents of an application."""
    documents: Documents = []
    uses: list[dict[str, Any]] = []
    for name in NAMES[: chooser.integer(1, 3)]:
        made = chooser.choice(KINDS)(chooser)
        declared: list[dict[str, Any]] = []
        values: list[dict[str, Any]] = []
        is_changed = made.workload["kind"] == "ContainerizedWorkload" and chooser.chance(60)
        # Traits name ports by their numbers, which then stay.
        free = [place for place in made.places if not (is_changed and place[1] == "port")]
        while free and chooser.chance(75):
            path, kind = free.pop(chooser.integer(0, len(free) - 1))
            paths = [path]
            if kind == "text" and chooser.chance(30):
                paths += [other for other, what in free if what == "text"][:1]
                free = [place for place in free if place[0] not in paths]
            required = kind == "text!" or chooser.chance(20)
            key = f"p{len(declared)}"
            declared.append({"name": key, "fieldPaths": paths, "required": required})
            if required or chooser.chance(50):
                values.append({"name": key, "value": _value(chooser, kind.rstrip("!"))})
        documents.append(_document("Component", name, {"workload": _kept(made, declared), "parameters": declared}))
        use: dict[str, Any] = {"componentName": name, "parameterValues": values, "traits": []}
        if is_changed:
            use["traits"] += [{"trait": trait} for trait in _short_traits(chooser, made.workload["spec"], name)]
        elif made.workload["kind"] in ("ContainerizedWorkload", "Deployment") and chooser.chance(50):
            scaler = {"apiVersion": VERSION, "kind": "ManualScalerTrait", "spec": {"replicaCount": chooser.integer(0, 9)}}
            use["traits"].append({"trait": scaler})
        if chooser.chance(40):
            trait = {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": f"{name}-more"},
                "data": {"a": _text(chooser)},
            }
            use["traits"].append({"trait": trait})
        uses.append(use)
    agree([{"spec": {"components": uses}}])
    labels: dict[str, Any] = {"labels": {"team": "a"}} if chooser.chance(30) else {}
    if "antrea" in str(uses):
        labels["namespace"] = "team-a"  # which an object for the whole cluster names
    documents.insert(
        chooser.integer(0, len(documents)), _document("ApplicationConfiguration", "shop", {"components": uses}, **labels)
    )
    return documents


def _short_traits(chooser: Chooser, spec: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return traits of OAM in their short form that fit a ContainerizedWorkload."""
    ports = [(port["containerPort"], "TCP") for container in spec["containers"] for port in container.get("ports", ())]
    volumes = [one for container in spec["containers"] for one in container.get("resources", {}).get("volumes", ())]
    component = Component(
        document={"spec": spec},
        kind=f"{CORE}{'Server' if ports else 'Worker'}",
        parameters=[],
        ports=ports,
        claims=[one["name"] for one in volumes if not one.get("disk", {}).get("ephemeral")],
    )
    return traits(chooser, component, Variables(chooser, percent=0), name)


def _kept(made: _Made, declared: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the workload without a variable that nothing gives a value."""
    paths = {path for one in declared for path in one["fieldPaths"]}
    for path, kind in made.places:
        if kind == "text!" and path not in paths:
            container = made.workload["spec"]["containers"][0]
            container["env"] = [entry for entry in container["env"] if len(entry) > 1]
    return made.workload


def sample_second_application(seed: int) -> Documents:
    """Return the application of a seed: always the same one."""
    return second_application(RandomChooser(seed))
