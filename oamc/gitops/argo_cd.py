"""What Argo CD gets: an Application for each unit, or an ApplicationSet, and for each environment one that applies these.

No default value is written, and nothing that is empty or false: Argo CD would drop it when it stores the object, and an
Application that has others in its care would show them as different for ever. The one exception is `enabled: false`, which is
kept.
"""

from __future__ import annotations

from oamc.choices import APPLICATION_SET, ARGOCD, AUTOMATIC, MANUAL
from oamc.gitops.annotations import WAVE
from oamc.gitops.naming import (
    PROJECT_FILE,
    SET_FILE,
    address,
    branch_of,
    control_namespace,
    control_path,
    revision,
    root_name,
    set_name,
    unit_name,
    unit_path,
    waves_of,
)
from oamc.kubernetes.cluster_kinds import is_namespaced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from oamc.gitops.plan import Cluster, Environment, Plan, Settings, Unit
    from oamc.gitops.units import Body, Contents

API_VERSION = "argoproj.io/v1alpha1"
PATHS = "argocd.argoproj.io/manifest-generate-paths"
COMPARE = "argocd.argoproj.io/compare-options"
SERVER_SIDE = "ServerSideApply=true"
FINALIZER = "resources-finalizer.argocd.argoproj.io"
OWN_CLUSTER = "https://kubernetes.default.svc"
"""The cluster in which Argo CD itself runs."""
OWN_PROJECT = "default"
"""The project of the Applications that apply the others: that of the units does not need the namespace of Argo CD."""
PLACEHOLDER = "{{.application}}"
PLACEHOLDER_NAMESPACE = "{{.namespace}}"


def control_objects(plan: Plan, held: Iterable[Contents]) -> dict[str, tuple[Body, ...]]:
    """Return the objects of the control folder by the path of their file in it."""
    settings = plan.settings
    made: dict[str, tuple[Body, ...]] = {}
    if settings.project_file:
        made[PROJECT_FILE] = (_project(plan, held),)
    for environment in plan.environments:
        made[f"{root_name(environment.name)}.yaml"] = (_root(settings, environment),)
        units = plan.units_of(environment.name)
        if settings.style == APPLICATION_SET:
            made[f"{environment.name}/{SET_FILE}"] = (_set(settings, environment, units),)
            continue
        found = waves_of(plan, environment.name)
        for unit in units:
            body = _application(settings, environment, unit, found[unit.application])
            made[f"{environment.name}/{unit.application}.yaml"] = (body,)
    return made


def _root(settings: Settings, environment: Environment) -> Body:
    """Return what a person applies once: it applies the Applications of an environment, and heals them.

    An application that leaves the tree waits for a person, unless removals are automatic.
    """
    namespace = control_namespace(settings, ARGOCD)
    removes = {"prune": True} if settings.remove_applications == AUTOMATIC else {}
    return {
        "apiVersion": API_VERSION,
        "kind": "Application",
        "metadata": {"name": root_name(environment.name), "namespace": namespace, "annotations": {PATHS: "."}},
        "spec": {
            "project": OWN_PROJECT,
            "source": {
                "repoURL": address(settings, ARGOCD, environment.name),
                "targetRevision": revision(settings),
                "path": control_path(settings, ARGOCD, environment.name),
                "directory": {"include": "*.yaml"},
            },
            "destination": {"server": OWN_CLUSTER, "namespace": namespace},
            "syncPolicy": {"automated": {**removes, "selfHeal": True}},
        },
    }


def _application(settings: Settings, environment: Environment, unit: Unit, wave: int) -> Body:
    """Return the Application of a unit."""
    name = unit_name(settings, ARGOCD, unit.application, environment.name)
    metadata = _metadata(settings, name, wave)
    spec = _spec(settings, environment, unit.application, unit.namespace, unit.digest)
    return {"apiVersion": API_VERSION, "kind": "Application", "metadata": metadata, "spec": spec}


def _metadata(settings: Settings, name: str, wave: int) -> Body:
    """Return the metadata of the Application of a unit. With the finalizer its objects go when a person lets it go."""
    annotations = {
        **({COMPARE: "ServerSideDiff=true"} if settings.server_side_apply else {}),
        PATHS: ".",
        **({WAVE: str(wave)} if wave else {}),
    }
    namespace = control_namespace(settings, ARGOCD)
    return {"name": name, "namespace": namespace, "annotations": annotations, "finalizers": [FINALIZER]}


def _spec(settings: Settings, environment: Environment, application: str, namespace: str, digest: str) -> Body:
    """Return the spec of the Application of a unit, or of the template of them."""
    return {
        "project": settings.project,
        "source": {
            "repoURL": address(settings, environment.name, application),
            "targetRevision": digest or branch_of(settings, environment.name),
            "path": unit_path(settings, environment.name, application),
            **_tool(settings, application),
        },
        "destination": {**_cluster(environment.cluster), "namespace": namespace},
        "syncPolicy": {"automated": _automated(environment), "syncOptions": _sync_options(settings, environment)},
    }


def _tool(settings: Settings, application: str) -> Body:
    """Return how a folder is read. Where Flux reads it too, its `kustomization.yaml` says which files belong to it."""
    if settings.has_charts:
        return {"helm": {"releaseName": application}}
    return {} if settings.for_flux else {"directory": {"include": "*.yaml"}}


def _cluster(cluster: Cluster) -> Body:
    """Return the cluster of a destination."""
    return {"server": cluster.server} if cluster.server else {"name": cluster.name}


def _automated(environment: Environment) -> Body:
    """Return what happens by itself."""
    return {"prune": True, "selfHeal": True, **({"enabled": False} if environment.sync == MANUAL else {})}


def _sync_options(settings: Settings, environment: Environment) -> list[str]:
    """Return the options of every sync."""
    return [
        *(["CreateNamespace=true"] if environment.create_namespace else []),
        "FailOnSharedResource=true",
        "PruneLast=true",
        *([SERVER_SIDE] if settings.server_side_apply else []),
    ]


def _set(settings: Settings, environment: Environment, units: tuple[Unit, ...]) -> Body:
    """Return the ApplicationSet of an environment. Its list says what is in it, so that a review sees what comes and goes.

    It removes no Application by itself and, removed itself, no workload, unless removals are automatic.
    """
    name = unit_name(settings, ARGOCD, PLACEHOLDER, environment.name)
    keeps = {"syncPolicy": {"applicationsSync": "create-update", "preserveResourcesOnDeletion": True}}
    digests = {"revision": "{{.revision}}"} if any(unit.digest for unit in units) else {}
    spec = _spec(settings, environment, PLACEHOLDER, PLACEHOLDER_NAMESPACE, digests.get("revision", ""))
    metadata = _metadata(settings, name, 0)
    return {
        "apiVersion": API_VERSION,
        "kind": "ApplicationSet",
        "metadata": {"name": set_name(environment.name), "namespace": metadata.pop("namespace")},
        "spec": {
            "goTemplate": True,
            "goTemplateOptions": ["missingkey=error"],
            "generators": [{"list": {"elements": [_element(settings, unit, with_revision=bool(digests)) for unit in units]}}],
            **({} if settings.remove_applications == AUTOMATIC else keeps),
            "template": {"metadata": metadata, "spec": spec},
        },
    }


def _element(settings: Settings, unit: Unit, *, with_revision: bool) -> Body:
    """Return what an ApplicationSet knows of a unit."""
    known = {"application": unit.application, "namespace": unit.namespace}
    return {**known, "revision": unit.digest or revision(settings)} if with_revision else known


def _project(plan: Plan, held: Iterable[Contents]) -> Body:
    """Return the AppProject: one repository, the destinations of the units, and the kinds of the cluster that they bring.

    What it says for environments that this run leaves as they are stays.
    """
    settings = plan.settings
    contents = tuple(held)
    destinations = [
        {**_cluster(plan.environment(unit.environment).cluster), "namespace": unit.namespace}
        for unit in (one.unit for one in contents)
    ]
    kinds = [{"group": "", "kind": "Namespace"}]
    for one in contents:
        found = (item for item in one.members if item.written)
        kinds += [_group_kind(item.api_version, item.kind) for item in found if not is_namespaced(item.api_version, item.kind)]
    sources = [address(settings, one.unit.environment, one.unit.application) for one in contents]
    so_far = _kept_spec(plan)
    return {
        "apiVersion": API_VERSION,
        "kind": "AppProject",
        "metadata": {"name": settings.project, "namespace": control_namespace(settings, ARGOCD)},
        "spec": {
            "sourceRepos": sorted({*sources, *so_far.get("sourceRepos", ())}),
            "destinations": _distinct([*destinations, *so_far.get("destinations", ())]),
            "clusterResourceWhitelist": _distinct([*kinds, *so_far.get("clusterResourceWhitelist", ())]),
        },
    }


def _kept_spec(plan: Plan) -> Mapping[str, Any]:
    """Return the spec of the project so far, where environments of it stay as they are."""
    spec = (plan.kept_project or {}).get("spec") if plan.others else None
    return spec if isinstance(spec, dict) else {}


def _group_kind(api_version: str, kind: str) -> dict[str, str]:
    """Return a kind as a project names it."""
    return {"group": api_version.rpartition("/")[0], "kind": kind}


def _distinct(found: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Return mappings in their order, each once."""
    return [dict(pairs) for pairs in sorted({tuple(one.items()) for one in found})]
