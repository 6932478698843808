"""The rules of a declaration, in the words of JSON Schema (docs/spec/oam-v1alpha1.md, 3.2): their shape only."""

from __future__ import annotations

from oamc.expressions.numbers import LARGEST_INTEGER
from oamc.frontends.scalars import wrong_type
from oamc.frontends.v1alpha1.documents import RulesEntry
from oamc.source.nodes import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields
    from oamc.spans import Located

RULES = ("enum", "minimum", "maximum", "pattern", "minLength", "maxLength")


def rules_entry(fields: Fields) -> RulesEntry | None:
    """Return what a declaration demands of values, None where it demands nothing."""
    given = [name for name in RULES if fields.value(name) is not None and (name != "pattern" or fields.is_set(name))]
    if not given:
        return None
    fields.not_empty("enum")
    return RulesEntry(
        enum=fields.items("enum") or None,
        minimum=_number(fields, "minimum"),
        maximum=_number(fields, "maximum"),
        pattern=fields.optional_text("pattern"),
        least_length=_length(fields, "minLength"),
        most_length=_length(fields, "maxLength"),
        spans={name: fields.key_span(name) for name in given},
    )


def _length(fields: Fields, name: str) -> Located[int] | None:
    """Return a number of characters, None where it is absent or is none, which is reported."""
    return None if _number(fields, name) is None else fields.optional_integer(name, 0, LARGEST_INTEGER)


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
