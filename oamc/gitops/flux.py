"""What Flux gets: a Kustomization or a HelmRelease for each unit, one for namespaces, and one that applies these.

Nothing here has `postBuild`: Flux would replace what looks like a variable in the texts of applications.
"""

from __future__ import annotations

from oamc.choices import AUTOMATIC, COMPONENT, FLUX, MANUAL
from oamc.gitops.durations import canonical
from oamc.gitops.naming import (
    GIT_NAME,
    NAMESPACES,
    NAMESPACES_NAME,
    address,
    branch_of,
    control_namespace,
    control_path,
    group_name,
    in_cluster,
    joined,
    revision,
    root_name,
    unit_name,
    unit_path,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.gitops.plan import Environment, Plan, Settings, Unit
    from oamc.gitops.units import Body

SOURCES = "source.toolkit.fluxcd.io/v1"
SOURCE_INTERVAL = "1m0s"
RETRY_INTERVAL = "2m0s"
COMMIT_DIGITS = 40
CHART_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
NAMESPACES_FILE = f"{NAMESPACES}.yaml"


def control_objects(plan: Plan) -> dict[str, tuple[Body, ...]]:
    """Return the objects of the control folder by the path of their file in it, without the files of kustomize."""
    made: dict[str, tuple[Body, ...]] = {}
    for environment in plan.environments:
        writer = _Environment(plan, environment)
        made[f"{root_name(environment.name)}.yaml"] = writer.root()
        of_namespaces = writer.namespaces()
        if of_namespaces:
            made[f"{environment.name}/{NAMESPACES_FILE}"] = of_namespaces
        for unit in plan.units_of(environment.name):
            made[f"{environment.name}/{unit.application}.yaml"] = writer.unit(unit)
    return made


class _Environment:
    """Writes what an environment has."""

    def __init__(self, plan: Plan, environment: Environment) -> None:
        self._settings: Settings = plan.settings
        self._environment = environment
        self._namespace = control_namespace(plan.settings, FLUX)
        self._interval = canonical(plan.settings.interval)
        self._timeout = canonical(plan.settings.timeout)
        self._units = {unit.application: unit for unit in plan.units_of(environment.name)}

    def root(self) -> tuple[Body, ...]:
        """Return the source of the tree, and what applies the Kustomizations of the environment."""
        name, settings = root_name(self._environment.name), self._settings
        source = self._repository(self._source(GIT_NAME), revision(settings), _ignore(settings))
        if settings.is_oci:
            source = self._artifact(name, address(settings, FLUX, self._environment.name), "")
        removes = settings.remove_applications == AUTOMATIC
        path = joined(control_path(settings, FLUX, self._environment.name))
        reference = {"kind": source["kind"], "name": source["metadata"]["name"]}
        return source, self._kustomization(name, path, reference, prune=removes)

    def namespaces(self) -> tuple[Body, ...]:
        """Return what applies the namespaces of the environment, and the source of a branch of its own."""
        settings, name = self._settings, self._source(NAMESPACES_NAME)
        made: list[Body] = []
        if settings.branch:
            made.append(self._repository(name, branch_of(settings, self._environment.name), ""))
        if self._environment.create_namespace:
            if settings.is_oci:
                made.append(self._artifact(name, address(settings, self._environment.name, NAMESPACES_NAME), ""))
            path = joined(unit_path(settings, self._environment.name, NAMESPACES))
            made.append(self._kustomization(name, path, self._reference(name), prune=False))
        return tuple(made)

    def unit(self, unit: Unit) -> tuple[Body, ...]:
        """Return what applies a unit, and its source where that is an artifact."""
        settings, name = self._settings, self._name(unit.application)
        url = address(settings, self._environment.name, unit.application)
        sources = (self._artifact(name, url, unit.digest, is_chart=settings.has_charts),) if settings.is_oci else ()
        if settings.has_charts:
            return (*sources, self._release(name, unit))
        groups = unit.groups if settings.split == COMPONENT else ("",)
        return (*sources, *(self._kustomization_of(name, unit, group) for group in groups))

    def _name(self, application: str) -> str:
        """Return the name of what applies an application."""
        return unit_name(self._settings, FLUX, application, self._environment.name)

    def _source(self, name: str) -> str:
        """Return the name of what the environment has once."""
        return in_cluster(self._settings, name, self._environment.name)

    def _reference(self, name: str) -> Body:
        """Return the source of a folder of the environment: the artifact called `name`, or the repository."""
        if self._settings.is_oci:
            return {"kind": "OCIRepository", "name": name}
        return {"kind": "GitRepository", "name": self._source(NAMESPACES_NAME if self._settings.branch else GIT_NAME)}

    def _kustomization_of(self, name: str, unit: Unit, group: str) -> Body:
        """Return what applies a unit, or one folder of it."""
        path = unit_path(self._settings, self._environment.name, unit.application)
        own = group_name(name, group) if group else name
        body = self._kustomization(own, joined(path, group), self._reference(name), prune=True, wait=True)
        waits = self._waits(unit)
        waits += [group_name(name, other) for other in _before(unit, group)] if group else []
        return self._following(body, waits)

    def _waits(self, unit: Unit) -> list[str]:
        """Return the names of what a unit waits for: its namespace, and the applications that it comes after."""
        names: list[str] = []
        if self._environment.create_namespace and not self._settings.has_charts:
            names.append(self._source(NAMESPACES_NAME))
        for other in (self._units[name] for name in unit.after if name in self._units):
            name = self._name(other.application)
            is_split = self._settings.split == COMPONENT
            names += [group_name(name, group) for group in other.groups] if is_split else [name]
        return names

    def _following(self, body: Body, names: list[str]) -> Body:
        """Return an object that waits for others, and for a person where nothing happens by itself."""
        waits = {"dependsOn": [{"name": name} for name in dict.fromkeys(names)]} if names else {}
        suspended = {"suspend": True} if self._environment.sync == MANUAL else {}
        spec = {**waits, **body["spec"], **suspended}
        return {**body, "spec": dict(sorted(spec.items()))}

    def _kustomization(self, name: str, path: str, source: Body, *, prune: bool, wait: bool = False) -> Body:
        """Return a Kustomization. An artifact is applied from its top."""
        return {
            "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
            "kind": "Kustomization",
            "metadata": {"name": name, "namespace": self._namespace},
            "spec": {
                "interval": self._interval,
                **({"path": f"./{path}"} if path else {}),
                "prune": prune,
                "retryInterval": RETRY_INTERVAL,
                "sourceRef": source,
                "timeout": self._timeout,
                **({"wait": True} if wait else {}),
            },
        }

    def _release(self, name: str, unit: Unit) -> Body:
        """Return the HelmRelease of a chart."""
        retry = {"strategy": {"name": "RetryOnFailure", "retryInterval": RETRY_INTERVAL}}
        path = unit_path(self._settings, self._environment.name, unit.application)
        reference = self._reference(name)
        chart = {"spec": {"chart": f"./{path}", "reconcileStrategy": "Revision", "sourceRef": reference}}
        body: Body = {
            "apiVersion": "helm.toolkit.fluxcd.io/v2",
            "kind": "HelmRelease",
            "metadata": {"name": name, "namespace": self._namespace},
            "spec": {
                **({"chartRef": reference} if self._settings.is_oci else {"chart": chart}),
                "driftDetection": {"mode": "enabled"},
                "install": retry,
                "interval": self._interval,
                "releaseName": unit.application,
                # Releases of one name in two environments of a cluster must not share their records.
                "storageNamespace": unit.namespace,
                "targetNamespace": unit.namespace,
                "timeout": self._timeout,
                "upgrade": {"crds": "CreateReplace", **retry},
            },
        }
        return self._following(body, self._waits(unit))

    def _repository(self, name: str, at: str, ignore: str) -> Body:
        """Return a GitRepository."""
        return self._of_source(
            "GitRepository",
            name,
            {
                **({"ignore": ignore} if ignore else {}),
                "interval": SOURCE_INTERVAL,
                "ref": _reference_in_git(at),
                **self._secret(),
                "url": self._settings.repo_url,
            },
        )

    def _artifact(self, name: str, url: str, digest: str, *, is_chart: bool = False) -> Body:
        """Return an OCIRepository: of a digest where it is known, else of the tag of the tree."""
        layer = {"layerSelector": {"mediaType": CHART_LAYER, "operation": "copy"}} if is_chart else {}
        at = {"digest": digest} if digest else {"tag": revision(self._settings)}
        return self._of_source(
            "OCIRepository", name, {"interval": SOURCE_INTERVAL, **layer, "ref": at, **self._secret(), "url": url}
        )

    def _of_source(self, kind: str, name: str, spec: Body) -> Body:
        """Return a source."""
        metadata = {"name": name, "namespace": self._namespace}
        return {"apiVersion": SOURCES, "kind": kind, "metadata": metadata, "spec": spec}

    def _secret(self) -> Body:
        """Return the reference to the Secret with which a source is read."""
        return {"secretRef": {"name": self._settings.secret_ref}} if self._settings.secret_ref else {}


def _before(unit: Unit, instance: str) -> list[str]:
    """Return the nearest instances with objects that one comes after: of one without any, those that it comes after."""
    groups = unit.groups
    found: dict[str, None] = {}
    waiting, seen = list(unit.order.get(instance, ())), set()
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        if name in groups:
            found[name] = None
        else:
            waiting += unit.order.get(name, ())
    return list(found)


def _reference_in_git(at: str) -> Body:
    """Return what a GitRepository follows: a commit, a full name, or a branch."""
    if len(at) == COMMIT_DIGITS and not at.strip("0123456789abcdef"):
        return {"commit": at}
    return {"name": at} if at.startswith("refs/") else {"branch": at}


def _ignore(settings: Settings) -> str:
    """Return what Flux leaves out of the repository, in the syntax of gitignore: everything but the output.

    No letter of a path has a meaning of its own there (`settings_checks.py`).
    """
    steps = joined(settings.root, settings.output).split("/")
    lines: list[str] = []
    path = ""
    for step in steps if steps != [""] else ():
        lines += [f"{path}/*", f"!{path}/{step}"]
        path = f"{path}/{step}"
    return "".join(f"{line}\n" for line in lines)
