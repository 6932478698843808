"""Trait uses of an instance: known, applicable, once each, with checked properties (docs/spec/oam-v1alpha1.md, 11)."""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.holes import Hole
from oamc.expressions.types import BooleanType
from oamc.ir.program import BoundTrait, PropertyValue, is_set
from oamc.resolve.definitions import check_trait_use, definition_of
from oamc.resolve.properties import typed_properties
from oamc.resolve.workload_types import is_name_of
from oamc.values.parameters import APPLICATION, BUILT_IN, VARIABLE, Assignment, Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Catalog, Trait, WorkloadType
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Path
    from oamc.model.application import Component, InstanceUse, Library, TraitUse
    from oamc.resolve.properties import TypedProperty
    from oamc.resolve.variables import Variables


class TraitBinder:
    """Binds the traits of one instance. The parameters it makes are collected in `parameters`."""

    def __init__(
        self,
        use: InstanceUse,
        component: Component,
        workload: WorkloadType,
        library: Library,
        catalog: Catalog,
        variables: Variables,
        reports: Reports,
        *,
        allow_unknown: bool,
    ) -> None:
        self.use = use
        self.component = component
        self.workload = workload
        self.library = library
        self.catalog = catalog
        self.variables = variables
        self.reports = reports
        self.allow_unknown = allow_unknown
        self.parameters: list[Parameter] = []

    def bind(self) -> tuple[BoundTrait, ...]:
        """Bind all traits in the order of the application."""
        bound: list[BoundTrait] = []
        first: dict[tuple[str, object], TraitUse] = {}
        for use in self.use.traits:
            trait = find_trait(use, self.catalog, self.variables, self.reports, allow_unknown=self.allow_unknown)
            if trait is None:
                continue
            if not self._applies(trait, use):
                for item in use.properties:
                    self.variables.expand(item.value, f'property "{item.name.value}" of trait "{trait.name}"')
                continue
            result = self._bind(trait, use)
            value = result.known(trait.distinct) if trait.distinct else None
            earlier = first.setdefault((trait.name, value), use)
            if earlier is not use and not (trait.distinct and value is None):  # a missing property is reported already
                self._report_twice(trait, use, earlier)
                continue
            bound.append(result)
        return tuple(bound)

    def _applies(self, trait: Trait, use: TraitUse) -> bool:
        """Check that a trait applies to the workload type (11.2); Trait documents may narrow it."""
        workload = self.workload
        applies = not trait.needs or bool(trait.needs & (workload.features | set(workload.names)))
        definition = definition_of(trait, self.library)
        narrowed = (
            definition is not None
            and bool(definition.applies_to)
            and not any(item.value == "*" or is_name_of(workload, item.value) for item in definition.applies_to)
        )
        if applies and not narrowed:
            return True
        related = [
            Related(
                span=self.component.workload_type.span, message=f'"{self.component.name.value}" declares its workload type here'
            )
        ]
        fitting = [
            known.name.rsplit(".", 1)[-1]
            for known in self.catalog.workload_types
            if not trait.needs or trait.needs & (known.features | set(known.names))
        ]
        hint = f"{trait.name} applies to {listing(fitting)}"
        if applies and definition is not None:
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
        errors = self.reports.errors
        given = tuple(item for item in use.properties if not self._refused(trait, item.name.value, use))
        typed = typed_properties(trait.properties, given, what, use.name.span, self.variables, self.reports, self.component)
        definition = definition_of(trait, self.library)
        if definition is not None and self.reports.errors == errors:
            values = {name: prop.value for name, prop in typed.items()}
            check_trait_use(definition, trait, use, values, self.variables, self.reports)
        path: Path = (self.use.name.value, "traits", trait.name)
        if trait.distinct and trait.distinct in typed:
            path = (*path, str(typed[trait.distinct].value))
        if trait.optional:
            self.parameters.append(
                Parameter(
                    path=(*path, "enabled"),
                    type=BooleanType(),
                    description=" ".join(filter(None, ("Whether the trait is attached.", trait.summary, trait.caution))),
                    history=(Assignment(source=BUILT_IN, value=True, span=None),),
                    declared=use.name.span,
                )
            )
        return BoundTrait(
            name=trait.name,
            path=path,
            properties={name: self._property(path, prop) for name, prop in typed.items()},
            optional=trait.optional,
            span=use.span,
            name_span=use.name.span,
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
        """Make the value of a property: a hole where the installer may choose it."""
        full = (*path, prop.property.name)
        variable = prop.variable
        assignment = (
            Assignment(source=VARIABLE, value=prop.value, span=variable.value.span, via=prop.span)
            if variable
            else Assignment(source=prop.source, value=prop.value, span=prop.span if prop.source == APPLICATION else None)
        )
        self.parameters.append(
            Parameter(
                path=full,
                type=prop.type,
                description=prop.property.description,
                history=(assignment,),
                declared=prop.span,
                fixed=not prop.property.live,
                optional=prop.property.removable,
            )
        )
        if not prop.property.live:
            return PropertyValue(value=prop.value, known=prop.value, span=prop.span)
        hole = Hole(path=full, type=prop.type)
        condition = is_set(hole) if prop.property.removable else None
        return PropertyValue(value=hole, known=prop.value, span=prop.span, condition=condition)


def find_trait(use: TraitUse, catalog: Catalog, variables: Variables, reports: Reports, *, allow_unknown: bool) -> Trait | None:
    """Find a trait by its name or an older spelling; an unknown one is reported, and its references to variables count."""
    name = use.name.value
    trait = catalog.trait(name)
    if trait is not None:
        return trait
    trait = catalog.trait_by_alias(name)
    if trait is not None:
        reports.add(codes.OLD_TRAIT_NAME, at=use.name.span, trait=name, known=trait.name, hint=f"write {trait.name}")
        return trait
    known = [trait.name for trait in catalog.traits]
    near = reports.nearest(name, known)
    if allow_unknown:
        reports.add(codes.SKIPPED_TRAIT, at=use.name.span, trait=name, hint=f'did you mean "{near}"?' if near else "")
    else:
        hint = f'did you mean "{near}"?' if near else f"known are {listing(known)}; --allow-unknown-traits leaves others out"
        reports.add(codes.UNKNOWN_TRAIT, at=use.name.span, trait=name, hint=hint)
    for item in use.properties:
        variables.expand(item.value, f'property "{item.name.value}" of trait "{name}"')
    return None
