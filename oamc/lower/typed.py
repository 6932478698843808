"""Instances of KubeVela's vocabulary as objects: each trait sees and changes what the ones before it left.

The rules are those of docs/spec/oam-v1beta1.md, 3, 6 and 7: patches unify, and what every object carries in its labels.

A trait may have to know what a value is that the installer could choose: arguments to which it adds, the number of a port. Such
a value is fixed, and all is done again with it: what comes out is the same, and says the truth for every choice that is left.
"""

from __future__ import annotations

from oamc.capabilities.contracts import NOTHING_CHANGED, Subject, Trait, WorkloadType
from oamc.expressions.holes import When
from oamc.ir.properties import fixed_at
from oamc.kubernetes.cluster_kinds import is_namespaced
from oamc.lower.changes import Made, change_of
from oamc.lower.patch_conflicts import report_conflict
from oamc.lower.unused_values import report_unused
from oamc.objects.field_order import ordered
from oamc.objects.patch import PatchConflict, Rules, patched
from oamc.objects.reading import Reader, paths_in, paths_of, paths_of_object
from oamc.objects.tree import At, at, bare, branches, entries
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from oamc.capabilities.contracts import Context, Patch
    from oamc.expressions.holes import Path
    from oamc.ir.program import Instance
    from oamc.objects.object_set import Dependency, Requirement
    from oamc.objects.tree import KubeObject, Tree
    from oamc.values.parameters import Parameter

APPLICATION, NAMESPACE, COMPONENT = "app.oam.dev/name", "app.oam.dev/namespace", "app.oam.dev/component"
REVISION, ROLE = "app.oam.dev/appRevision", "app.oam.dev/resourceType"
COMPONENT_TYPE, TRAIT_TYPE, RESOURCE = "workload.oam.dev/type", "trait.oam.dev/type", "trait.oam.dev/resource"
OWN_OUTPUT = "AuxiliaryWorkload"
LABEL_FILTER, ANNOTATION_FILTER = "filter.oam.dev/label-keys", "filter.oam.dev/annotation-keys"
NOT_HANDED_DOWN = frozenset(
    ("app.oam.dev/inplace-upgrade", LABEL_FILTER, ANNOTATION_FILTER, "kubectl.kubernetes.io/last-applied-configuration")
)
NOTHING_IS_MADE = "nothing is made of it"
KEPT_LABELS = frozenset((APPLICATION, COMPONENT, REVISION))


def reader_of_all(instances: Iterable[Instance]) -> str:
    """Return the name of a component type or a trait that reads what all components say, the empty text where none does."""
    for instance in instances:
        for found in (instance.workload_type, *(use.trait for use in instance.traits)):
            if isinstance(found, (WorkloadType, Trait)) and found.sees_components:
                return found.name
    return ""


class Lowered(Record):
    """What becomes of one instance: its objects in the order in which they are applied, and the conditions on its values.

    `parameters` are those that are others now, by the paths that they had: those that had to be fixed, those that decide
    nothing, and those that have another type or path; None for one that is none. A chart that is to be installed by somebody
    else is a `dependency`.
    """

    objects: tuple[KubeObject, ...]
    requirements: tuple[Requirement, ...]
    parameters: Mapping[Path, Parameter | None] = NOTHING_CHANGED
    dependency: Dependency | None = None


NOTHING = Lowered(objects=(), requirements=())


def lower_typed(instance: Instance, context: Context) -> Lowered:
    """Lower one instance."""
    faults = context.reports.faults
    why: dict[Path, str] = {}
    used: set[Path] = set()
    if context.seen_by:
        reason = f"{context.seen_by} reads what all components say"
        instance = _fixed(instance, {parameter.path: reason for parameter in instance.parameters if not parameter.fixed})
    lowered = _lowered(instance, context, why, used)
    while why and context.reports.faults == faults:
        live = {parameter.path for parameter in instance.parameters if not parameter.fixed}
        assert why.keys() <= live, f"what was read cannot be fixed: {why.keys() - live}"
        instance, why = _fixed(instance, why), {}
        lowered = _lowered(instance, context, why, used)
    if context.reports.faults == faults:
        report_unused(instance, used, context.reports)
    instance = _fixed(instance, _idle(instance, lowered))
    fixed = {parameter.path: parameter for parameter in instance.parameters if parameter.fixed}
    changed = {path: other for path, other in lowered.parameters.items() if other is None or path not in fixed}
    return replace(lowered, parameters={**fixed, **changed})


def _idle(instance: Instance, lowered: Lowered) -> dict[Path, str]:
    """Return the parameters that nothing is made of, such as an image in the place of which a trait puts another one."""
    named = {path for item in lowered.objects for path in paths_of_object(item)}
    named.update(path for requirement in lowered.requirements for path in paths_of(requirement.condition))
    if lowered.dependency is not None:
        named.update(lowered.parameters)
    return {
        parameter.path: NOTHING_IS_MADE
        for parameter in instance.parameters
        if not parameter.fixed and parameter.path not in named
    }


def _fixed(instance: Instance, why: dict[Path, str]) -> Instance:
    """Return an instance in which some parameters can no longer be chosen."""
    parameters = tuple(
        replace(parameter, fixed=True, why=why[parameter.path]) if parameter.path in why else parameter
        for parameter in instance.parameters
    )
    traits = tuple(
        replace(
            use, tree=None if use.tree is None else fixed_at(use.tree, why), optional=use.optional and use.switch not in why
        )
        for use in instance.traits
    )
    properties = None if instance.properties is None else fixed_at(instance.properties, why)
    return replace(instance, parameters=parameters, traits=traits, properties=properties)


def _lowered(instance: Instance, context: Context, why: dict[Path, str], used: set[Path]) -> Lowered:
    """Lower one instance.

    What has to be fixed for that goes to `why`, with the reason; what was in an object at some time, to `used`.
    """
    workload = instance.workload_type
    assert isinstance(workload, WorkloadType)
    faults = context.reports.faults
    rendered = workload.render(instance, context)
    why.update(rendered.fixed)
    if context.reports.faults > faults:
        return NOTHING
    reader = Reader(instance.parameters)
    subject = Subject(instance=instance, workload_type=workload, rendered=rendered, context=context, reader=reader)
    requirements: list[Requirement] = []
    others: list[tuple[KubeObject, Trait | None]] = [(item, None) for item in rendered.further]
    main = rendered.main
    unpatched = {id(item): item for item in (main, *rendered.further)}
    used.update(path for item in unpatched.values() for path in paths_of_object(item))
    for use in instance.traits:
        trait = use.trait
        assert isinstance(trait, Trait)
        now = replace(rendered, main=main, further=tuple(item for item, _ in others))
        subject = replace(subject, rendered=now)
        made = change_of(use, subject)
        if rendered.dependency is not None:
            _check_chart(made, subject)
        requirements += made.requirements
        own = made.objects
        unpatched.update((id(item), item) for item in own)
        others += [(item, trait) for item in own]
        for patch in made.change.patches:
            if patch.target is None and not patch.resource:
                main = _patched(main, patch, made, subject)
            else:
                others = [
                    (_patched(item, patch, made, subject) if _is_meant(item, patch) else item, maker) for item, maker in others
                ]
        used.update(_paths_of_change(made, own))
        why |= {path: f"trait {trait.name} {how}" for path, how in reader.paths.items()} | dict(made.change.fixed) | why
        reader.paths.clear()
    main = main if id(main) in unpatched else ordered(main)
    others = [(item if id(item) in unpatched else ordered(item), maker) for item, maker in others]
    why.update(_giving_way((main, *(item for item, _ in others)), reader))
    if _is_own(instance):
        _judge_own(main, workload, others, subject)
        if context.reports.faults > faults:
            return NOTHING
    objects = _of_policy(main, others, instance, context) if instance.is_policy else _placed(main, others, subject)
    why.update((path, "the name of an object is made of it") for path in reader.paths if path not in why)
    return Lowered(
        objects=objects, requirements=tuple(requirements), parameters=rendered.changed, dependency=rendered.dependency
    )


def _of_policy(
    main: KubeObject, others: Iterable[tuple[KubeObject, Trait | None]], instance: Instance, context: Context
) -> tuple[KubeObject, ...]:
    """Return the objects of a policy that makes some. Few applications have one."""
    from oamc.lower.own_objects import of_policy

    return tuple(of_policy(item, instance, context) for item in (main, *(item for item, _ in others)))


def _placed(main: KubeObject, others: Iterable[tuple[KubeObject, Trait | None]], subject: Subject) -> tuple[KubeObject, ...]:
    """Return the objects of a component with names and labels, in the order in which they are applied."""
    instance, context, workload = subject.instance, subject.context, subject.workload_type
    labels = _labels(instance, context)
    type_of = workload.name.replace("@", "-")
    of_workload = _finished(main, "", {**labels, COMPONENT_TYPE: labels.get(COMPONENT_TYPE, type_of)}, context)
    further = [
        (_finished(_whole(item, maker, of_workload, subject), maker.name if maker else OWN_OUTPUT, labels, context), maker)
        for item, maker in others
    ]
    stages = [0 if maker is None else maker.stage for _, maker in further]
    before, after, last = (
        tuple(item for (item, _), stage in zip(further, stages, strict=True) if stage == wanted) for wanted in (-1, 0, 1)
    )
    is_written = subject.rendered.dependency is None and not any(
        use.trait.manages_workload for use in instance.traits if isinstance(use.trait, Trait)
    )
    objects = (*before, *((of_workload,) if is_written else ()), *after, *last)
    if context.read_only:
        from oamc.lower.read_only import without_read_only  # few applications have such objects

        objects = without_read_only(objects, instance, context)
    return objects


def _check_chart(made: Made, subject: Subject) -> None:
    """Report a trait that changes, or speaks of, a workload that is a chart: what that makes nobody knows."""
    from oamc.diagnostics.codes.vela import CHART_NOT_INSTALLED

    trait = made.trait.trait if made.trait is not None else None
    changes = any(patch.target is None and not patch.resource for patch in made.change.patches)
    if changes or (isinstance(trait, Trait) and (trait.reference or trait.manages_workload)):
        subject.context.reports.add(
            CHART_NOT_INSTALLED,
            at=made.span,
            component=subject.name,
            way="become a dependency of the chart",
            reason=f"nobody knows the objects that {made.rule} would change",
            hint="say it by the values of the chart, or give --charts-as flux or argo-cd",
        )


def _paths_of_change(made: Made, objects: Iterable[KubeObject]) -> Iterator[Path]:
    """Yield the paths of the parameters that a change names, of which these are its objects.

    Only what is new is looked through: the whole of all objects after each of many traits would take for ever.
    """
    for item in objects:
        yield from paths_of_object(item)
    for patch in made.change.patches:
        yield from paths_in(patch.tree)
        for tree in patch.live.values():
            yield from paths_in(tree)
        for operation in patch.operations:
            yield from paths_in(operation.value)
    for requirement in made.requirements:
        yield from paths_of(requirement.condition)
    if made.guard is not None:
        yield from paths_of(made.guard)


def _judge_own(
    main: KubeObject, workload: WorkloadType, others: Iterable[tuple[KubeObject, Trait | None]], subject: Subject
) -> None:
    """Report what is wrong with, or doubtful about, objects in which definitions of the input take part."""
    from oamc.lower.advice import report_advice
    from oamc.lower.cue_patches import report_undecided

    for item in (main, *(item for item, _ in others)):
        report_undecided(item, subject, what=f'component "{subject.name}"')
    report_advice(subject.instance, main, workload, subject.context)
    _check_kinds(main, workload, others, subject.context)


def _check_kinds(
    main: KubeObject, workload: WorkloadType, others: Iterable[tuple[KubeObject, Trait | None]], context: Context
) -> None:
    """Report objects of definitions of the input that the operator does not allow, where there is a list of kinds."""
    from oamc.capabilities.kubevela.whole_objects import is_allowed_kind, report_kind

    for item, maker in ((main, workload), *((item, maker or workload) for item, maker in others)):
        if maker.definition is not None and not is_allowed_kind(item.api_version, item.kind, context):
            report_kind(item.api_version, item.kind, item.span, context)


def _is_own(instance: Instance) -> bool:
    """Tell whether a definition of the input takes part in the objects of an instance."""
    workload, traits = instance.workload_type, [use.trait for use in instance.traits]
    assert isinstance(workload, WorkloadType)
    return workload.definition is not None or any(isinstance(one, Trait) and one.definition is not None for one in traits)


def _is_meant(item: KubeObject, patch: Patch) -> bool:
    """Tell whether a patch is one of an object that is not the workload."""
    return item.resource == patch.resource if patch.resource else (item.kind, item.name) == patch.target


def _whole(item: KubeObject, maker: Trait | None, workload: KubeObject, subject: Subject) -> KubeObject:
    """Return an object with a name, and with the reference to the workload that the trait which made it wants."""
    if not item.name:
        from oamc.lower.own_objects import named

        item = named(item, OWN_OUTPUT if maker is None else maker.name, subject)
    if maker is not None and maker.reference:
        from oamc.lower.own_objects import with_reference

        item = with_reference(item, maker, workload)
    return item


def _giving_way(objects: Iterable[KubeObject], reader: Reader) -> dict[Path, str]:
    """Return the values that could bring a second object of one name, with the reason to fix them: the other one is there.

    A component exposes no port, say, and a trait writes the Service: to expose one later would be refused by every cluster.
    """
    groups: dict[tuple[str, ...], list[KubeObject]] = {}
    for item in objects:
        groups.setdefault(item.identity, []).append(item)
    found: dict[Path, str] = {}
    for same in groups.values():
        absent = [item for item in same if item.condition is not None and not reader.holds(item.condition)]
        for item in absent if len(same) > 1 and len(absent) < len(same) else absent[1:]:
            other = next(each for each in same if each is not item and each not in absent[1:])
            reason = f"{other.rule} writes the {item.kind} of this name"
            found.update((path, reason) for path in paths_of_object(replace(item, body={})))
    return found


def _patched(item: KubeObject, patch: Patch, made: Made, subject: Subject) -> KubeObject:
    """Return an object with one patch in it; one that does not fit is reported and left out."""
    if patch.cue is not None:
        from oamc.lower.cue_patches import cue_patched  # only definitions of the input have one
        from oamc.objects.cue_trees import Written

        written = Written(rule=made.rule, span=made.span, span_of=patch.span_of, live=patch.live)
        return cue_patched(item, patch.cue, made, subject, written, of_output=bool(patch.resource))
    if patch.strategy:
        from oamc.lower.json_patches import json_patched  # few applications have one

        return json_patched(item, patch, made, subject)
    rules = Rules(span=made.span, rule=made.rule, unify=True, guard=made.guard, reader=subject.reader)
    try:
        body = patched(item.body, patch.tree, rules)
    except PatchConflict as conflict:
        report_conflict(item, conflict, made, subject)
        return item
    assert isinstance(body, dict)
    return replace(item, body=body)


def _labels(instance: Instance, context: Context) -> dict[str, Tree]:
    """Return the labels that all objects of an instance carry: those of the application, and whose they are (7)."""
    hidden = _keys(context, LABEL_FILTER)
    own: dict[str, Tree] = {APPLICATION: context.application, COMPONENT: instance.name.value, REVISION: ""}
    home = context.namespace if context.home is None else context.home
    if home:
        own[NAMESPACE] = home
    given = {key: at(label) for key, label in context.labels.items() if key not in own}
    return {key: value for key, value in {**given, **own}.items() if key in KEPT_LABELS or key not in hidden}


def _keys(context: Context, name: str) -> frozenset[str]:
    """Return the keys that an annotation of the application lists."""
    found = context.annotations.get(name)
    return frozenset(key.strip() for key in found.value.split(",")) if found is not None else frozenset()


def _finished(item: KubeObject, kind: str, labels: dict[str, Tree], context: Context) -> KubeObject:
    """Return an object with labels, annotations and namespace. `kind` is the trait that made it, empty for the workload."""
    role: dict[str, Tree] = {ROLE: "TRAIT" if kind else "WORKLOAD"}
    if kind:
        role |= {TRAIT_TYPE: kind, **({RESOURCE: item.resource} if item.resource else {})}
    hidden = _keys(context, ANNOTATION_FILTER) | NOT_HANDED_DOWN
    annotations: dict[str, Tree] = {key: at(value) for key, value in context.annotations.items() if key not in hidden}
    metadata = bare(item.body["metadata"])
    assert isinstance(metadata, dict)
    fields = dict(metadata)
    fields["labels"] = _over(fields.get("labels"), {**role, **labels})
    if annotations:
        fields["annotations"] = _over(fields.get("annotations"), annotations)
    moves = not item.is_placed and (context.home is not None or "namespace" not in fields)
    if context.namespace and moves and is_namespaced(item.api_version, item.kind):
        fields["namespace"] = context.namespace
    fields.setdefault("name", item.name)
    order = ("name", "namespace", "labels", "annotations")
    body = {**item.body, "metadata": {key: fields[key] for key in (*order, *fields) if key in fields}}
    return replace(item, body=body)


def _over(tree: Tree, further: dict[str, Tree]) -> Tree:
    """Return a mapping with further entries, which win."""
    known = bare(tree)
    if isinstance(known, When):
        then = bare(branches(known)[0])
        known = {
            key: When(condition=known.condition, then=value) if key not in further else value
            for key, value in (then.items() if isinstance(then, dict) else ())
        }
    own = known if isinstance(known, dict) else {}
    merged = entries({**own, **further}.items())
    return At(merged, tree.span, tree.rule) if isinstance(tree, At) else merged
