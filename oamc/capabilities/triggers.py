"""Triggers of KEDA: checked, and as KEDA reads them (docs/spec/operation.md, 6)."""

from __future__ import annotations

from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.located import located
from oamc.capabilities.pods import kube_object
from oamc.capabilities.trigger_properties import AVERAGE, METRIC_TYPES, NEVER_CACHED, OF_PODS, UTILIZATION, numbers_of
from oamc.diagnostics.codes import scaling as codes
from oamc.expressions.holes import When
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, entries
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import KubeObject, Tree


class EventTrigger(Record):
    """One trigger: as a ScaledObject lists it, and the object that says where its secrets are, if oamc makes one."""

    tree: Tree
    authentication: KubeObject | None


def triggers_of(use: BoundTrait, subject: Subject) -> tuple[EventTrigger, ...]:
    """Return the triggers that a trait lists; what is wrong with one is reported."""
    names: dict[object, int] = {}
    found: list[EventTrigger] = []
    for number in numbers_of(use):
        problem, at = next(_problems(use, subject, number), ("", ""))
        name = use.known(f"triggers.{number}.name")
        if not problem and name is not None and names.setdefault(name, number) != number:
            problem, at = f"has the name of trigger {names[name] + 1}", "name"
        if problem:
            span = use.span_of(f"triggers.{number}.{at}")
            subject.context.reports.add(codes.WRONG_TRIGGER, at=span, number=number + 1, trait=use.trait.name, problem=problem)
            continue
        found.append(_trigger(use, subject, number))
    return tuple(found)


def _problems(use: BoundTrait, subject: Subject, number: int) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a trigger, and the property that says so."""

    def known(name: str) -> object:
        return use.known(f"triggers.{number}.{name}")

    kind, metric = known("type"), known("metricType")
    of_pods = kind in OF_PODS
    if of_pods and not subject.rendered.main.kind.startswith("Deploy"):
        yield f"is of the type {kind}, of which no Job can be made: nothing runs while there is nothing to do", "type"
    if of_pods and metric is None:
        yield f"needs metricType: {UTILIZATION} or {AVERAGE}", "type"
    if metric is not None and metric not in METRIC_TYPES[of_pods]:
        yield f"has the metric type {metric}, which the type {kind} does not take", "metricType"
    metadata = known("metadata")
    if of_pods and not (isinstance(metadata, dict) and "value" in metadata):
        yield "needs metadata.value: what it aims at", "metadata"
    if of_pods and use.get(str(kind)) is not None:
        yield f"says again what the property {kind} says", "type"
    if kind in NEVER_CACHED and known("useCachedMetrics") is not None:
        yield f"has useCachedMetrics, which the type {kind} does not take", "useCachedMetrics"
    if (known("secret.name") is None) != (known("secret.keys") is None):
        missing, given = ("name", "keys") if known("secret.name") is None else ("keys", "name")
        yield f"needs secret.{missing} beside secret.{given}", f"secret.{given}"
    if known("authenticationRef.kind") is not None and known("authenticationRef.name") is None:
        yield "needs authenticationRef.name", "authenticationRef.kind"
    if known("authenticationRef.name") is not None and known("secret.name") is not None:
        yield "has both authenticationRef and secret", "authenticationRef.name"


def _trigger(use: BoundTrait, subject: Subject, number: int) -> EventTrigger:
    """Return a trigger."""
    one = f"triggers.{number}"
    made = _authentication(use, subject, number)
    reference = _reference(use, f"{one}.authenticationRef")
    if made is not None and made.condition is not None:
        own: Tree = {"name": prefixed(made.name)}
        reference = When(condition=made.condition, then=own)
    fields = (
        ("type", located(use, f"{one}.type")),
        ("name", located(use, f"{one}.name")),
        ("metricType", located(use, f"{one}.metricType")),
        ("useCachedMetrics", located(use, f"{one}.useCachedMetrics")),
        ("metadata", located(use, f"{one}.metadata")),
        ("authenticationRef", reference),
    )
    return EventTrigger(tree=entries(fields), authentication=made)


def _reference(use: BoundTrait, one: str) -> Tree:
    """Return the reference to an object of the cluster that says where secrets are, None where there is none."""
    name, condition = use.get(f"{one}.name"), use.has_value(f"{one}.name")
    if condition is None:
        return None
    named = entries((("name", At(name, use.span_of(f"{one}.name"))), ("kind", located(use, f"{one}.kind"))))
    return When(condition=condition, then=named)


def _authentication(use: BoundTrait, subject: Subject, number: int) -> KubeObject | None:
    """Return the object that says which keys of a Secret are parameters of a trigger, None where it names no Secret."""
    one = f"triggers.{number}.secret"
    keys, secret = use.known(f"{one}.keys"), use.get(f"{one}.name")
    if secret is None or not isinstance(keys, dict):
        return None
    span = use.span_of(f"{one}.keys")
    references: list[Tree] = [
        {"parameter": At(parameter, span), "name": At(secret, use.span_of(f"{one}.name")), "key": At(key, span)}
        for parameter, key in keys.items()
    ]
    made = kube_object(
        subject.instance,
        ("keda.sh/v1alpha1", "TriggerAuthentication"),
        f"{subject.name}-trait-trigger-{number + 1}",
        labels=TRAIT_ROLE,
        fields=(("spec", {"secretTargetRef": references}),),
        span=span,
    )
    return replace(made, condition=use.has_value(f"{one}.name"))
