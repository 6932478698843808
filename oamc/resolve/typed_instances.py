"""Instances whose component type and traits say by a schema what properties they take: those of KubeVela's vocabulary."""

from __future__ import annotations

from oamc.capabilities.contracts import Trait, WorkloadType
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.codes import vela as vela_codes
from oamc.expressions.types import BooleanType
from oamc.ir.program import BoundTrait, Instance
from oamc.resolve.instance_names import check_instance_name
from oamc.resolve.property_trees import PropertyBinder
from oamc.values.parameters import BUILT_IN, Assignment, Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.ir.properties import Group
    from oamc.model.application import Component, InstanceUse, TraitUse
    from oamc.resolve.context import ResolveContext

PROPERTIES, TRAITS, ENABLED = "properties", "traits", "enabled"


def typed_instance(use: InstanceUse, component: Component, context: ResolveContext) -> Instance | None:
    """Bind an instance: its component type, properties and traits. None where the type is not known."""
    workload = context.catalog.policy(component.workload_type.value) if use.is_policy else _find_type(component, context)
    if workload is not None and workload.is_broken:
        workload = None
    binder = PropertyBinder(f'{"policy" if use.is_policy else "component"} "{use.name.value}"', context.reports)
    properties: Group | None = None
    if workload is not None:
        assert workload.schema is not None
        path = (use.name.value, PROPERTIES)
        properties = binder.bind(workload.schema, component.properties, path, component.workload_type.span)
        _warn_of_secrets(properties, context)
        relaxed = context.options.relaxed_service_names
        check_instance_name(use.name, workload, context.reports, relaxed=relaxed, field="name")
    traits, of_traits = _traits(use, context)
    if workload is None or len(traits) < len(use.traits):
        return None
    return Instance(
        name=use.name,
        component=component,
        workload_type=workload,
        containers=(),
        settings=(),
        traits=traits,
        scopes=(),
        replicas=None,
        parameters=(*binder.parameters, *of_traits),
        span=use.span,
        properties=properties,
        is_policy=use.is_policy,
    )


def _find_type(component: Component, context: ResolveContext) -> WorkloadType | None:
    """Find the type of a component, or report that nobody knows it."""
    name = component.workload_type
    found = context.catalog.workload_type(name.value)
    if found is None and not _may_be_left_out(name.value, context):
        from oamc.resolve.foreign_types import component_type

        own = context.library.definitions
        known = (*context.catalog.workload_type_names(), *(own.component_names if own is not None else ()))
        problem, hint = component_type(name.value, tuple(dict.fromkeys(known)), context.reports)
        context.reports.add(
            vela_codes.UNKNOWN_COMPONENT_TYPE,
            at=name.span,
            component=component.name.value,
            type=name.value,
            problem=problem,
            hint=hint,
        )
    return found


def _may_be_left_out(name: str, context: ResolveContext) -> bool:
    """Tell whether a definition of a name may be missing because it is wrong, which is reported."""
    left_out = context.options.left_out
    return left_out is not None and left_out.has_document(name)


def _traits(use: InstanceUse, context: ResolveContext) -> tuple[tuple[BoundTrait, ...], tuple[Parameter, ...]]:
    """Bind the traits of an instance, in the order of the application, and return the values they make."""
    bound: list[BoundTrait] = []
    parameters: list[Parameter] = []
    counts: dict[str, int] = {}
    for written in use.traits:
        trait = _find_trait(written, context)
        if trait is None or trait.is_broken:
            continue
        count = counts[trait.name] = counts.get(trait.name, 0) + 1
        name = trait.name if count == 1 else f"{trait.name}-{count}"
        path = (use.name.value, TRAITS, name)
        binder = PropertyBinder(f'trait "{trait.name}"', context.reports)
        if trait.optional:
            binder.parameters.append(
                Parameter(
                    path=(*path, ENABLED),
                    type=BooleanType(),
                    description=f"Whether the trait is attached. {trait.summary}",
                    history=(Assignment(source=BUILT_IN, value=True, span=None),),
                    declared=written.name.span,
                )
            )
        assert trait.schema is not None
        if context.options.platform is not None:
            from oamc.resolve.platform import with_fixed_tree

            written = with_fixed_tree(trait, written, context.options.platform)  # noqa: PLW2901 - the same use, with more
        properties = binder.bind(trait.schema, written.mapping, path, written.name.span)
        _warn_of_secrets(properties, context)
        parameters += binder.parameters
        bound.append(
            BoundTrait(
                trait=trait,
                path=path,
                properties={},
                optional=trait.optional,
                span=written.span,
                name_span=written.name.span,
                empty={},
                tree=properties,
            )
        )
    return tuple(bound), tuple(parameters)


def _warn_of_secrets(properties: Group, context: ResolveContext) -> None:
    """Warn of values of variables that look like secrets. Many components have no variables."""
    if "env" in properties or "containers" in properties:
        from oamc.resolve.secret_literals import warn_of_secrets

        warn_of_secrets(properties, context.reports)


def _find_trait(use: TraitUse, context: ResolveContext) -> Trait | None:
    """Find a trait, or report that nobody knows it."""
    name, catalog, reports = use.name.value, context.catalog, context.reports
    found = catalog.trait(name)
    if found is None and not _may_be_left_out(name, context):
        from oamc.resolve.foreign_types import trait_hint

        own = context.library.definitions
        known = (*catalog.trait_names(), *(own.trait_names if own is not None else ()))
        hint = trait_hint(name, tuple(dict.fromkeys(known)), reports)
        reports.add(codes.UNKNOWN_TRAIT, at=use.name.span, trait=name, hint=hint)
    return found
