"""What changes between two sets of Kubernetes objects, and what each change means.

    compare(old, new)   the objects that differ, with the fields that do, each rated

Nothing here asks a cluster: what only one knows is told as a condition. An update is atomic: an object of which the server
refuses one field keeps all others.
"""

from __future__ import annotations

from oamc.changes import access, bounds, networks, storage
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
)
from oamc.changes.pods import meanings
from oamc.changes.refusals import refusal
from oamc.changes.shapes import is_well_shaped
from oamc.changes.stored_amounts import respelled
from oamc.changes.surroundings import CONTENT, Surroundings, pods_of
from oamc.changes.whole_objects import ALLOWED, of_gone, of_new, of_renamed
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
}
"""What changes of each kind mean. Of other kinds of Kubernetes nothing that runs changes."""
KEPT_BY_THE_SERVER = {
    "Service": frozenset(("clusterIP", "clusterIPs", "nodePort", "healthCheckNodePort", "ipFamilies", "ipFamilyPolicy")),
    "PersistentVolumeClaim": frozenset(("dataSource", "dataSourceRef")),
}
"""Fields that the server puts back where they are left out, by the kind."""
WRITTEN_ALONE = "an applied Secret keeps what stringData has put there: the key stays"


def compare(old: Iterable[Body], new: Iterable[Body]) -> tuple[ObjectChange, ...]:
    """Return the objects that differ, in the order of the new ones, and then those that are gone."""
    before, after = list(old), list(new)
    around = Surroundings(body for body in after if is_well_shaped(body))
    found = [change for pair in paired(before, after) if (change := _of_pair(pair, around)) is not None]
    restarted = frozenset((one.kind, one.new_name or one.name) for one in found if RESTART in one.words)
    bodies = {identity(body): body for body in (*before, *after)}
    return tuple(_with_hints(one, bodies, around, restarted) for one in found)


def _of_pair(pair: Pair, around: Surroundings) -> ObjectChange | None:
    """Return what became of one object; None where nothing did."""
    body = pair.new if pair.new is not None else pair.old
    assert body is not None
    if pair.old == pair.new:
        return None
    _, kind, namespace, name = identity(body)
    is_rated = is_of_kubernetes(str(body.get("apiVersion")), kind) and all(
        one is None or is_well_shaped(one) for one in (pair.old, pair.new)
    )
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
        return replace(base, verb=ADDED, ratings=(of_new(body),) if is_rated else ())
    if pair.new is None:
        return replace(base, verb=REMOVED, ratings=of_gone(body) if is_rated else ())
    fields = _fields(pair.old, pair.new, around) if is_rated else differences(pair.old, pair.new)
    if identity(pair.old) != identity(pair.new):
        kept = tuple(replace(field, ratings=_made_anew(field.ratings)) for field in fields)
        ratings = (of_renamed(pair.old),) if is_rated else ()
        return replace(base, verb=RENAMED, name=identity(pair.old)[3], new_name=name, fields=kept, ratings=ratings)
    return replace(base, fields=fields) if fields else None


def _made_anew(ratings: tuple[Rated, ...]) -> tuple[Rated, ...]:
    """Return the ratings of a field of an object that is made anew: nothing of that is refused."""
    taken = tuple(one for one in ratings if one.rating != REFUSED)
    return taken or (Rated(rating=HARMLESS, reason="the object is made anew"),) if ratings else ()


def _fields(old: Body, new: Body, around: Surroundings) -> tuple[FieldChange, ...]:
    """Return the fields of an object that differ, each with what it means."""
    before, after = effective(old), effective(new)
    kind = str(new.get("kind"))
    found = [change for change in differences(before, after) if not _is_put_back(kind, change)]
    path = TEMPLATES.get(kind)
    if path is not None and kind in STEADY:
        found += [change for change in respelled(old, new) if change.path[: len(path)] == path] if kind != "Deployment" else []
    before["status"] = old.get("status") or {}
    template = path if path is not None else () if kind == "Pod" else None
    of_pods = list(meanings(pods_of(before, path), pods_of(after, path))) if template is not None else []
    rated: list[FieldChange] = []
    for change in found:
        if _is_only_written(change, old, new):
            rated.append(replace(change, ratings=(Rated(rating=HARMLESS, reason=WRITTEN_ALONE),)))
            continue
        refused = refusal(change, before, after)
        if refused is not None:
            ratings: tuple[Rated, ...] = (refused,)
        elif template is not None and _is_below(change.path, template, kind):
            ratings = (_restart(kind, after), *(one.rated for one in of_pods if one.concerns(change.path)))
            if change.path[-2:-1] == ("labels",) or change.path[-1] == "labels":
                labels = tuple(_labels(body, template) for body in (before, after))
                ratings += tuple(around.left_services(new, *labels))
        elif template is not None:
            ratings = tuple(of_workload(kind, change, after))
        else:
            ratings = tuple(RULES.get(kind, storage.of_content)(change, before, after)) or (Rated(rating=HARMLESS),)
        if kind == "Namespace" and ratings[0].rating == EXPOSURE and not around.selects_namespaces_by(change.path[-1]):
            ratings = (Rated(rating=HARMLESS),)
        rated.append(replace(change, ratings=ratings, is_noise=_is_noise(change)))
    return _alone(rated)


def _alone(fields: Sequence[FieldChange]) -> tuple[FieldChange, ...]:
    """Return fields of one object: where one is refused, the others do not come about either."""
    refused = [one for field in fields for one in field.ratings if one.rating == REFUSED]
    if not refused or all(one.condition for one in refused):
        return tuple(fields)
    with_it = Rated(rating=REFUSED, reason="it is refused together with the object")
    return tuple(
        field if any(one.rating == REFUSED for one in field.ratings) else replace(field, ratings=(with_it,)) for field in fields
    )


def _restart(kind: str, after: Body) -> Rated:
    """Return what a change of pods means by itself."""
    return Rated(rating=RESTART, reason="the container restarts, the pod stays") if kind == "Pod" else restart_of(kind, after)


def _is_below(path: Path, template: Path, kind: str) -> bool:
    """Tell whether a change is one of pods."""
    return path[:1] == ("spec",) if kind == "Pod" else path[: len(template)] == template


def _labels(body: Body, template: Path) -> Body:
    """Return the labels of the pods of a workload."""
    found = body
    for step in template:
        found = found.get(step) or {}
    return (found.get("metadata") or {}).get("labels") or {}


def _is_put_back(kind: str, change: FieldChange) -> bool:
    """Tell whether the server puts back what is left out, so that nothing changes."""
    return change.new is ABSENT and not KEPT_BY_THE_SERVER.get(kind, frozenset()).isdisjoint(change.path)


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
    restarted: frozenset[tuple[str, str]],
) -> ObjectChange:
    """Return a change with what the other objects make of it."""
    group = change.api_version.rpartition("/")[0]
    body = bodies.get((group, change.kind, change.namespace, change.new_name or change.name))
    if body is None:
        return change
    hints: list[str] = []
    ratings = change.ratings
    if change.kind in CONTENT and change.verb == CHANGED:
        stale = around.stale_readers(body, restarted)
        if stale:
            hints.append(f"running pods of {', '.join(stale)} keep the old content")
    if change.verb == REMOVED and (change.kind in CONTENT or change.kind in ALLOWED) and around.is_read(body):
        ratings = (*ratings, Rated(rating=RESTART, reason="new pods cannot start: a workload still refers to it"))
    if change.kind in TEMPLATES and around.is_scaled(body) and "replicas" in (body.get("spec") or {}):
        hints.append("an autoscaler has it as its target, and both write the number of replicas")
    return replace(change, hints=tuple(hints), ratings=ratings)
