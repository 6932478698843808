"""Scopes: types, properties, references and overlap (docs/spec/oam-v1alpha1.md, 10)."""

from __future__ import annotations

from oamc.capabilities.contracts import Property, Scope
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.types import BooleanType, ListType, NumberType, TextType
from oamc.resolve.properties import typed_properties
from oamc.source.nodes import plain
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Catalog
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.types import ValueType
    from oamc.model.application import InstanceUse, Library, ScopeBinding, ScopeDefinition
    from oamc.resolve.variables import Variables
    from oamc.spans import Located

_DECLARED_TYPES: dict[str, ValueType] = {
    "string": TextType(),
    "boolean": BooleanType(),
    "number": NumberType(),
    "double": NumberType(),
    "integer": NumberType(whole=True),
    "[]string": ListType(item=TextType()),
}
"""Types that ApplicationScope documents use (10.5); a property of another type is taken as it is."""


def check_binding(
    binding: ScopeBinding, library: Library, catalog: Catalog, variables: Variables, reports: Reports
) -> Scope | None:
    """Check one scope of a configuration: its type and properties. None after a report of an unknown type."""
    scope = find_scope(binding, library, catalog)
    if scope is None:
        known = [known.name for known in catalog.scopes]
        near = reports.nearest(binding.type.value, [name for known_scope in catalog.scopes for name in known_scope.names])
        hint = f'did you mean "{near}"?' if near else f"known are {listing(known)}"
        reports.add(codes.UNKNOWN_SCOPE_TYPE, at=binding.type.span, type=binding.type.value, hint=hint)
        return None
    if not scope.allowed:
        reports.add(codes.SCOPE_NOT_SUPPORTED, at=binding.type.span, type=binding.type.value, hint="remove the scope")
        return scope
    typed_properties(
        scope.properties, binding.properties, f'scope "{binding.name.value}"', binding.name.span, variables, reports
    )
    reports.add(codes.SCOPE_ANNOTATED, at=binding.name.span, scope=binding.name.value)
    return scope


def find_scope(binding: ScopeBinding, library: Library, catalog: Catalog) -> Scope | None:
    """Return the scope type of a binding, by the ApplicationScope document for it if there is one (10.5)."""
    known = catalog.scope(binding.type.value)
    names = known.names if known else (binding.type.value,)
    definition = next((found for found in library.scope_types if found.type.value in names), None)
    return _defined(definition, known, names) if definition else known


def _defined(definition: ScopeDefinition, known: Scope | None, names: tuple[str, ...]) -> Scope:
    """Return the scope type that an ApplicationScope document describes; it overrides the built-in one."""
    built_in = {prop.name: prop for prop in known.properties} if known else {}
    spellings = {alias: prop for prop in built_in.values() for alias in (prop.name, *prop.aliases)}
    properties = []
    for declared in definition.parameters:
        base = spellings.get(declared.name.value)
        default = UNSET if declared.default is None else plain(declared.default)
        properties.append(
            Property(
                name=declared.name.value,
                type=base.type if base else _DECLARED_TYPES.get(declared.type, TextType()),
                description=declared.description,
                required=declared.required,
                default=default,
                aliases=tuple(name for name in (base.name, *base.aliases) if name != declared.name.value) if base else (),
                read=base.read if base else None,
            )
        )
    return Scope(
        names=names,
        summary=known.summary if known else definition.name.value,
        properties=tuple(properties),
        overlap=definition.allow_overlap,
    )


def memberships(use: InstanceUse, library: Library, catalog: Catalog, reports: Reports) -> tuple[ScopeBinding, ...]:
    """Return the scope bindings that an instance belongs to (10.4)."""
    found: list[ScopeBinding] = []
    first: dict[str, ScopeBinding] = {}
    for name in use.scopes:
        for binding in _named(name, library, reports):
            if binding not in found:
                found.append(binding)
                _check_overlap(use, name, binding, find_scope(binding, library, catalog), first, reports)
    return tuple(found)


def _named(name: Located[str], library: Library, reports: Reports) -> tuple[ScopeBinding, ...]:
    """Find the bindings that an item of `applicationScopes` names: those of a configuration, or one by its own name."""
    bindings = library.scopes.get(name.value, ())
    if bindings:
        return bindings
    known = [binding for of_configuration in library.scopes.values() for binding in of_configuration]
    own = tuple(binding for binding in known if binding.name.value == name.value)
    if own:
        reports.add(
            codes.SCOPE_BY_BINDING,
            at=name.span,
            related=[Related(span=own[0].name.span, message="the scope is here")],
            scope=name.value,
            hint=f"write {own[0].configuration}",
        )
        return own[:1]
    if known:
        near = reports.nearest(name.value, [binding.configuration for binding in known])
        hint = f'did you mean "{near}"?' if near else "name an ApplicationConfiguration that has scopes"
        reports.add(codes.SCOPE_NOT_FOUND, at=name.span, scope=name.value, hint=hint)
    else:
        reports.add(codes.SCOPE_NOT_CHECKED, at=name.span, scope=name.value, hint="add its document to the input")
    return ()


def _check_overlap(
    use: InstanceUse,
    name: Located[str],
    binding: ScopeBinding,
    scope: Scope | None,
    first: dict[str, ScopeBinding],
    reports: Reports,
) -> None:
    """Report a scope, brought by `name`, of a type that does not allow a second one; `first` holds the earlier ones by type."""
    if scope is None or scope.overlap:
        return
    earlier = first.setdefault(scope.name, binding)
    if earlier is not binding:
        reports.add(
            codes.SCOPES_OVERLAP,
            at=name.span,
            related=[
                Related(span=earlier.name.span, message="one scope is here"),
                Related(span=binding.name.span, message="the other one is here"),
            ],
            instance=use.name.value,
            type=binding.type.value,
            hint="an instance can be in one scope of this type: put them into two configurations, and name one of these",
        )
