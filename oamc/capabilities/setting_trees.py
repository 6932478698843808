"""Settings of an instance of an extended workload type as parts of its object (docs/spec/oam-v1alpha1.md, 9)."""

from __future__ import annotations

from oamc.objects.tree import At, placed
from oamc.source.nodes import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.ir.program import Instance
    from oamc.objects.tree import Tree
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
            parts = {key: _placed(part, node.get(key), node.span) for key, part in value.items()}
            return At(parts, node.span)
        case list(), Sequence() if len(value) == len(node.items):
            return At([_placed(part, item, node.span) for part, item in zip(value, node.items, strict=True)], node.span)
        case _:
            place = node.span if node is not None else span
            return At(None, place) if value is None else placed(value, place)
