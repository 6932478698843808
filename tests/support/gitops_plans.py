"""Plans of trees for Argo CD and Flux, with small applications: for tests of `oamc/gitops`."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from oamc.choices import CHART, HELM, MANIFESTS
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.gitops.compiled import unit_of
from oamc.gitops.plan import Cluster, Environment, Plan, Settings, Unit
from oamc.gitops.trees import trees
from oamc.options import Options
from oamc.records import replace
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile

URL = "https://git.example.com/team/deploy.git"
REGISTRY = "oci://registry.example.com/team/deploy"
SERVERS = {
    "development": "https://kubernetes.default.svc",
    "staging": "https://staging.example.com",
    "production": "https://prod.example.com",
}
NAMES = ("greeter", "shop")


def git(**fields: Any) -> Settings:
    """Return settings of a tree in git."""
    return Settings(**{"repo_url": URL, **fields})


def oci(**fields: Any) -> Settings:
    """Return settings of a tree in a registry."""
    return Settings(**{"repo_url": REGISTRY, "source": "oci", **fields})


def vela(name: str, *components: dict[str, Any]) -> dict[str, Any]:
    """Return an application of KubeVela."""
    return {
        "apiVersion": "core.oam.dev/v1beta1",
        "kind": "Application",
        "metadata": {"name": name},
        "spec": {"components": list(components) or [service(f"{name}-web")]},
    }


def service(name: str, *traits: dict[str, Any], after: tuple[str, ...] = (), image: str = "example/web:1") -> dict[str, Any]:
    """Return a component that runs for ever."""
    properties = {"image": image, "cpu": "100m", "memory": "64Mi", "ports": [{"port": 8080, "expose": True}]}
    depends = {"dependsOn": list(after)} if after else {}
    return {"name": name, "type": "webservice", "properties": properties, "traits": list(traits), **depends}


def objects(name: str, *found: dict[str, Any], after: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a component that is Kubernetes objects."""
    depends = {"dependsOn": list(after)} if after else {}
    return {"name": name, "type": "k8s-objects", "properties": {"objects": list(found)}, **depends}


@cache
def _compiled(text: str, namespace: str, render: str) -> Compilation:
    """Return the compilation of documents, which is right."""
    options = Options(format=HELM if render == CHART else MANIFESTS, layout="per-object", namespace=namespace)
    reports = Reports()
    compilation = Compilation((SourceFile(path="in.json", label="in.json", text=text),), options, reports)
    assert compilation.checked
    assert not reports.has_errors(), reports.found
    return compilation


def units(
    environment: str, *documents: dict[str, Any], render: str = MANIFESTS, namespace: str = "", **after: tuple[str, ...]
) -> tuple[Unit, ...]:
    """Return the units of documents in an environment, whose namespace is `team-ENV` where no other is given."""
    chosen = namespace or f"team-{environment}"
    compilation = _compiled(json.dumps({"apiVersion": "v1", "kind": "List", "items": list(documents)}), chosen, render)
    return tuple(
        unit_of(checked, environment, chosen, after, compilation.backend_of(checked) if render == CHART else None)
        for checked in compilation.checked
    )


def unit(environment: str, document: dict[str, Any], *, render: str = MANIFESTS, **fields: Any) -> Unit:
    """Return the unit of one document, with other fields."""
    (found,) = units(environment, document, render=render)
    return replace(found, **fields)


def plan(settings: Settings, *names: str, **fields: Any) -> Plan:
    """Return a plan of environments in which shop comes after greeter."""
    environments = names or tuple(SERVERS)
    made = [one for name in environments for one in units(name, *map(vela, NAMES), render=settings.render, shop=("greeter",))]
    known = tuple(Environment(name=name, cluster=Cluster(server=SERVERS[name])) for name in environments)
    return Plan(**{"settings": settings, "environments": known, "units": tuple(made), **fields})


def single(settings: Settings, *documents: dict[str, Any], **fields: Any) -> Plan:
    """Return a plan of the environment `production` with these documents; `fields` are of the environment."""
    environment = Environment(**{"name": "production", "cluster": Cluster(server=SERVERS["production"]), **fields})
    return Plan(settings=settings, environments=(environment,), units=units("production", *documents, render=settings.render))


def written(wanted: Plan) -> dict[str, str]:
    """Return the files of a plan that is right, by their paths below the output."""
    reports = Reports()
    found = trees(wanted, reports)
    assert not reports.has_errors(), [diagnostic.message for diagnostic in reports.found]
    return {f"{folder}/{name}": text for folder, files in found.items() for name, text in files.items()}


def found_codes(wanted: Plan) -> list[str]:
    """Return the codes of what is reported of a plan. After an error there is no file."""
    reports = Reports()
    found = trees(wanted, reports)
    assert bool(found) != reports.has_errors()
    return sorted(diagnostic.code.id for diagnostic in reports.found)


def messages(wanted: Plan) -> list[str]:
    """Return the messages of what is reported of a plan."""
    reports = Reports()
    trees(wanted, reports)
    return [diagnostic.message for diagnostic in reports.found]


def documents(text: str) -> list[dict[str, Any]]:
    """Return the objects in a file."""
    return [plain(document.root) for document in read(SourceFile(path="out.yaml", label="out.yaml", text=text), Reports())]


def document(text: str) -> dict[str, Any]:
    """Return the one object in a file."""
    (found,) = documents(text)
    return found


def tool_objects(files: dict[str, str]) -> list[dict[str, Any]]:
    """Return what the tools get: the objects of the control folders, without those of kustomize."""
    names = [
        name for name in files if name.partition("/")[0] in {"argocd", "flux"} and not name.endswith("/kustomization.yaml")
    ]
    return [one for name in sorted(names) for one in documents(files[name])]
