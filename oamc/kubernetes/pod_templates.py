"""Where objects have the template of the pods that they run, and what several rooms know of pods."""

from __future__ import annotations

from oamc.kubernetes.plain_data import part_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

TEMPLATE = ("spec", "template")
TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "Pod": (),
    "ScaledJob": ("spec", "jobTargetRef", "template"),
}
"""Where the template of pods stands, where it is not in `spec.template`. That of a Pod is the pod itself."""
_WITHOUT_PODS = (
    *("source.toolkit.fluxcd.io/", "dapr.io/", "monitoring.coreos.com/v1 ServiceMonitor"),
    *("monitoring.coreos.com/v1 PodMonitor", "monitoring.coreos.com/v1 PrometheusRule"),
)
"""What runs no pods, of kinds that Kubernetes itself does not have: API groups, and single kinds."""
RUN_PODS = frozenset(
    (
        *("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob", "Pod"),
        *("ScaledJob", "Rollout"),
    )
)
"""The kinds that run pods: of Kubernetes' own, the ScaledJob of KEDA, which makes Jobs, and the Rollout of Argo Rollouts."""
HELD: Mapping[tuple[str, str], tuple[str, tuple[str, str]]] = {
    ("argoproj.io/v1alpha1", "Rollout"): ("core.v1.PodTemplateSpec", TEMPLATE),
    ("keda.sh/v1alpha1", "ScaledJob"): ("batch.v1.JobSpec", ("spec", "jobTargetRef")),
}
"""What other kinds hold that Kubernetes defines, by API version and kind: the definition, and where it stands."""
QOS_CLASS = "koordinator.sh/qosClass"
"""The label of pods by which Koordinator mixes kinds of work."""
RESIZED_SINCE = 33
"""From Kubernetes 1.33 on pods can be changed in place; before, an API server drops `resizePolicy`."""


def spec_of_pods(kind: str) -> tuple[str, ...]:
    """Return where objects of a kind have the spec of their pods, as far as the kind alone says it."""
    return (*TEMPLATES.get(kind, TEMPLATE), "spec")


def place_of_pods(body: Mapping[str, Any], place: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return where an object has the spec of its pods: at a `place` that is known, else where its kind has it.

    Without containers there, it shows no pods, and its place is the empty one.

    >>> place_of_pods({"kind": "CloneSet", "spec": {"template": {"spec": {"containers": []}}}})
    ('spec', 'template', 'spec')
    >>> place_of_pods({"kind": "Service", "spec": {}})
    ()
    """
    path = place or spec_of_pods(str(body.get("kind", "")))
    return path if isinstance(part_at(body, (*path, "containers")), list) else ()


def specs_of_pods(body: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield where an object of any kind has specs of pods: mappings with containers that have names and images.

    >>> list(specs_of_pods({"spec": {"pool": {"pod": {"containers": [{"name": "web", "image": "example/web:1"}]}}}}))
    [('spec', 'pool', 'pod')]
    """
    yield from _specs_below(body.get("spec"), ("spec",))


def _specs_below(part: object, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield those below a part."""
    if not isinstance(part, dict):
        return
    containers = part.get("containers")
    if isinstance(containers, list) and containers and all(map(_is_container, containers)):
        yield path
        return
    for key, value in part.items():
        if isinstance(key, str):
            yield from _specs_below(value, (*path, key))


def _is_container(item: object) -> bool:
    """Tell whether an item is a container of pods."""
    return isinstance(item, dict) and isinstance(item.get("name"), str) and isinstance(item.get("image"), str)


def is_of_others(api_version: str) -> bool:
    """Tell whether an API version is not one of Kubernetes itself.

    >>> is_of_others("acme.example.com/v1"), is_of_others("networking.k8s.io/v1"), is_of_others("v1")
    (True, False, False)
    """
    group = api_version.rpartition("/")[0]
    return "." in group and not group.endswith(".k8s.io")


def may_run_pods(api_version: str, kind: str) -> bool:
    """Tell whether whoever acts on a kind may run pods of which its objects show no template: not Kubernetes itself.

    >>> may_run_pods("acme.example.com/v1", "Cache"), may_run_pods("apps/v1", "Deployment")
    (True, False)
    """
    return is_of_others(api_version) and not f"{api_version} {kind}".startswith(_WITHOUT_PODS)
