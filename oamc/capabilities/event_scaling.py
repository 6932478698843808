"""Autoscaling by events: what the kinds of KEDA say of an auto-scaler (docs/spec/operation.md, 6).

A workload that runs for ever gets a ScaledObject. A Task becomes a ScaledJob, which makes Jobs in the place of the one Job.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch
from oamc.capabilities.event_checks import SCALED_JOB
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.located import located
from oamc.capabilities.pods import kube_object
from oamc.capabilities.triggers import triggers_of
from oamc.expressions.holes import AtMost, Hole, Not, TextOf, When, all_of, any_of
from oamc.objects.naming import prefixed
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At, bare, entries, listing
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.capabilities.contracts import Context, Rendered, Subject, WorkloadType
    from oamc.capabilities.triggers import EventTrigger
    from oamc.expressions.holes import Condition
    from oamc.ir.program import BoundTrait, Instance
    from oamc.objects.tree import KubeObject, Tree

API_VERSION = "keda.sh/v1alpha1"
SCALED_OBJECT = "ScaledObject"
JOB = ("spec", "jobTargetRef")
LONGEST_SCALED_JOB_NAME = 57
"""KEDA puts six characters behind it for each of its Jobs, whose names are labels of their pods."""
AIMS = (
    ("cpu", "cpu", "Utilization"),
    ("memory", "memory", "Utilization"),
    ("cpuAverageValue", "cpu", "AverageValue"),
    ("memoryAverageValue", "memory", "AverageValue"),
)
"""The properties that become triggers, each with the type of the trigger and that of its metric."""


def scaled_task(workload_type: WorkloadType) -> WorkloadType:
    """Return the type of a Task of which KEDA makes Jobs."""
    scale = workload_type.scale
    assert scale is not None

    def render(instance: Instance, context: Context) -> Rendered:
        """Make the ScaledJob of what would be the Job."""
        rendered = workload_type.render(instance, context)
        job = rendered.main
        fields = (("spec", {"jobTargetRef": bare(job.body["spec"])}),)
        main = kube_object(instance, (API_VERSION, SCALED_JOB), job.name, labels={}, fields=fields, span=job.span)
        return replace(rendered, main=replace(main, body={**main.body, "metadata": job.body["metadata"]}))

    def scale_of_jobs(count: Tree) -> Tree:
        """Return the patch that sets how many pods of each Job run at a time."""
        assert scale is not None
        patch = scale(count)
        assert isinstance(patch, dict)
        return {"spec": {"jobTargetRef": patch["spec"]}}

    return replace(
        workload_type,
        render=render,
        scale=scale_of_jobs,
        pod=(*JOB, "template", "spec"),
        longest_name=LONGEST_SCALED_JOB_NAME,
        runs_once=False,
    )


def scaled_object(use: BoundTrait, subject: Subject, behavior: Tree) -> Change:
    """Add the ScaledObject of a workload that runs for ever; its number of replicas is taken out elsewhere."""
    main = subject.rendered.main
    listed = triggers_of(use, subject)
    minimum: Tree = located(use, "minimum")
    if minimum is None or isinstance(minimum, When):
        minimum = 1 if minimum is None else When(condition=minimum.condition, then=minimum.then, otherwise=1)
    target: Tree = {"apiVersion": main.api_version, "kind": main.kind, "name": prefixed(subject.name)}
    fields: tuple[tuple[str, Tree], ...] = (
        ("scaleTargetRef", target),
        ("pollingInterval", located(use, "pollingInterval") if _is_cached(use) else _of_zero(use, "pollingInterval")),
        ("initialCooldownPeriod", _of_zero(use, "initialCooldownPeriod")),
        ("cooldownPeriod", _of_zero(use, "cooldownPeriod")),
        ("idleReplicaCount", located(use, "idleReplicaCount")),
        ("minReplicaCount", minimum),
        ("maxReplicaCount", located(use, "maximum")),
        ("fallback", _fallback(use)),
        ("advanced", _advanced(behavior)),
        ("triggers", listing((*_resources(use), *(trigger.tree for trigger in listed)))),
    )
    # Its name becomes a label of objects that KEDA makes, which has room for the name of an instance, and no more.
    made = kube_object(
        subject.instance,
        (API_VERSION, SCALED_OBJECT),
        subject.name,
        labels=TRAIT_ROLE,
        fields=(("spec", entries(fields)),),
        span=use.span,
    )
    requirements = (*_idle(use), *(_some_trigger(use) if not listed else ()))
    return Change(objects=(made, *_authentications(listed)), requirements=requirements)


def scaled_job(use: BoundTrait, subject: Subject) -> Change:
    """Say how the ScaledJob makes Jobs. Jobs that run go on after an upgrade: KEDA ends them otherwise."""
    listed = triggers_of(use, subject)
    fields: tuple[tuple[str, Tree], ...] = (
        ("pollingInterval", located(use, "pollingInterval")),
        ("minReplicaCount", located(use, "minimum")),
        ("maxReplicaCount", located(use, "maximum")),
        ("successfulJobsHistoryLimit", located(use, "successfulJobsHistoryLimit")),
        ("failedJobsHistoryLimit", located(use, "failedJobsHistoryLimit")),
        ("rollout", {"strategy": "gradual"}),
        ("scalingStrategy", entries((("strategy", located(use, "scalingStrategy")),))),
        ("triggers", listing(trigger.tree for trigger in listed)),
    )
    return Change(patches=(Patch(tree={"spec": entries(fields)}),), objects=tuple(_authentications(listed)))


def _authentications(listed: Iterable[EventTrigger]) -> Iterator[KubeObject]:
    """Yield the objects that tell KEDA where the secrets of triggers are."""
    return (trigger.authentication for trigger in listed if trigger.authentication is not None)


def _advanced(behavior: Tree) -> Tree:
    """Return what KEDA hands to the autoscaler of Kubernetes that it makes."""
    return entries((("horizontalPodAutoscalerConfig", entries((("behavior", behavior),))),))


def _resources(use: BoundTrait) -> Iterator[Tree]:
    """Yield the triggers of what pods use. KEDA reads texts there."""
    for name, kind, metric in AIMS:
        aim, condition = use.get(name), use.has_value(name)
        if isinstance(aim, Hole) and condition is not None:
            value: Tree = At(TextOf(hole=aim) if metric == "Utilization" else aim, use.span_of(name))
            yield When(condition=condition, then={"type": kind, "metricType": metric, "metadata": {"value": value}})


def _fallback(use: BoundTrait) -> Tree:
    """Return what happens when a trigger cannot be asked; it hangs on the number of replicas then."""
    condition = use.has_value("fallback.replicas")
    if condition is None:
        return None
    names = ("failureThreshold", "replicas", "behavior")
    found = {name: use.get(f"fallback.{name}") for name in names}
    made = entries(
        (name, located(use, f"fallback.{name}") if name == "behavior" else At(found[name], use.span_of(f"fallback.{name}")))
        for name in names
        if found[name] is not None
    )
    return When(condition=condition, then=made)


def _is_cached(use: BoundTrait) -> bool:
    """Tell whether a trigger may be asked at the polling interval alone."""
    return any(name.endswith(".useCachedMetrics") for name in use.properties)


def reaches_zero(use: BoundTrait) -> Condition | None:
    """Return the condition that there may be no replicas, None where there always is one."""
    minimum, is_given = use.get("minimum"), use.has_value("minimum")
    conditions: list[Condition] = []
    if isinstance(minimum, Hole) and is_given is not None:
        conditions.append(all_of((is_given, AtMost(path=minimum.path, bound=0))))
    idle = use.has_value("idleReplicaCount")
    if idle is not None:
        conditions.append(idle)
    return any_of(tuple(conditions)) if conditions else None


def _of_zero(use: BoundTrait, name: str) -> Tree:
    """Return a property that is about having no replicas; KEDA warns of it where some always run."""
    given, reached = use.has_value(name), reaches_zero(use)
    if given is None or reached is None:
        return None
    return When(condition=all_of((given, reached)), then=At(use.get(name), use.span_of(name)))


def _idle(use: BoundTrait) -> Iterator[Requirement]:
    """Yield the condition that a workload which may be idle runs at least one replica else."""
    minimum, is_given, idle = use.get("minimum"), use.has_value("minimum"), use.has_value("idleReplicaCount")
    if isinstance(minimum, Hole) and is_given is not None and idle is not None:
        yield Requirement(
            condition=any_of((Not(condition=idle), Not(condition=is_given), Not(condition=AtMost(path=minimum.path, bound=0)))),
            message=f"{'.'.join(use.path)}: minimum must be above idleReplicaCount, which is 0",
            span=use.span_of("idleReplicaCount"),
        )


def _some_trigger(use: BoundTrait) -> Iterator[Requirement]:
    """Yield the condition that something is left to scale by."""
    given = tuple(condition for name, _, __ in AIMS if (condition := use.has_value(name)) is not None)
    if given:
        yield Requirement(
            condition=any_of(given),
            message=f"{'.'.join(use.path)}: one of cpu, memory, cpuAverageValue and memoryAverageValue must have a value",
            span=use.name_span,
        )
