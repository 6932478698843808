"""A package of capabilities as others write them: each type of values, each field of the contract, each thing to return.

    drawn = tests.strategies.drawn_package:CAPABILITIES    its entry point, which `packaged.py` writes

The workload types make kinds that oamc knows and others, with pods at the usual place, at another one, and without any.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from oamc.capabilities.v1 import (
    POD,
    PODS,
    REPLICABLE,
    SCALABLE,
    SERVICE_ENDPOINT,
    TRAIT_ROLE,
    AnyListType,
    BooleanType,
    BoundScope,
    BoundTrait,
    Change,
    ChoiceType,
    Context,
    Hole,
    Instance,
    KubeObject,
    ListType,
    NumberType,
    ObjectType,
    Package,
    Patch,
    Property,
    QuantityType,
    Rendered,
    Requirement,
    Scope,
    Subject,
    TextMapType,
    TextOf,
    TextType,
    Trait,
    When,
    WorkloadType,
    any_of,
    deployment,
    entries,
    job,
    joined,
    kube_object,
    listing,
    located,
    located_in,
    main_object,
    members_here,
    parallelism,
    pod_template,
    prefixed,
    replace,
    replicas,
    scope_object,
    selector,
    service_ports,
    setting_fields,
    stateful_set,
    workload_labels,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

GROUP = "drawn.example.com"
REQUIRED = "flag"
IN_RACKS = ("spec", "members", "template", "spec")
TYPES: Mapping[str, Any] = {
    "text": TextType(),
    "word": TextType(pattern="[a-z]{1,9}", rule="must be up to nine small letters"),
    "named": ChoiceType(choices=("a", "b")),
    "count": NumberType(whole=True, minimum=0, maximum=4096),
    "share": NumberType(),
    "flag": BooleanType(),
    "cores": QuantityType(unit="cpu"),
    "space": QuantityType(unit="bytes"),
    "words": ListType(item=TextType()),
    "anything": AnyListType(),
    "tree": ObjectType(),
    "notes": TextMapType(),
}
"""The type of each property: those of traits, of scopes, and the settings of workload types have the same ones."""
LISTED = ("text", "word", "named", "count", "share", "flag")
"""Those that have one spelling as a text."""


FURTHER: Mapping[str, Mapping[str, Any]] = {
    "count": {"default": 4},
    "named": {"default": "b"},
    "share": {"example": 1},
    "space": {"stays": True},
}
"""What else is said of properties."""


def own_properties(*fixed: str, required: str = "") -> tuple[Property, ...]:
    """Return a property of each type; `fixed` ones are no values of a chart, one is `required`."""
    return tuple(
        Property(
            name=name,
            type=own,
            description=f"A property: {name}.",
            live=name not in fixed,
            why="it is a part of a name" if name in fixed else "",
            required=name == required,
            **FURTHER.get(name, {}),
        )
        for name, own in TYPES.items()
    )


def of_pods(subject: Subject, tree: dict[str, Any]) -> dict[str, Any]:
    """Return the patch of what stands beside the spec of the pods of an instance."""
    for step in reversed(subject.workload_type.pod[:-1]):
        tree = {step: tree}
    return tree


def in_words(use: BoundTrait, name: str) -> Any:
    """Return a property within a text, which is there while the property has a value; None where there is none."""
    value, condition = use.get(name), use.has_value(name)
    if value is None:
        return None
    if isinstance(value, Hole):
        part: Any = value if isinstance(value.type, TextType) else TextOf(hole=value)
    else:
        part = value if isinstance(value, str) else json.dumps(value)
    text = joined(("a: ", part, " {{ b }}"))
    return text if condition is None else When(condition=condition, then=text)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write each property into an object and into annotations, alone, in lists and in texts."""
    fields = [(name, located(use, name)) for name in TYPES]
    texts = [(f"text-{name}", in_words(use, name)) for name in LISTED]
    spec = entries((("first", 1), *fields, ("listed", listing((1, *(part for _, part in fields if part is not None)))), *texts))
    mark = f"{use.trait.name}-{use.known('word')}"
    own = kube_object(
        subject.instance,
        (f"{GROUP}/v1", "Drawn"),
        f"{subject.name}-{mark}",
        labels=TRAIT_ROLE,
        fields=(("spec", spec),),
        span=use.name_span,
    )
    notes = entries(((mark, "yes"), *((f"example.com/{mark}-{name}", part) for name, part in texts)))
    patches = [Patch(tree={"metadata": {"annotations": notes}})]
    if use.known("flag") is True and subject.workload_type.pod:
        patches.append(Patch(tree=of_pods(subject, {"metadata": {"annotations": {f"example.com/{mark}": "yes"}}})))
    count = located(use, "count")
    if use.known("named") == "a" and subject.workload_type.pod:
        patches.append(Patch(tree=of_pods(subject, {"spec": {"terminationGracePeriodSeconds": count}})))
    given = [condition for name in ("text", "share") if (condition := use.has_value(name)) is not None]
    needed = [Requirement(condition=any_of(tuple(given)), message="there is no text and no share", span=use.name_span)]
    return Change(patches=tuple(patches), objects=(own,), requirements=tuple(needed if len(given) > 1 else ()))


def rack(instance: Instance, context: Context) -> Rendered:
    """Make a Rack, which has pods where no other kind has them, and a number of them at a place of its own."""
    labels = workload_labels("Rack")
    template, config_maps = pod_template(instance, labels, "Always", context)
    own = ("labels", selector(instance.name.value))
    fields = entries((own, ("members", {"template": template}), *setting_fields(instance).items()))
    ports = service_ports(instance, context)
    return Rendered(main=main_object(instance, (f"{GROUP}/v1", "Rack"), labels, fields), needed=config_maps, ports=ports)


def store(instance: Instance, _: Context) -> Rendered:
    """Make a Store, of whose pods nobody knows anything, and something beside it."""
    labels = workload_labels("Store")
    beside = kube_object(
        instance,
        ("v1", "ConfigMap"),
        f"{instance.name.value}-store",
        labels=labels,
        fields=(("data", {"store": prefixed(instance.name.value)}),),
    )
    spec = entries((("first", 1), *setting_fields(instance).items()))
    return Rendered(main=main_object(instance, (f"{GROUP}/v1", "Store"), labels, spec), further=(beside,))


def annotated(render: Callable[[Instance, Context], Rendered]) -> Callable[[Instance, Context], Rendered]:
    """Return a function that makes the same, and marks the main object."""

    def rendered(instance: Instance, context: Context) -> Rendered:
        """Make the objects of the instance."""
        found = render(instance, context)
        metadata: Any = found.main.body["metadata"]
        marked = {**metadata, "annotations": {**(metadata.get("annotations") or {}), "example.com/type": "own"}}
        return replace(found, main=replace(found.main, body={**found.main.body, "metadata": marked}))

    return rendered


def make(scope: BoundScope, context: Context) -> tuple[KubeObject, ...]:
    """Make an object with all properties and the names of the members."""
    members = [prefixed(instance.name.value) for instance in members_here(scope, context)]
    fields = [(name, located_in(scope, name)) for name in TYPES]
    spec = entries((("first", 1), *fields, ("members", members or None)))
    return (scope_object(scope, (f"{GROUP}/v1", "Group"), scope.name.value, ("spec", spec)),)


def join(scope: BoundScope, _: Subject) -> Change:
    """Annotate a member."""
    notes = entries((("group", "own"), ("word", located_in(scope, "word"))))
    return Change(patches=(Patch(tree={"metadata": {"annotations": notes}}),))


def conditions(scope: BoundScope, _: Context) -> tuple[Requirement, ...]:
    """Say that one of two properties has a value."""
    given = [found.condition for name in ("text", "share") if (found := scope.properties.get(name)) and found.condition]
    needed = Requirement(condition=any_of(tuple(given)), message="there is no text and no share", span=scope.span)
    return (needed,) if len(given) > 1 else ()


EVERY = frozenset({PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT})


def _type(kind: str, render: Any, features: frozenset[str], **fields: Any) -> WorkloadType:
    """Return a workload type of the package."""
    names = (f"{GROUP}/v1.{kind}",)
    return WorkloadType(names=names, summary=f"A {kind}.", token=kind, features=features, render=render, **fields)


SERVED = _type("Web", annotated(deployment("Web", served=True)), EVERY, pod=POD, scale=replicas, name_rule="service")
ONCE = _type(
    "Once",
    annotated(job("Once", completions=1)),
    frozenset({PODS, REPLICABLE}),
    pod=POD,
    scale=parallelism,
    runs_once=True,
    longest_name=50,
)
KEPT = _type("Kept", stateful_set("Kept", served=True), frozenset({PODS, SERVICE_ENDPOINT}), pod=POD, name_rule="service")
RACK = _type(
    "Rack",
    rack,
    frozenset({PODS, REPLICABLE}),
    pod=IN_RACKS,
    scale=lambda count: {"spec": {"number": count}},
    settings=own_properties("word"),
)
STORE = _type("Store", store, frozenset(), settings=own_properties(), requires=("metrics-server",))
TRAIT = Trait(
    names=("drawn", "drawn-too"),
    summary="Each type of properties.",
    properties=own_properties("word"),
    needs=frozenset(),
    change=change,
    optional=True,
    distinct="word",
    produces=(f"{GROUP}/v1 Drawn",),
    provides=("drawn.object",),
    requires=("metrics-server",),
)
PLAIN = Trait(
    names=("drawn-always",),
    summary="Each type of properties, of which one is required.",
    properties=own_properties("word", required=REQUIRED),
    needs=frozenset({PODS, f"{GROUP}/v1.Store"}),
    change=change,
    wants=("drawn.object",),
)
SCOPE = Scope(
    names=(f"{GROUP}/v1.GroupScope",),
    summary="Each type of properties.",
    properties=own_properties("word"),
    overlap=True,
    change=join,
    make=make,
    conditions=conditions,
    requires=("metrics-server",),
)
CAPABILITIES = Package(workload_types=(SERVED, ONCE, KEPT, RACK, STORE), traits=(TRAIT, PLAIN), scopes=(SCOPE,))
