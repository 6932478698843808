"""hpa: let the cluster choose the number of pods by load; a HorizontalPodAutoscaler (docs/spec/oam-v1beta1.md, 14.5)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela import object_shapes as shapes
from oamc.capabilities.kubevela.autoscalers import bounds_of, scale_target
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.number_types import ABOVE_ZERO
from oamc.capabilities.property_schema import Struct, choice
from oamc.expressions.holes import When
from oamc.ir.properties import is_equal
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

UTILIZATION, AVERAGE = "Utilization", "AverageValue"


def change(use: BoundTrait, subject: Subject) -> Change:
    """Make the autoscaler."""
    properties = use.tree
    assert properties is not None
    metrics = [
        *(_of_resource(name, found) for key, name in RESOURCES if (found := properties.group(key)) is not None),
        *(_of_pods(metric) for metric in properties.groups("podCustomMetrics")),
    ]
    spec = entries(
        (
            ("scaleTargetRef", scale_target(use, subject)),
            ("minReplicas", properties.tree("min")),
            ("maxReplicas", properties.tree("max")),
            ("metrics", metrics),
        )
    )
    made = component_object(
        subject.instance,
        ("autoscaling/v2", "HorizontalPodAutoscaler"),
        (("spec", spec),),
        span=use.name_span,
        resource="hpa",
    )
    return Change(objects=(made,), requirements=bounds_of(use, subject))


RESOURCES = (("cpu", "cpu"), ("mem", "memory"))


def _of_resource(name: str, found: Group) -> Tree:
    """Return the metric of a resource: a share of what is asked for, or an amount."""
    kind = found.leaf("type")
    assert kind is not None
    shared, absolute = is_equal(kind, UTILIZATION), is_equal(kind, AVERAGE)
    assert shared is not None
    assert absolute is not None
    value = found.tree("value")
    target = entries(
        (
            ("type", kind.tree),
            ("averageUtilization", When(condition=shared, then=value)),
            ("averageValue", When(condition=absolute, then=value)),
        )
    )
    return {"type": "Resource", "resource": {"name": name, "target": target}}


def _of_pods(metric: Group) -> Tree:
    """Return a metric of the pods themselves."""
    target = {"type": AVERAGE, "averageValue": metric.tree("value")}
    return {"type": "Pods", "pods": {"metric": {"name": metric.tree("name")}, "target": target}}


_METRIC = Struct(
    items=(
        item("type", choice(UTILIZATION, AVERAGE), "A share of what the pods ask for, or an amount.", UTILIZATION),
        item("value", ABOVE_ZERO, "The share in percent, or the amount.", 50),
    )
)
HPA = Trait(
    names=("hpa",),
    summary="Let the cluster choose the number of pods by load.",
    properties=(),
    needs=frozenset(),
    change=change,
    optional=True,
    schema=Struct(
        items=(
            shapes.MINIMUM,
            shapes.MAXIMUM,
            *shapes.SCALE_TARGET,
            item("cpu", _METRIC, "The use of cpu that is aimed at.", {}),
            item("mem", _METRIC, "The use of memory that is aimed at."),
            item("podCustomMetrics", shapes.METRICS, "Metrics of the pods themselves."),
        ),
        elsewhere=(
            ("cpuUtil", "that is the trait cpuscaler; here it is cpu: {value: PERCENT}"),
            ("replicas", "a fixed number of pods is the trait scaler"),
        ),
    ),
    produces=("autoscaling/v2 HorizontalPodAutoscaler",),
    requires=("metrics-server",),
    example={"min": 1, "max": 5, "cpu": {"value": 70}},
)
