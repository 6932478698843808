"""Values of declared types (docs/spec/oam-v1alpha1.md, 4.3): a node is what its declaration says, without coercion.

The one exception: a number or boolean for a string parameter is the text as it is written (4.2), with one warning.
Messages name the place of a value, never the value: it may be a secret.
"""

from __future__ import annotations

from oamc.diagnostics.codes import parameters as codes
from oamc.diagnostics.codes import reading as reading_codes
from oamc.diagnostics.reports import Related
from oamc.expressions.problems import problem
from oamc.expressions.types import AnyListType, BooleanType, NumberType, ObjectType, TextType
from oamc.source.nodes import TYPE_WORDS, Scalar, Sequence, plain, type_name
from oamc.source.scalars import OLD_BOOLEANS
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Known
    from oamc.expressions.types import ValueType
    from oamc.model.application import Variable
    from oamc.source.nodes import Node
    from oamc.spans import Span
    from oamc.values.parameters import Unset

TYPES: dict[str, ValueType] = {
    "boolean": BooleanType(),
    "number": NumberType(),
    "integer": NumberType(whole=True),
    "string": TextType(),
    "object": ObjectType(),
    "array": AnyListType(),
}
"""The value type of each parameter type but `null`, which never has a value."""


def as_text(node: Node) -> str | None:
    """Return the text of a scalar where a string is wanted, None where it is not one (docs/spec/oam-v1alpha1.md, 2.2).

    Plain `yes`, `no`, `on`, `off`, `y` and `n` are booleans to kubectl; where a string is wanted they are taken as written.
    """
    if not isinstance(node, Scalar):
        return None
    if isinstance(node.value, str):
        return node.value
    return node.text if isinstance(node.value, bool) and node.text.lower() in OLD_BOOLEANS else None


def is_null(node: Node | None) -> bool:
    """Tell whether a value is missing or null, which count the same (2.3)."""
    return node is None or (isinstance(node, Scalar) and node.value is None)


def is_text(node: Node) -> bool:
    """Tell whether a value is a text."""
    return isinstance(node, Scalar) and isinstance(node.value, str)


def is_empty(node: Node) -> bool:
    """Tell whether a value is an empty text or list, as programs write what they do not have."""
    return not node.items if isinstance(node, Sequence) else isinstance(node, Scalar) and node.value == ""


def typed_value(
    node: Node, type_name_: str, what: str, reports: Reports, variable: Variable | None = None, declared: Span | None = None
) -> Known | Unset:
    """Return the value of `node` as the declared type, `UNSET` after a report where it is not of that type.

    `variable` is the one that brings the value, `declared` the place that declares the type: reports show both.
    """
    related = [Related(span=declared, message="the type is declared here")] if declared else []
    if variable is not None:
        related.append(Related(span=variable.value.span, message=f'the value of variable "{variable.name.value}" is here'))
    if type_name_ == "string":
        return _string(node, what, reports, variable, related)
    if type_name_ == "null":
        if not is_null(node):
            _report_type(node, type_name_, what, reports, related)
        return UNSET
    value = plain(node)
    fits = {
        "boolean": isinstance(value, bool),
        "number": isinstance(value, (int, float)) and not isinstance(value, bool),
        "integer": isinstance(value, (int, float)) and not isinstance(value, bool),
        "object": isinstance(value, dict),
        "array": isinstance(value, list),
    }[type_name_]
    if not fits:
        _report_type(node, type_name_, what, reports, related)
        return UNSET
    found = problem(TYPES[type_name_], value)
    if found:
        reports.add(codes.UNSUITABLE_VALUE, at=node.span, related=related, what=what, problem=found)
        return UNSET
    return value


def _string(node: Node, what: str, reports: Reports, variable: Variable | None, related: list[Related]) -> Known | Unset:
    """Return the text of a value for a string parameter."""
    text = as_text(node)
    if text is not None:
        return text
    if isinstance(node, Scalar) and node.value is not None:
        if variable is None:
            if not reports.has(reading_codes.AMBIGUOUS_SCALAR, node.span):
                hint = "put the value in quotes"
                reports.add(codes.NUMBER_AS_TEXT, at=node.span, related=related, hint=hint, what=what, actual=type_name(node))
        elif not reports.has(reading_codes.AMBIGUOUS_SCALAR, variable.value.span):
            reports.add(
                codes.TEXT_FROM_VARIABLE,
                at=variable.value.span,
                related=[Related(span=node.span, message="the reference is here")],
                hint="put the value of the variable in quotes",
                what=what,
                actual=type_name(node),
                variable=variable.name.value,
            )
        return node.text
    _report_type(node, "string", what, reports, related)
    return UNSET


def _report_type(node: Node, wanted: str, what: str, reports: Reports, related: list[Related]) -> None:
    """Report a value of the wrong type; the hint shows the form, not the value."""
    scalar = isinstance(node, Scalar)
    if wanted == "string" and scalar:
        hint = "put the value in quotes"
    elif isinstance(node, Scalar) and isinstance(node.value, str) and wanted in {"number", "integer", "boolean"}:
        hint = f"write {TYPE_WORDS[wanted]}, without quotes"
    else:
        hint = f"write {TYPE_WORDS[wanted]} here"
    expected = TYPE_WORDS[wanted]
    reports.add(
        codes.WRONG_TYPE, at=node.span, related=related, what=what, expected=expected, actual=type_name(node), hint=hint
    )
