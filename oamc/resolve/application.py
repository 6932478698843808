"""`resolve`: from a version-neutral application to a program."""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, SCALABLE, SERVICE_ENDPOINT, WorkloadType, longest_name
from oamc.diagnostics.codes import application as application_codes
from oamc.diagnostics.codes import capabilities as capability_codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Hole
from oamc.expressions.types import NumberType
from oamc.ir.program import NAME_PREFIX, Instance, Program
from oamc.model.reserved_keys import INTENTS
from oamc.model.vocabularies import CORE
from oamc.objects.naming import LONGEST_NAME, prefix_type
from oamc.records import replace
from oamc.resolve.component_parameters import ComponentParameters
from oamc.resolve.containers import ContainerBinder
from oamc.resolve.context import ResolveContext, ResolveOptions
from oamc.resolve.copies import weight
from oamc.resolve.instance_names import check_instance_name
from oamc.resolve.labels import checked_annotations, checked_labels
from oamc.resolve.setting_references import references, shaping
from oamc.resolve.shared_ports import check_ports
from oamc.resolve.traits import TraitBinder, find_trait, reshaped, trait_of, turned
from oamc.resolve.variables import Variables
from oamc.resolve.workload_types import find_workload_type
from oamc.source.limits import FREE_TRAITS
from oamc.values.parameters import BUILT_IN, Assignment, Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.catalog import Catalog
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import BoundContainer, BoundTrait, SettingValue
    from oamc.model.application import Application, Component, InstanceUse
    from oamc.model.definitions import WorkloadTypeDefinition
    from oamc.resolve.copies import Copies
    from oamc.resolve.intents import Intents
    from oamc.resolve.live_variables import Live
    from oamc.resolve.scopes import ScopeBinder
    from oamc.resolve.setting_references import Reference
    from oamc.spans import Located, Span

COST_AT_A_TARGET = 6
"""What a property that is repeated costs: at a target everything is made of it anew, from a value to the part of an object."""
REPLICAS = NumberType(whole=True, minimum=0, maximum=2**31 - 1)


def resolve(
    application: Application, catalog: Catalog, reports: Reports, copies: Copies, options: ResolveOptions | None = None
) -> Program | None:
    """Bind everything in one application. What is wrong is reported and left out, so that later stages look at the rest.

    `catalog` has the words of OAM itself. `copies` counts what the whole run repeats. Where that is too much, nothing else is
    looked at, and None comes back.
    """
    options = options or ResolveOptions()
    if not _affordable(application, copies):
        return None
    own = application.namespace.value if application.namespace else ""
    home = options.namespace if options.namespace is not None else own
    context = ResolveContext(
        application=application.name.value,
        instances=application.left_out.union(use.name.value for use in application.instances),
        library=application.library,
        catalog=options.own_types or (catalog if application.vocabulary == CORE else _catalog_of(application.vocabulary)),
        variables=Variables(application.variables, reports, copies, are_read=not application.has_plain_texts),
        reports=reports,
        copies=copies,
        options=options,
        vocabulary=application.vocabulary,
        namespace=home,
    )
    if INTENTS in application.annotations:
        from oamc.resolve.intents import report_stray_intents

        report_stray_intents(application.annotations, f'application "{application.name.value}"', reports)
    faults = reports.faults
    scopes = _scopes(application, context)
    has_scopes = reports.faults == faults and (scopes is None or scopes.is_complete)
    bound: list[Instance] = []
    for use in application.instances:
        faults = reports.faults
        instance = _instance(use, context, scopes)
        if copies.exceeded:
            return None
        if instance is not None and reports.faults == faults and (has_scopes or not instance.scopes):
            bound.append(instance)
    context.variables.report_unused()
    owned = scopes.owned() if scopes is not None and has_scopes else ()
    rooms = [_room(instance, digests=options.digests_in_names) for instance in bound]
    rooms += [LONGEST_NAME - len(scope.name.value) for scope in owned]
    prefix = Parameter(
        path=NAME_PREFIX,
        type=prefix_type(min(rooms, default=LONGEST_NAME)),
        description="Put before the name of every object, so that two releases can live in one namespace.",
        history=(Assignment(source=BUILT_IN, value="", span=None),),
    )
    placed = application.target.namespace if application.target is not None else None
    of_scopes = () if scopes is None else scopes.parameters
    values = (*of_scopes, *(parameter for instance in bound for parameter in instance.parameters))
    live = _live(application, values, context)
    if live is not None:
        bound = [replace(one, parameters=tuple(live.parameters.get(own.path, own) for own in one.parameters)) for one in bound]
        values = (*live.variables, *(live.parameters.get(own.path, own) for own in values), *live.fixed)
    requirements = live.requirements if live is not None else ()
    followers = () if live is None else live.parameters
    made = tuple(one for one in values if one.built is not None and one.path not in followers)
    if made:
        from oamc.resolve.live_variables import requirements_of

        requirements += tuple(needed for one in made for needed in requirements_of(one))
    return Program(
        application=application.name,
        namespace=home if placed is None else placed.value,
        labels=checked_labels(application.labels, reports),
        annotations=checked_annotations(application.annotations, reports),
        instances=tuple(bound),
        scopes=owned,
        parameters=(prefix, *values) if application.vocabulary == CORE else values,
        span=application.span,
        requirements=requirements,
        vocabulary=application.vocabulary,
        home=None if placed is None else home,
        read_only=application.read_only,
        unbound=context.instances - {instance.name.value for instance in bound},
    )


def _catalog_of(vocabulary: str) -> Catalog:
    """Return the catalog of the words of another system. Most runs have none."""
    from oamc.capabilities.catalogs import CATALOGS

    return CATALOGS[vocabulary]


def _scopes(application: Application, context: ResolveContext) -> ScopeBinder | None:
    """Check the scopes that the application provides, and return what binds scopes; None where nothing is in one."""
    if not application.scopes and not any(use.scopes for use in application.instances):
        return None
    from oamc.resolve.scopes import ScopeBinder

    scopes = ScopeBinder(context)
    scopes.check(application.scopes)
    return scopes


def _live(application: Application, values: tuple[Parameter, ...], context: ResolveContext) -> Live | None:
    """Return which variables are values of the output, and what follows them; None where the application has none."""
    if not application.variables:
        return None
    from oamc.resolve.live_variables import live_variables

    return live_variables(values, context.variables)


def _room(instance: Instance, *, digests: bool) -> int:
    """Return how many characters can go before the name of an instance."""
    workload = instance.workload_type
    assert isinstance(workload, WorkloadType)
    return longest_name(workload, digests=digests) - len(instance.name.value)


def _affordable(application: Application, copies: Copies) -> bool:
    """Count what the instances repeat of their components and scopes, before anything is repeated."""
    library = application.library
    for use in application.instances:
        component = library.components.get(use.component.value)
        taken: list[tuple[object, Span]] = []
        if component is not None:
            taken.append((component.base or component, use.component.span))
        taken += [(library.scopes[name.value], name.span) for name in use.scopes if name.value in library.scopes]
        if application.target is not None:
            taken.append((use, use.name.span))  # each target repeats the traits too
        times = 1 if application.target is None else COST_AT_A_TARGET
        if not all(copies.take(value, span, times=times) for value, span in taken):
            return False
        if len(use.traits) > FREE_TRAITS and not _traits_are_affordable(use, component, copies):
            return False
    return True


def _traits_are_affordable(use: InstanceUse, component: Component | None, copies: Copies) -> bool:
    """Count what each trait beyond the free ones goes through: the component, and the traits before it."""
    before = weight(component)
    for index, trait in enumerate(use.traits):
        if index >= FREE_TRAITS and not copies.spend(before, trait.name.span, "attach fewer traits to one component"):
            return False
        before += weight(trait)
    return True


def _report_unknown_component(name: Located[str], context: ResolveContext) -> None:
    """Report the name of a component that is not there, or not where the application sees it."""
    library, reports = context.library, context.reports
    left_out = context.options.left_out
    if left_out is not None and left_out.has_component(name.value):
        return
    place = (library.places or {}).get(name.value)
    if place is not None:
        hint = "an application sees its own directory and those above it: move the component there"
    else:
        near = reports.nearest(name.value, library.components)
        hint = f'did you mean "{near}"?' if near else f"add its {library.component_kind} to the input"
    related = () if place is None else [Related(span=place, message="one of this name is here")]
    where = "in the input" if place is None else "where the application sees it"
    reports.add(
        application_codes.UNKNOWN_COMPONENT, at=name.span, related=related, component=name.value, where=where, hint=hint
    )


def _instance(use: InstanceUse, context: ResolveContext, scopes: ScopeBinder | None) -> Instance | None:
    """Bind one instance: its component, parameters, workload type, containers or settings, traits and scopes."""
    variables, reports = context.variables, context.reports
    component = context.library.components.get(use.component.value)
    if context.vocabulary != CORE:
        from oamc.resolve.typed_instances import typed_instance

        assert component is not None
        return typed_instance(use, component, context)
    if component is None:
        _report_unknown_component(use.component, context)
        for trait in use.traits:
            find_trait(trait, context)
        _note_references(use, variables)
        return None
    workload = find_workload_type(component, context)
    said: tuple[str, ...] = ()
    if workload is not None and workload.in_containers is not None:
        from oamc.resolve.container_of_a_function import function

        component, workload, said = function(component, workload, context)
    if context.options.platform is not None:
        from oamc.resolve.platform import with_fixed_values

        use = with_fixed_values(use, component, context.options.platform)
    shaped_by = shaping(component, workload)
    name = "" if workload is None else workload.name
    values = ComponentParameters(component, use, context, _references(component, workload), shaped_by, name)
    checked_labels(component.labels, reports)
    checked_annotations(component.annotations, reports)
    if workload is None:
        _note_references(use, variables)
        return None
    intents = _intents(component, use, context)
    if intents is not None:
        from oamc.resolve.intents import reshaped_by_intents

        workload = reshaped_by_intents(workload, intents.bound)
    workload = reshaped(workload, use, context)
    in_pods = PODS in workload.features
    binder = ContainerBinder(use.name.value, values, reports, assumes=context.options.assumes_amounts, in_pods=in_pods)
    settings = () if in_pods and not workload.settings else _settings(component, workload, values, context, said)
    containers = tuple(binder.bind(container) for container in component.containers) if in_pods or said else ()
    if workload.settings and containers:
        _keep_rules(component, workload, binder, containers, said, context)
    trait_binder = TraitBinder(use, component, workload, context)
    traits = trait_binder.bind()
    workload = turned(workload, traits)
    options = context.options
    longest = longest_name(workload, digests=options.digests_in_names)
    check_instance_name(use.name, workload, reports, relaxed=options.relaxed_service_names, longest=longest)
    replicas = _replicas(use, workload, traits)
    values.report_unused()
    instance = Instance(
        name=use.name,
        component=component,
        workload_type=workload,
        containers=containers,
        settings=settings,
        traits=traits,
        scopes=() if scopes is None else scopes.memberships(use),
        replicas=Hole(path=replicas.path, type=replicas.type) if replicas else None,
        parameters=(
            *((replicas,) if replicas else ()),
            *values.parameters,
            *binder.parameters,
            *trait_binder.parameters,
            *(() if intents is None else intents.parameters),
        ),
        span=use.span,
        intents=() if intents is None else intents.bound,
    )
    check_ports(instance, reports, served=SERVICE_ENDPOINT in workload.features)
    return instance


def _intents(component: Component, use: InstanceUse, context: ResolveContext) -> Intents | None:
    """Bind what the developer of a component intends with it. Most components say nothing about that."""
    if INTENTS not in component.annotations:
        return None
    from oamc.resolve.intents import Intents

    return Intents(component, use.name.value, context.catalog, context.reports)


def _references(component: Component, workload: WorkloadType | None) -> tuple[Reference, ...]:
    """Return where settings, or the fields of an object, refer to parameters."""
    if not component.is_an_object:
        return references(component, workload)
    from oamc.resolve.given_objects import references_in

    return tuple(references_in(component))


def _settings(
    component: Component,
    workload: WorkloadType,
    values: ComponentParameters,
    context: ResolveContext,
    said: tuple[str, ...],
) -> tuple[SettingValue, ...]:
    """Bind the settings of an extended workload type, or the fields of an object. Those that are `said` a container says."""
    if component.is_an_object:
        from oamc.resolve.given_objects import object_fields

        return object_fields(component, values)
    if PODS not in workload.features and not said:
        _report_ignored_containers(component, workload, context.reports)
    from oamc.resolve.instance_references import InstanceNames
    from oamc.resolve.settings import SettingBinder  # a hundred kilobytes that most applications do without

    definition = _definition(workload, context)
    if definition is not None and said:
        others = (one for one in definition.settings if one.name.value not in said)
        definition = replace(definition, settings=tuple(others))
    binder = SettingBinder(
        component=component,
        workload=workload,
        parameters=values,
        names=InstanceNames(
            own=values.instance, application=context.application, instances=context.instances, reports=context.reports
        ),
        reports=context.reports,
    )
    return binder.bind(definition)


def _definition(workload: WorkloadType, context: ResolveContext) -> WorkloadTypeDefinition | None:
    """Return the WorkloadType document about a workload type, where there is one."""
    for known in context.library.workload_types:
        if any(name.startswith(f"{known.group}/") and name.endswith(f".{known.kind}") for name in workload.names):
            return known
    return None


def _keep_rules(
    component: Component,
    workload: WorkloadType,
    binder: ContainerBinder,
    containers: tuple[BoundContainer, ...],
    said: tuple[str, ...],
    context: ResolveContext,
) -> None:
    """Hold the container of a function to what a WorkloadType document says of the settings in whose place it stands."""
    definition = _definition(workload, context)
    if definition is not None:
        from oamc.resolve.container_rules import keep_rules

        keep_rules(component, workload, definition, containers[0], said, binder)


def _report_ignored_containers(component: Component, workload: WorkloadType, reports: Reports) -> None:
    """Report containers of a component that settings describe."""
    if component.containers:
        reports.add(
            capability_codes.IGNORED_CONTAINERS,
            at=component.containers[0].name.span,
            workload=workload.name,
            component=component.name.value,
            hint="describe the workload by workloadSettings",
        )


def _replicas(use: InstanceUse, workload: WorkloadType, traits: tuple[BoundTrait, ...]) -> Parameter | None:
    """Return the parameter of the number of replicas, where no trait of a Deployment states it, and no program counts them."""
    is_stated = workload.run_by or any("replicas" in trait_of(bound).states for bound in traits)
    if SCALABLE not in workload.features or is_stated:
        return None
    return Parameter(
        path=(use.name.value, "replicas"),
        type=REPLICAS,
        description="How many replicas to run. The cluster runs one where it is not set.",
        history=(),
        optional=True,
    )


def _note_references(use: InstanceUse, variables: Variables) -> None:
    """Resolve the variables of an instance that cannot be bound, so that none is reported as unused by mistake."""
    for value in use.values:
        if value.value is not None:
            variables.expand(value.value, f'parameter "{value.name.value}" of instance "{use.name.value}"')
    for trait in use.traits:
        for item in trait.properties:
            variables.expand(item.value, f'property "{item.name.value}" of trait "{trait.name.value}"')
