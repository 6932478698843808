"""What the API server refuses in an update, by the kind: fields that cannot change once an object is there.

Source: `ValidateUpdate` of the registries of Kubernetes (`pkg/apis/*/validation`), probed with 1.34, and on servers of 1.30,
1.34 and 1.37. What only a cluster knows, such as whether a claim is bound, is taken for what is likelier, and told as a
condition.
"""

from __future__ import annotations

from oamc.changes.differences import equal
from oamc.changes.model import ABSENT, REFUSED, Rated, spec_of
from oamc.kubernetes.quantities import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from oamc.changes.model import Body, FieldChange

    Rule: TypeAlias = Callable[[FieldChange, Body, Body], Rated | None]

IMMUTABLE = "the field is immutable"
RECREATE = "delete the object and create it again"
ORPHAN = "delete it with --cascade=orphan and apply again: its pods and claims stay"
NEW_NAME = "give the object a new name"
COPY_DATA = "make a claim of another name, copy the data, and let the workload use that one"
OF_STATEFUL_SETS = frozenset(
    (
        *("replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "minReadySeconds"),
        "persistentVolumeClaimRetentionPolicy",
    )
)
"""Fields of the spec of a StatefulSet that an update may change."""
OF_JOBS = frozenset(("selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"))
FREE_IN_SUSPENDED_JOBS = ("labels", "annotations", "nodeSelector", "tolerations", "schedulingGates")
OF_VOLUMES = frozenset(
    ("capacity", "accessModes", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions", "claimRef")
)
"""Fields of the spec of a PersistentVolume that an update may change."""
OF_CLASSES = frozenset(("provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"))


def refusal(change: FieldChange, old: Body, new: Body) -> Rated | None:
    """Return why the server refuses a change of a field; None where it takes it.

    Both objects are as it would store them, the old one with its status as far as that is known.
    """
    rule = RULES.get(str(new.get("kind", "")))
    return None if rule is None else rule(change, old, new)


def _refused(reason: str, way_out: str, condition: str = "") -> Rated:
    """Return a refusal."""
    return Rated(rating=REFUSED, reason=reason, way_out=way_out, condition=condition)


def _selector(change: FieldChange, _: Body, __: Body) -> Rated | None:
    """Refuse another selector."""
    return _refused(IMMUTABLE, ORPHAN) if change.path[:2] == ("spec", "selector") else None


def _stateful_set(change: FieldChange, old: Body, new: Body) -> Rated | None:
    """Refuse what is not about the pods of a StatefulSet, their number and their order."""
    if change.path[:1] != ("spec",):
        return None
    if len(change.path) > 1 and change.path[1] not in OF_STATEFUL_SETS:
        return _refused(f"a StatefulSet keeps its {change.path[1]}", ORPHAN)
    strategies = [spec_of(body).get("updateStrategy", {}).get("type") for body in (old, new)]
    if change.path[:2] == ("spec", "updateStrategy") and strategies == ["RollingUpdate", "OnDelete"]:
        reason = "an applied object keeps rollingUpdate, which goes with the type RollingUpdate alone"
        return _refused(reason, "write rollingUpdate: null beside the type")
    return None


def _job(change: FieldChange, old: Body, new: Body) -> Rated | None:
    """Refuse other pods of a Job, and another measure of what is done."""
    path, spec = change.path, spec_of(old)
    if path[:1] != ("spec",) or len(path) == 1:
        return None
    if path[1] == "template":
        if spec.get("suspend") is True and (not {*FREE_IN_SUSPENDED_JOBS}.isdisjoint(path[2:5]) or "nodeAffinity" in path):
            return None
        return _refused("a Job keeps its template", NEW_NAME)
    if path[1] == "completions":
        is_in_tandem = spec_of(new).get("completionMode") == "Indexed" and equal(
            spec_of(new).get("completions"), spec_of(new).get("parallelism")
        )
        return None if is_in_tandem else _refused("a Job keeps its completions", NEW_NAME)
    return _refused(IMMUTABLE, NEW_NAME) if path[1] in OF_JOBS else None


def _pod(change: FieldChange, _: Body, __: Body) -> Rated | None:
    """Refuse nearly every change of the spec of a pod."""
    path = change.path
    if path[:1] != ("spec",) or path[-1] == "image":
        return None
    field = path[1] if len(path) > 1 else ""
    if field == "activeDeadlineSeconds":
        is_lower = change.new is not ABSENT and (change.old is ABSENT or change.new <= change.old)
        return None if is_lower else _refused("a deadline of a pod can only come nearer", RECREATE)
    if field == "tolerations" and (change.old is ABSENT or path[-1] == "tolerationSeconds"):
        return None
    if field == "schedulingGates" and change.new is ABSENT:
        return None
    return _refused("a pod keeps its spec but for images, a nearer deadline and further tolerations", RECREATE)


def _service(change: FieldChange, old: Body, new: Body) -> Rated | None:
    """Refuse another address of a Service, and another class of its load balancer."""
    before, after, path = spec_of(old), spec_of(new), change.path
    types = (before.get("type"), after.get("type"))
    if path[:2] in {("spec", "clusterIP"), ("spec", "clusterIPs"), ("spec", "ipFamilies")} and "ExternalName" not in types:
        is_kept = change.new is ABSENT or (change.old is ABSENT and change.new != "None")
        return None if is_kept else _refused("an address may not change once it is set", RECREATE)
    is_headless = before.get("clusterIP") == "None" and after.get("clusterIP", "None") == "None"
    if path == ("spec", "type") and is_headless and types[1] in {"NodePort", "LoadBalancer"}:
        return _refused(f"a headless Service cannot be of type {types[1]}", RECREATE)
    if path == ("spec", "loadBalancerClass") and types == ("LoadBalancer", "LoadBalancer"):
        return _refused("a class of load balancers may not change once it is set", RECREATE)
    if path == ("spec", "healthCheckNodePort") and types == ("LoadBalancer", "LoadBalancer") and change.new is not ABSENT:
        return _refused(IMMUTABLE, RECREATE)
    if path[:2] == ("spec", "ports") and change.new is ABSENT and isinstance(change.old, dict):
        number = change.old.get("port")
        if any(port.get("port") == number for port in after.get("ports", ())):
            reason = "ports are told apart by their numbers alone where an object is applied, so that none is left"
            return _refused(reason, "use server-side apply, or another number", "it is not applied by the server")
    return None


def _held(*fields: str, way_out: str = RECREATE) -> Rule:
    """Return the rule that some fields of an object stay."""

    def rule(change: FieldChange, _: Body, __: Body) -> Rated | None:
        return _refused(IMMUTABLE, way_out) if change.path[:1] and change.path[0] in fields else None

    return rule


def _held_in_spec(field: str) -> Rule:
    """Return the rule that a field of the spec of an object stays."""

    def rule(change: FieldChange, _: Body, __: Body) -> Rated | None:
        is_gone = change.path == ("spec",) and isinstance(change.old, dict) and field in change.old
        return _refused(IMMUTABLE, RECREATE) if is_gone or change.path[:2] == ("spec", field) else None

    return rule


def _content(change: FieldChange, old: Body, _: Body) -> Rated | None:
    """Refuse another content of what is immutable, and another type of a Secret."""
    if old.get("kind") == "Secret" and change.path == ("type",):
        return _refused(IMMUTABLE, RECREATE)
    is_content = change.path[:1] and change.path[0] in {"data", "binaryData", "stringData", "immutable"}
    return _refused("it is immutable, by its own field", NEW_NAME) if old.get("immutable") is True and is_content else None


def _claim(change: FieldChange, old: Body, _: Body) -> Rated | None:
    """Refuse another spec of a claim; once it is bound, it may ask for more."""
    path = change.path
    if path[:1] != ("spec",):
        return None
    field = path[1] if len(path) > 1 else ""
    if path[-1:] == ("storage",) and field == "resources":
        before, after = _bytes(change.old), _bytes(change.new)
        if not is_bound(old):
            return _refused("a claim that is not bound keeps its size", COPY_DATA)
        return (
            None
            if before is not None and after is not None and after > before
            else _refused("a claim cannot ask for less than it has", COPY_DATA)
        )
    if field == "volumeAttributesClassName" and change.new is not ABSENT:
        return None if is_bound(old) else _refused("a claim that is not bound keeps its class of attributes", COPY_DATA)
    if field == "storageClassName" and change.old is ABSENT:
        return _refused("a claim keeps its class", COPY_DATA, "the cluster has a default class")
    if field == "volumeName" and change.old is ABSENT and not is_bound(old):
        return None
    return _refused("a claim keeps its spec", COPY_DATA)


def is_bound(claim: Body) -> bool:
    """Tell whether a claim is bound. Where the object does not say it, that is likelier."""
    return str((claim.get("status") or {}).get("phase", "Bound")) == "Bound"


def _bytes(value: Any) -> int | None:
    """Return an amount as a number, None for what is none."""
    return parse(value) if isinstance(value, (str, int, float)) else None


def _volume(change: FieldChange, _: Body, __: Body) -> Rated | None:
    """Refuse that a volume is made of something else."""
    path = change.path
    if path[:1] != ("spec",) or len(path) == 1 or path[1] in OF_VOLUMES:
        return None
    if path[1] in {"nodeAffinity", "volumeAttributesClassName"} and change.old is ABSENT:
        return None
    if path[-1] == "controllerExpandSecretRef" and change.old is ABSENT:
        return None
    return _refused("a volume keeps what it is made of", "make a volume of another name")


RULES: dict[str, Rule] = {
    "Deployment": _selector,
    "ReplicaSet": _selector,
    "DaemonSet": _selector,
    "StatefulSet": _stateful_set,
    "Job": _job,
    "Pod": _pod,
    "Service": _service,
    "ConfigMap": _content,
    "Secret": _content,
    "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume,
    "StorageClass": _held(*OF_CLASSES),
    "RoleBinding": _held("roleRef"),
    "ClusterRoleBinding": _held("roleRef"),
    "PriorityClass": _held("value", "preemptionPolicy"),
    "ResourceQuota": _held_in_spec("scopes"),
    "IngressClass": _held_in_spec("controller"),
}
"""The rule of each kind that keeps something. Of other kinds nothing is refused that is right by itself."""
