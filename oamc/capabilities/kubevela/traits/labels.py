"""labels: labels of the workload and its pods; null takes one away (docs/spec/oam-v1beta1.md, 14.4)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.metadata_patches import metadata_change
from oamc.capabilities.kubevela.object_shapes import LABEL_VALUE
from oamc.capabilities.property_schema import Mapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait

TEMPLATES = (("spec", "template"),)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Put labels on the workload and its pods; those of a CronJob get none, as in KubeVela."""
    return metadata_change(use, subject, "labels", TEMPLATES)


LABELS = Trait(
    names=("labels",),
    summary="Put labels on the workload and its pods.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=Mapped(item=LABEL_VALUE, nullable=True, description="The value of the label."),
    example={"example.com/team": "shop"},
)
