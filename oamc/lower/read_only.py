"""Objects that a policy says are read only: they are in the cluster already, and no output writes them.

Rules: docs/spec/oam-v1beta1.md, 11 and 11.1. Loaded with the first such policy.
"""

from __future__ import annotations

from oamc.objects.tree import bare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance
    from oamc.model.application import ObjectRule
    from oamc.objects.tree import KubeObject, Tree

ROLE, TRAIT_TYPE = "app.oam.dev/resourceType", "trait.oam.dev/type"


def without_read_only(objects: tuple[KubeObject, ...], instance: Instance, context: Context) -> tuple[KubeObject, ...]:
    """Return the finished objects of an instance without those that a rule selects."""
    return tuple(item for item in objects if not any(_selects(rule, item, instance) for rule in context.read_only))


def _selects(rule: ObjectRule, item: KubeObject, instance: Instance) -> bool:
    """Tell whether each list that a rule gives has the word of an object."""
    pairs = (
        (rule.components, instance.name.value),
        (rule.component_types, instance.workload_type.name),
        (rule.roles, _label(item, ROLE)),
        (rule.traits, _label(item, TRAIT_TYPE)),
        (rule.kinds, item.kind),
        (rule.names, item.name),
    )
    given = [word in words for words, word in pairs if words]
    return bool(given) and all(given)


def _label(item: KubeObject, name: str) -> Tree:
    """Return a label of an object that lowering has written, None where it has none."""
    metadata = bare(item.body["metadata"])
    labels = bare(metadata.get("labels")) if isinstance(metadata, dict) else None
    return bare(labels.get(name)) if isinstance(labels, dict) else None
