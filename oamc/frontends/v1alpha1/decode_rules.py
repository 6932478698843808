"""The rules of a declaration, in the words of JSON Schema (docs/spec/oam-v1alpha1.md, 3.2): their shape only."""

from __future__ import annotations

from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.frontends.scalars import is_unset, wrong_type
from oamc.source.nodes import Scalar
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields
    from oamc.frontends.v1alpha1.declared_rules import ItemsEntry, RulesEntry

RULES_OF_SCALARS = (
    *("enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("pattern", "minLength", "maxLength"),
)
RULES_OF_LISTS = ("minItems", "maxItems", "uniqueItems", "items")
ITEM_TYPES = ("string", "number", "integer", "boolean")


def rules_entry(fields: Fields, known: tuple[str, ...] = (*RULES_OF_SCALARS, *RULES_OF_LISTS)) -> RulesEntry | None:
    """Return what a declaration demands of values, None where it demands nothing. `known` are the rules that it may have."""
    given = [name for name in known if fields.value(name) is not None and (name != "pattern" or fields.is_set(name))]
    if not given:
        return None
    from oamc.frontends.v1alpha1.declared_rules import RulesEntry

    fields.not_empty("enum")
    of_lists = "items" in known
    return RulesEntry(
        enum=fields.items("enum") or None,
        minimum=_number(fields, "minimum"),
        maximum=_number(fields, "maximum"),
        above=_number(fields, "exclusiveMinimum"),
        below=_number(fields, "exclusiveMaximum"),
        multiple=_count(fields, "multipleOf", 1),
        pattern=fields.optional_text("pattern"),
        least_length=_count(fields, "minLength"),
        most_length=_count(fields, "maxLength"),
        least_items=_count(fields, "minItems") if of_lists else None,
        most_items=_count(fields, "maxItems") if of_lists else None,
        unique=of_lists and fields.boolean("uniqueItems"),
        items=fields.optional_section("items", _items_entry, hint="write items: {type: TYPE}") if of_lists else None,
        spans={name: fields.key_span(name) for name in given},
    )


def _items_entry(fields: Fields) -> ItemsEntry:
    """Decode `items`: a type of scalars, and rules for it."""
    from oamc.frontends.v1alpha1.declared_rules import ItemsEntry

    node, found = fields.required("type"), fields.choice("type", ITEM_TYPES)
    if node is not None and is_unset(node):  # an empty text is no type, and nothing else says what the items are
        fields.is_choice("type", Located(value="", span=node.span), ITEM_TYPES)
    return ItemsEntry(
        type=found or Located(value="string", span=fields.span),
        rules=rules_entry(fields, RULES_OF_SCALARS),
        span=fields.span,
    )


def _count(fields: Fields, name: str, least: int = 0) -> Located[int] | None:
    """Return a whole number of at least `least`, None where it is absent or is none, which is reported."""
    return None if _number(fields, name) is None else fields.optional_integer(name, least, LARGEST_INTEGER)


def _number(fields: Fields, name: str) -> Scalar | None:
    """Return a number, None where it is absent or is none, which is reported."""
    node = fields.value(name)
    if node is None:
        return None
    if isinstance(node, Scalar) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return node
    quoted = isinstance(node, Scalar) and isinstance(node.value, str)
    wrong_type(node, fields.at(name), "a number", fields.findings, "write the number without quotes" if quoted else "")
    return None
