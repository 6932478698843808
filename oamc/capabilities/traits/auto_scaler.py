"""auto-scaler: let the cluster choose the number of replicas by load; a HorizontalPodAutoscaler.

Rules: docs/spec/oam-v1alpha1.md, 11.4.
"""

from __future__ import annotations

from oamc.capabilities.contracts import SCALABLE, Property, Trait, Workload, located
from oamc.capabilities.labels import trait_labels
from oamc.capabilities.pods import kube_object
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import AtMost, Not, When, any_of
from oamc.expressions.types import NumberType
from oamc.objects.naming import prefixed
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At, entries, listing
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Known
    from oamc.ir.program import BoundTrait
    from oamc.model.application import Component
    from oamc.objects.tree import Tree

PERCENT = NumberType(whole=True, minimum=1, maximum=2**31 - 1)
REPLICAS = NumberType(whole=True, minimum=1, maximum=2**31 - 1)
DEFAULT_MAXIMUM = 10
HIGH_MEMORY = 85
"""With memory limit = request, a container is killed before it uses much more (docs/spec/quality-of-service.md, 3)."""


def apply(use: BoundTrait, workload: Workload, reports: Reports) -> Workload:
    """Add the autoscaler, and leave the number of replicas to it while it is enabled."""
    enabled = use.enabled
    assert enabled is not None
    name = workload.instance.name.value
    maximum = use.get("maximum")
    _check(use, workload, reports)
    metrics = listing(_metric(resource, use) for resource in ("cpu", "memory"))
    autoscaler = kube_object(
        workload.instance,
        ("autoscaling/v2", "HorizontalPodAutoscaler"),
        f"{name}-trait-autoscaler",
        labels=trait_labels(workload.application, name),
        fields=(
            (
                "spec",
                entries(
                    (
                        ("scaleTargetRef", {"apiVersion": "apps/v1", "kind": "Deployment", "name": prefixed(name)}),
                        ("minReplicas", located(use, "minimum")),
                        ("maxReplicas", At(maximum, use.span_of("maximum"))),
                        ("metrics", metrics),
                    )
                ),
            ),
        ),
        span=use.span,
    )
    requirements = workload.requirements
    given = use.has_value("minimum")
    if given is not None:
        crossed = AtMost(path=(*use.path, "minimum"), bound=(*use.path, "maximum"))
        requirements = (
            *requirements,
            Requirement(
                condition=any_of((Not(condition=enabled), Not(condition=given), crossed)),
                message=f"{'.'.join(use.path)}: minimum must not be greater than maximum",
                span=use.span_of("minimum"),
            ),
        )
    return replace(
        workload,
        scaled=enabled,
        further=(*workload.further, replace(autoscaler, condition=enabled)),
        requirements=requirements,
    )


def _default_maximum(given: dict[str, Known], _: Component) -> Known:
    """Return 10, or the minimum where that is larger: Rudr's 10 + minimum was an accident (11.4)."""
    minimum = given.get("minimum")
    return max(DEFAULT_MAXIMUM, minimum) if isinstance(minimum, int) else DEFAULT_MAXIMUM


def _check(use: BoundTrait, workload: Workload, reports: Reports) -> None:
    """Check what the document states."""
    minimum, maximum = use.known("minimum"), use.known("maximum")
    if isinstance(minimum, int) and isinstance(maximum, int) and maximum < minimum:
        reports.add(
            codes.BOUNDS_CROSSED,
            at=use.span_of("maximum"),
            maximum=maximum,
            minimum=minimum,
            related=[Related(span=use.span_of("minimum"), message="the minimum is here")],
            hint="raise maximum or lower minimum",
        )
    if use.get("cpu") is None and use.get("memory") is None:
        reports.add(codes.NO_METRIC, at=use.name_span, hint="set cpu or memory, in percent of what the containers require")
    memory = use.known("memory")
    containers = workload.instance.component.containers
    is_limited = workload.options.qos == "enforce" and all(container.resources.memory for container in containers)
    if isinstance(memory, int) and memory > HIGH_MEMORY and is_limited:
        reports.add(codes.HIGH_MEMORY_TARGET, at=use.span_of("memory"), hint="set memory to 80 or less")


def _metric(resource: str, use: BoundTrait) -> Tree:
    """Return the metric of one resource, None where the trait does not ask for it."""
    percent, condition = use.get(resource), use.has_value(resource)
    if condition is None:
        return None
    target: Tree = {"type": "Utilization", "averageUtilization": At(percent, use.span_of(resource))}
    return When(condition=condition, then={"type": "Resource", "resource": {"name": resource, "target": target}})


AUTO_SCALER = Trait(
    name="auto-scaler",
    aliases=("autoscaler", "AutoScaler", "Autoscaler", "auto-scaler.core.oam.dev/v1alpha1"),
    summary="Let the cluster choose the number of replicas by load.",
    properties=(
        Property(
            name="minimum",
            type=REPLICAS,
            description="The smallest number of replicas. The cluster takes 1 where it is not set.",
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
    ),
    needs=frozenset({SCALABLE}),
    apply=apply,
    optional=True,
    caution="Turned on where the number of replicas was fixed, it lets the number drop to 1 until the autoscaler acts, after "
    "some 15 seconds. Turned off while it scales or after kubectl scale, Helm 4 may need --force-conflicts.",
    produces=("autoscaling/v2 HorizontalPodAutoscaler",),
)
