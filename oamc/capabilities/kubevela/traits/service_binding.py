"""service-binding: environment variables from keys of Secrets (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.containers import component_container, keyed, pods
from oamc.capabilities.kubevela.shapes import KEY, item, needed
from oamc.capabilities.property_schema import Mapped, Struct
from oamc.capabilities.text_types import OBJECT_NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree

BINDING = Struct(
    items=(
        item("key", KEY, "The key of the Secret: the name of the variable, unless another one is named."),
        needed("secret", OBJECT_NAME, "The name of the Secret."),
    )
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the variables to the container that is called as the component is."""
    tree = use.tree
    assert tree is not None
    mappings = tree.group("envMappings")
    if component_container(use, subject) is None or mappings is None or not mappings.parts:
        return Change()
    variables: list[Tree] = [
        {
            "name": name,
            "valueFrom": {
                "secretKeyRef": {
                    "name": binding.tree("secret"),
                    "key": binding.tree("key") if "key" in binding else name,
                }
            },
        }
        for name in mappings.parts
        if (binding := mappings.group(name)) is not None
    ]
    return Change(patches=(pods({"containers": keyed([{"name": subject.name, "env": keyed(variables)}])}),))


SERVICE_BINDING = Trait(
    names=("service-binding",),
    summary="Take environment variables from keys of Secrets.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=Struct(items=(item("envMappings", Mapped(item=BINDING), "The variables, each with its Secret.", {}),)),
    example={"envMappings": {"PASSWORD": {"secret": "db"}}},
)
