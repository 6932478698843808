"""Scopes: types, properties, references and overlap (docs/spec/oam-v1alpha1.md, 10)."""

from __future__ import annotations

from oamc.capabilities.contracts import Property, Scope
from oamc.capabilities.scopes.marks import mark
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.codes import scopes as scope_codes
from oamc.diagnostics.reports import Related, Reports, listing
from oamc.expressions.types import BooleanType, ListType, NumberType, TextType
from oamc.ir.program import BoundScope, PropertyValue
from oamc.records import replace
from oamc.resolve.properties import property_value, typed_properties
from oamc.resolve.variables import Variables
from oamc.source.nodes import plain
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.contracts import TypeOf
    from oamc.expressions.holes import Path
    from oamc.expressions.types import ValueType
    from oamc.ir.program import ScopeMember
    from oamc.model.application import InstanceUse, Library, ScopeBinding
    from oamc.model.definitions import ScopeDefinition, SettingDeclaration
    from oamc.resolve.context import ResolveContext
    from oamc.resolve.properties import TypedProperty
    from oamc.spans import Located
    from oamc.values.parameters import Parameter

_DECLARED_TYPES: dict[str, ValueType] = {
    "string": TextType(),
    "boolean": BooleanType(),
    "number": NumberType(),
    "double": NumberType(),
    "integer": NumberType(whole=True),
    "[]string": ListType(item=TextType()),
}
"""Types that ApplicationScope documents use (10.5); a property of another type is taken as it is."""


class ScopeBinder:
    """Binds the scopes of one application, and those that its instances belong to.

    The objects of a scope are written once: by the application that provides it, or where that has no instance, by the first
    one, by name, that has a member of it (`scope_owners`). There the properties are values of the output, in others they are
    what the document says. Binding `is_complete` unless the definition of a scope type is left out.
    """

    def __init__(self, context: ResolveContext) -> None:
        self.context = context
        self.is_complete = True
        self.parameters: list[Parameter] = []
        self._bound: dict[int, BoundScope] = {}
        self._used: list[BoundScope] = []

    def check(self, bindings: Iterable[ScopeBinding]) -> None:
        """Check the scopes that the application provides. Variables in one that nobody knows count as used."""
        context = self.context
        for binding in bindings:
            scope = self._find(binding)
            if _is_left_out(binding, context):
                self.is_complete = False
            elif scope is None:
                self._report_unknown(binding)
            elif self._is_refused(scope):
                context.reports.add(
                    codes.SCOPE_NOT_SUPPORTED,
                    at=binding.type.span,
                    type=binding.type.value,
                    hint="remove the scope, or give --scopes emit",
                )
            else:
                self._bind(binding, scope)
                if scope.make is None:
                    context.reports.add(codes.SCOPE_ANNOTATED, at=binding.name.span)
                continue
            for item in binding.properties:
                context.variables.expand(item.value, f'property "{item.name.value}" of scope "{binding.name.value}"')

    def memberships(self, use: InstanceUse) -> tuple[BoundScope, ...]:
        """Return the scopes that an instance belongs to (10.4)."""
        context = self.context
        found: list[ScopeBinding] = []
        first: dict[str, ScopeBinding] = {}
        for name in use.scopes:
            for binding in _named(name, context):
                if binding not in found:
                    found.append(binding)
                    _check_overlap(use, name, binding, self._find(binding), first, context.reports)
        bound = tuple(self._bind(binding, self._find(binding)) for binding in found)
        self._used.extend(bound)
        return bound

    def owned(self) -> tuple[BoundScope, ...]:
        """Return the scopes whose objects this application writes, each once."""
        distinct = {id(scope): scope for scope in (*self._bound.values(), *self._used)}
        return tuple(scope for scope in distinct.values() if self._owns(scope.configuration) and _makes(scope.scope))

    def _owns(self, configuration: str) -> bool:
        """Tell whether this application writes the objects of the scopes of a configuration."""
        return self.context.options.scope_owners.get(configuration, configuration) == self.context.application

    def _bind(self, binding: ScopeBinding, scope: Scope | None) -> BoundScope:
        """Bind one scope, once. Whether its properties are right is told by the application that provides it."""
        known = self._bound.get(id(binding))
        if known is not None:
            return known
        context, path = self.context, ("scopes", binding.name.value)
        properties: dict[str, PropertyValue] = {}
        live = _makes(scope) and self._owns(binding.configuration)
        provides = binding.configuration == context.application
        if scope is not None and not self._is_refused(scope) and (provides or scope.make is not None):
            quiet = Reports()
            reports = context.reports if provides else quiet
            variables = context.variables if provides else Variables(binding.variables, quiet, context.copies)
            what = f'scope "{binding.name.value}"'
            empty = dict(binding.empty)
            place = binding.name.span
            typed = typed_properties(scope.properties, binding.properties, what, place, empty, variables, reports)
            if not provides:  # variables of another application are values of its own output
                typed = {name: replace(prop, built=None) for name, prop in typed.items()}
            properties = {name: self._property(prop, (*path, name), live=live) for name, prop in typed.items()}
        bound = self._bound[id(binding)] = BoundScope(
            scope=scope,
            name=binding.name,
            configuration=binding.configuration,
            path=path,
            properties=properties,
            span=binding.span,
            elsewhere=self._elsewhere(binding) if live else (),
        )
        return bound

    def _find(self, binding: ScopeBinding) -> Scope | None:
        """Return the scope type of a binding, as far as it is to act."""
        return find_scope(binding, self.context.library, self.context.catalog, acts=self.context.options.scope_objects)

    def _is_refused(self, scope: Scope) -> bool:
        """Tell whether a scope type means nothing without its objects, and gets none."""
        return scope.needs_objects and not self.context.options.scope_objects

    def _elsewhere(self, binding: ScopeBinding) -> tuple[ScopeMember, ...]:
        """Return the members of a scope in other applications. Those in another namespace no object of the scope reaches."""
        context, options = self.context, self.context.options
        members = options.scope_members.get((binding.configuration, binding.name.value), ())
        others = tuple(member for member in members if member.application != context.application)
        errors = context.reports.errors
        for member in others:
            if member.namespace != context.namespace:
                context.reports.add(
                    scope_codes.OTHER_NAMESPACE,
                    at=member.instance.span,
                    related=[Related(span=binding.name.span, message="the scope is here")],
                    instance=member.instance.value,
                    scope=binding.name.value,
                    hint="give both applications one namespace, or each a scope of its own",
                )
        if others and context.reports.errors == errors:
            context.reports.add(
                scope_codes.SHARED_SCOPE,
                at=binding.name.span,
                related=[Related(span=others[0].instance.span, message="a member in another application is here")],
                scope=binding.name.value,
                application=context.application,
                hint="install this application first, and all of them with one namePrefix",
            )
        return others

    def _property(self, prop: TypedProperty, path: Path, *, live: bool) -> PropertyValue:
        """Return the value of a property: a hole where the installer may choose it."""
        if not (live and prop.property.live):
            return PropertyValue(value=prop.value, known=prop.value, span=prop.span)
        value, parameter = property_value(prop, path)
        self.parameters.append(parameter)
        return value

    def _report_unknown(self, binding: ScopeBinding) -> None:
        """Report a scope of a type that nobody knows."""
        context = self.context
        known = [known.name for known in context.catalog.scopes]
        names = [name for known_scope in context.catalog.scopes for name in known_scope.names]
        near = context.reports.nearest(binding.type.value, names)
        hint = f'did you mean "{near}"?' if near else f"known are {listing(known)}"
        context.reports.add(codes.UNKNOWN_SCOPE_TYPE, at=binding.type.span, type=binding.type.value, hint=hint)


def _makes(scope: object) -> bool:
    """Tell whether a scope type has objects of its own."""
    return isinstance(scope, Scope) and scope.make is not None


def _is_left_out(binding: ScopeBinding, context: ResolveContext) -> bool:
    """Tell whether the definition of a scope type may be missing: then nobody can tell what is right of the scope."""
    left_out = context.options.left_out
    if left_out is None:
        return False
    known = context.catalog.scope(binding.type.value)
    names = known.names if known is not None else (binding.type.value,)
    defined = any(found.type.value in names for found in context.library.scope_types)
    return not defined and (left_out.has_scope_type(names) if left_out.scope_types is not None or known is None else False)


def find_scope(binding: ScopeBinding, library: Library, catalog: Catalog, *, acts: bool) -> Scope | None:
    """Return the scope type of a binding, by the ApplicationScope document for it if there is one (10.5).

    One that does not act marks its members: no property of it is fixed.
    """
    known = catalog.scope(binding.type.value)
    names = known.names if known else (binding.type.value,)
    definition = next((found for found in library.scope_types if found.type.value in names), None)
    scope = _defined(definition, known, names, acts=acts) if definition else known
    if scope is None or acts:
        return scope
    marking = tuple(prop if prop.live else replace(prop, live=True) for prop in scope.properties)
    return replace(scope, properties=marking, change=mark, make=None, conditions=None, finish=None, test=None, bounds=None)


def _defined(definition: ScopeDefinition, known: Scope | None, names: tuple[str, ...], *, acts: bool) -> Scope:
    """Return the scope type that an ApplicationScope document describes; it overrides the built-in one."""
    of_objects = known.of_objects if known and not acts else frozenset()
    built_in = {prop.name: prop for prop in known.properties if prop.name not in of_objects} if known else {}
    spellings = {alias: prop for prop in built_in.values() for alias in (prop.name, *prop.aliases)}
    properties = []
    for declared in definition.parameters:
        base = spellings.get(declared.name.value)
        default = UNSET if declared.default is None else plain(declared.default)
        properties.append(
            Property(
                name=declared.name.value,
                type=_type(declared, base),
                description=declared.description,
                required=declared.required,
                default=default,
                aliases=tuple(name for name in (base.name, *base.aliases) if name != declared.name.value) if base else (),
                live=base.live if base else True,
                read=base.read if base else None,
            )
        )
    if known is None:
        summary, overlap = definition.name.value, definition.allow_overlap
        return Scope(names=names, summary=summary, properties=tuple(properties), overlap=overlap, change=mark)
    return replace(known, properties=tuple(properties), overlap=definition.allow_overlap, needs_objects=False)


def _type(declared: SettingDeclaration, base: Property | None) -> TypeOf:
    """Return the type of a property of a scope: the built-in one, or what the document declares, with the rules that it has."""
    own = _DECLARED_TYPES.get(declared.type, TextType()) if base is None else base.type
    if declared.accepts is None or callable(own):
        return own
    from oamc.expressions.intersection import intersect

    # Where the two have no value in common the document counts alone, for it takes the place of what is built in (10.5).
    return intersect(own, declared.accepts) or declared.accepts


def _named(name: Located[str], context: ResolveContext) -> tuple[ScopeBinding, ...]:
    """Find the bindings that an item of `applicationScopes` names: those of a configuration, or one by its own name."""
    library, reports = context.library, context.reports
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
    left_out = context.options.left_out
    if left_out is not None and left_out.has_application:
        return ()  # the one that is left out may have it
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
