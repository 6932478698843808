"""Traits that a document of the input describes by a template: what is declared of them, and the text of the template.

What the template means is found out when an application uses the trait (docs/spec/own-capabilities.md).
"""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Known
    from oamc.expressions.types import ValueType
    from oamc.model.own_definitions import TextPlace
    from oamc.spans import Located, Span
    from oamc.values.parameters import Unset


class OwnProperty(Record):
    """A declared property. `example` shows what it is for.

    One that is not `live` may shape what the template writes, and is fixed when the output is built.
    """

    name: Located[str]
    type: ValueType
    description: str
    required: bool
    default: Known | Unset
    example: Known | Unset
    live: bool
    span: Span


class TraitTemplate(Record):
    """A trait. It applies to workload types with one of the names or features in `applies_to`; to all where that is empty.

    `requires` are words for what a cluster must have. Of two traits of which one `provides` what the other `wants`, the first
    shapes what the second builds on. Of an `optional` one the installer may choose whether it is attached.
    """

    name: Located[str]
    aliases: tuple[Located[str], ...]
    description: str
    applies_to: tuple[Located[str], ...]
    requires: tuple[Located[str], ...]
    provides: tuple[str, ...]
    wants: tuple[str, ...]
    optional: bool
    properties: tuple[OwnProperty, ...]
    template: str
    place: TextPlace
    span: Span
