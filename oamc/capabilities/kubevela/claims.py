"""PersistentVolumeClaims of KubeVela's traits (docs/spec/oam-v1beta1.md, 14.2 and 14.3)."""

from __future__ import annotations

from oamc.capabilities.kubevela.objects import component_object
from oamc.objects.tree import entries, placed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.ir.program import Instance
    from oamc.ir.properties import Group
    from oamc.objects.tree import KubeObject, Tree


def claim(instance: Instance, properties: Group, name: str, resource: str) -> KubeObject:
    """Return a claim to storage."""
    fields = (
        ("accessModes", properties.tree("accessModes")),
        ("volumeMode", properties.tree("volumeMode")),
        ("volumeName", properties.tree("volumeName")),
        ("storageClassName", properties.tree("storageClassName")),
        ("resources", _amounts(properties.group("resources"))),
        ("dataSource", _source(properties.group("dataSource"))),
        ("dataSourceRef", _source(properties.group("dataSourceRef"))),
        ("selector", _selector(properties.group("selector"))),
    )
    return component_object(
        instance,
        ("v1", "PersistentVolumeClaim"),
        (("spec", entries(fields)),),
        span=properties.span,
        name=name,
        resource=resource,
    )


def _amounts(resources: Group | None) -> Tree:
    """Return how much is asked for, and how much there may be."""
    if resources is None:
        return None
    found = {name: entries(part.entries()) for name in resources.parts if (part := resources.group(name)) is not None}
    return placed(entries(found.items()), resources.span)


def _source(source: Group | None) -> Tree:
    """Return what the volume is filled from."""
    return entries(source.entries()) if source is not None else None


def _selector(selector: Group | None) -> Tree:
    """Return which volumes may be bound. Kubernetes has a list of conditions, and the trait a single one."""
    if selector is None:
        return None
    labels, condition = selector.group("matchLabels"), selector.group("matchExpressions")
    return entries(
        (
            ("matchLabels", entries(labels.entries()) if labels is not None else None),
            ("matchExpressions", [entries(condition.entries())] if condition is not None else None),
        )
    )
