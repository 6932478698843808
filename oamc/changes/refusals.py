"""What the API server refuses in an update, by the kind: fields that cannot change once an object is there.

Source: `ValidateUpdate` of the registries of Kubernetes (`pkg/apis/*/validation`), probed with 1.34, and on servers of 1.30,
1.34 and 1.37. What only a cluster knows, such as whether a claim is bound, is taken for what is likelier, and told as a
condition.
"""

from __future__ import annotations

from oamc.changes.differences import equal
from oamc.changes.model import ABSENT, REFUSED, Rated, part_of, spec_of
from oamc.kubernetes.quantities import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from oamc.changes.model import Body, FieldChange, Path

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
FREE_IN_SUSPENDED_JOBS = {"metadata": ("labels", "annotations"), "spec": ("nodeSelector", "tolerations", "schedulingGates")}
"""What may change in the template of a Job that has not started, beside the affinity to nodes."""
OF_VOLUMES = frozenset(
    ("capacity", "accessModes", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions", "claimRef")
)
"""Fields of the spec of a PersistentVolume that an update may change."""
OF_ALIBABA = (
    "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-",
    "service.beta.kubernetes.io/alicloud-loadbalancer-",
)
KEPT_BY_ALIBABA = {"address-type": "internet", "ip-version": "ipv4", "network-type": "vpc"}
"""What annotations of Services say that stays as it is, with what it is where nobody says it."""
KIND_OF_AWS = "service.beta.kubernetes.io/aws-load-balancer-type"
OF_CLASSES = frozenset(("provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"))


def refusal(
    change: FieldChange, old: Body, new: Body, written: tuple[Body, Body], numbers: frozenset[Any] = frozenset()
) -> Rated | None:
    """Return why the server refuses a change of a field; None where it takes it.

    Both objects are as it would store them, the old one with its status as far as that is known; `written` has both as they
    are given, for what hangs on how an object is applied. `numbers` are those of the ports that a Service keeps.
    """
    kind = str(new.get("kind", ""))
    if kind == "Service" and _is_lost_by_number(change, numbers):
        reason = "ports are told apart by their numbers alone where an object is applied, so that none is left"
        return _refused(reason, "use server-side apply, or another number", "it is not applied by the server")
    rule, of_written = RULES.get(kind), RULES_OF_WRITTEN.get(kind)
    found = None if rule is None else rule(change, old, new)
    return of_written(change, *written) if found is None and of_written is not None else found


def _refused(reason: str, way_out: str, condition: str = "") -> Rated:
    """Return a refusal."""
    return Rated(rating=REFUSED, reason=reason, way_out=way_out, condition=condition)


def _selector(change: FieldChange, _: Body, __: Body) -> Rated | None:
    """Refuse another selector."""
    return _refused(IMMUTABLE, ORPHAN) if change.path[:2] == ("spec", "selector") else None


def _stateful_set(change: FieldChange, _: Body, __: Body) -> Rated | None:
    """Refuse what is not about the pods of a StatefulSet, their number and their order."""
    if change.path[:1] == ("spec",) and len(change.path) > 1 and change.path[1] not in OF_STATEFUL_SETS:
        return _refused(f"a StatefulSet keeps its {change.path[1]}", ORPHAN)
    return None


def _on_delete(change: FieldChange, old: Body, new: Body) -> Rated | None:
    """Refuse that a StatefulSet keeps numbers of a strategy that it no longer has. Both objects are as they are given.

    The server has filled them in. They go where they were applied and are left out, or where null is written.
    """
    before, after = (part_of(body, "spec", "updateStrategy") for body in (old, new))
    is_left = "rollingUpdate" not in after and before.get("rollingUpdate") is None
    if change.path[:2] == ("spec", "updateStrategy") and after.get("type") == "OnDelete" != before.get("type") and is_left:
        reason = "an applied object keeps rollingUpdate, which goes with the type RollingUpdate alone"
        return _refused(reason, "write rollingUpdate: null beside the type")
    return None


def _job(change: FieldChange, old: Body, new: Body) -> Rated | None:
    """Refuse other pods of a Job, and another measure of what is done."""
    path = change.path
    if path[:1] != ("spec",) or len(path) == 1:
        return None
    if path[1] == "template":
        has_started = bool((old.get("status") or {}).get("startTime"))
        is_free = path[3:4] and path[3] in FREE_IN_SUSPENDED_JOBS.get(path[2], ())
        if spec_of(old).get("suspend") is True and not has_started and (is_free or _is_of_node_affinity(change, path[2:])):
            return None
        return _refused("a Job keeps its template", NEW_NAME)
    if path[1] == "completions":
        is_in_tandem = spec_of(new).get("completionMode") == "Indexed" and equal(
            spec_of(new).get("completions"), spec_of(new).get("parallelism")
        )
        return None if is_in_tandem else _refused("a Job keeps its completions", NEW_NAME)
    return _refused(IMMUTABLE, NEW_NAME) if path[1] in OF_JOBS else None


def _is_of_node_affinity(change: FieldChange, path: Path) -> bool:
    """Tell whether a change of an affinity is one to nodes alone. `path` is that below the object that has the spec of pods."""
    if path == ("spec", "affinity"):
        return all(value is ABSENT or value.keys() <= {"nodeAffinity"} for value in (change.old, change.new))
    return path[:3] == ("spec", "affinity", "nodeAffinity")


def _pod(change: FieldChange, old: Body, new: Body) -> Rated | None:
    """Refuse nearly every change of the spec of a pod."""
    path = change.path
    if path[:1] != ("spec",) or (path[1:2] in {("containers",), ("initContainers",)} and path[3:] == ("image",)):
        return None
    field = path[1] if len(path) > 1 else ""
    if field == "activeDeadlineSeconds":
        is_lower = change.old is ABSENT or is_less(change.new, change.old)
        return None if is_lower else _refused("a deadline of a pod can only come nearer", RECREATE)
    is_taken = (
        (field == "tolerations" and (change.old is ABSENT or path[-1] == "tolerationSeconds"))
        or (field == "schedulingGates" and change.new is ABSENT)
        or (field == "terminationGracePeriodSeconds" and is_less(change.old, 0) and change.new == 1)
    )
    if not is_taken and spec_of(old).get("schedulingGates"):
        is_selector = field == "nodeSelector" and change.old is ABSENT
        is_taken = is_selector or (_is_of_node_affinity(change, path) and _has_only_more(_terms(old), _terms(new)))
    reason = "a pod keeps its spec but for images, a nearer deadline and further tolerations"
    return None if is_taken else _refused(reason, RECREATE)


def _terms(pod: Body) -> Any:
    """Return the terms by which a pod must be on some nodes, None where it may be on all."""
    required = part_of(pod, "spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    return required.get("nodeSelectorTerms")


def _has_only_more(old: Any, new: Any) -> bool:
    """Tell whether each term still asks for what it asked for, in front of what it asks for beside that."""
    if old is None:
        return True
    return bool(new) and len(old) == len(new) and all(map(_asks_for_more, old, new))


def _asks_for_more(old: Body, new: Body) -> bool:
    """Tell whether a term asks for all that another one asks for, and that one for something."""
    pairs = [(old.get(field) or [], new.get(field) or []) for field in ("matchExpressions", "matchFields")]
    return old == new or (any(before for before, _ in pairs) and all(after[: len(before)] == before for before, after in pairs))


def is_less(value: Any, other: Any) -> bool:
    """Tell whether both are numbers, and the first one is less."""
    are_numbers = all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in (value, other))
    return are_numbers and bool(value < other)


def _service(change: FieldChange, old: Body, new: Body) -> Rated | None:
    """Refuse another address of a Service, and another class of its load balancer."""
    before, after, path = spec_of(old), spec_of(new), change.path
    types = (before.get("type"), after.get("type"))
    if path[:2] in {("spec", "clusterIP"), ("spec", "clusterIPs"), ("spec", "ipFamilies")} and "ExternalName" not in types:
        return _addresses(change, before, after)
    is_headless = before.get("clusterIP") == "None" and after.get("clusterIP", "None") == "None"
    if path == ("spec", "type") and is_headless and types[1] in {"NodePort", "LoadBalancer"}:
        return _refused(f"a headless Service cannot be of type {types[1]}", RECREATE)
    if path == ("spec", "loadBalancerClass") and types == ("LoadBalancer", "LoadBalancer"):
        return _refused("a class of load balancers may not change once it is set", RECREATE)
    if path[:2] == ("metadata", "annotations") and types == ("LoadBalancer", "LoadBalancer"):
        return _of_clouds(change)
    is_local = all(part.get("externalTrafficPolicy") == "Local" for part in (before, after))
    if path == ("spec", "healthCheckNodePort") and types == ("LoadBalancer", "LoadBalancer") and is_local:
        return _refused(IMMUTABLE, RECREATE)
    return None


def _of_clouds(change: FieldChange) -> Rated | None:
    """Refuse another kind of load balancer, which the controllers of clouds do not make of one that is there."""
    if len(change.path) > 2:  # noqa: PLR2004  # a key below the annotations
        before, after = {change.path[2]: change.old}, {change.path[2]: change.new}
    else:
        before, after = (value if isinstance(value, dict) else {} for value in (change.old, change.new))
    for key in before.keys() | after.keys():
        rest = next((str(key)[len(begin) :] for begin in OF_ALIBABA if str(key).startswith(begin)), "")
        default = KEPT_BY_ALIBABA.get(rest)
        old, new = (default if value in {ABSENT, None} else value for value in (before.get(key), after.get(key)))
        if default is not None and old != new:
            return _refused("Alibaba Cloud keeps the kind of a load balancer: its controller changes nothing", RECREATE)
        if key == KIND_OF_AWS and old != new:
            return _refused("AWS keeps the kind of a load balancer: the old one would be left over", RECREATE)
    return None


def _is_lost_by_number(change: FieldChange, numbers: frozenset[Any]) -> bool:
    """Tell whether a port goes of which another protocol stays."""
    is_port = change.path[:2] == ("spec", "ports") and change.new is ABSENT and isinstance(change.old, dict)
    return is_port and change.old.get("port") in numbers


def _addresses(change: FieldChange, before: Body, after: Body) -> Rated | None:
    """Refuse another first address or family; a second one comes and goes with the policy that says how many there are."""
    first, second = (
        value if isinstance(value, list) else [] if value is ABSENT else [value] for value in (change.old, change.new)
    )
    if change.new is ABSENT or (not first and second[:1] != ["None"]):
        return None
    if first[:1] == second[:1] and len(first) != len(second):
        policy = after.get("ipFamilyPolicy") or before.get("ipFamilyPolicy")
        is_dual = policy in {"PreferDualStack", "RequireDualStack"}
        if is_dual if len(second) > len(first) else after.get("ipFamilyPolicy") == "SingleStack":
            return None
        return _refused("a second family comes and goes with ipFamilyPolicy", "change ipFamilyPolicy with it")
    return _refused("an address may not change once it is set", RECREATE)


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
    if path == ("spec", "resources", "requests", "storage"):
        # Less than was asked for is taken while it is more than there is: so an expansion that failed is given up.
        least = _bytes(part_of(old, "status", "capacity").get("storage", change.old))
        after = _bytes(change.new)
        if not is_bound(old):
            return _refused("a claim that is not bound keeps its size", COPY_DATA)
        is_more = least is not None and after is not None and after > least
        return None if is_more else _refused("a claim cannot ask for less than it has", COPY_DATA)
    if field == "volumeAttributesClassName" and is_bound(old):
        is_gone = change.new is ABSENT
        return _refused("a claim keeps a class of attributes", COPY_DATA, "the class is in force") if is_gone else None
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
    if path[1] == "nodeAffinity" and change.old is ABSENT:
        return None
    if path[1] == "volumeAttributesClassName" and change.new is not ABSENT:
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

RULES_OF_WRITTEN: dict[str, Rule] = {"StatefulSet": _on_delete}
"""Rules about both objects as they are given, by the kind."""
