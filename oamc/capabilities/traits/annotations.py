"""annotations: annotations of the workload, its pods and its Service (docs/spec/everyday-traits.md, 2)."""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Trait
from oamc.capabilities.own_metadata import metadata_change, metadata_schema
from oamc.capabilities.property_schema import TEXT
from oamc.kubernetes.names import annotation_key_problem
from oamc.model.reserved_keys import RESERVED_ANNOTATIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Change, Subject
    from oamc.ir.program import BoundTrait


def change(use: BoundTrait, subject: Subject) -> Change:
    """Put the annotations on the objects."""
    return metadata_change(use, subject, "annotations", _problem)


def _problem(key: str) -> str:
    """Return what is wrong with the key of an annotation."""
    return "is an annotation that oamc sets" if key in RESERVED_ANNOTATIONS else annotation_key_problem(key)


ANNOTATIONS = Trait(
    names=("annotations",),
    summary="Put annotations on the workload, its pods and its Service.",
    properties=(),
    needs=frozenset({PODS}),
    change=change,
    schema=metadata_schema(TEXT, "annotations"),
    example={"example.com/contact": "shop@example.com"},
)
