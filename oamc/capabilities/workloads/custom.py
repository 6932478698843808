"""Custom objects: the shape that extended workload types share (docs/spec/oam-v1alpha1.md, 9)."""

from __future__ import annotations

from oamc.capabilities.assembly import main_object
from oamc.capabilities.contracts import Workload
from oamc.capabilities.labels import workload_labels
from oamc.objects.tree import At, entries
from oamc.source.nodes import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oamc.capabilities.contracts import LoweringOptions
    from oamc.ir.program import Instance
    from oamc.objects.tree import KubeObject, Tree
    from oamc.source.nodes import Node
    from oamc.spans import Span


def setting_fields(instance: Instance) -> dict[str, Tree]:
    """Return the settings of an instance as fields by name; each part remembers its place in the component."""
    component = instance.component
    nodes = {setting.name.value: setting.value for setting in component.settings}
    if component.settings_mapping is not None:
        nodes = {entry.key: entry.value for entry in component.settings_mapping}
    return {
        setting.name.value: _placed(setting.value, nodes.get(setting.name.value), setting.span) for setting in instance.settings
    }


def _placed(value: Tree, node: Node | None, span: Span) -> Tree:
    """Return a value whose parts remember the places of the node that it was read from; `span` is the place of the rest."""
    match value, node:
        case dict(), Mapping():
            return At({key: _placed(part, node.get(key), node.span) for key, part in value.items()}, node.span)
        case list(), Sequence() if len(value) == len(node.items):
            return At([_placed(part, item, node.span) for part, item in zip(value, node.items, strict=True)], node.span)
        case _:
            return At(value, node.span if node is not None else span)


def custom_workload(
    instance: Instance, application: str, options: LoweringOptions, token: str, fields: dict[str, Tree]
) -> Workload:
    """Return a workload that is one object with the given spec and the labels of every object (7.1)."""
    return Workload(
        instance=instance,
        application=application,
        options=options,
        labels=workload_labels(application, instance.name.value, token),
        annotations={},
        fields=fields,
    )


def assemble_custom(api_version: str, kind: str) -> Callable[[Workload], tuple[KubeObject, ...]]:
    """Return the function that makes the one object of such a workload."""

    def assemble(workload: Workload) -> tuple[KubeObject, ...]:
        """Make the object; a spec without fields is an empty mapping."""
        spec = workload.spec if workload.spec is not None else entries(workload.fields.items())
        return (main_object(workload, (api_version, kind), {} if spec is None else spec),)

    return assemble
