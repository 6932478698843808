"""What a declaration demands of values beside their type, as records (docs/spec/oam-v1alpha1.md, 3.2). Most demand nothing."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.source.nodes import Node, Scalar
    from oamc.spans import Located, Span


class RulesEntry(Record):
    """What a declaration demands of values beside their type (3.2). None where a rule is not there; `enum` has an item."""

    enum: tuple[Node, ...] | None
    minimum: Scalar | None
    maximum: Scalar | None
    above: Scalar | None
    below: Scalar | None
    multiple: Located[int] | None
    pattern: Located[str] | None
    least_length: Located[int] | None
    most_length: Located[int] | None
    least_items: Located[int] | None
    most_items: Located[int] | None
    unique: bool
    items: ItemsEntry | None
    spans: dict[str, Span]


class ItemsEntry(Record):
    """`items` of a declaration (3.2.7): what each item of a list is. `type` is a word as for parameters."""

    type: Located[str]
    rules: RulesEntry | None
    span: Span
