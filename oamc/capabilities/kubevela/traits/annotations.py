"""annotations: annotations of the workload, its pods and its jobs; null takes one away (docs/spec/oam-v1beta1.md, 14.4)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.metadata_patches import metadata_change
from oamc.capabilities.property_schema import TEXT, Mapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait

TEMPLATES = (("spec", "template"), ("spec", "jobTemplate"), ("spec", "jobTemplate", "spec", "template"))


def change(use: BoundTrait, subject: Subject) -> Change:
    """Put annotations on the workload, its pods, and the jobs of a CronJob."""
    return metadata_change(use, subject, "annotations", TEMPLATES)


ANNOTATIONS = Trait(
    names=("annotations",),
    summary="Put annotations on the workload and its pods.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=Mapped(item=TEXT, nullable=True, description="The value of the annotation."),
    example={"example.com/contact": "shop@example.com"},
)
