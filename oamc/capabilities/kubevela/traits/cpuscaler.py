"""cpuscaler: let the cluster choose the number of pods by their use of cpu (docs/spec/oam-v1beta1.md, 14.5)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela import object_shapes as shapes
from oamc.capabilities.kubevela.autoscalers import bounds_of, scale_target
from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.number_types import ABOVE_ZERO
from oamc.capabilities.property_schema import Struct
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait


def change(use: BoundTrait, subject: Subject) -> Change:
    """Make the autoscaler."""
    properties = use.tree
    assert properties is not None
    spec = entries(
        (
            ("scaleTargetRef", scale_target(use, subject)),
            ("minReplicas", properties.tree("min")),
            ("maxReplicas", properties.tree("max")),
            ("targetCPUUtilizationPercentage", properties.tree("cpuUtil")),
        )
    )
    made = component_object(
        subject.instance,
        ("autoscaling/v1", "HorizontalPodAutoscaler"),
        (("spec", spec),),
        span=use.name_span,
        resource="cpuscaler",
    )
    return Change(objects=(made,), requirements=bounds_of(use, subject))


CPUSCALER = Trait(
    names=("cpuscaler",),
    summary="Let the cluster choose the number of pods by their use of cpu.",
    properties=(),
    needs=frozenset(),
    change=change,
    optional=True,
    schema=Struct(
        items=(
            shapes.MINIMUM,
            shapes.MAXIMUM,
            item("cpuUtil", ABOVE_ZERO, "The use of cpu, in percent of what is asked for, that is aimed at.", 50),
            *shapes.SCALE_TARGET,
        )
    ),
    produces=("autoscaling/v1 HorizontalPodAutoscaler",),
    requires=("metrics-server",),
    example={"min": 1, "max": 5, "cpuUtil": 70},
)
