"""json-merge-patch: any change of the workload, by RFC 7396 (docs/spec/oam-v1beta1.md, 14.4)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch, Trait
from oamc.capabilities.kubevela.nodes import merge_patch
from oamc.capabilities.property_schema import Free, Mapped
from oamc.ir.properties import Leaf
from oamc.objects.json_patch import JSON_MERGE_PATCH as STRATEGY
from oamc.objects.patch_marks import ABSENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree


def change(use: BoundTrait, _: Subject) -> Change:
    """Merge the properties into the workload."""
    assert use.tree is not None
    patch: dict[str, Tree] = {
        key: merge_patch(part.known) if isinstance(part, Leaf) else ABSENT for key, part in use.tree.parts.items()
    }
    return Change(patches=(Patch(tree=patch, strategy=STRATEGY),) if patch else ())


JSON_MERGE_PATCH = Trait(
    names=("json-merge-patch",),
    summary="Change any field of the workload, by a JSON merge patch.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=Mapped(item=Free(), nullable=True, description="A part of the workload."),
    example={"spec": {"minReadySeconds": 5}},
)
