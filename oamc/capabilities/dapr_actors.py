"""Actors that an instance hosts: what becomes of calls that fail is an object of Dapr (docs/spec/dapr.md, 5)."""

from __future__ import annotations

from oamc.capabilities.dapr_apps import app_id, known_app_id, objects_of
from oamc.capabilities.dapr_objects import fields_of, is_scoped, metadata_of, type_of
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.pods import kube_object
from oamc.capabilities.trait_findings import refuse
from oamc.diagnostics.codes.dapr import NO_STATE, NOT_THERE
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.holes import Expression, Hole, IsTrue
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait, Instance
    from oamc.ir.properties import Group
    from oamc.objects.tree import KubeObject, Tree

POLICY = "actors"
"""What the policies of the object are called in it."""
FOR_ACTORS = "actorStateStore"
SWITCHED_ON = ("true", "yes", "y", "on", "1")
OF_BREAKER = ("maxRequests", "interval", "timeout", "trip")
RULES = ("timeout", "retry", "circuitBreaker")


def resiliency(use: BoundTrait, subject: Subject, actors: Group) -> Iterator[KubeObject]:
    """Yield the object with the rules for calls of actors, where there are any."""
    given = [name for name in RULES if name in actors]
    if not given:
        return
    retry, breaker = actors.group("retry"), actors.group("circuitBreaker")
    policies = entries(
        (
            ("timeouts", {POLICY: actors.tree("timeout")} if "timeout" in actors else None),
            ("retries", {POLICY: entries(retry.entries())} if retry is not None else None),
            ("circuitBreakers", None if breaker is None else {POLICY: _breaker(breaker)}),
        )
    )
    target = entries(
        (
            *((name, POLICY) for name in given),
            ("circuitBreakerScope", None if breaker is None else breaker.tree("scope")),
            ("circuitBreakerCacheSize", None if breaker is None else breaker.tree("cacheSize")),
        )
    )
    types = {str(leaf.known): At(target, leaf.span) for leaf in actors.leaves("types")}
    yield kube_object(
        subject.instance,
        ("dapr.io/v1alpha1", "Resiliency"),
        f"{subject.name}-{POLICY}",
        labels=TRAIT_ROLE,
        fields=(
            ("scopes", [app_id(subject.instance, use)]),
            ("spec", {"policies": policies, "targets": {"actors": types}}),
        ),
        span=use.span,
    )


def _breaker(breaker: Group) -> Tree:
    """Return a circuit breaker; one that says nothing is that of Dapr."""
    return entries((name, breaker.tree(name)) for name in OF_BREAKER) or {}


def check_actors(use: BoundTrait, subject: Subject, tree: Group, actors: Group) -> None:
    """Report actors of an application whose health nobody asks for: they would stay where they can no longer be called."""
    health = tree.group("health")
    if "appPort" in tree and (health is None or health.known("enabled") is not True):
        at = actors.span if health is None else health.span_of("enabled")
        hint = "add health: {}, and let the program answer at its path" if health is None else "set enabled: true"
        refuse(use, subject, "actors are moved away when the application is not healthy, and nobody asks it", at=at, hint=hint)
    _check_store(use, subject, actors)


def _check_store(use: BoundTrait, subject: Subject, actors: Group) -> None:
    """Report a state store of the application that cannot be that of these actors, and a second one."""
    leaf = actors.leaf("stateStore")
    if leaf is None:
        return
    app, components = known_app_id(subject.instance, use), objects_of(subject.context, "Component")
    stores = {name: found for name, found in components.items() if type_of(found).startswith("state.")}
    chosen = components.get(leaf.known)
    others = [
        name
        for name, found in stores.items()
        if name != leaf.known and _keeps_actors(found) and is_scoped(fields_of(found).get("scopes"), app)
    ]
    reason, hint = "", ""
    if chosen is None and stores and leaf.known not in subject.context.unbound:
        near = subject.context.reports.nearest(leaf.known, stores)
        hint = f'did you mean "{near}"?' if near else f"state stores of it are {listing(sorted(stores))}"
        subject.context.reports.add(NOT_THERE, at=leaf.span, what="state store", name=leaf.known, hint=hint)
        return
    if chosen is not None and not type_of(chosen).startswith(("state.", *(("",) if not type_of(chosen) else ()))):
        reason, hint = f"its type is {type_of(chosen)}", "name a Component whose type begins with state."
    elif chosen is not None and not _keeps_actors(chosen):
        reason, hint = "it keeps none of actors", 'give it the metadata {name: actorStateStore, value: "true"}'
    elif chosen is not None and not is_scoped(fields_of(chosen).get("scopes"), app):
        reason, hint = f'its scopes do not have app id "{app}"', "add it there"
    elif others:
        reason, hint = f'"{others[0]}" is one for actors, too', "an application has one: set the scopes of the others"
    if reason:
        subject.context.reports.add(
            NO_STATE,
            at=leaf.span,
            related=[Related(span=found.name.span, message="it is here")]
            if (found := chosen or components.get(others[0] if others else "")) is not None
            else [],
            instance=subject.name,
            store=leaf.known,
            reason=reason,
            hint=hint,
        )


def _keeps_actors(component: Instance) -> bool:
    """Tell whether a state store is for actors, as far as the document says it."""
    found = metadata_of(component).get(FOR_ACTORS, False)
    return (
        found is None
        or found is True
        or isinstance(found, Expression)
        or (isinstance(found, str) and found.lower() in SWITCHED_ON)
    )


def of_actors(use: BoundTrait, tree: Group) -> Iterator[Requirement]:
    """Yield that the health of an application with actors is asked for."""
    health = tree.group("health")
    leaf = None if health is None else health.leaf("enabled")
    if leaf is not None and isinstance(leaf.value, Hole):
        message = f"{'.'.join(use.path)}.health.enabled must be true with actors"
        yield Requirement(condition=IsTrue(path=leaf.value.path), message=message, span=leaf.span)
