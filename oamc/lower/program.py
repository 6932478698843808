"""`lower`: from a resolved program to the set of its Kubernetes objects (docs/spec/oam-v1alpha1.md, 6 to 11).

A workload type renders the objects of an instance. Then the changes of its scopes and traits are merged into them, and last
what follows from the result: the ephemeral storage of the quality of service. Scopes have objects of their own, after all
instances.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Context, NothingRenderedError, Scope, Subject, Trait, WorkloadType
from oamc.capabilities.labels import application_version, instance_labels, labelled, scope_labels
from oamc.capabilities.qos import storage_change
from oamc.choices import DIGEST
from oamc.diagnostics.codes import objects as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Not, all_of, any_of
from oamc.ir.program import is_set
from oamc.kubernetes.cluster_kinds import is_namespaced
from oamc.kubernetes.pod_templates import spec_of_pods
from oamc.lower.changes import Made, apply_changes, change_of, in_apply_order, shared_objects, without_repetitions
from oamc.lower.relations import check_relations
from oamc.model.vocabularies import CORE
from oamc.objects.object_set import ObjectSet, Requirement
from oamc.objects.tree import entries
from oamc.records import Record, replace
from oamc.startup.read_only import MappingProxyType
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Path
    from oamc.ir.program import BoundScope, Instance, Program
    from oamc.lower.typed import Lowered
    from oamc.objects.demands import Promise
    from oamc.objects.object_set import Dependency
    from oamc.objects.tree import KubeObject
    from oamc.options import Options
    from oamc.values.parameters import Parameter


def lower(program: Program, options: Options, reports: Reports) -> ObjectSet:
    """Turn a program into Kubernetes objects with holes. An instance in which something is wrong is reported and left out."""
    context = context_of(program, options, reports)
    objects: list[KubeObject] = []
    requirements: list[Requirement] = []
    changed: dict[Path, Parameter | None] = {}
    dependencies: list[Dependency] = []
    promises: list[Promise] = []
    fixed_for: dict[Path, str] = {}
    for instance in program.instances:
        faults = reports.faults
        promised: tuple[Promise, ...] = ()
        if program.vocabulary == CORE:
            try:
                found = lower_instance(instance, context)
            except NothingRenderedError:
                continue
            made, of_instance, promised = found.objects, found.requirements, found.promises
            changed |= dict.fromkeys(found.idle)
            fixed_for |= found.fixed
        else:
            if instance.is_policy and not context.artifacts:
                context = replace(context, artifacts=_artifacts(program.instances, objects))
            lowered = _typed(instance, context)
            made, of_instance = lowered.objects, lowered.requirements
            changed |= lowered.parameters
            dependencies += () if lowered.dependency is None else (lowered.dependency,)
        if reports.faults == faults:
            objects.extend(made)
            requirements.extend(of_instance)
            promises.extend(promised)
    tests: list[KubeObject] = []
    for scope in program.scopes:
        objects.extend(_scope_objects(scope, context))
        requirements.extend(_scope_requirements(scope, context))
        tests.extend(_scope_tests(scope, context, objects))
    objects = _distinct([_with_namespace(item, program.namespace) for item in objects], reports)
    every = (changed.get(parameter.path, parameter) for parameter in program.parameters)
    parameters = tuple(_held(parameter, fixed_for) for parameter in every if parameter is not None)
    fixed = tuple(parameter for parameter in parameters if parameter.fixed)
    if options.chart_tests:
        from oamc.lower.connection_tests import with_images

        parameters = tuple(with_images(parameters, objects))
    return ObjectSet(
        application=program.application,
        annotations=program.annotations,
        objects=tuple(objects),
        parameters=tuple(parameter for parameter in parameters if not parameter.fixed),
        requirements=(*program.requirements, *requirements),
        fixed=fixed,
        dependencies=tuple(dependencies),
        promises=tuple(promises),
        tests=tuple(_with_namespace(item, program.namespace) for item in tests),
    )


def _held(parameter: Parameter, fixed: Mapping[Path, str]) -> Parameter:
    """Return a parameter, fixed where nothing could come of another value. What follows variables is asked about elsewhere."""
    is_fixed = parameter.path in fixed and parameter.built is None
    return replace(parameter, fixed=True, why=fixed[parameter.path]) if is_fixed else parameter


def _typed(instance: Instance, context: Context) -> Lowered:
    """Lower an instance of another vocabulary. Most runs have none."""
    from oamc.lower.typed import lower_typed

    return lower_typed(instance, context)


def _artifacts(instances: tuple[Instance, ...], objects: list[KubeObject]) -> dict[str, dict[str, Any]]:
    """Return the objects of components as policies see them. Few applications have such policies."""
    from oamc.lower.artifacts import artifacts_of

    return artifacts_of(instances, objects)


def context_of(program: Program, options: Options, reports: Reports) -> Context:
    """Return what capabilities may know of an application."""
    version, seen_by = application_version(program.annotations, options), ""
    if program.vocabulary != CORE:
        from oamc.lower.typed import reader_of_all

        seen_by = reader_of_all(program.instances)
    return Context(
        application=program.application.value,
        version=version,
        options=options,
        reports=reports,
        namespace=program.namespace,
        labels=program.labels,
        annotations=program.annotations,
        home=program.home,
        read_only=program.read_only,
        instances=program.instances,
        unbound=program.unbound,
        seen_by=seen_by,
    )


NOTHING_FIXED: Mapping[Path, str] = MappingProxyType({})


class OfInstance(Record):
    """What becomes of one instance: its objects in apply order (6), and the conditions on its values.

    `promises` are what its intents demand of the objects; of values that are `idle` nothing is made. `fixed` are those that
    turned out to decide nothing that anybody could still change, each with the reason.
    """

    objects: tuple[KubeObject, ...]
    requirements: tuple[Requirement, ...]
    promises: tuple[Promise, ...] = ()
    idle: tuple[Path, ...] = ()
    fixed: Mapping[Path, str] = NOTHING_FIXED


def lower_instance(instance: Instance, context: Context) -> OfInstance:
    """Lower one instance."""
    if instance.intents:
        from oamc.lower.intents import context_for  # most instances have none

        context = context_for(instance, context)
    subject = subject_of(instance, context)
    errors = context.reports.errors
    looked_at = _for_traits(instance, subject)
    of_traits = without_repetitions(_of_traits(instance, looked_at), subject.name, context.reports)
    of_scopes = tuple(_of_scopes(instance, subject))
    changes = (*of_scopes, *of_traits)
    further = tuple(found for made in changes for found in made.requirements)
    if context.reports.errors == errors:
        further += check_relations(subject, changes)
    rendered, main = subject.rendered, _main_of(subject)
    labels = instance_labels(instance, context)
    shared = shared_objects(changes)
    objects = tuple(
        labelled(item, labels)
        for item in (*rendered.needed, main, *rendered.further, *(item for made in changes for item in made.objects), *shared)
    )
    defaults = tuple(replace(made, change=Change(patches=made.change.defaults)) for made in of_scopes)
    changed = apply_changes(objects, main, (*defaults, *changes))
    main = _main_among(changed, main)
    if subject.workload_type.pod:
        storage = Made(change=storage_change(subject, main), rule="quality of service", span=instance.name.span)
        changed = apply_changes(changed, main, (storage,))
        main = _main_among(changed, main)
    for made in changes:
        if made.change.per_replica:
            from oamc.capabilities.stateful import claimed_by_each  # few workloads claim storage for each replica

            names = made.change.per_replica
            changed = claimed_by_each(main, changed, names, span=made.span, rule=made.rule)
            main = _main_among(changed, main)
    changed = _finished(instance, looked_at, changed)
    main = _main_among(changed, main)
    promises: tuple[Promise, ...] = ()
    idle: tuple[Path, ...] = ()
    if any(isinstance(use.trait, Trait) and use.trait.promise is not None for use in instance.traits):
        from oamc.lower.demanded import promised  # few traits promise anything

        changed, promises = promised(changed, subject)
        main = _main_among(changed, main)
    if instance.intents:
        from oamc.lower.intents import intended

        result = intended(changed, subject, labels)
        changed, promises, idle = result.objects, (*promises, *result.promises), result.idle
        main = _main_among(changed, main)
    if subject.workload_type.runs_once and context.options.job_names == DIGEST:
        from oamc.lower.job_names import named_by_digest  # most applications have no Job

        named = named_by_digest(main)
        changed = tuple(named if item is main else item for item in changed)
        main = named
    changed += tuple(labelled(item, labels) for item in _finishing(instance, subject, changed))
    return OfInstance(
        objects=in_apply_order(changed, main),
        requirements=(*_of_references(instance), *further),
        promises=promises,
        idle=idle,
        fixed=dict(found for made in changes for found in made.change.fixed),
    )


def _of_references(instance: Instance) -> Iterator[Requirement]:
    """Yield that an open reference has a name and a key, or neither: half of one would leave the variable out silently."""
    seen: set[Path] = set()
    for reference in (env.reference for bound in instance.containers for env in bound.env):
        if reference is None or not reference.is_open:
            continue
        if isinstance(reference.name, str) or isinstance(reference.key, str) or reference.name.path in seen:
            continue
        seen.add(reference.name.path)
        name, key = is_set(reference.name), is_set(reference.key)
        neither = all_of((Not(condition=name), Not(condition=key)))
        path = spell_path(reference.name.path[:-1])
        message = f"{path}.name and {path}.key must be set together, or not at all"
        condition = any_of((all_of((name, key)), neither))
        yield Requirement(condition=condition, message=message, span=reference.name_span)


def subject_of(instance: Instance, context: Context) -> Subject:
    """Return what traits and scopes look at: an instance with what its workload type renders."""
    workload_type = instance.workload_type
    assert isinstance(workload_type, WorkloadType)
    rendered = workload_type.render(instance, context)
    return Subject(instance=instance, workload_type=workload_type, rendered=rendered, context=context)


def _for_traits(instance: Instance, subject: Subject) -> Subject:
    """Return what traits look at. Where one of the instance is doubtful, what they would tell may follow from that."""
    if not any(use.doubtful for use in instance.traits):
        return subject
    return replace(subject, context=replace(subject.context, reports=subject.context.reports.alike()))


def _of_scopes(instance: Instance, subject: Subject) -> Iterator[Made]:
    """Yield what the scopes of an instance do to it."""
    for bound in instance.scopes:
        scope = bound.scope
        if isinstance(scope, Scope) and scope.change is not None:
            yield Made(change=scope.change(bound, subject), rule=_rule(bound), span=bound.name.span)


def _finishing(instance: Instance, subject: Subject, objects: tuple[KubeObject, ...]) -> Iterator[KubeObject]:
    """Yield what the scopes of an instance add to its objects, which are whole."""
    for bound in instance.scopes:
        scope = bound.scope
        if isinstance(scope, Scope) and scope.finish is not None:
            yield from (replace(item, rule=_rule(bound)) for item in scope.finish(bound, subject, objects))


def _of_traits(instance: Instance, subject: Subject) -> tuple[Made, ...]:
    """Return what the traits of an instance do to it, in the order of the application."""
    return tuple(change_of(use, subject) for use in instance.traits)


def _main_of(subject: Subject) -> KubeObject:
    """Return the main object of an instance, which says where its pods are if its kind does not."""
    main, place = subject.rendered.main, subject.workload_type.pod
    return main if place in ((), spec_of_pods(main.kind)) else replace(main, pods=place)


def _main_among(objects: Iterable[KubeObject], main: KubeObject) -> KubeObject:
    """Return what a step has made of the main object: the one of its kind and name."""
    return next(item for item in objects if (item.kind, item.name) == (main.kind, main.name))


def _finished(instance: Instance, subject: Subject, objects: tuple[KubeObject, ...]) -> tuple[KubeObject, ...]:
    """Return the objects of an instance as those of its traits leave them that look at all of them."""
    for use in instance.traits:
        trait = use.trait
        if isinstance(trait, Trait) and trait.finish is not None:
            objects = trait.finish(use, subject, objects)
    return objects


def _scope_objects(bound: BoundScope, context: Context) -> Iterator[KubeObject]:
    """Yield the objects of a scope."""
    scope = bound.scope
    if isinstance(scope, Scope) and scope.make is not None:
        labels = scope_labels(bound, context)
        for item in scope.make(bound, context):
            yield replace(labelled(item, labels), rule=_rule(bound))


def _scope_requirements(bound: BoundScope, context: Context) -> tuple[Requirement, ...]:
    """Return the conditions on the values of a scope."""
    scope = bound.scope
    return scope.conditions(bound, context) if isinstance(scope, Scope) and scope.conditions is not None else ()


def _scope_tests(bound: BoundScope, context: Context, objects: Sequence[KubeObject]) -> Iterator[KubeObject]:
    """Yield the pod by which a scope is tested, if it has one."""
    scope = bound.scope
    pod = scope.test(bound, context, objects) if isinstance(scope, Scope) and scope.test is not None else None
    if pod is not None:
        yield replace(labelled(pod, scope_labels(bound, context)), rule=_rule(bound))


def _rule(bound: BoundScope) -> str:
    """Return the name of what a scope writes, for origins."""
    return f"scope {bound.scope.name}" if bound.scope is not None else "scope"


def _with_namespace(item: KubeObject, namespace: str) -> KubeObject:
    """Put an object into the namespace of the document or of the user's choice, if its kind has one."""
    metadata = item.body["metadata"]
    if not namespace or not isinstance(metadata, dict) or not is_namespaced(item.api_version, item.kind):
        return item
    fields = (("name", metadata["name"]), ("namespace", namespace), *((k, v) for k, v in metadata.items() if k != "name"))
    return replace(item, body={**item.body, "metadata": entries(fields)})


def _distinct(objects: list[KubeObject], reports: Reports) -> list[KubeObject]:
    """Report two objects of one kind, namespace and name, which would overwrite each other, and leave out the second."""
    first: dict[tuple[str, ...], KubeObject] = {}
    for item in objects:
        earlier = first.setdefault(item.identity, item)
        if earlier is not item:
            related = [Related(span=earlier.span, message="the first one comes from here")]
            hint = "rename an instance, container or volume so that the names differ"
            if earlier.resource or item.resource:
                from oamc.lower.writers import writers_of

                related, hint = writers_of(earlier, item)
            reports.add(codes.DUPLICATE_OBJECT, at=item.span, related=related, kind=item.kind, name=item.name, hint=hint)
    return list(first.values())
