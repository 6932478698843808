"""The fields of a component that is a Kubernetes object: parameters bound to the parts that they replace.

In: a component whose `settings_mapping` has `ReplacedScalar` nodes. Out: its fields as values with holes. Whatever else the
document says is copied.
"""

from __future__ import annotations

from oamc.expressions.holes import Hole, TextOf, When
from oamc.expressions.types import TextType
from oamc.ir.program import SettingValue, is_set
from oamc.model.replaced_scalar import ReplacedScalar
from oamc.objects.tree import guarded
from oamc.resolve.setting_references import COMMANDS, VARIABLE, Reference
from oamc.source.nodes import Mapping, Scalar, Sequence, plain
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.expressions.holes import ValueTree
    from oamc.model.application import Component
    from oamc.resolve.component_parameters import ComponentParameters
    from oamc.source.nodes import Node


def object_fields(component: Component, parameters: ComponentParameters) -> tuple[SettingValue, ...]:
    """Return the fields of the object of a component; one that a parameter alone gives is there while that is set."""
    return tuple(
        SettingValue(name=Located(value=entry.key, span=entry.key_span), value=value, span=entry.key_span)
        for entry in component.settings_mapping or ()
        if (value := _tree(entry.value, entry.key, parameters)) is not None
    )


def references_in(component: Component) -> Iterator[Reference]:
    """Yield the references to parameters in the fields of the object of a component."""
    for entry in component.settings_mapping or ():
        yield from _within(entry.value, (entry.key,))


def _within(node: Node, keys: tuple[str, ...]) -> Iterator[Reference]:
    """Yield the references at and below a node, which stands below `keys`."""
    match node:
        case ReplacedScalar():
            for_process = keys[-1:] in {COMMANDS[:1], COMMANDS[1:]} or keys[-2:] == VARIABLE
            yield Reference(name=node.parameter, for_process=for_process)
        case Scalar():
            return
        case Mapping():
            for entry in node:
                yield from _within(entry.value, (*keys[-1:], entry.key))
        case Sequence():
            for item in node:
                yield from _within(item, keys)


def _tree(node: Node, place: str, parameters: ComponentParameters) -> ValueTree:
    """Return a node as a value. `place` names it in messages."""
    match node:
        case ReplacedScalar():
            return _replaced(node, place, parameters)
        case Scalar():
            return node.value
        case Mapping():
            parts = {entry.key: _tree(entry.value, f"{place}.{entry.key}", parameters) for entry in node}
            return guarded(parts, list(parts.values())) if parts else {}  # type: ignore[arg-type, return-value]  # values are trees
        case Sequence():
            items = [_tree(item, f"{place}[{index}]", parameters) for index, item in enumerate(node)]
            return guarded(items, items) if items else []  # type: ignore[arg-type, return-value]  # values are trees


def _replaced(node: ReplacedScalar, place: str, parameters: ComponentParameters) -> ValueTree:
    """Return what stands in the place of a scalar: the parameter's value, else what the document has there."""
    parameter = parameters.find(node.parameter, place)
    if parameter is None:
        return plain(node)
    hole = Hole(path=parameter.path, type=parameter.type)
    value = TextOf(hole=hole) if node.wants_text and not isinstance(parameter.type, TextType) else hole
    if not parameter.optional:
        return value
    return When(condition=is_set(hole), then=value, otherwise=node.value if node.stands else None)
