"""Properties of types of KubeVela whose shape says too little to draw them: whole objects, parts of objects, another chart.

    properties_of("raw", "web", chance)   what fits a component of the name, as plain data

`kubevela.py` draws all other types from what they say of their properties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

TEXTS = ("a text", "{{ x }}", "", "on", "1", "a: b")


def raw(name: str, chance: Random) -> dict[str, Any]:
    """Return an object as it stands: of a kind that oamc knows, or of another one."""
    text = chance.choice(TEXTS)
    container = {"name": name, "image": "example/web:1", "env": [{"name": "A", "value": text}]}
    labels = {"app": name}
    spec = {
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
    }
    objects: tuple[dict[str, Any], ...] = (
        {"apiVersion": "v1", "kind": "ConfigMap", "data": {"note": text}},
        {"apiVersion": "apps/v1", "kind": "Deployment", "spec": spec},
        {"apiVersion": "example.com/v1", "kind": "Site", "spec": {"pages": [{"path": text}], "limit": chance.randint(0, 9)}},
    )
    named = {"metadata": {"name": chance.choice((name, f"{name}-own"))}} if chance.random() < 0.7 else {}
    return chance.choice(objects) | named


def k8s_objects(name: str, chance: Random) -> dict[str, Any]:
    """Return several objects as they stand."""
    further = [{**raw(name, chance), "metadata": {"name": f"{name}-{number}"}} for number in range(chance.randint(0, 2))]
    return {"objects": [raw(name, chance), *further]}


SWITCHES = (
    *("includeCRDs", "skipTests", "skipHooks", "createNamespace", "atomic", "wait", "force", "recreatePods", "cleanupOnFail"),
)
"""Options of an installation that are on or off."""


def helmchart(name: str, chance: Random) -> dict[str, Any]:
    """Return where a chart is, and how it is installed."""
    source = chance.choice(
        (
            {"source": name, "repoURL": "https://charts.example.com/stable"},
            {"source": name, "repoURL": "oci://registry.example.com/charts"},
            {"source": f"oci://registry.example.com/charts/{name}"},
        )
    )
    options: dict[str, Any] = {"timeout": "7m", "maxHistory": chance.randint(1, 9), "cache": {"ttl": "1h"}}
    options |= {name: chance.random() < 0.5 for name in SWITCHES}
    if chance.random() < 0.3:
        source |= {"auth": {"secretRef": {"name": "login"}}}
    every: dict[str, Any] = {
        "release": {"name": f"{name}-release"} | ({"namespace": "charts"} if chance.random() < 0.3 else {}),
        "healthStatus": [{"criteria": {"isHealth": "true"}}],
        "values": {"replica": {"count": chance.randint(0, 9)}, "note": chance.choice(TEXTS)},
        "options": {key: value for key, value in options.items() if chance.random() < 0.4},
    }
    if chance.random() < 0.2:
        every["valuesFrom"] = [{"kind": "Secret", "name": "given", "key": "values", "optional": True}]
    kept = {key: value for key, value in every.items() if chance.random() < 0.5}
    return {"chart": {**source, "version": chance.choice(("1.2.3", "~2.4"))}, **kept}


def json_patch(_: str, chance: Random) -> dict[str, Any]:
    """Return operations on what every object has."""
    value = chance.choice(TEXTS)
    operations = [{"op": "add", "path": "/metadata/annotations", "value": {"example.com/a": value, "kept": "yes"}}]
    further = (
        {"op": "test", "path": "/metadata/annotations/kept", "value": "yes"},
        {"op": "replace", "path": "/metadata/annotations/kept", "value": value},
        {"op": "add", "path": "/metadata/annotations/example.com~1note", "value": value},
        {"op": "copy", "from": "/metadata/annotations/example.com~1a", "path": "/metadata/annotations/c"},
    )
    return {"operations": operations + [one for one in further if chance.random() < 0.4]}


def json_merge_patch(_: str, chance: Random) -> dict[str, Any]:
    """Return a part of what every object has."""
    part: dict[str, Any] = {"annotations": {"example.com/note": chance.choice(TEXTS), "gone": None}}
    return {"metadata": part | chance.choice(({}, {"labels": {"example.com/tier": "front"}}))}


DRAWN: Mapping[str, Callable[[str, Random], dict[str, Any]]] = {
    "raw": raw,
    "k8s-objects": k8s_objects,
    "helmchart": helmchart,
    "json-patch": json_patch,
    "json-merge-patch": json_merge_patch,
}
WITHOUT_PODS = ("raw", "k8s-objects", "helmchart")
"""Component types to whose objects a trait of pods means nothing, or means something for some objects alone."""
