"""scaler: how many pods run."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch, Trait
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.number_types import COUNT
from oamc.capabilities.property_schema import Struct
from oamc.objects.patch_marks import RETAIN_KEYS, Directed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait


def change(use: BoundTrait, _: Subject) -> Change:
    """Set the number of replicas, whoever has set it before."""
    assert use.tree is not None
    count = Directed(use.tree.tree("replicas"), strategy=RETAIN_KEYS)
    return Change(patches=(Patch(tree={"spec": {"replicas": count}}),))  # type: ignore[dict-item]  # of patches only


SCALER = Trait(
    names=("scaler",),
    summary="Run a fixed number of pods.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=Struct(items=(item("replicas", COUNT, "How many pods run.", 1),)),
    example={"replicas": 3},
)
