"""What changes between two sets of Kubernetes objects, and what each change means.

    compare(old, new)   the objects that differ, with the fields that do, each rated

Nothing here asks a cluster: what only one knows is told as a condition. An update is atomic: an object of which the server
refuses one field keeps all others.
"""

from __future__ import annotations

from oamc.changes import access, bounds, networks, storage
from oamc.changes.custom_kinds import ADDED as NEW
from oamc.changes.custom_kinds import GONE, ROLLOUT, as_deployment, of_custom, of_custom_object, with_pods
from oamc.changes.custom_kinds import is_rated as is_custom
from oamc.changes.defaults import effective
from oamc.changes.differences import differences
from oamc.changes.identities import identity, instance_of, paired
from oamc.changes.model import (
    ABSENT,
    ADDED,
    CHANGED,
    EXPOSURE,
    HARMLESS,
    REFUSED,
    REMOVED,
    RENAMED,
    RESTART,
    FieldChange,
    ObjectChange,
    Rated,
    part_of,
    spec_of,
)
from oamc.changes.refusals import refusal
from oamc.changes.shapes import is_well_shaped
from oamc.changes.stored_amounts import respelled
from oamc.changes.surroundings import CONTENT, Surroundings
from oamc.changes.templates import meanings_of_pods, of_unknown
from oamc.changes.whole_objects import applies, of_gone, of_new, of_renamed
from oamc.changes.workloads import STEADY, TEMPLATES, of_workload, restart_of
from oamc.kubernetes.field_types import is_of_kubernetes
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from oamc.changes.identities import Pair
    from oamc.changes.model import Body, Path

    Rule = Callable[[FieldChange, Body, Body], Iterator[Rated]]

NOISE = frozenset(("helm.sh/chart", "app.kubernetes.io/version", "app.kubernetes.io/managed-by"))
"""Labels that change with each release, and mean nothing beside what else changes."""
CHECKSUMS = "checksum/"
RULES: dict[str, Rule] = {
    "Service": networks.of_service,
    "Ingress": networks.of_ingress,
    "NetworkPolicy": networks.of_network_policy,
    "Role": access.of_role,
    "ClusterRole": access.of_role,
    "RoleBinding": access.of_binding,
    "ClusterRoleBinding": access.of_binding,
    "ServiceAccount": access.of_account,
    "Namespace": access.of_namespace,
    "PersistentVolumeClaim": storage.of_claim,
    "PersistentVolume": storage.of_volume,
    "HorizontalPodAutoscaler": bounds.of_autoscaler,
    "PodDisruptionBudget": bounds.of_budget,
    "ResourceQuota": bounds.of_quota,
    "LimitRange": bounds.of_quota,
    "PriorityClass": bounds.of_quota,
    "StorageClass": storage.of_class,
}
"""What changes of each kind mean. Of other kinds of Kubernetes nothing that runs changes."""
KEPT_BY_THE_SERVER = {
    "Service": ("clusterIP", "clusterIPs", "healthCheckNodePort", "ipFamilies", "ipFamilyPolicy"),
    "PersistentVolumeClaim": ("dataSource", "dataSourceRef"),
}
"""Fields of the spec that the server puts back where they are left out, by the kind."""
MEANT_AS_ONE: dict[str, tuple[Path, ...]] = {
    "Role": (("rules",),),
    "ClusterRole": (("rules",),),
    "Ingress": (("spec", "tls"),),
    "NetworkPolicy": (("spec", "podSelector"), ("spec", "ingress"), ("spec", "egress"), ("spec", "policyTypes")),
}
"""Parts of which the rules look at all when one field changes, by the kind: what they say is asked for once."""
CANNOT_START = "new pods cannot start"
WRITTEN_ALONE = "an applied Secret keeps what stringData has put there: the key stays"


def compare(old: Iterable[Body], new: Iterable[Body]) -> tuple[ObjectChange, ...]:
    """Return the objects that differ, in the order of the new ones, and then those that are gone."""
    before, after = list(old), list(new)
    around = Surroundings(after, _is_known)
    found = [change for pair in paired(before, after) if (change := _of_pair(pair, around)) is not None]
    restarted = frozenset((one.namespace, one.kind, one.new_name or one.name) for one in found if RESTART in one.words)
    bodies = {identity(body): body for body in (*before, *after)}
    return tuple(_with_hints(one, bodies, around, restarted) for one in found)


def _is_known(body: Body) -> bool:
    """Tell whether an object is of Kubernetes, or of a custom kind with rules, and has the shape that its kind has.

    Else nobody knows what its fields mean.
    """
    if is_of_kubernetes(str(body.get("apiVersion")), str(body.get("kind"))):
        return is_well_shaped(body)
    return is_custom(body)


def _of_pair(pair: Pair, around: Surroundings) -> ObjectChange | None:
    """Return what became of one object; None where nothing did."""
    body = pair.new if pair.new is not None else pair.old
    assert body is not None
    if pair.old is pair.new:
        return None
    _, kind, namespace, name = identity(body)
    is_rated = all(one is None or _is_known(one) for one in (pair.old, pair.new))
    base = ObjectChange(
        verb=CHANGED,
        api_version=str(body.get("apiVersion")),
        kind=kind,
        namespace=namespace,
        name=name,
        is_rated=is_rated,
        score=pair.score,
        instance=instance_of(body),
    )
    if pair.old is None:
        return replace(base, verb=ADDED, ratings=_as_whole(body, NEW) or (of_new(body),) if is_rated else ())
    if pair.new is None:
        is_rated = is_rated or applies(body)
        return replace(
            base, verb=REMOVED, is_rated=is_rated, ratings=_as_whole(body, GONE) or of_gone(body) if is_rated else ()
        )
    fields = _fields(pair.old, pair.new, around) if is_rated else _of_others(pair.old, pair.new, around)
    if identity(pair.old) != identity(pair.new):
        kept = tuple(replace(field, ratings=_made_anew(field.ratings)) for field in fields)
        is_rated = is_rated or applies(pair.old)
        ratings = _as_whole(pair.old, GONE) or (of_renamed(pair.old),) if is_rated else ()
        called = identity(pair.old)[3]
        return replace(base, verb=RENAMED, is_rated=is_rated, name=called, new_name=name, fields=kept, ratings=ratings)
    return replace(base, fields=fields, is_rated=is_rated or all(one.ratings for one in fields)) if fields else None


def _of_others(old: Body, new: Body, around: Surroundings) -> tuple[FieldChange, ...]:
    """Return the fields of an object that nobody knows that differ: what of them is noise, and what is of pods, is rated."""
    noise = (Rated(rating=HARMLESS),)
    found = of_unknown(old, new, around)
    return tuple(replace(one, ratings=noise, is_noise=True) if _is_noise(one) else one for one in found)


def _as_whole(body: Body, what: str) -> tuple[Rated, ...]:
    """Return what it means that an object of a custom kind is new or gone; nothing of a workload and of other kinds."""
    kind = str(body.get("kind"))
    return of_custom_object(kind, what) if kind != ROLLOUT and is_custom(body) else ()


def _stored(body: Body) -> Body:
    """Return an object as the server would store it. That fills in nothing of a custom kind; pods get what they mean anyway."""
    if body.get("kind") == ROLLOUT and is_custom(body):
        return with_pods(body, effective(as_deployment(body)))
    return effective(body)


def _made_anew(ratings: tuple[Rated, ...]) -> tuple[Rated, ...]:
    """Return the ratings of a field of an object that is made anew: nothing of that is refused."""
    taken = tuple(one for one in ratings if one.rating != REFUSED)
    return taken or (Rated(rating=HARMLESS, reason="the object is made anew"),) if ratings else ()


def _fields(old: Body, new: Body, around: Surroundings) -> tuple[FieldChange, ...]:
    """Return the fields of an object that differ, each with what it means."""
    before, after = _stored(old), _stored(new)
    kind = str(new.get("kind"))
    found = [change for change in differences(before, after) if not _is_put_back(kind, change, old)]
    path = TEMPLATES.get(kind)
    if path is not None and kind in STEADY:
        found += [change for change in respelled(old, new) if change.path[: len(path)] == path] if kind != "Deployment" else []
    before["status"] = part_of(old, "status")
    template = path if path is not None else () if kind == "Pod" else None
    of_pods = list(meanings_of_pods(new, before, after, template, around)) if template is not None else []
    told: dict[tuple[Path, bool], tuple[Rated, ...]] = {}
    ports = spec_of(after).get("ports") if kind == "Service" else None
    numbers = frozenset(port.get("port") for port in ports or ())
    rated: list[FieldChange] = []
    for change in found:
        if _is_noise(change):
            rated.append(replace(change, ratings=(Rated(rating=HARMLESS),), is_noise=True))
            continue
        if _is_only_written(change, old, new):
            rated.append(replace(change, ratings=(Rated(rating=HARMLESS, reason=WRITTEN_ALONE),)))
            continue
        refused = refusal(change, before, after, (old, new), numbers)
        if refused is not None:
            ratings: tuple[Rated, ...] = (refused,)
        elif template is not None and _is_below(change.path, template, kind):
            ratings = (_restart(kind, change, after), *(one.rated for one in of_pods if one.concerns(change)))
        elif template is not None:
            ratings = tuple(of_workload(kind, change, after))
        else:
            as_one = next((path for path in MEANT_AS_ONE.get(kind, ()) if change.path[: len(path)] == path), change.path)
            if (as_one, change.is_order) not in told:
                rule = RULES.get(kind, storage.of_content)
                given = of_custom(change, after) if is_custom(new) else rule(change, before, after)
                told[as_one, change.is_order] = tuple(given) or (Rated(rating=HARMLESS),)
            ratings = _beside(kind, change, told[as_one, change.is_order], new, around)
        rated.append(replace(change, ratings=ratings))
    return _alone(rated)


def _beside(kind: str, change: FieldChange, ratings: tuple[Rated, ...], new: Body, around: Surroundings) -> tuple[Rated, ...]:
    """Return what a change means beside all other objects: some ratings hold only where one of them is affected."""
    if kind == "Namespace" and ratings[0].rating == EXPOSURE and not around.selects_namespaces_by(change.path[-1]):
        return (Rated(rating=HARMLESS),)
    if kind == "Service" and ratings[0].reason == networks.OF_A_NAME:
        names = [value for value in (change.old, change.new) if isinstance(value, str)]
        if not any(around.uses_port(new, name) for name in names):
            return (Rated(rating=HARMLESS, reason="no Ingress uses the name of the port"),)
    is_gone = kind in CONTENT and change.path[:1] in {("data",), ("binaryData",)} and change.new is ABSENT
    if is_gone and len(change.path) > 1 and around.needs(new, change.path[1]):
        is_moved = change.path[1] in part_of(new, "data") or change.path[1] in part_of(new, "binaryData")
        return ratings if is_moved else (Rated(rating=RESTART, reason=CANNOT_START),)
    return ratings


def _alone(fields: Sequence[FieldChange]) -> tuple[FieldChange, ...]:
    """Return fields of one object: where one is refused, the others do not come about either."""
    refused = [one for field in fields for one in field.ratings if one.rating == REFUSED]
    if not refused or all(one.condition for one in refused):
        return tuple(fields)
    with_it = Rated(rating=REFUSED, reason="it is refused together with the object")
    return tuple(
        field if any(one.rating == REFUSED for one in field.ratings) else replace(field, ratings=(with_it,)) for field in fields
    )


def _restart(kind: str, change: FieldChange, after: Body) -> Rated:
    """Return what a change of pods means by itself."""
    if kind != "Pod":
        return restart_of(kind, after)
    is_image = change.path[-1] == "image"
    return Rated(rating=RESTART, reason="the container restarts, the pod stays") if is_image else Rated(rating=HARMLESS)


def _is_below(path: Path, template: Path, kind: str) -> bool:
    """Tell whether a change is one of pods."""
    return path[:1] == ("spec",) or path[:2] == ("metadata", "labels") if kind == "Pod" else path[: len(template)] == template


def _is_put_back(kind: str, change: FieldChange, old: Body) -> bool:
    """Tell whether the server puts back what is left out, so that nothing changes. `old` is the object as it was given."""
    path = change.path
    if change.new is not ABSENT or path[:1] != ("spec",):
        return False
    if kind == "PersistentVolumeClaim" and all(field in spec_of(old) for field in KEPT_BY_THE_SERVER[kind]):
        return False  # each of the two sources is put back from the other one: with both of them written, none is left
    is_port = kind == "Service" and path[:2] == ("spec", "ports") and path[3:] == ("nodePort",)
    return is_port or (len(path) > 1 and path[1] in KEPT_BY_THE_SERVER.get(kind, ()))


def _is_only_written(change: FieldChange, old: Body, new: Body) -> bool:
    """Tell whether a key of a Secret was only written, as text, and is no longer: what is applied does not take it away."""
    is_gone = new.get("kind") == "Secret" and change.path[:1] == ("data",) and change.new is ABSENT
    return is_gone and change.path[-1] in (old.get("stringData") or {}) and change.path[-1] not in (old.get("data") or {})


def _is_noise(change: FieldChange) -> bool:
    """Tell whether a change is one that each release brings."""
    path = change.path
    is_label = path[:2] == ("metadata", "labels") and path[-1] in NOISE
    return is_label or (path[:2] == ("metadata", "annotations") and path[-1].startswith(CHECKSUMS))


def _with_hints(
    change: ObjectChange,
    bodies: dict[tuple[str, str, str, str], Body],
    around: Surroundings,
    restarted: frozenset[tuple[str, str, str]],
) -> ObjectChange:
    """Return a change with what the other objects make of it."""
    group = change.api_version.rpartition("/")[0]
    body = bodies.get((group, change.kind, change.namespace, change.new_name or change.name))
    old_body = bodies.get((group, change.kind, change.namespace, change.name))
    if body is None or not change.is_rated:
        return change
    hints: list[str] = []
    ratings = change.ratings
    if change.kind in CONTENT and change.verb == CHANGED:
        stale = around.stale_readers(body, restarted)
        if stale:
            hints.append(f"running pods of {', '.join(stale)} keep the old content")
    is_read = change.kind in CONTENT or change.kind == "ServiceAccount"
    gone = old_body if change.verb in {REMOVED, RENAMED} and is_read else None
    if gone is not None and around.needs(gone) and not any(one.rating == RESTART for one in ratings):
        ratings = (*ratings, Rated(rating=RESTART, reason=f"{CANNOT_START}: a workload still refers to it"))
    if change.verb == REMOVED:
        return replace(change, hints=tuple(hints), ratings=ratings)
    if change.kind in TEMPLATES and around.is_scaled(body) and "replicas" in spec_of(body):
        hints.append("an autoscaler has it as its target, and both write the number of replicas")
    if change.kind == "HorizontalPodAutoscaler" and around.counts(body):
        hints.append("its target says how many replicas it has, and both write that number")
    if change.kind == "PodDisruptionBudget":
        blocked = around.blocked_by(body)
        if blocked:
            hints.append(f"no pod of {', '.join(blocked)} may be evicted")
    return replace(change, hints=tuple(hints), ratings=ratings)
