"""Examples of all that an application can use, and every way to break one of them in one place.

    catalog_examples()            of each workload type, trait, way to use one, scope and intent, and of types of KubeVela
    further_examples()            of each policy of KubeVela, and of all its workflow steps
    golden_examples()             the inputs of the golden cases: between them they have every property
    changes(example)              each `Change` of an example, in an order that is always the same
    broken(example, (change,))    its documents with these changes

What is added to a catalog, or as a golden case, is broken as soon as it is there: only policies are listed by name.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.catalogs import CATALOGS
from oamc.capabilities.contracts import Scope, Trait, applies
from oamc.choices import EMIT
from oamc.diagnostics.reports import Reports
from oamc.frontends.v1beta1.policies.table import DECODERS
from oamc.frontends.v1beta1.step_types import APPLY_ALL, GROUP, REASONS
from oamc.model.vocabularies import KUBEVELA
from oamc.options import Options
from oamc.records import Record
from oamc.reference.examples import application, component, example_of
from oamc.reference.relations import NoExampleError, effect_of_use, use_on
from oamc.reference.vela_relations import application as vela_application
from oamc.reference.vela_relations import built, built_in_traits, component_types
from oamc.source.nodes import plain
from oamc.source.reader import read
from tests.golden_files import GOLDEN, Case, cases

Documents: TypeAlias = list[dict[str, Any]]
Path: TypeAlias = tuple[str | int, ...]

UNKNOWN = "qqqqqqqq"
"""A name that is close to none that anybody knows."""
VARIABLE = "anything"
"""A variable that an application gets for what refers to one."""
FIRST_VERSION = "core.oam.dev/v1alpha1"
REMOVED, RENAMED, BESIDE, REPLACED = "removed", "renamed", "an unknown name below", "replaced"
"""What is done at a place."""
ALONE, FIRST, SECOND = "", "in the first of two uses", "in the second of two uses"
BOTH_WAYS = (FIRST, SECOND)
"""Which use of a trait is broken, where there are two."""
VALUES: tuple[Any, ...] = (None, "a text", 7, -1, 10**12, 0.5, True, [], {}, [None], {UNKNOWN: 1}, [{UNKNOWN: 1}])
OF_THE_FIRST_VERSION: tuple[Any, ...] = (f"[fromVariable({VARIABLE})]", "[fromVariable(absent)]", {"fromParam": "absent"})
"""What stands in the place of a value, in any document and in those of v1alpha1."""
OF_KUBEVELA: tuple[Any, ...] = ("{{ inputs.parameter.absent }}", "$(context.name)")
PLAIN = Options()
DOCUMENT = ("apiVersion", "kind", "metadata")
"""Fields by which a document is known for what it is; what is wrong with them has searches of its own (`mutations.py`)."""
POLICIES: dict[str, dict[str, Any]] = {
    "override": {
        "components": [
            {
                "name": "web",
                "type": "webservice",
                "properties": {"cpu": "500m"},
                "traits": [{"type": "scaler", "properties": {"replicas": 3}}, {"type": "expose", "disable": True}],
            }
        ],
        "selector": ["web"],
    },
    "topology": {"clusters": ["local"], "namespace": "live"},
    "replication": {"keys": ["a", "b"], "selector": ["web"]},
    "read-only": {"rules": [{"selector": {"componentNames": ["web"], "resourceTypes": ["Service"]}}]},
    "env-binding": {
        "envs": [
            {
                "name": "live",
                "placement": {"clusterSelector": {"name": "local"}, "namespaceSelector": {"name": "live"}},
                "selector": {"components": ["web"]},
                "patch": {"components": [{"name": "web", "type": "webservice", "properties": {"cpu": "500m"}}]},
            }
        ]
    },
    "apply-once": {
        "enable": True,
        "rules": [{"selector": {"componentNames": ["web"]}, "strategy": {"path": ["spec.replicas"]}}],
    },
    "debug": {},
    "garbage-collect": {"keepLegacyResource": True, "rules": [{"selector": {"componentNames": ["web"]}, "strategy": "never"}]},
    "health": {"probeTimeout": 5, "probeInterval": 5},
    "resource-update": {"rules": [{"selector": {"componentNames": ["web"]}, "strategy": {"op": "replace"}}]},
    "shared-resource": {"rules": [{"selector": {"componentNames": ["web"]}}]},
    "take-over": {"rules": [{"selector": {"componentNames": ["web"]}}]},
}
"""Properties of each type of policies of KubeVela."""
BEYOND = {"cue", "platform", "require-class"}
"""Settings of golden cases that are left out."""
OF_STEPS: dict[str, dict[str, Any]] = {
    "deploy": {"auto": True, "parallelism": 2, "policies": ["override"]},
    "apply-component": {"component": "web"},
    "builtin-apply-component": {"component": "web"},
    **{kind: {} for kind in APPLY_ALL},
    "deploy2env": {"policy": "env-binding", "env": "live", "parallel": False},
}
"""Properties of the types of workflow steps that deploy something."""
SCALED = [{"type": "scaler", "properties": {"replicas": 2}}, {"type": "expose", "properties": {"port": [8080]}}]


class Example(Record):
    """Documents that compile as they stand with these options, and the paths of what is broken in them.

    What `is_of_a_controller` is told to have no effect as a whole, and nobody looks into it.
    """

    name: str
    documents: Documents
    parts: tuple[Path, ...]
    options: Options = PLAIN
    is_of_a_controller: bool = False


class Change(Record):
    """What is done at the path of an entry or, where something is put `BESIDE` others, of a mapping."""

    path: Path
    how: str
    value: Any = None

    def __str__(self) -> str:
        """Return the change as a line."""
        value = f" by {self.value!r}" if self.how == REPLACED else ""
        return f"{'.'.join(map(str, self.path))}: {self.how}{value}"


def catalog_examples() -> tuple[Example, ...]:
    """Return the example of each capability of the catalogs, and of each way to use one."""
    capabilities = (*CATALOG.workload_types, *CATALOG.traits, *CATALOG.scopes, *CATALOG.intents)
    of_oam = (
        Example(name=known.name, documents=list(example_of(known, CATALOG)), parts=_parts(known), options=_options(known))
        for known in capabilities
        if not (isinstance(known, Scope) and known.needs_objects)  # its example names an account of no cloud
    )
    return (*of_oam, *_on_other_types(), *_variants(), _canary_in_a_mesh(), *_of_kubevela())


def _parts(capability: object) -> tuple[Path, ...]:
    """Return what an example is about: the uses of a trait, the scope, else the component and its use."""
    match capability:
        case Trait():
            return ((1, "spec", "components", 0, "traits"),)
        case Scope():
            return ((1, "spec", "scopes"),)
        case _:
            return ((0,), (1,))


def _options(capability: object) -> Options:
    """Return options with which a scope makes what it can make."""
    return Options(scopes=EMIT) if isinstance(capability, Scope) else Options()


def _on_other_types() -> Iterator[Example]:
    """Yield the examples of traits that are other ones on some workload type."""
    for trait in CATALOG.traits:
        for kind in CATALOG.named_workload_types:
            if applies(trait, kind) and kind.name in trait.examples_on:
                documents = [component(kind, has_volume=True), application(use_on(kind, trait, CATALOG))]
                yield Example(name=f"{trait.name} on {kind.short_name}", documents=documents, parts=_parts(trait))


def _variants() -> Iterator[Example]:
    """Yield an example of each variant of a trait, on the first workload type that takes it."""
    for trait in CATALOG.traits:
        for variant in trait.variants:
            beside = [{"name": name, "properties": dict(properties)} for name, properties in variant.beside.items()]
            use = {"name": trait.name, "properties": dict(variant.properties)}
            for kind in CATALOG.named_workload_types:
                if applies(trait, kind):
                    try:
                        effect_of_use(kind, trait, use, CATALOG, beside)
                    except NoExampleError:
                        continue
                    documents = [component(kind, has_volume=True, is_shared=True), application(*beside, use)]
                    yield Example(name=f"{trait.name} ({variant.words})", documents=documents, parts=_parts(trait))
                    break


def _canary_in_a_mesh() -> Example:
    """Return a canary of Flagger beside a trait whose objects hang on what the canary says of the mesh."""
    breaker = {"name": "circuit-breaker", "properties": {"provider": "istio", "outlier": {"consecutive5xx": 5}}}
    canary = {"name": "rollout", "properties": {"strategy": "canary", "engine": "flagger", "traffic": "istio"}}
    kind = CATALOG.named_workload_types[0]
    part = (1, "spec", "components", 0, "traits")
    return Example(name="rollout in a mesh", documents=[component(kind), application(breaker, canary)], parts=(part,))


def _of_kubevela() -> Iterator[Example]:
    """Yield an example of each component type of KubeVela that runs pods, and of each trait on the first one that takes it."""
    catalog = CATALOGS[KUBEVELA]
    for kind in component_types(catalog):
        yield Example(name=f"kubevela/{kind.name}", documents=[vela_application(kind)], parts=((0,),))
    for trait in built_in_traits(catalog):
        kind = next(known for known in component_types(catalog) if built(known, trait) is not None)
        documents = [vela_application(kind, trait)]
        yield Example(name=f"kubevela/{trait.name}", documents=documents, parts=((0, "spec", "components", 0, "traits"),))


def further_examples() -> Iterator[Example]:
    """Yield an Application of KubeVela with each policy, and one with a workflow of all types of steps."""
    for kind, properties in POLICIES.items():
        policy = {"name": "one", "type": kind, "properties": properties}
        documents, part = [_scaled(policies=[policy])], (0, "spec", "policies")
        yield Example(name=f"policy {kind}", documents=documents, parts=(part,), is_of_a_controller=kind not in DECODERS)
    policies = [{"name": kind, "type": kind, "properties": POLICIES[kind]} for kind in ("override", "env-binding")]
    steps: list[dict[str, Any]] = [
        {"name": f"step-{number}", "type": kind, "if": "always", "timeout": "5m", "properties": properties}
        for number, (kind, properties) in enumerate(OF_STEPS.items())
    ]
    group = {"name": "parts", "type": GROUP, "mode": "DAG", "subSteps": [{**steps[0], "name": "part"}]}
    part = ((0, "spec", "workflow"),)
    workflow = {"mode": {"steps": "StepByStep", "subSteps": "DAG"}, "steps": [*steps, group]}
    yield Example(name="workflow", documents=[_scaled(workflow=workflow, policies=policies)], parts=part)
    others = {"steps": [{"type": kind, "properties": {"a": "b"}} for kind in REASONS]}
    yield Example(name="workflow of a controller", documents=[_scaled(workflow=others)], parts=part, is_of_a_controller=True)


def _scaled(**spec: Any) -> dict[str, Any]:
    """Return an Application with a component and two traits, and with what else its spec has."""
    made: dict[str, Any] = vela_application(component_types(CATALOGS[KUBEVELA])[0])
    (web,) = made["spec"]["components"]
    return {**made, "spec": {"components": [{**web, "traits": SCALED}], **spec}}


def golden_examples() -> Iterator[Example]:
    """Yield the input of each golden case that needs no engine for CUE, no rules and no folders."""
    for case in cases(GOLDEN):
        if case.settings.keys() & BEYOND or any(path.parent != case.input_folder for path in case.inputs()):
            continue
        documents = list(_documents_of(case))
        parts = tuple((number,) for number in range(len(documents)))
        yield Example(name=case.name, documents=documents, parts=parts, options=case.options)


def _documents_of(case: Case) -> Iterator[dict[str, Any]]:
    """Yield the documents of the input of a case as plain data."""
    reports = Reports()
    for source in case.sources(reports):
        yield from (plain(document.root) for document in read(source, reports, case.limits))
    assert not reports.has_errors(), case.name


def changes(example: Example) -> Iterator[Change]:
    """Yield each change of one place, and each change of a use of a trait that stands beside the same use as it was."""
    for part in example.parts:
        is_first = example.documents[part[0]].get("apiVersion") == FIRST_VERSION  # type: ignore[index]  # a number
        values = (*VALUES, *(OF_THE_FIRST_VERSION if is_first else OF_KUBEVELA))
        for path, tree in _trees(value_at(example.documents, part), part):
            if path[1:] and path[1] in DOCUMENT:
                continue
            if isinstance(tree, dict):
                yield Change(path=path, how=BESIDE)
            if len(path) > 1:
                yield Change(path=path, how=REMOVED)
                if isinstance(path[-1], str):
                    yield Change(path=path, how=RENAMED)
                yield from (Change(path=path, how=REPLACED, value=value) for value in values if value != tree)


def _trees(tree: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield a tree and all that is below it, with the paths."""
    yield path, tree
    entries = tree.items() if isinstance(tree, Mapping) else enumerate(tree) if isinstance(tree, (list, tuple)) else ()
    for key, below in entries:
        yield from _trees(below, (*path, key))


def value_at(tree: Any, path: Sequence[str | int]) -> Any:
    """Return what stands at a path."""
    for key in path:
        tree = tree[key]
    return tree


def use_of_trait(change: Change) -> Path | None:
    """Return the path of the use of a trait that a change is below; None for what is not below one."""
    if "traits" not in change.path[:-2]:
        return None
    return change.path[: change.path.index("traits") + 2]


def broken(example: Example, together: Sequence[Change], way: str = ALONE) -> Documents:
    """Return the documents of an example with some changes. What another one of them has taken away is not changed.

    The use of a trait that they are below stands there alone, or twice, with the one as it was before or behind it.
    """
    documents = copy.deepcopy(example.documents)
    for change in sorted(together, key=_rank, reverse=True):
        _make(documents, change)
    for document in documents:
        if document.get("apiVersion") == FIRST_VERSION and document.get("kind") == "ApplicationConfiguration":
            spec = document.get("spec")
            if isinstance(spec, dict):
                spec.setdefault("variables", [{"name": VARIABLE, "value": "a text"}])
    if way != ALONE:
        use = use_of_trait(together[0])
        assert use is not None
        whole = copy.deepcopy(value_at(example.documents, use))
        value_at(documents, use[:-1]).insert(use[-1] + (way == FIRST), whole)
    return documents


def _rank(change: Change) -> tuple[int, int]:
    """Return what orders changes: what is deeper comes later, and so do later items of a list."""
    last = change.path[-1]
    return len(change.path), last if isinstance(last, int) else 0


def _make(documents: Documents, change: Change) -> None:
    """Make a change, where its place is there."""
    try:
        holder = value_at(documents, change.path[:-1])
        tree = holder[change.path[-1]]
    except (KeyError, IndexError, TypeError):
        return
    if change.how == REMOVED:
        del holder[change.path[-1]]
    elif change.how == RENAMED:
        holder[UNKNOWN] = holder.pop(change.path[-1])
    elif change.how == REPLACED:
        holder[change.path[-1]] = copy.deepcopy(change.value)
    elif isinstance(tree, dict):
        tree[UNKNOWN] = 1
