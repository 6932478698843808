"""lifecycle: what happens in every container when it has begun, and before it ends (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.containers import pod_of, pods
from oamc.capabilities.kubevela.handlers import handler, ways
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.property_schema import Struct
from oamc.objects.patch_marks import each
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait

HANDLER = Struct(items=ways(scheme="HTTP"))


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write what happens in every container that is there so far."""
    tree = use.tree
    assert tree is not None
    hooks = entries((name, handler(tree.group(name))) for name in ("postStart", "preStop"))
    if hooks is None or pod_of(use, subject) is None:
        return Change()
    return Change(patches=(pods({"containers": each({"lifecycle": hooks})}),))


LIFECYCLE = Trait(
    names=("lifecycle",),
    summary="Do something in every container when it has begun, and before it ends.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=Struct(
        items=(
            item("postStart", HANDLER, "What is done when a container has begun."),
            item("preStop", HANDLER, "What is done before a container ends."),
        )
    ),
    example={"preStop": {"exec": {"command": ["sleep", "5"]}}},
)
