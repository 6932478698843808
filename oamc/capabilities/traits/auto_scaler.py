"""auto-scaler: let the cluster choose the number of replicas by load; a HorizontalPodAutoscaler, or an object of KEDA.

Rules: docs/spec/oam-v1alpha1.md, 11.4; what goes beyond Rudr: docs/spec/operation.md, 4 and 6.
"""

from __future__ import annotations

from oamc.capabilities.contracts import FUNCTION, SCALABLE, Change, Patch, Property, Trait, Variant
from oamc.capabilities.event_checks import AIMS, EVENT_PROPERTIES, HPA, KEDA, SCALED_JOB, fits, smallest
from oamc.capabilities.follows import Follows
from oamc.capabilities.function_load import FUNCTION_TYPE, LOAD_PROPERTIES, refuses_load
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.located import located
from oamc.capabilities.metrics import METRICS, metrics
from oamc.capabilities.pods import kube_object
from oamc.capabilities.trigger_properties import TRIGGER_PROPERTIES, numbers_of
from oamc.choices import ENFORCE
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import AtMost, Not, When, any_of
from oamc.expressions.types import Field, ListType, NumberType, QuantityType, StructType, TextType
from oamc.objects.naming import prefixed
from oamc.objects.object_set import Requirement
from oamc.objects.patch_marks import ABSENT
from oamc.objects.tree import At, entries, listing
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject, WorkloadType
    from oamc.expressions.holes import Known
    from oamc.ir.program import BoundTrait
    from oamc.model.application import Component
    from oamc.objects.tree import Tree

PERCENT = NumberType(whole=True, minimum=1, maximum=2**31 - 1)
REPLICAS = NumberType(whole=True, minimum=1, maximum=2**31 - 1)
DEFAULT_MAXIMUM = 10
DIRECTIONS = ("scaleUp", "scaleDown")
TASK = "core.oam.dev/v1alpha1.Task"
RESOURCES = ("cpu", "memory")
"""What pods use, and request."""
POLICIES = ListType(
    item=StructType(
        fields=(
            Field(name="type", type=TextType(choices=("Pods", "Percent")), required=True),
            Field(name="value", type=NumberType(whole=True, minimum=1, maximum=2**31 - 1), required=True),
            Field(name="periodSeconds", type=NumberType(whole=True, minimum=1, maximum=1800), required=True),
        )
    ),
    minimum_length=1,
)
HIGH_MEMORY = 85
"""With memory limit = request, a container is killed before it uses much more (docs/spec/quality-of-service.md, 3)."""


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the autoscaler, and leave the number of replicas to it."""
    name, main = subject.name, subject.rendered.main
    scale = subject.workload_type.scale
    assert scale is not None, "a scalable workload type has no number of replicas"
    if FUNCTION in subject.workload_type.features:
        _check_bounds(use, subject)
        from oamc.capabilities.function_scaling import scaled_by_labels

        made = scaled_by_labels(use, subject)
        return replace(made, requirements=_requirements(use))
    if not fits(use, subject):
        return Change()
    if refuses_load(use, subject):
        return Change()
    _check(use, subject)
    if main.kind == SCALED_JOB:
        from oamc.capabilities.event_scaling import scaled_job

        made = scaled_job(use, subject)
        return replace(made, requirements=_requirements(use))
    behavior = entries((direction, _behavior(direction, use)) for direction in DIRECTIONS)
    patches, follows = (Patch(tree=scale(ABSENT)),), tuple(_follows(use))
    if use.known("engine") == KEDA:
        from oamc.capabilities.event_scaling import scaled_object

        made = scaled_object(use, subject, behavior)
        return replace(made, patches=patches, requirements=(*_requirements(use), *made.requirements), follows=follows)
    target: Tree = {"apiVersion": main.api_version, "kind": main.kind, "name": prefixed(name)}
    fields = (
        ("scaleTargetRef", target),
        ("minReplicas", located(use, "minimum")),
        ("maxReplicas", At(use.get("maximum"), use.span_of("maximum"))),
        ("metrics", listing((*_resources(use), *metrics(use, subject)))),
        ("behavior", behavior),
    )
    autoscaler = kube_object(
        subject.instance,
        ("autoscaling/v2", "HorizontalPodAutoscaler"),
        f"{name}-trait-autoscaler",
        labels=TRAIT_ROLE,
        fields=(("spec", entries(fields)),),
        span=use.span,
    )
    return Change(patches=patches, objects=(autoscaler,), requirements=_requirements(use), follows=follows)


def scaled_by_events(workload_type: WorkloadType) -> WorkloadType:
    """Return the type of a Task of which KEDA makes Jobs, and any other type as it is."""
    if TASK not in workload_type.names:
        return workload_type
    from oamc.capabilities.event_scaling import scaled_task

    return scaled_task(workload_type)


def _follows(use: BoundTrait) -> Iterator[Follows]:
    """Yield the resources by whose use it scales: those with an aim, and those that a metric or a trigger names."""
    for resource in RESOURCES:
        for name in (resource, f"{resource}AverageValue"):
            condition = use.has_value(name)
            if condition is not None:
                yield Follows(resource=resource, span=use.span_of(name), condition=condition)
    metrics_known = use.known("metrics")
    for metric in metrics_known if isinstance(metrics_known, list) else ():
        if metric.get("resource"):
            yield Follows(resource=metric["resource"], span=use.span_of("metrics"))
    for number in numbers_of(use):
        kind = use.known(f"triggers.{number}.type")
        if kind in RESOURCES:
            yield Follows(resource=str(kind), span=use.span_of(f"triggers.{number}.type"))


def _requirements(use: BoundTrait) -> tuple[Requirement, ...]:
    """Return the condition that the bounds do not cross, where there is a lower one."""
    given = use.has_value("minimum")
    if given is None:
        return ()
    crossed = AtMost(path=(*use.path, "minimum"), bound=(*use.path, "maximum"))
    return (
        Requirement(
            condition=any_of((Not(condition=given), crossed)),
            message=f"{'.'.join(use.path)}: minimum must not be greater than maximum",
            span=use.span_of("minimum"),
        ),
    )


def _default_maximum(given: dict[str, Known], _: Component) -> Known:
    """Return 10, or the minimum where that is larger: Rudr's 10 + minimum was an accident (11.4)."""
    minimum = given.get("minimum")
    return max(DEFAULT_MAXIMUM, minimum) if isinstance(minimum, int) else DEFAULT_MAXIMUM


def _check_bounds(use: BoundTrait, subject: Subject) -> None:
    """Report bounds that cross in the document."""
    minimum, maximum = use.known("minimum"), use.known("maximum")
    if isinstance(minimum, int) and isinstance(maximum, int) and maximum < minimum:
        subject.context.reports.add(
            codes.BOUNDS_CROSSED,
            at=use.span_of("maximum"),
            maximum=maximum,
            minimum=minimum,
            related=[Related(span=use.span_of("minimum"), message="the minimum is here")],
            hint="raise maximum or lower minimum",
        )


def _check(use: BoundTrait, subject: Subject) -> None:
    """Check what the document states."""
    reports = subject.context.reports
    _check_bounds(use, subject)
    if use.known("engine") != KEDA and all(use.get(name) is None for name in AIMS):
        at = use.place_of_missing("cpu", "memory") or use.name_span
        reports.add(codes.NO_METRIC, at=at, hint="set cpu or memory, in percent of what the containers require")
    for resource in RESOURCES:
        if use.get(resource) is not None:
            _check_requests(resource, use, subject)
    memory = use.known("memory")
    containers = subject.instance.component.containers
    is_limited = subject.context.options.qos == ENFORCE and all(container.resources.memory for container in containers)
    if isinstance(memory, int) and memory > HIGH_MEMORY and is_limited:
        reports.add(codes.HIGH_MEMORY_TARGET, at=use.span_of("memory"), hint="set memory to 80 or less")


def _check_requests(resource: str, use: BoundTrait, subject: Subject) -> None:
    """Report containers that request nothing of a resource unless a value says so: a share of nothing is never reached."""
    for bound in subject.instance.containers:
        stated, amount = getattr(bound.container.resources, resource), getattr(bound, resource)
        if stated is None and isinstance(amount, When):
            from oamc.diagnostics.codes.quality import NOTHING_TO_SCALE_BY

            subject.context.reports.add(
                NOTHING_TO_SCALE_BY,
                at=use.span_of(resource),
                related=[Related(span=bound.container.name.span, message="this container")],
                hint=f"state resources.{resource}.required of the container",
                resource=resource,
                container=bound.container.name.value,
            )


def _resources(use: BoundTrait) -> Iterator[Tree]:
    """Yield the metrics of CPU and memory of all containers: those in percent first."""
    for name, kind, field in (("{}", "Utilization", "averageUtilization"), ("{}AverageValue", "AverageValue", "averageValue")):
        for resource in RESOURCES:
            yield _metric(resource, name.format(resource), (kind, field), use)


def _metric(resource: str, name: str, target_field: tuple[str, str], use: BoundTrait) -> Tree:
    """Return the metric of one resource, None where the trait does not ask for it."""
    aim, condition = use.get(name), use.has_value(name)
    if condition is None:
        return None
    kind, field = target_field
    target: Tree = {"type": kind, field: At(aim, use.span_of(name))}
    return When(condition=condition, then={"type": "Resource", "resource": {"name": resource, "target": target}})


def _behavior(direction: str, use: BoundTrait) -> Tree:
    """Return how the number changes in one direction."""
    names = ("stabilizationWindowSeconds", "selectPolicy", "policies")
    return entries((name, located(use, f"behavior.{direction}.{name}")) for name in names)


def _behavior_properties(direction: str, words: str, window: int) -> tuple[Property, ...]:
    """Return the properties of one direction."""
    group = f"behavior.{direction}"
    return (
        Property(
            name=f"{group}.stabilizationWindowSeconds",
            type=NumberType(whole=True, minimum=0, maximum=3600),
            description=f"How many seconds back the cluster looks before it {words}, so that it does not follow each change. "
            f"It takes {window} where it is not set.",
            example=window,
        ),
        Property(
            name=f"{group}.selectPolicy",
            type=TextType(choices=("Max", "Min", "Disabled")),
            description=f"Which of the policies counts when the cluster {words}: that of the largest change, or of the "
            "smallest. Disabled: it never does. The cluster takes Max where it is not set.",
        ),
        Property(
            name=f"{group}.policies",
            type=POLICIES,
            description=f"How much may change when the cluster {words}: each policy has a type (Pods or Percent), a value, and "
            "the seconds for it (periodSeconds, at most 1800).",
            example=[{"type": "Pods", "value": 2, "periodSeconds": 60}],
        ),
    )


AUTO_SCALER = Trait(
    names=("auto-scaler", "autoscaler", "AutoScaler", "Autoscaler", "auto-scaler.core.oam.dev/v1alpha1"),
    summary="Let the cluster choose the number of replicas by load.",
    properties=(
        Property(
            name="engine",
            type=TextType(choices=(HPA, KEDA)),
            description="Who scales: Kubernetes itself (hpa, also where it is not set), or KEDA, which also knows events.",
            live=False,
            example=None,
        ),
        Property(
            name="minimum",
            type=NumberType(whole=True, minimum=0, maximum=2**31 - 1),
            narrowed=smallest,
            description="The smallest number of replicas: 1 where it is not set, and 0 only with KEDA and a trigger beside cpu "
            "and memory. Of a Task, how many Jobs there are without an event: none where it is not set.",
            example=1,
        ),
        Property(
            name="maximum",
            type=REPLICAS,
            description="The largest number of replicas. 10, or the minimum if that is larger, where it is not set.",
            default_of=_default_maximum,
        ),
        Property(name="cpu", type=PERCENT, description="CPU use, in percent of what is required, that the cluster aims at."),
        Property(
            name="memory", type=PERCENT, description="Memory use, in percent of what is required, that the cluster aims at."
        ),
        Property(
            name="cpuAverageValue",
            type=QuantityType(unit="cpu"),
            description="CPU use of a pod, in cores, that the cluster aims at.",
            example="500m",
        ),
        Property(
            name="memoryAverageValue",
            type=QuantityType(unit="bytes"),
            description="Memory use of a pod that the cluster aims at.",
            example="256Mi",
        ),
        Property(
            name="metrics",
            type=METRICS,
            description="Further metrics, each with a type: ContainerResource (container, resource), Pods (name), Object "
            "(name, object) or External (name), perhaps with a selector, and one target: averageUtilization, averageValue or "
            "value.",
            live=False,
            example=[{"type": "Pods", "name": "requests_per_second", "averageValue": "100"}],
        ),
        *_behavior_properties("scaleUp", "adds pods", 0),
        *_behavior_properties("scaleDown", "takes pods away", 300),
        *TRIGGER_PROPERTIES,
        *EVENT_PROPERTIES,
        *LOAD_PROPERTIES,
    ),
    needs=frozenset({SCALABLE, TASK, FUNCTION}),
    change=change,
    reshape=scaled_by_events,
    optional=True,
    caution="Turned on where the number of replicas was fixed, it lets the number drop to 1 until the autoscaler acts, after "
    "some 15 seconds. Turned off while it scales or after kubectl scale, Helm 4 may need --force-conflicts.",
    examples_on={
        TASK: {
            "engine": "keda",
            "triggers": [{"type": "rabbitmq", "metadata": {"queueName": "orders", "mode": "QueueLength", "value": "5"}}],
        },
        FUNCTION_TYPE: {"minimum": 1, "maximum": 5, "load": {"type": "capacity", "target": 20}},
    },
    produces=(
        "autoscaling/v2 HorizontalPodAutoscaler",
        "keda.sh/v1alpha1 ScaledObject",
        "keda.sh/v1alpha1 ScaledJob",
        "keda.sh/v1alpha1 TriggerAuthentication",
    ),
    wants=("pod.resources.requests",),
    requires=("metrics-server",),
    variants=(Variant(words="engine: keda", properties={"engine": "keda", "minimum": 1, "maximum": 3, "cpu": 50}),),
)
