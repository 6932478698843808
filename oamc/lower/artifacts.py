"""The objects of components as policies of KubeVela see them: `context.artifacts` (docs/spec/oam-v1beta1.md, 4).

In: lowered objects, in which nothing may be chosen any more where a policy looks at them. Out: plain data by component.
"""

from __future__ import annotations

from oamc.lower.typed import TRAIT_TYPE
from oamc.objects.reading import Reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from oamc.ir.program import Instance
    from oamc.objects.tree import KubeObject


def artifacts_of(instances: Iterable[Instance], objects: Iterable[KubeObject]) -> dict[str, dict[str, Any]]:
    """Return the workload of each component, and the objects of its traits by the trait and what that calls them."""
    readers = {one.name.value: Reader(one.parameters) for one in instances if not one.is_policy}
    found: dict[str, dict[str, Any]] = {name: {} for name in readers}
    for item in objects:
        reader = readers.get(item.owner.name)
        if reader is None or (item.condition is not None and not reader.holds(item.condition)):
            continue
        body = reader.known(item.body)
        trait = body["metadata"]["labels"].get(TRAIT_TYPE)
        if trait is None:
            found[item.owner.name]["workload"] = body
        else:
            found[item.owner.name].setdefault("traits", {}).setdefault(trait, {})[item.resource] = body
    return found
