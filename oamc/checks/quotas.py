"""Whether the members of a scope fit into the amounts that it has, with the values in force.

In: the applications that come out, with their programs. Out: nothing but reports.

What counts is the most that the members may require at one time: as many pods as an autoscaler may start, and those that
an upgrade starts before it stops the old ones. Of a schedule one run counts.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Scope, WorkloadType
from oamc.diagnostics.codes.scopes import GIVEN_DO_NOT_FIT, MEMBERS_DO_NOT_FIT, PODS_REFUSED
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.numbers import spell_number
from oamc.kubernetes.plain_data import part_at
from oamc.kubernetes.pod_templates import place_of_pods
from oamc.kubernetes.quantities import ONE, parse
from oamc.objects.fill import filler_of
from oamc.objects.tree import bare
from oamc.records import Record, replace
from oamc.values.parameters import OVERRIDE
from oamc.values.shape import defaults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from oamc.capabilities.bounds import Bound
    from oamc.checks.result import Checked
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import BoundScope, Instance, Program
    from oamc.model.application import Application
    from oamc.objects.fill import Filler
    from oamc.spans import Span
    from oamc.values.parameters import Assignment, Parameter

HIGHEST = {"HorizontalPodAutoscaler": "maxReplicas", "ScaledObject": "maxReplicaCount"}
"""The field of each kind of autoscaler that says how many pods there may be."""
MEBIBYTE = 1024 * 1024
SHOWN = 8
"""Members that a finding names, those that require most."""
USUAL_SURGE = "25%"
"""How many pods more than it should have a Deployment may have in an upgrade, where it does not say."""


class Need(Record):
    """What one member may require of a resource, in billionths: so many pods of so much."""

    instance: str
    span: Span
    pods: int
    each: int

    @property
    def total(self) -> int:
        """Return what all its pods require together."""
        return self.pods * self.each


def check_quotas(
    programs: Iterable[tuple[Application, Program | None]], checked: Iterable[Checked | None], reports: Reports
) -> None:
    """Report scopes whose members may require more than the scope has."""
    results = {id(found.application): found for found in checked if found is not None}
    ready = ((program, results.get(id(application))) for application, program in programs)
    parts = [(program, found) for program, found in ready if program is not None and found is not None]
    for program, result in parts:
        for bound in program.scopes:
            scope = bound.scope
            if isinstance(scope, Scope) and scope.bounds is not None:
                amounts = scope.bounds(bound)
                for amount in amounts:
                    _check(bound, amount, result, parts, reports)
                needed = [amount for amount in amounts if amount.needs_requests]
                if needed:
                    _check_requests(bound, needed, parts, reports)


def _check(
    bound: BoundScope, amount: Bound, checked: Checked, parts: Sequence[tuple[Program, Checked]], reports: Reports
) -> None:
    """Check one amount of a scope, whose values `checked` has. What overrides alone break is a warning, as elsewhere."""
    most = parse(str(checked.filler.fill(amount.amount)))
    needs = [need for program, other in parts for need in _needs(bound, amount.resource, program, other, other.filler)]
    needed = sum(need.total for need in needs)
    if most is None or needed <= most:
        return
    stated = [(program, other, _as_stated(other)) for program, other in parts]
    least = parse(str(_as_stated(checked).fill(amount.amount))) or 0
    fits = sum(need.total for part in stated for need in _needs(bound, amount.resource, *part)) <= least
    largest = sorted((need for need in needs if need.total), key=lambda need: -need.total)[:SHOWN]
    resource = amount.resource
    reports.add(
        GIVEN_DO_NOT_FIT if fits else MEMBERS_DO_NOT_FIT,
        at=amount.span,
        related=[
            Related(
                span=need.span,
                message=f'instance "{need.instance}" may have {need.pods} pods of {_in_words(need.each, resource)}',
            )
            for need in largest
        ],
        hint="raise it, or let the members require less; pods that an upgrade or an autoscaler may add are counted",
        scope=bound.name.value,
        resource=resource,
        needed=_in_words(needed, resource),
        most=_in_words(most, resource),
    )


def _check_requests(
    bound: BoundScope, amounts: Sequence[Bound], parts: Sequence[tuple[Program, Checked]], reports: Reports
) -> None:
    """Report members whose pods do not say how much of a resource they require, which a quota of it refuses."""
    for program, checked in parts:
        for instance in _members(bound, program):
            silent = [
                (str(one["name"]), amount.resource)
                for body, known in _bodies(instance, checked, checked.filler)
                for one in _containers(_pod(body, known) or {})
                for amount in amounts
                if not _says(one, amount.resource)
            ]
            if silent:
                containers, resources = (tuple(dict.fromkeys(words)) for words in zip(*silent, strict=True))
                reports.add(
                    PODS_REFUSED,
                    at=instance.name.span,
                    related=[Related(span=amounts[0].span, message="the quota is here")],
                    instance=instance.name.value,
                    scope=bound.name.value,
                    containers=listing(containers[:SHOWN]),
                    resources=listing(resources, "or"),
                    hint="say how much they require, or set mode: namespace, which assumes it",
                )


def _containers(pod: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return all containers of a pod."""
    return (*pod.get("initContainers", ()), *pod.get("containers", ()))


def _says(container: dict[str, Any], resource: str) -> bool:
    """Tell whether a container says how much of a resource it requires: a limit alone counts as that."""
    resources = container.get("resources") or {}
    return any(resource in (resources.get(field) or {}) for field in ("requests", "limits"))


def _as_stated(checked: Checked) -> Filler:
    """Return the filler of what the documents say, as far as they do."""
    parameters = [
        replace(one, history=tuple(said for said in one.history if said.source != OVERRIDE) or _needed(one))
        for one in checked.objects.parameters
    ]
    return filler_of(parameters, defaults(parameters))


def _needed(parameter: Parameter) -> tuple[Assignment, ...]:
    """Return what overrides say of a parameter that only they give a value, where nothing can be filled without one."""
    return () if parameter.optional else parameter.history


def _needs(bound: BoundScope, resource: str, program: Program, checked: Checked, filler: Filler) -> Iterator[Need]:
    """Yield what each member of a scope in one application may require, with the values of the filler."""
    for instance in _members(bound, program):
        bodies = _bodies(instance, checked, filler)
        most = max((_highest(body) for body, _ in bodies), default=0)
        replicas = _place_of_replicas(instance)
        for body, known in bodies:
            pod = _pod(body, known)
            if pod is not None:
                name = instance.name
                yield Need(instance=name.value, span=name.span, pods=_pods(body, most, replicas), each=_required(pod, resource))


def _members(bound: BoundScope, program: Program) -> Iterator[Instance]:
    """Yield the members of a scope in one application."""
    return (instance for instance in program.instances if any(map(bound.is_same, instance.scopes)))


def _bodies(instance: Instance, checked: Checked, filler: Filler) -> list[tuple[dict[str, Any], tuple[str, ...]]]:
    """Return the objects of an instance that are there, filled, with the place of pods that is known. Each has a spec."""
    path = (instance.name.value,)
    own = [item for item in checked.objects.objects if item.owner.path == path and filler.present(item)]
    filled = [(filler.body(item), item.pods) for item in own]
    return [(body, place) for body, place in filled if isinstance(body.get("spec"), dict)]


def _highest(body: dict[str, Any]) -> int:
    """Return how many pods another object may get by this one: none unless it is an autoscaler."""
    field = HIGHEST.get(body["kind"])
    return int(body["spec"].get(field, 0)) if field else 0


def _pod(body: dict[str, Any], known: tuple[str, ...]) -> dict[str, Any] | None:
    """Return the spec of the pods of a workload, None for anything else."""
    place = place_of_pods(body, known)
    return part_at(body, place) if place else None


def _place_of_replicas(instance: Instance) -> tuple[str, ...]:
    """Return where a type is told how many replicas there are: what the patch sets by which it is scaled, and nothing else."""
    workload = instance.workload_type
    tree = bare(workload.scale(1)) if isinstance(workload, WorkloadType) and workload.scale is not None else None
    path: tuple[str, ...] = ()
    while isinstance(tree, dict) and len(tree) == 1:
        ((name, below),) = tree.items()
        path, tree = (*path, name), bare(below)
    return path if tree == 1 else ()


def _pods(body: dict[str, Any], most: int, replicas: tuple[str, ...]) -> int:
    """Return how many pods of a workload there may be at one time; an autoscaler may ask for `most`, 0 where there is none.

    At the path `replicas` a type has their number, where it says so.
    """
    spec = body["spec"]
    if body["kind"] == "CronJob":
        return int(spec["jobTemplate"]["spec"].get("parallelism", 1))
    if body["kind"] == "ScaledJob":
        return int(spec["jobTargetRef"].get("parallelism", 1)) * int(spec.get("maxReplicaCount", 1))
    given = part_at(body, replicas) if replicas else None
    stated = given if isinstance(given, int) else spec.get("replicas", spec.get("parallelism", 1))
    wanted: int = most or stated
    strategy = spec.get("strategy") or {}
    if body["kind"] == "Rollout":
        canary = strategy.get("canary") or {}
        if "blueGreen" in strategy or "trafficRouting" in canary:
            return 2 * wanted  # the new version gets all its pods before the old one loses one
        surge = canary.get("maxSurge", USUAL_SURGE)
    elif body["kind"] == "Deployment" and strategy.get("type") != "Recreate":
        surge = (strategy.get("rollingUpdate") or {}).get("maxSurge", USUAL_SURGE)
    else:
        return wanted
    return wanted + (-(-wanted * int(surge[:-1]) // 100) if isinstance(surge, str) else surge)


def _required(pod: dict[str, Any], resource: str) -> int:
    """Return what one pod requires of a resource, as Kubernetes counts it.

    Its containers together, or the one that runs before them if that is more; sidecars that have started run beside both.
    """
    beside, before = 0, 0
    for one in pod.get("initContainers", ()):
        amount = _of_container(one, resource)
        if one.get("restartPolicy") == "Always":
            beside += amount
            before = max(before, beside)
        else:
            before = max(before, beside + amount)
    return max(beside + sum(_of_container(one, resource) for one in pod["containers"]), before)


def _of_container(container: dict[str, Any], resource: str) -> int:
    """Return what a container requires, or may have where that is more. A cpu may be shared, so that its limit says nothing."""
    resources = container.get("resources") or {}
    fields: Iterable[str] = ("requests",) if resource == "cpu" else ("requests", "limits")
    amounts = ((resources.get(field) or {}).get(resource) for field in fields)
    return max((parse(amount) or 0 for amount in amounts if amount is not None), default=0)


def _in_words(amount: int, resource: str) -> str:
    """Return an amount in the unit of the scope."""
    if resource == "cpu":
        return f"{spell_number(round(amount / ONE, 3))} cores"
    return f"{spell_number(round(amount / ONE / MEBIBYTE, 1))} MiB"
