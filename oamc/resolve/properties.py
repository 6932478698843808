"""Properties of traits and scopes: names, aliases, types and defaults (docs/spec/oam-v1alpha1.md, 10.2 and 11.1)."""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.codes import claims as claims_codes
from oamc.diagnostics.reports import Related, listing, printable
from oamc.expressions.holes import Hole
from oamc.expressions.numbers import number_in
from oamc.expressions.problems import problem
from oamc.expressions.types import ListType, MapType, StructType, TextType, UnionType, wants_numbers
from oamc.ir.program import PropertyValue, is_set
from oamc.records import Record, replace
from oamc.resolve.grouped_properties import of_declared
from oamc.resolve.typed_values import as_text, is_empty, is_null, is_text
from oamc.resolve.variables import names_in
from oamc.source.nodes import Mapping, Sequence, plain
from oamc.values.parameters import APPLICATION, BUILT_IN, OF_DEFINITION, OF_PROFILE, VARIABLE, Assignment, Parameter, Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from oamc.capabilities.contracts import Property
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Known, Path, ValueTree
    from oamc.expressions.types import ValueType
    from oamc.model.application import Component, Variable
    from oamc.model.application import Property as GivenProperty
    from oamc.resolve.variables import Variables
    from oamc.source.nodes import Node
    from oamc.spans import Span


PROPERTIES = "properties"
"""The field whose entries are the properties."""


class TypedProperty(Record):
    """A property with its checked value: where it was set (`source`, `span`), and through which variable.

    `built` is what variables make of it. One that shapes the output follows none. A default that is one of a profile is
    `given_by` that.
    """

    property: Property
    type: ValueType
    value: Known
    source: str
    span: Span
    variable: Variable | None = None
    built: ValueTree = None
    given_by: str = ""


def type_of(declared: Property, component: Component | None) -> ValueType:
    """Return the type of a property, which may depend on the component."""
    if not callable(declared.type):
        return declared.type
    assert component is not None
    found = declared.type(component)
    assert found is not None
    return found


class _Declared:
    """What declared properties are, whatever is given: each by its names, and those that have a default or are required."""

    __slots__ = ("_has_order", "known", "with_more")

    def __init__(self, declared: tuple[Property, ...]) -> None:
        self.known = {name: prop for prop in declared for name in (prop.name, *prop.aliases)}
        self.with_more = tuple(prop for prop in declared if _has_more(prop))
        self._has_order = any(prop.narrowed is not None or prop.typed_by is not None for prop in declared)

    def in_order(self, given: tuple[GivenProperty, ...]) -> Iterable[GivenProperty]:
        """Return the given properties as they are written, fixed ones first where types depend on them."""
        if not self._has_order:
            return given
        return sorted(given, key=lambda item: item.name.value not in self.known or self.known[item.name.value].live)


def _has_more(prop: Property) -> bool:
    """Tell whether something follows where a property is not given."""
    return not isinstance(prop.default, Unset) or prop.default_of is not None or prop.assumed is not None or prop.required


_DECLARED: dict[int, tuple[tuple[Property, ...], _Declared]] = {}


def typed_properties(
    declared: tuple[Property, ...],
    given: tuple[GivenProperty, ...],
    what: str,
    at: Span,
    empty: dict[str, Span],
    variables: Variables,
    reports: Reports,
    component: Component | None = None,
) -> dict[str, TypedProperty]:
    """Check the given properties against the declared ones and fill in defaults.

    `what` names the trait or scope in messages, `at` is the place to report a missing property at. `empty` has better places
    by names: of properties that are null, and of a `properties` that holds none. Those that are as good as null are added.
    """
    about_all = of_declared(_DECLARED, declared, _Declared)
    known = about_all.known
    for name in [name for name in empty if name in known]:
        empty.setdefault(known[name].name, empty[name])
    found: dict[str, TypedProperty] = {}
    attempted: set[str] = set()
    unknown: list[GivenProperty] = []
    for item in about_all.in_order(given):
        written = item.name.value
        prop = known.get(written)
        if prop is None:
            variables.expand(item.value, f'property "{written}" of {what}')
            unknown.append(item)
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
        prop = _typed_by_others(prop, known, found, attempted, component)
        value = _typed(prop, item, what, variables, reports, component)
        if value is not None:
            found[prop.name] = value
        elif reports.errors == errors and not variables.copies.exceeded:
            attempted.discard(prop.name)
            empty[prop.name] = item.name.span
    _report_excluded(given, known, found, what, reports)
    missing = _fill(about_all.with_more, found, attempted, at, component)
    for item in unknown:
        _report_unknown(item, declared, missing, attempted, what, reports)
    for name, prop in missing.items():
        place = empty.get(name, empty.get(PROPERTIES, at))
        reports.add(codes.MISSING_PROPERTY, at=place, what=what, property=name, hint=about(prop))
    return {prop.name: found[prop.name] for prop in declared if prop.name in found}


def _report_excluded(
    given: tuple[GivenProperty, ...], known: dict[str, Property], found: dict[str, TypedProperty], what: str, reports: Reports
) -> None:
    """Report each given property that another one excludes."""
    for item in given:
        prop = known.get(item.name.value)
        other = "" if prop is None else prop.excluded_by
        if prop is not None and prop.name in found and other in found:
            reports.add(
                claims_codes.PROPERTY_BESIDE,
                at=item.name.span,
                related=[Related(span=found[other].span, message=f"{other} is here")],
                property=item.name.value,
                what=what,
                other=other,
                hint="keep one of them",
            )


def _typed_by_others(
    prop: Property,
    known: dict[str, Property],
    found: dict[str, TypedProperty],
    attempted: set[str],
    component: Component | None,
) -> Property:
    """Return a property with the type that the fixed ones before it give it; of a wrong value nothing follows."""
    if prop.narrowed is not None and component is not None:
        fixed = {name: one.value for name, one in found.items() if not one.property.live}
        return replace(prop, type=prop.narrowed(fixed, component))
    if prop.typed_by is None:
        return prop
    name, types = prop.typed_by
    value = found[name].value if name in found else None if name in attempted else known[name].default
    return replace(prop, type=types[value]) if isinstance(value, str) else prop


def _fill(
    with_more: tuple[Property, ...], found: dict[str, TypedProperty], attempted: set[str], at: Span, component: Component | None
) -> dict[str, Property]:
    """Add defaults; return the required properties that are missing."""
    given = {name: prop.value for name, prop in found.items()}
    missing: dict[str, Property] = {}
    for prop in with_more:
        if prop.name in attempted or prop.excluded_by in found or (prop.idle is not None and prop.idle(given)):
            continue
        default = prop.default
        if prop.default_of is not None and component is not None:
            default = prop.default_of(given, component)
        if not isinstance(default, Unset):
            source = OF_DEFINITION if prop.of_definition else BUILT_IN
            found[prop.name] = TypedProperty(
                property=prop, type=type_of(prop, component), value=default, source=source, span=at
            )
        elif prop.assumed is not None:
            own, given_by = prop.assumed
            value_type = type_of(prop, component)
            found[prop.name] = TypedProperty(
                property=prop, type=value_type, value=own, source=OF_PROFILE, span=at, given_by=given_by
            )
        elif prop.required:
            missing[prop.name] = prop
    return missing


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
        variables.fix(item.value)
        return None
    if reason:
        reports.add(codes.WRONG_PROPERTY, at=item.value.span, property=prop.name, what=what, problem=reason, hint=about(prop))
        return None
    if wants_numbers(value_type) and is_text(node) and prop.read is None:
        reports.add(
            codes.NUMERIC_TEXT, at=item.value.span, property=prop.name, what=what, hint="write the number without quotes"
        )
    built: ValueTree = None
    if prop.live:
        built = follow(item.value, value, variables, lambda marked: _read(prop, marked, value_type))
    else:
        variables.fix(item.value)
    return TypedProperty(
        property=prop,
        type=value_type,
        value=value,
        source=VARIABLE if expanded.variable else APPLICATION,
        span=item.value.span,
        variable=expanded.variable,
        built=built,
    )


def follow(node: Node, value: Known, variables: Variables, read: Callable[[Node], Known] = plain) -> ValueTree:
    """Return `value`, which `read` made of a node, as what variables make it; None where it follows none."""
    if not variables.are_read or next(names_in(node), None) is None:
        return None
    from oamc.resolve.variable_marks import built  # what most values do without

    return built(node, value, variables, read)


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
    value = with_texts(node, value_type)
    if wants_numbers(value_type) and isinstance(value, str):
        number = number_in(value)
        return value if number is None else number
    return value


def with_texts(node: Node, value_type: ValueType) -> Known:
    """Return the value of a node, with a text wherever the type wants one, as `as_text` reads it."""
    match value_type, node:
        case TextType(), _:
            text = as_text(node)
            return plain(node) if text is None else text
        case ListType(), Sequence():
            return [with_texts(item, value_type.item) for item in node]
        case MapType(), Mapping():
            return {entry.key: with_texts(entry.value, value_type.item) for entry in node}
        case StructType(), Mapping():
            types = {field.name: field.type for field in value_type.fields}
            return {
                entry.key: with_texts(entry.value, types[entry.key]) if entry.key in types else plain(entry.value)
                for entry in node
                if not is_null(entry.value)
            }
        case UnionType(), _:
            read = (with_texts(node, option) for option in value_type.options)
            fitting = (value for option, value in zip(value_type.options, read, strict=True) if not problem(option, value))
            return next(fitting, plain(node))
        case _:
            return plain(node)


def _report_unknown(
    item: GivenProperty,
    declared: tuple[Property, ...],
    missing: dict[str, Property],
    attempted: set[str],
    what: str,
    reports: Reports,
) -> None:
    """Report a property that the trait or scope does not have.

    That the one it is meant to be is absent is no other mistake, whether it is one of the `missing` or need not be there: what
    it holds would be missed later. Where unknown properties are allowed, that it is missing is the mistake.
    """
    from oamc.frontends.unknown_names import advice

    known = [prop.name for prop in declared]
    written = list(dict.fromkeys([*known, *(name.partition(".")[0].removesuffix("[]") for name in known)]))
    hint = advice(item.name.value, what.partition('"')[2].removesuffix('"'), written, reports.nearest)
    absent = missing if reports.allow_unknown else [name for name in known if name not in attempted]
    meant = next((name for name in absent if hint == f'did you mean "{name}"?'), "")
    if meant:
        missing.pop(meant, None)
        reports.faults += 1
    if meant and reports.allow_unknown:
        hint = f'write "{meant}" in the place of "{printable(item.name.value)}"'
        reports.add(codes.MISSING_PROPERTY, at=item.name.span, what=what, property=meant, hint=hint)
        return
    hint = hint or (f"known are {listing(known)}" if known else "it has no properties")
    reports.add(codes.UNKNOWN_PROPERTY, at=item.name.span, what=what, property=item.name.value, hint=hint)


def property_value(prop: TypedProperty, path: Path) -> tuple[PropertyValue, Parameter]:
    """Return a property as a value, with its parameter: a hole where the installer may choose it."""
    variable = prop.variable
    assignment = (
        Assignment(source=VARIABLE, value=prop.value, span=variable.value.span, via=prop.span)
        if variable
        else Assignment(
            source=prop.source,
            value=prop.value,
            span=prop.span if prop.source == APPLICATION else None,
            given_by=prop.given_by,
        )
    )
    parameter = Parameter(
        path=path,
        type=prop.type,
        description=prop.property.description,
        history=(assignment,),
        declared=prop.span,
        fixed=not prop.property.live,
        why=prop.property.why,
        optional=prop.property.removable,
        built=prop.built,
    )
    if not prop.property.live:
        return PropertyValue(value=prop.value, known=prop.value, span=prop.span), parameter
    hole = Hole(path=path, type=prop.type)
    condition = is_set(hole) if prop.property.removable else None
    return PropertyValue(value=hole, known=prop.value, span=prop.span, condition=condition), parameter
