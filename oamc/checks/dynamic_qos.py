"""Autoscalers of requests of which nothing may come, and pods that Koordinator refuses (docs/spec/dynamic-qos.md, 2 and 3).

In: the objects of one application with the values in force, whoever wrote them. Out: nothing but reports.
"""

from __future__ import annotations

from oamc.checks.tracing import trace
from oamc.diagnostics.codes.dynamic_qos import CANNOT_CHANGE, MAY_DO_NOTHING
from oamc.diagnostics.reports import Related
from oamc.kubernetes.plain_data import part_at
from oamc.kubernetes.pod_templates import QOS_CLASS, RESIZED_SINCE, place_of_pods
from oamc.kubernetes.quantities import ONE
from oamc.quality.amounts import amounts_of
from oamc.quality.colocation import WITH_OWN_CORES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from oamc.diagnostics.reports import Reports
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject

AUTOSCALER = "VerticalPodAutoscaler"
OF_NUMBERS = frozenset(("HorizontalPodAutoscaler", "ScaledObject"))
EVICTS = ("Recreate", "InPlaceOrRecreate", "Auto")
IN_PLACE = ("InPlaceOrRecreate", "InPlace")
MODE, LEAST = ("spec", "updatePolicy", "updateMode"), ("spec", "updatePolicy", "minReplicas")


def check_autoscalers(objects: ObjectSet, filler: Filler, versions: Sequence[str], reports: Reports) -> None:
    """Report two autoscalers of one workload, modes that may do nothing, and workloads that are too small for an eviction.

    Of two autoscalers one is too many, even if only one of them is there with the values in force.
    """
    bodies = {id(item): filler.body(item) for item in objects.objects}
    present = [(item, bodies[id(item)]) for item in objects.objects if filler.present(item)]
    scaled = {part_at(body, ("spec", "scaleTargetRef", "name")) for item, body in present if item.kind in OF_NUMBERS}
    targets = {(item.kind, part_at(body, ("metadata", "name"))): body for item, body in present}
    first: dict[tuple[str, object], KubeObject] = {}
    for item in (one for one in objects.objects if one.kind == AUTOSCALER):
        body = bodies[id(item)]
        target = (str(part_at(body, ("spec", "targetRef", "kind"))), part_at(body, ("spec", "targetRef", "name")))
        earlier = first.setdefault(target, item)
        if earlier is not item:
            reports.add(
                CANNOT_CHANGE,
                at=trace(item, ("spec", "targetRef", "name"), filler),
                related=[Related(span=earlier.span, message="the other one comes from here")],
                instance=item.owner.name,
                problem=f"two VerticalPodAutoscalers have the target {target[0]} {target[1]}",
                hint="keep one of them",
            )
        elif filler.present(item):
            replicas = _replicas(targets.get(target), is_scaled=target[1] in scaled)
            for path, problem, hint in _doubts(body, versions, replicas):
                at = trace(item, path, filler)
                reports.add(MAY_DO_NOTHING, at=at, kind=item.kind, name=item.name, problem=problem, hint=hint)


def _doubts(
    body: Mapping[str, Any], versions: Sequence[str], replicas: int | None
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield why an autoscaler may do nothing, with the path in it and what to do."""
    mode, least = part_at(body, MODE), part_at(body, LEAST)
    if mode == "InPlace":
        yield (
            MODE,
            "has a mode that is an experiment: the autoscaler has to be started with it",
            "set mode: in-place-or-recreate",
        )
    older = [version for version in versions if int(version[2:]) < RESIZED_SINCE]
    if mode in IN_PLACE and older:
        hint = "set mode: recreate, or build for Kubernetes 1.33 or newer"
        yield MODE, f"cannot change pods in place: Kubernetes {older[0]} does not know that", hint
    if mode in EVICTS and isinstance(least, int) and replicas is not None and replicas < least:
        count = "one replica" if replicas == 1 else f"{replicas} replicas"
        hint = "set minReplicas: 1, more replicas, or mode: initial"
        yield LEAST, f"never evicts a pod: there must be {least} replicas for that, and its target has {count}", hint


def _replicas(target: Mapping[str, Any] | None, *, is_scaled: bool) -> int | None:
    """Return the number of replicas of a target, None where nobody here knows it."""
    if target is None or is_scaled:
        return None
    found = part_at(target, ("spec", "replicas"))
    return 1 if found is None else found if isinstance(found, int) else None


def check_cores(item: KubeObject, filler: Filler, reports: Reports) -> None:
    """Report pods that must request whole cores, by their class, and do not."""
    body = filler.body(item)
    pods = place_of_pods(body, item.pods)
    label = (*pods[:-1], "metadata", "labels", QOS_CLASS)
    quality = part_at(body, label)
    if pods[-1:] != ("spec",) or quality not in WITH_OWN_CORES:
        return
    cores = amounts_of(part_at(body, pods)).requested.get("cpu", 0)
    if not cores or cores % ONE:
        reports.add(
            MAY_DO_NOTHING,
            at=trace(item, label, filler),
            kind=item.kind,
            name=item.name,
            problem=f"gets no pods from Koordinator: those of the class {quality} must request whole cores together",
            hint="state a cpu of the containers that is a whole number together, or choose the class LS",
        )
