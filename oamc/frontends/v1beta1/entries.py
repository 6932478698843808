"""Components of an Application with their traits, as they are written (docs/spec/oam-v1beta1.md, 1.1)."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.source.nodes import Mapping
    from oamc.spans import Located, Span


class TraitEntry(Record):
    """A trait of a component. `properties` are None where the field is absent or null."""

    type: Located[str]
    properties: Mapping | None
    span: Span


class InputEntry(Record):
    """A value that a component or a step takes from another one."""

    source: Located[str]


class OutputEntry(Record):
    """A value that a component or a step gives to others."""

    name: Located[str]
    value_from: Located[str]


class ComponentEntry(Record):
    """A component of an Application."""

    name: Located[str]
    type: Located[str]
    properties: Mapping | None
    traits: tuple[TraitEntry, ...]
    depends_on: tuple[Located[str], ...]
    span: Span
    inputs: tuple[InputEntry, ...] = ()
    outputs: tuple[OutputEntry, ...] = ()
