"""Small OAM inputs, and what the compiler makes of them: for tests that are about one rule."""

from __future__ import annotations

from typing import Any

from oamc.compiler import Compilation, build
from oamc.diagnostics.reports import Reports
from oamc.objects.object_set import ObjectSet
from oamc.objects.verify import verify
from oamc.options import Options
from oamc.records import Record, replace
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from oamc.values.given import Assignment, Overrides

CORE = "core.oam.dev/v1alpha1"
RESOURCES = {"cpu": {"required": 0.1}, "memory": {"required": "64Mi"}}
HTTP = {"name": "http", "containerPort": 8080}


class Compiled(Record):
    """What came out: the objects of the manifests, and the codes and messages of the findings."""

    objects: list[dict[str, Any]]
    reports: Reports

    @property
    def codes(self) -> list[str]:
        """Return the codes of all findings in the order of places."""
        return [found.code.id for found in self.reports.in_order()]

    @property
    def messages(self) -> list[str]:
        """Return the messages of all findings in the order of places."""
        return [found.message for found in self.reports.in_order()]

    def only(self, kind: str) -> dict[str, Any]:
        """Return the one object of a kind."""
        (found,) = (item for item in self.objects if item["kind"] == kind)
        return found

    def kinds(self) -> list[str]:
        """Return the kinds of the objects in their order."""
        return [item["kind"] for item in self.objects]

    def containers(self) -> list[dict[str, Any]]:
        """Return the containers of the one workload."""
        return self.pod()["containers"]

    def pod(self) -> dict[str, Any]:
        """Return the pod spec of the one workload."""
        (found,) = (item["spec"]["template"]["spec"] for item in self.objects if "template" in item.get("spec", {}))
        return found


def container(name: str = "web", **fields: Any) -> dict[str, Any]:
    """Return a container with an image, a port and resources; a field of None is left out."""
    given = {"image": "example/web:1", "ports": [HTTP], "resources": RESOURCES, **fields}
    return {"name": name, **{key: value for key, value in given.items() if value is not None}}


def component(kind: str = "Server", *containers: dict[str, Any], name: str = "web", **spec: Any) -> dict[str, Any]:
    """Return a component of a core workload type, or of any type written with its group."""
    full = kind if "/" in kind else f"{CORE}.{kind}"
    own = {"containers": list(containers) or [container()]} if "/" not in kind else {}
    return _document("ComponentSchematic", name, {"workloadType": full, **own, **spec})


def application(*traits: dict[str, Any], name: str = "shop", instance: str = "shop-web", **fields: Any) -> dict[str, Any]:
    """Return an application with one instance of the component `web`; `scopes` and `variables` are of the application."""
    above = {key: fields.pop(key) for key in ("scopes", "variables") if key in fields}
    use = {"componentName": "web", "instanceName": instance, **({"traits": list(traits)} if traits else {}), **fields}
    return _document("ApplicationConfiguration", name, {**above, "components": [use]})


def trait(name: str, /, **properties: Any) -> dict[str, Any]:
    """Return a use of a trait."""
    return {"name": name, "properties": properties}


def labels(role: str, /, **own: str) -> dict[str, str]:
    """Return the labels of the objects of the instance of `application`, whose workload has this role, and further ones."""
    return {**pod_labels(role, **own), "app.kubernetes.io/version": "0.1.0"}


def pod_labels(role: str, /, **own: str) -> dict[str, str]:
    """Return the labels of the pods of that instance: names of `own` are those of OAM's labels, with hyphens as underscores."""
    return {
        "app.kubernetes.io/name": "web",
        "app.kubernetes.io/instance": "shop-web",
        "app.kubernetes.io/component": role,
        "app.kubernetes.io/part-of": "shop",
        "oam.dev/instance-name": "shop-web",
        **{f"oam.dev/{name.replace('_', '-')}": value for name, value in own.items()},
    }


def _document(kind: str, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    """Return a document."""
    return {"apiVersion": CORE, "kind": kind, "metadata": {"name": name}, "spec": spec}


def compiled(
    *documents: dict[str, Any], sets: tuple[str, ...] = (), strict: bool = False, allow_unknown: bool = False, **options: Any
) -> Compiled:
    """Compile documents to manifests; `sets` are the texts of `--set`."""
    reports = Reports(strict=strict, allow_unknown=allow_unknown)
    overrides = Overrides(assignments=tuple(Assignment(flag="--set", text=text) for text in sets))
    chosen = replace(Options(format="manifests", overrides=overrides), **options)
    outputs = build((source_of(*documents),), chosen, reports)
    texts = [text for output in outputs for text in output.files.values()]
    found = [read(SourceFile(path="out.yaml", label="out.yaml", text=text), Reports()) for text in texts]
    return Compiled(objects=[plain(document.root) for of_file in found for document in of_file], reports=reports)


def compiled_objects(*documents: dict[str, Any], allow_unknown: bool = False, **options: Any) -> list[ObjectSet]:
    """Return the object sets of all applications, which are well formed."""
    reports = Reports(allow_unknown=allow_unknown)
    source = source_of(*documents)
    found = [objects for _, objects in Compilation((source,), replace(Options(), **options), reports).objects]
    assert not reports.has_errors(), reports.found
    sets = [objects for objects in found if objects is not None]
    for objects in sets:
        verify(objects)
    return sets


def source_of(*documents: dict[str, Any]) -> SourceFile:
    """Return documents as an input."""
    import json

    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(documents)})
    return SourceFile(path="in.json", label="in.json", text=text)
