"""References to parameters in the settings and images of a component: what they look like, and where they stand.

Rules: docs/spec/oam-v1alpha1.md, 3.3.1 and 9.2.

`[fromParam(X)]` as a whole text, or the mapping `{fromParam: X}`, is the value of a parameter; inside a longer text the
reference inserts the value as text. `[instanceName(X)]` is the name that an instance has in the output, of the component's own
instance without an X (9.2.1).
"""

from __future__ import annotations

from oamc.expressions.types import PROCESS_TEXT
from oamc.records import Record
from oamc.resolve.typed_values import is_null
from oamc.source.nodes import Mapping, Scalar, Sequence
from oamc.spans import Located
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import WorkloadType
    from oamc.model.application import Component, TextSource
    from oamc.source.nodes import Node

REFERENCE = Pattern(r"\[fromParam\(([\w.-]{1,253})\)\]")
NAME_OR_VALUE = Pattern(r"\[fromParam\(([\w.-]{1,253})\)\]|\[instanceName\(([\w.-]{0,253})\)\]")
"""A reference to a parameter, or else to an instance."""
INSTANCE = "[instanceName("
SPEC = "spec"
COMMANDS = ("command", "args")
VARIABLE = ("env", "value")
"""Where a spec of Kubernetes has texts for a process, below whatever."""


class Reference(Record):
    """A reference to a parameter.

    It is `needed` where the output could not do without its value, `replaced` where a literal stands in for it, and
    `for_process` where a process gets the value.
    """

    name: Located[str]
    needed: bool = False
    replaced: bool = False
    for_process: bool = False


def whole_reference(node: Node) -> Located[str] | None:
    """Return the parameter that a value refers to as a whole."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        match = REFERENCE.fullmatch(node.value)
        return Located(value=match[1], span=node.span) if match else None
    reference = node.get("fromParam") if isinstance(node, Mapping) and len(node.entries) == 1 else None
    if isinstance(reference, Scalar) and isinstance(reference.value, str):
        return Located(value=reference.value, span=reference.span)
    return None


def references(component: Component, workload: WorkloadType | None) -> tuple[Reference, ...]:
    """Return the references in images and settings of a component, in their order, as far as the workload type reads them."""
    declared = {setting.name: setting for setting in workload.settings} if workload else {}
    found: list[Reference] = [one for container in component.containers for one in _in_image(container.image)]
    for setting in component.settings:
        own = declared.get(setting.name.value)
        is_spec = setting.name.value == SPEC
        literal = not is_null(setting.value)
        if setting.parameter is not None:
            needed = setting.required or is_spec or (own is not None and own.required)
            found.append(
                Reference(
                    name=setting.parameter,
                    needed=needed and not literal,
                    replaced=literal,
                    for_process=own is not None and own.type == PROCESS_TEXT,
                )
            )
        if setting.value is not None and (own is None or own.named_list):
            found += _in_list(setting.value) if own else within(setting.value, (setting.name.value,))
    for entry in component.settings_mapping or ():
        own = declared.get(entry.key)
        name = whole_reference(entry.value)
        if name is not None:
            for_process = own is not None and own.type == PROCESS_TEXT
            found.append(Reference(name=name, needed=own is not None and own.required, for_process=for_process))
        else:
            found += _in_list(entry.value) if own is not None and own.named_list else within(entry.value, (entry.key,))
    return tuple(found)


def shaping(component: Component, workload: WorkloadType | None) -> frozenset[str]:
    """Return the names of the parameters in settings by which the workload type decides which objects there are."""
    fixed = {setting.name for setting in workload.settings if not setting.live} if workload else set()
    if not fixed:
        return frozenset()
    nodes = [entry.value for entry in component.settings_mapping or () if entry.key in fixed]
    listed = [setting for setting in component.settings if setting.name.value in fixed]
    nodes += [setting.value for setting in listed if setting.value is not None]
    names = {reference.name.value for node in nodes for reference in within(node)}
    return frozenset(names | {setting.parameter.value for setting in listed if setting.parameter is not None})


def within(node: Node, keys: tuple[str, ...] = ()) -> Iterator[Reference]:
    """Yield the references at and below a value of free form, which stands below `keys`."""
    for_process = keys[-1:] in {COMMANDS[:1], COMMANDS[1:]} or keys[-2:] == VARIABLE
    name = whole_reference(node)
    if name is not None:
        yield Reference(name=name, for_process=for_process)
        return
    match node:
        case Scalar():
            if isinstance(node.value, str):
                for match in REFERENCE.finditer(node.value):
                    yield Reference(name=Located(value=match[1], span=node.span), needed=True, for_process=for_process)
        case Mapping():
            for entry in node:
                yield from within(entry.value, (*keys[-1:], entry.key))
        case Sequence():
            for item in node:
                yield from within(item, keys)


def _in_image(image: Located[str] | TextSource) -> Iterator[Reference]:
    """Yield the references in the text of an image."""
    if isinstance(image, Located) and "[" in image.value:
        for match in REFERENCE.finditer(image.value):
            yield Reference(name=Located(value=match[1], span=image.span), needed=True)


def _in_list(node: Node) -> Iterator[Reference]:
    """Yield the references in a list of names with values, which is an environment."""
    for item in node if isinstance(node, Sequence) else ():
        reference = item.get("fromParam") if isinstance(item, Mapping) else None
        if isinstance(item, Mapping) and isinstance(reference, Scalar) and isinstance(reference.value, str):
            name = Located(value=reference.value, span=reference.span)
            yield Reference(name=name, replaced=not is_null(item.get("value")), for_process=True)
