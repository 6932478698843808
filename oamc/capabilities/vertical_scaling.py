"""Requests that follow what pods use: the Vertical Pod Autoscaler (docs/spec/dynamic-qos.md, 2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change
from oamc.capabilities.follows import Follows
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.live_words import in_words
from oamc.capabilities.pods import kube_object
from oamc.capabilities.property_schema import SWITCH, Struct, choice
from oamc.diagnostics.codes.dynamic_qos import CANNOT_CHANGE, MAY_DO_NOTHING
from oamc.expressions.holes import Equals, Fits, Hole, IsTrue, Not, TextOf, When
from oamc.expressions.intersection import amounts_as_texts
from oamc.expressions.numbers import spell_json
from oamc.expressions.types import ListType, NumberType, QuantityType, TextType
from oamc.kubernetes.pod_templates import RESIZED_SINCE
from oamc.objects.naming import prefixed
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At, entries
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Patch, Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree
    from oamc.spans import Span

CPU, MEMORY = "cpu", "memory"
OFF = "off"
MODES = {
    OFF: "Off",
    "initial": "Initial",
    "recreate": "Recreate",
    "in-place-or-recreate": "InPlaceOrRecreate",
    "in-place": "InPlace",
}
CONTROLLED = {"requests": "RequestsOnly", "both": "RequestsAndLimits"}
TARGETS = frozenset(("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout"))
"""What runs for ever, and says by itself which pods are its own."""
_AMOUNTS = (
    item(CPU, QuantityType(unit="cpu"), "How much cpu."),
    item(MEMORY, QuantityType(unit="bytes"), "How much memory."),
)
PROPERTIES = (
    item(
        "mode",
        choice(*MODES),
        "With the engine vpa, what becomes of what it finds out: nothing (off), new pods alone get it (initial), pods are "
        "evicted for it (recreate), changed in place where that goes (in-place-or-recreate), or only so (in-place, an "
        "experiment).",
        OFF,
    ),
    item(
        "resources",
        ListType(item=choice(CPU, MEMORY), minimum_length=1, unique=True),
        "What it acts on.",
        [MEMORY],
        why="it decides on what other traits may act",
    ),
    item("min", Struct(items=_AMOUNTS), "The least that a container may request."),
    item("max", Struct(items=_AMOUNTS), "The most that a container may request, of each of the resources."),
    item(
        "controlled",
        choice(*CONTROLLED),
        "Whether it sets requests alone, or limits too (both), which keep their ratio to the requests.",
        "both",
    ),
    item(
        "minReplicas",
        NumberType(whole=True, minimum=1, maximum=2**31 - 1),
        "How many replicas there must be for one to be evicted.",
        2,
    ),
    item(
        "restartOnMemoryResize",
        SWITCH,
        "Whether a container starts again when its memory is changed in place, as programs need that fix their heap then.",
        False,
    ),
)


def vertical(use: BoundTrait, subject: Subject, tree: Group) -> Change:
    """Add the autoscaler, and say which containers start again when their memory changes."""
    errors = subject.context.reports.errors
    for problem, at, hint in _problems(use, subject, tree):
        subject.context.reports.add(CANNOT_CHANGE, at=at, instance=subject.name, problem=problem, hint=hint)
    if subject.context.reports.errors > errors:
        return Change()
    main, mode = subject.rendered.main, tree.leaf("mode")
    assert mode is not None
    bounds = tuple(
        (field, entries(group.entries()))
        for field, name in (("minAllowed", "min"), ("maxAllowed", "max"))
        if (group := tree.group(name)) is not None
    )
    policy = entries(
        (
            ("containerName", "*"),
            ("mode", "Auto"),
            ("controlledResources", At(list(tree.known("resources")), tree.span_of("resources"))),
            ("controlledValues", in_words(tree.leaf("controlled"), CONTROLLED)),
            *bounds,
        )
    )
    # Flagger lets a copy of the Deployment answer, and no pod of the Deployment itself.
    name = f"{subject.name}-primary" if subject.workload_type.run_by else subject.name
    target: Tree = {"apiVersion": main.api_version, "kind": main.kind, "name": prefixed(name)}
    spec: Tree = {
        "targetRef": target,
        "updatePolicy": {"updateMode": in_words(mode, MODES), "minReplicas": tree.tree("minReplicas")},
        "resourcePolicy": {"containerPolicies": [policy]},
    }
    scaler = kube_object(
        subject.instance,
        ("autoscaling.k8s.io/v1", "VerticalPodAutoscaler"),
        f"{subject.name}-trait-vpa",
        labels=TRAIT_ROLE,
        fields=(("spec", spec),),
        span=use.name_span,
    )
    acts = Not(condition=Equals(path=mode.value.path, value=OFF)) if isinstance(mode.value, Hole) else None
    is_now = mode.known != OFF
    follows = (
        Follows(resource=resource, span=tree.span_of("mode"), is_now=is_now, condition=acts)
        for resource in tree.known("resources")
    )
    return Change(
        patches=tuple(_resized(subject, tree)),
        objects=(scaler,),
        follows=tuple(follows) if acts is not None or is_now else (),
        requirements=tuple(_in_order(tree)),
    )


def _in_order(tree: Group) -> Iterator[Requirement]:
    """Yield that two bounds of a resource stay in order, on both sides of the lower one: no condition compares two amounts.

    An amount of cpu may be a number, too, so that it stays as it is.
    """
    upper, lower = tree.group("max"), tree.group("min")
    for resource in tree.known("resources"):
        first, second = (None if group is None else group.leaf(resource) for group in (lower, upper))
        if first is None or second is None:
            continue
        between = str(first.known)
        for leaf, word, bound in ((first, "most", {"maximum": between}), (second, "least", {"minimum": between})):
            if not isinstance(leaf.value, Hole):
                continue
            kept, rule = Fits(value=TextOf(hole=leaf.value), type=TextType(choices=(spell_json(leaf.known),))), "stay as it is"
            if resource == MEMORY:
                kept = Fits(value=leaf.value, type=amounts_as_texts(QuantityType(unit="bytes", **bound)))
                rule = f"be at {word} {between}"
            message = f"{spell_path(leaf.value.path)} must {rule}, because the other bound of {resource} is on its other side"
            yield Requirement(condition=kept, message=message, span=leaf.span)


def _problems(use: BoundTrait, subject: Subject, tree: Group) -> Iterator[tuple[str, Span, str]]:
    """Yield why there is nothing to follow, or no end to it, with the place and what to do."""
    kind, resources = subject.rendered.main.kind, tree.known("resources")
    if kind not in TARGETS:
        hint = "leave the trait out: what a Job uses is known when it is over"
        yield f"its workload is a {kind}, and the Vertical Pod Autoscaler learns from what runs for ever", use.name_span, hint
        return
    upper, lower = tree.group("max"), tree.group("min")
    for resource in resources:
        if upper is None or resource not in upper:
            amount = "1Gi" if resource == MEMORY else '"2"'
            named = "max" if upper is not None else "resources" if "resources" in tree.keys else ""
            at = tree.span_of(named) if named else use.name_span
            yield f"nothing bounds what it may request of {resource}", at, f"set max: {{{resource}: {amount}}}"
    for name, group in (("min", lower), ("max", upper)):
        for resource in group.parts if group is not None else ():
            if group is not None and resource not in resources:
                hint = f"add {resource} to resources, or leave the bound out"
                yield f"{name}.{resource} bounds what it does not act on", group.keys[resource], hint


def _resized(subject: Subject, tree: Group) -> Iterator[Patch]:
    """Yield what the containers say of their memory, while that is wanted, and tell of versions in which it is dropped."""
    leaf = tree.leaf("restartOnMemoryResize")
    if leaf is None or not ("restartOnMemoryResize" in tree.keys or isinstance(leaf.value, Hole)):
        return
    rule: Tree = [{"resourceName": MEMORY, "restartPolicy": "RestartContainer"}]
    if isinstance(leaf.value, Hole):
        rule = When(condition=IsTrue(path=leaf.value.path), then=At(rule, leaf.span))
    elif not leaf.known:
        return
    older = [version for version in subject.context.options.kube_versions if int(version[2:]) < RESIZED_SINCE]
    if older and leaf.known:
        subject.context.reports.add(
            MAY_DO_NOTHING,
            at=leaf.span,
            kind="instance",
            name=subject.name,
            problem=f"cannot restart containers by it: Kubernetes {older[0]} drops resizePolicy",
            hint="leave restartOnMemoryResize out, or build for Kubernetes 1.33 or newer",
        )
    containers: list[Tree] = [
        {"name": bound.container.name.value, "resizePolicy": rule} for bound in subject.instance.containers
    ]
    yield subject.pod({"containers": containers})
