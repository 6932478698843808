"""Properties of traits and scopes: names, aliases, types and defaults (docs/spec/oam-v1alpha1.md, 10.2 and 11.1)."""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import listing
from oamc.expressions.numbers import number_in
from oamc.expressions.types import ChoiceType, NumberType, TextType, problem
from oamc.records import Record
from oamc.resolve.typed_values import as_text, is_empty, is_null, is_text
from oamc.source.nodes import plain
from oamc.values.parameters import APPLICATION, BUILT_IN, VARIABLE, Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Property
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Known
    from oamc.expressions.types import ValueType
    from oamc.model.application import Component, Variable
    from oamc.model.application import Property as GivenProperty
    from oamc.resolve.variables import Variables
    from oamc.source.nodes import Node
    from oamc.spans import Span


class TypedProperty(Record):
    """A property with its checked value: where it was set (`source`, `span`), and through which variable."""

    property: Property
    type: ValueType
    value: Known
    source: str
    span: Span
    variable: Variable | None = None


def type_of(declared: Property, component: Component | None) -> ValueType:
    """Return the type of a property, which may depend on the component."""
    if not callable(declared.type):
        return declared.type
    assert component is not None
    found = declared.type(component)
    assert found is not None
    return found


def typed_properties(
    declared: tuple[Property, ...],
    given: tuple[GivenProperty, ...],
    what: str,
    at: Span,
    variables: Variables,
    reports: Reports,
    component: Component | None = None,
) -> dict[str, TypedProperty]:
    """Check the given properties against the declared ones and fill in defaults.

    `what` names the trait or scope in messages, `at` is the place to report a missing property at.
    """
    known = {name: prop for prop in declared for name in (prop.name, *prop.aliases)}
    found: dict[str, TypedProperty] = {}
    attempted: set[str] = set()
    for item in given:
        written = item.name.value
        prop = known.get(written)
        if prop is None:
            variables.expand(item.value, f'property "{written}" of {what}')
            _report_unknown(item, [prop.name for prop in declared], what, reports)
            continue
        if written != prop.name:
            reports.add(
                codes.OLD_PROPERTY_NAME,
                at=item.name.span,
                property=written,
                what=what,
                known=prop.name,
                hint=f"write {prop.name}",
            )
        if prop.name in attempted:
            reports.add(
                codes.WRONG_PROPERTY,
                at=item.name.span,
                property=prop.name,
                what=what,
                problem="is given twice, under two spellings",
                hint=f"keep {prop.name}",
            )
        attempted.add(prop.name)
        errors = reports.errors
        value = _typed(prop, item, what, variables, reports, component)
        if value is not None:
            found[prop.name] = value
        elif reports.errors == errors and not variables.copies.exceeded:
            attempted.discard(prop.name)
    _fill(declared, found, attempted, what, at, reports, component)
    return {prop.name: found[prop.name] for prop in declared if prop.name in found}


def _fill(
    declared: tuple[Property, ...],
    found: dict[str, TypedProperty],
    attempted: set[str],
    what: str,
    at: Span,
    reports: Reports,
    component: Component | None,
) -> None:
    """Add defaults; report required properties that are missing."""
    given = {name: prop.value for name, prop in found.items()}
    for prop in declared:
        if prop.name in attempted:
            continue
        default = prop.default
        if prop.default_of is not None and component is not None:
            default = prop.default_of(given, component)
        if not isinstance(default, Unset):
            found[prop.name] = TypedProperty(
                property=prop, type=type_of(prop, component), value=default, source=BUILT_IN, span=at
            )
        elif prop.required:
            reports.add(codes.MISSING_PROPERTY, at=at, what=what, property=prop.name, hint=about(prop))


def _typed(
    prop: Property,
    item: GivenProperty,
    what: str,
    variables: Variables,
    reports: Reports,
    component: Component | None,
) -> TypedProperty | None:
    """Check one property; None after a report, or where it is null or an empty text or list that means "not set"."""
    errors = reports.errors
    expanded = variables.expand(item.value, f'property "{prop.name}" of {what}')
    node = expanded.node
    if reports.errors > errors or variables.copies.exceeded or is_null(node):
        return None
    value_type = type_of(prop, component)
    value = _read(prop, node, value_type)
    reason = problem(value_type, value)
    if reason and not prop.required and is_empty(node):
        return None
    if reason:
        reports.add(codes.WRONG_PROPERTY, at=item.value.span, property=prop.name, what=what, problem=reason, hint=about(prop))
        return None
    if isinstance(value_type, (NumberType, ChoiceType)) and is_text(node):
        reports.add(
            codes.NUMERIC_TEXT, at=item.value.span, property=prop.name, what=what, hint="write the number without quotes"
        )
    return TypedProperty(
        property=prop,
        type=value_type,
        value=value,
        source=VARIABLE if expanded.variable else APPLICATION,
        span=item.value.span,
        variable=expanded.variable,
    )


def about(prop: Property) -> str:
    """Say what a property is, as a hint. An abbreviation keeps its capitals; documents of users may describe nothing."""
    first, rest = prop.description[:1], prop.description[1:].rstrip(".")
    if not first:
        return ""
    return f"{prop.name}: {first if rest[:1].isupper() else first.lower()}{rest}"


def _read(prop: Property, node: Node, value_type: ValueType) -> Known:
    """Return the value of a property, in the form that its type wants: a number may be written as a text."""
    if prop.read is not None:
        return prop.read(node)
    if isinstance(value_type, TextType):
        text = as_text(node)
        return plain(node) if text is None else text
    value = plain(node)
    if isinstance(value_type, (NumberType, ChoiceType)) and isinstance(value, str):
        number = number_in(value)
        return value if number is None else number
    return value


def _report_unknown(item: GivenProperty, known: list[str], what: str, reports: Reports) -> None:
    """Report a property that the trait or scope does not have."""
    near = reports.nearest(item.name.value, known)
    hint = f'did you mean "{near}"?' if near else f"known are {listing(known)}" if known else "it has no properties"
    reports.add(codes.UNKNOWN_PROPERTY, at=item.name.span, what=what, property=item.name.value, hint=hint)
