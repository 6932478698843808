"""The catalog of an application that uses definitions of its own: they come before built-in ones of the same name.

A definition becomes a workload type or a trait like any other. What a template makes hangs on the properties in ways that only
its syntax tells: `live_values` says which of them may still be chosen, and why the others are fixed.
"""

from __future__ import annotations

from oamc.capabilities.catalogs import CATALOGS
from oamc.capabilities.contracts import Change, Patch, Rendered, Trait, WorkloadType
from oamc.capabilities.kubevela.definitions.actions import answer
from oamc.capabilities.kubevela.definitions.evaluation import ARTIFACTS, COMPONENTS, Evaluator, Use, context_of, use_of
from oamc.capabilities.kubevela.definitions.live_values import holes_of
from oamc.capabilities.kubevela.definitions.reads import NotDecided, paths_below, read
from oamc.capabilities.kubevela.definitions.results import object_of
from oamc.capabilities.property_schema import Struct
from oamc.choices import VELA_1_10
from oamc.diagnostics.codes.definitions import LEFT_OPEN, MAKES_NO_OBJECT
from oamc.model.vocabularies import KUBEVELA
from oamc.objects.tree import INSTANCE, KubeObject, Owner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.contracts import Context, Subject
    from oamc.capabilities.kubevela.definitions.evaluation import Known
    from oamc.capabilities.kubevela.definitions.live_values import LiveParts
    from oamc.diagnostics.reports import Reports
    from oamc.engines.contract import CueEngine
    from oamc.engines.contract import Rendered as Evaluated
    from oamc.ir.program import BoundTrait, Instance
    from oamc.ir.properties import Group
    from oamc.model.application import Application
    from oamc.model.own_definitions import OwnDefinition, OwnDefinitions
    from oamc.objects.tree import Tree
    from oamc.spans import Located, Span

    Key = tuple[str, str, tuple[Any, ...]]

NOTHING = Struct(items=())
PATCH, PATCH_OUTPUTS = "patch", "patchOutputs"
"""The two fields by which a template changes objects of others: one word begins both."""


class OwnTypes:
    """The definitions of one run as workload types and traits, each made once."""

    def __init__(self, engine: CueEngine) -> None:
        self._evaluator = Evaluator(engine, answer)
        self._components: dict[Key, WorkloadType] = {}
        self._traits: dict[Key, Trait] = {}

    def catalog(self, application: Application, reports: Reports) -> Catalog:
        """Return what an application of KubeVela may use. A definition of which nothing can be made is reported once."""
        definitions = application.library.definitions
        assert definitions is not None
        types: dict[str, Located[str]] = {}
        traits: dict[str, Located[str]] = {}
        policies: dict[str, Located[str]] = {}
        for use in application.instances:
            component = application.library.components[use.component.value]
            (policies if use.is_policy else types).setdefault(component.workload_type.value, component.workload_type)
            for trait in use.traits:
                traits.setdefault(trait.name.value, trait.name)
        return CATALOGS[KUBEVELA].extended(
            workload_types=[
                self._component(name, definition, types[name].span, reports)
                for name, definition in definitions.components.items()
                if name in types
            ],
            traits=[
                self._trait(name, definition, traits[name].span, reports)
                for name, definition in definitions.traits.items()
                if name in traits
            ],
            policies=[
                self._component(name, definition, policies[name].span, reports)
                for name, definition in definitions.policies.items()
                if name in policies
            ],
        )

    def described(self, definitions: OwnDefinitions, reports: Reports) -> Catalog:
        """Return what all of some definitions describe, with the built-in words of KubeVela. Broken ones are reported."""
        types = [self._component(name, found, found.name.span, reports) for name, found in definitions.components.items()]
        traits = [self._trait(name, found, found.name.span, reports) for name, found in definitions.traits.items()]
        return CATALOGS[KUBEVELA].extended(
            workload_types=[found for found in types if not found.is_broken],
            traits=[found for found in traits if not found.is_broken],
        )

    def _component(self, name: str, definition: OwnDefinition, at: Span, reports: Reports) -> WorkloadType:
        """Return the type of a component."""
        key = (definition.kind, name, definition.name.span.key())
        found = self._components.get(key)
        if found is None:
            known = self._evaluator.known(definition, at, reports)
            found = self._components[key] = WorkloadType(
                names=(name,),
                summary=definition.description,
                token=name,
                features=frozenset(),
                render=_Component(definition, known, self._evaluator).render,
                name_rule="label value",
                schema=NOTHING if known is None else known.schema,
                definition=definition,
                is_broken=known is None,
                sees_components=known is not None and (known.is_read(COMPONENTS) or known.is_read(ARTIFACTS)),
            )
        return found

    def _trait(self, name: str, definition: OwnDefinition, at: Span, reports: Reports) -> Trait:
        """Return a trait."""
        key = (definition.kind, name, definition.name.span.key())
        found = self._traits.get(key)
        if found is None:
            known = self._evaluator.known(definition, at, reports)
            found = self._traits[key] = Trait(
                names=(name,),
                summary=definition.description,
                properties=(),
                needs=frozenset(),
                change=_Trait(definition, known, self._evaluator).change,
                optional=_only_adds(definition),
                schema=NOTHING if known is None else known.schema,
                stage=definition.stage,
                reference=definition.reference,
                manages_workload=definition.manages_workload,
                definition=definition,
                is_broken=known is None,
                sees_components=known is not None and known.is_read(COMPONENTS),
            )
        return found


class _Component:
    """A component type that a definition describes."""

    def __init__(self, definition: OwnDefinition, known: Known | None, evaluator: Evaluator) -> None:
        self._definition = definition
        self._known = known
        self._evaluator = evaluator

    def render(self, instance: Instance, context: Context) -> Rendered:
        """Make the workload and the objects around it. What is reported leaves the instance out."""
        assert self._known is not None
        assert instance.properties is not None
        use = Use(
            definition=self._definition,
            at=instance.component.workload_type.span,
            properties=instance.properties,
            reports=context.reports,
            passes_refusals=context.options.vela_version == VELA_1_10,
        )
        seen = {ARTIFACTS: dict(context.artifacts)} if instance.is_policy else {}
        data = context_of(context, instance.name.value, self._known, use, instance.properties, seen)
        found = self._evaluator.rendered(use, data)
        if found is None:
            return _nothing(instance, use)
        rule = f"component type {instance.workload_type.name}"
        output = found.root("output")
        if output is None:
            hint = "a component is made of the field output of its template"
            context.reports.add(
                MAKES_NO_OBJECT,
                at=use.at,
                related=use_of(use),
                what=use.what,
                field="output",
                reason="it is not there",
                hint=hint,
            )
            return _nothing(instance, use)
        live = self._evaluator.live(use, data, found)
        main = object_of(output, use, instance, rule, live.below("output"), field="output")
        further = _outputs(found, use, instance, rule, live)
        return Rendered(main=main or _nothing(instance, use).main, further=further, fixed=live.fixed)


class _Trait:
    """A trait that a definition describes."""

    def __init__(self, definition: OwnDefinition, known: Known | None, evaluator: Evaluator) -> None:
        self._definition = definition
        self._known = known
        self._evaluator = evaluator

    def change(self, bound: BoundTrait, subject: Subject) -> Change:
        """Make the objects of the trait, and the patches of what is there."""
        assert self._known is not None
        assert bound.tree is not None
        use = Use(definition=self._definition, at=bound.name_span, properties=bound.tree, reports=subject.context.reports)
        known, instance = self._known, subject.instance
        own = instance.properties if instance.properties is not None else bound.tree
        try:
            data = context_of(subject.context, subject.name, known, use, own, self._seen(subject, own))
        except NotDecided as left:
            field = f"what it reads of the objects before it{f' ({left.field})' if left.field else ''}"
            use.reports.add(LEFT_OPEN, at=use.at, related=use_of(use), what=use.what, field=field, reason=left.words)
            return Change()
        found = self._evaluator.rendered(use, data)
        if found is None:
            return Change()
        live = self._evaluator.live(use, data, found)
        patch, others = found.root(PATCH), found.root(PATCH_OUTPUTS)
        objects = _outputs(found, use, instance, f"trait {bound.trait.name}", live)
        patches = [Patch(tree=None, cue=patch, span_of=use.span_of, live=live.below(PATCH))] if patch is not None else []
        patches += [
            Patch(tree=None, cue=tree, span_of=use.span_of, resource=name, live=live.below(PATCH_OUTPUTS, name))
            for name, tree in (others.fields if others is not None else ())
        ]
        return Change(patches=tuple(patches), objects=objects, fixed=live.fixed)

    def _seen(self, subject: Subject, own: Group) -> dict[str, Any]:
        """Return what a trait sees of what is there already. What it reads has to stay as it is."""
        known, reader, rendered = self._known, subject.reader, subject.rendered
        assert known is not None
        assert reader is not None
        seen: dict[str, Any] = {"componentType": subject.workload_type.name}
        if known.is_read("parameter"):
            for _, leaf in holes_of(own):
                reader.known(leaf.tree)
        if known.is_read("output"):
            seen["output"] = read(rendered.main.body, paths_below(known.seen, "output"), reader)
        if known.is_read("outputs"):
            outputs: dict[str, Any] = {}
            paths = paths_below(known.seen, "outputs")
            for item in rendered.further:
                wanted = {path[1:] for path in paths if path[:1] in {(), (item.resource,)}}
                if item.resource and wanted and (item.condition is None or reader.decides(item.condition)):
                    outputs[item.resource] = read(item.body, wanted, reader)
            seen |= {"outputs": outputs} if outputs else {}
        return seen


def _outputs(found: Evaluated, use: Use, instance: Instance, rule: str, live: LiveParts) -> tuple[KubeObject, ...]:
    """Return the objects beside the workload that a template gives. What is none is reported."""
    outputs = found.root("outputs")
    made = (
        object_of(tree, use, instance, rule, live.below("outputs", name), field=f"outputs.{name}", resource=name)
        for name, tree in (outputs.fields if outputs is not None else ())
    )
    return tuple(item for item in made if item is not None)


def _only_adds(definition: OwnDefinition) -> bool:
    """Tell whether a trait surely changes no object of others: the word for that is nowhere in its template."""
    return not definition.manages_workload and definition.template is not None and PATCH not in definition.template


def _nothing(instance: Instance, use: Use) -> Rendered:
    """Return what stands for objects that cannot be made, which is reported."""
    name = instance.name.value
    body: dict[str, Tree] = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}}
    owner = Owner(kind=INSTANCE, name=name)
    main = KubeObject(api_version="v1", kind="ConfigMap", name=name, owner=owner, body=body, span=use.at, rule="")
    return Rendered(main=main)
