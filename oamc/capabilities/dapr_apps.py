"""Which instances of an application have a sidecar of Dapr, what they are called there, and which objects of Dapr there are."""

from __future__ import annotations

from oamc.capabilities.dapr_annotations import spelled
from oamc.objects.naming import prefixed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Context
    from oamc.expressions.holes import Hole, Text, TextOf
    from oamc.ir.program import BoundTrait, Instance

TRAIT = "dapr"
GROUP = "dapr.io/"


def apps(context: Context) -> Iterator[tuple[Instance, BoundTrait]]:
    """Yield the instances that have a sidecar, each with the trait that asks for it."""
    for instance in context.instances:
        for use in instance.traits:
            if use.trait.name == TRAIT:
                yield instance, use


def app_id(instance: Instance, use: BoundTrait) -> Hole | TextOf | Text | str:
    """Return the app id of an instance: what its trait says, or its name as it is in the output."""
    leaf = use.tree.leaf("appId") if use.tree is not None else None
    return prefixed(instance.name.value) if leaf is None else spelled(leaf)


def known_app_id(instance: Instance, use: BoundTrait) -> str:
    """Return the app id of an instance as the document says it."""
    leaf = use.tree.leaf("appId") if use.tree is not None else None
    return instance.name.value if leaf is None else str(leaf.known)


def objects_of(context: Context, kind: str) -> dict[str, Instance]:
    """Return the instances that are objects of Dapr of a kind, by their names."""
    return {
        instance.name.value: instance
        for instance in context.instances
        if instance.workload_type.name.startswith(GROUP) and instance.workload_type.short_name == kind
    }
