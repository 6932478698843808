"""Trait uses of an instance: known, applicable, once each, with checked properties (docs/spec/oam-v1alpha1.md, 11)."""

from __future__ import annotations

from oamc.capabilities.contracts import Trait, applies
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.codes import scaling as scaling_codes
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.types import BooleanType
from oamc.ir.program import BoundTrait, PropertyValue
from oamc.records import replace
from oamc.resolve.grouped_properties import grouped, ungrouped
from oamc.resolve.properties import property_value, typed_properties
from oamc.resolve.workload_types import is_name_of
from oamc.values.parameters import BUILT_IN, Assignment, Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Property, WorkloadType
    from oamc.expressions.holes import Path
    from oamc.model.application import Component, InstanceUse, Library, TraitUse
    from oamc.model.definitions import TraitDefinition
    from oamc.resolve.context import ResolveContext
    from oamc.resolve.properties import TypedProperty


ALLOWED = "allow-unknown-traits is set: remove the trait where it is not needed"


class TraitBinder:
    """Binds the traits of one instance. The parameters it makes are collected in `parameters`."""

    def __init__(
        self,
        use: InstanceUse,
        component: Component,
        workload: WorkloadType,
        context: ResolveContext,
    ) -> None:
        self.use = use
        self.component = component
        self.workload = workload
        self.context = context
        self.library = context.library
        self.variables = context.variables
        self.reports = context.reports
        self.parameters: list[Parameter] = []

    def bind(self) -> tuple[BoundTrait, ...]:
        """Bind all traits in the order of the application."""
        bound: list[BoundTrait] = []
        first: dict[tuple[str, object], tuple[TraitUse, bool]] = {}
        for use in self.use.traits:
            trait = find_trait(use, self.context)
            if trait is None:
                continue
            if not self._applies(trait, use):
                for item in use.properties:
                    self.variables.expand(item.value, f'property "{item.name.value}" of trait "{trait.name}"')
                continue
            count = len(self.parameters)
            result = self._bind(trait, use)
            value = _distinct(trait, result)
            earlier, is_doubtful = first.setdefault((trait.name, value), (use, result.doubtful))
            if earlier is not use and not (trait.distinct and value is None):  # a missing property is reported already
                if not (trait.distinct and (is_doubtful or result.doubtful)):  # they may differ once that is mended
                    self._report_twice(trait, use, earlier)
                del self.parameters[count:]  # they are those of the earlier use
                continue
            bound.append(result)
        return tuple(bound)

    def _applies(self, trait: Trait, use: TraitUse) -> bool:
        """Check that a trait applies to the workload type (11.2); Trait documents may narrow it."""
        workload = self.workload
        fits = applies(trait, workload)
        definition = definition_of(trait, self.library)
        narrowed = (
            definition is not None
            and bool(definition.applies_to)
            and not any(item.value == "*" or is_name_of(workload, item.value) for item in definition.applies_to)
        )
        if fits and not narrowed:
            return True
        related = [
            Related(
                span=self.component.workload_type.span, message=f'"{self.component.name.value}" declares its workload type here'
            )
        ]
        fitting = [known.short_name for known in self.context.catalog.named_workload_types if applies(trait, known)]
        hint = f"{trait.name} applies to {listing(fitting)}"
        if fits and definition is not None:
            related.append(Related(span=definition.name.span, message="this Trait document does not list the workload type"))
            listed = listing([item.value for item in definition.applies_to])
            hint = f"the Trait document lets it apply to {listed} alone: add the workload type to its appliesTo"
        self.reports.add(
            codes.TRAIT_DOES_NOT_APPLY,
            at=use.name.span,
            related=related,
            hint=hint,
            trait=trait.name,
            workload=workload.name,
        )
        return False

    def _report_twice(self, trait: Trait, use: TraitUse, earlier: TraitUse) -> None:
        """Report the second use of a trait on one instance."""
        hint = f"two uses must differ in {trait.distinct}" if trait.distinct else "keep one of them"
        self.reports.add(
            codes.TRAIT_TWICE,
            at=use.name.span,
            related=[Related(span=earlier.name.span, message="the first one is here")],
            hint=hint,
            trait=trait.name,
            instance=self.use.name.value,
        )

    def _bind(self, trait: Trait, use: TraitUse) -> BoundTrait:
        """Check the properties of a use and make its parameters."""
        what = f'trait "{trait.name}"'
        if trait.schema is not None:
            return self._bind_tree(trait, use)
        errors = self.reports.errors
        given = tuple(item for item in use.properties if not self._refused(trait, item.name.value, use))
        empty = dict(use.empty)
        declared, given = ungrouped(trait.properties, given, what, empty, self.reports)
        if self.context.options.platform is not None:
            from oamc.resolve.platform import with_fixed_properties

            given = with_fixed_properties(trait, declared, given, self.context.options.platform)
        declared = self._assumed(declared)
        typed = typed_properties(declared, given, what, use.name.span, empty, self.variables, self.reports, self.component)
        is_doubtful = self.reports.errors > errors
        definition = definition_of(trait, self.library)
        if definition is not None and self.reports.errors == errors:
            from oamc.resolve.definitions import check_trait_use, narrowed

            values = grouped((name, prop.value) for name, prop in typed.items())
            check_trait_use(definition, trait, use, values, self.variables, self.reports)
            typed = narrowed(definition, trait, typed, self.reports) if self.reports.errors == errors else typed
        path: Path = (self.use.name.value, "traits", trait.name)
        if trait.distinct and trait.distinct in typed:
            path = (*path, str(typed[trait.distinct].value))
        is_optional = trait.optional and not self._makes_workload(trait)
        if is_optional:
            self._add_switch(trait, use, path)
        return BoundTrait(
            trait=trait,
            path=path,
            properties={name: self._property(path, prop) for name, prop in typed.items()},
            optional=is_optional,
            span=use.span,
            name_span=use.name.span,
            empty=empty,
            doubtful=is_doubtful,
        )

    def _assumed(self, declared: tuple[Property, ...]) -> tuple[Property, ...]:
        """Return properties with the defaults that the profile has for them."""
        profile = self.context.options.profile
        if profile is None:
            return declared
        defaults = ((prop, profile.default_of(prop.of_profile)) for prop in declared)
        return tuple(prop if own is None else replace(prop, assumed=(own, profile.name)) for prop, own in defaults)

    def _bind_tree(self, trait: Trait, use: TraitUse) -> BoundTrait:
        """Check the properties of a use of a trait that takes a tree of them, and make its parameters."""
        from oamc.resolve.trait_trees import bound_tree

        path: Path = (self.use.name.value, "traits", trait.name)
        if self.context.options.platform is not None:
            from oamc.resolve.platform import with_fixed_tree

            use = with_fixed_tree(trait, use, self.context.options.platform)
        definition, profile = definition_of(trait, self.library), self.context.options.profile
        errors = self.reports.errors
        tree, path, parameters = bound_tree(trait, use, path, definition, self.variables, self.reports, profile)
        if trait.optional:
            self._add_switch(trait, use, path)
        self.parameters += parameters
        return BoundTrait(
            trait=trait,
            path=path,
            properties={},
            optional=trait.optional,
            span=use.span,
            name_span=use.name.span,
            empty=dict(use.empty),
            tree=tree,
            doubtful=self.reports.errors > errors,
        )

    def _makes_workload(self, trait: Trait) -> bool:
        """Tell whether the workload is of another kind by a trait, so that nothing can switch that off."""
        return trait.reshape is not None and self.workload.shaped_by == trait.name

    def _add_switch(self, trait: Trait, use: TraitUse, path: Path) -> None:
        """Make the value that says whether an optional trait is attached."""
        self.parameters.append(
            Parameter(
                path=(*path, "enabled"),
                type=BooleanType(),
                description=" ".join(filter(None, ("Whether the trait is attached.", trait.summary, trait.caution))),
                history=(Assignment(source=BUILT_IN, value=True, span=None),),
                declared=use.name.span,
            )
        )

    def _refused(self, trait: Trait, name: str, use: TraitUse) -> bool:
        """Report a property that is known but not supported."""
        if name not in trait.unsupported:
            return False
        span = next(item.name.span for item in use.properties if item.name.value == name)
        known = listing([prop.name for prop in trait.properties])
        self.reports.add(codes.UNSUPPORTED_PROPERTY, at=span, property=name, trait=trait.name, hint=f"known are {known}")
        return True

    def _property(self, path: Path, prop: TypedProperty) -> PropertyValue:
        """Make the value of a property and its parameter."""
        value, parameter = property_value(prop, (*path, *prop.property.name.split(".")))
        self.parameters.append(parameter)
        return value


def _distinct(trait: Trait, use: BoundTrait) -> object:
    """Return the value in which two uses of a trait must differ, None where they cannot."""
    if not trait.distinct:
        return None
    return use.known(trait.distinct) if use.tree is None else use.tree.known(trait.distinct)


def definition_of(trait: Trait, library: Library) -> TraitDefinition | None:
    """Return the Trait document for a trait, which may have any of its names."""
    return next((library.traits[name] for name in (trait.name, *trait.names[1:]) if name in library.traits), None)


def find_trait(use: TraitUse, context: ResolveContext) -> Trait | None:
    """Find a trait by its name or an older spelling; an unknown one is reported, and its references to variables count."""
    name, catalog, reports = use.name.value, context.catalog, context.reports
    if use.item is not None:
        from oamc.capabilities.traits.given_object import object_trait
        from oamc.resolve.workload_types import is_allowed

        return object_trait(use.item, name) if is_allowed(use.item.kind, use.name.span, context) else None
    trait = catalog.trait(name)
    if trait is not None:
        return trait
    trait = catalog.trait_by_alias(name)
    if trait is not None:
        reports.add(codes.OLD_TRAIT_NAME, at=use.name.span, trait=name, known=trait.name, hint=f"write {trait.name}")
        return trait
    left_out = context.options.left_out
    if left_out is not None and left_out.has_trait_template(name):
        for item in use.properties:
            context.variables.expand(item.value, f'property "{item.name.value}" of trait "{name}"')
        return None
    known = catalog.trait_names()
    near = reports.nearest(name, known)
    if context.options.allow_unknown_traits:
        reports.add(codes.SKIPPED_TRAIT, at=use.name.span, trait=name, hint=f'did you mean "{near}"?' if near else ALLOWED)
    else:
        hint = f'did you mean "{near}"?' if near else f"known are {listing(known)}; --allow-unknown-traits leaves others out"
        reports.add(codes.UNKNOWN_TRAIT, at=use.name.span, trait=name, hint=hint)
    for item in use.properties:
        context.variables.expand(item.value, f'property "{item.name.value}" of trait "{name}"')
    return None


def reshaped(workload: WorkloadType, use: InstanceUse, context: ResolveContext) -> WorkloadType:
    """Return the workload type of an instance as its traits make it. What does not apply is reported when it is bound.

    Only one of them can say what kind of workload it is.
    """
    catalog, given, shaping = context.catalog, workload, None
    for item in use.traits:
        name = item.name.value
        trait = None if item.item is not None else catalog.trait(name) or catalog.trait_by_alias(name)
        if trait is None or trait.reshape is None or not applies(trait, workload):
            continue
        shape = trait.reshape(given)
        if shape is given:
            continue
        if shaping is not None and shaping[0].name != trait.name:
            context.reports.add(
                scaling_codes.TWO_SHAPES,
                at=item.name.span,
                related=[Related(span=shaping[1], message=f"the {shaping[0].name} is here")],
                instance=use.name.value,
                first=shaping[0].name,
                second=trait.name,
                hint="keep one of them",
            )
        else:
            workload, shaping = replace(shape, shaped_by=trait.name), (trait, item.name.span)
    return workload


def turned(workload: WorkloadType, traits: tuple[BoundTrait, ...]) -> WorkloadType:
    """Return the workload type of an instance as properties of its traits make it."""
    for bound in traits:
        turn = trait_of(bound).turn
        workload = workload if turn is None else turn(bound, workload)
    return workload


def trait_of(bound: BoundTrait) -> Trait:
    """Return the trait of a use, as the catalog has it."""
    assert isinstance(bound.trait, Trait)
    return bound.trait
