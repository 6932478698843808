"""What several traits write into one object: the DestinationRule of a Service, the BackendTrafficPolicy of its routes.

Of two objects for one target Istio and Envoy Gateway obey one, so each instance has at most one, which its traits share
(docs/spec/traffic.md, 2.1).
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.pods import kube_object
from oamc.capabilities.property_schema import choice
from oamc.capabilities.route_properties import DURATION, GATEWAY, api_of_use, routes_of
from oamc.diagnostics.codes import traffic as codes
from oamc.objects.naming import prefixed
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import KubeObject, Tree

ISTIO, ENVOY_GATEWAY = "istio", "envoy-gateway"
CANARY = "flagger.app/v1beta1 Canary"
PROVIDERS = choice(ISTIO, ENVOY_GATEWAY)
WHY_PROVIDER = "it decides which objects there are"
TIME = replace(
    DURATION,
    forbidden="^[0hms]+$",
    rule="must be whole numbers with units and more than zero, such as 30s, 500ms or 1h30m",
    reasons=(*DURATION.reasons, ("^[0hms]+$", "must be more than zero")),
)
"""A duration that is one: proxies take none below a millisecond."""


def destination_rule(use: BoundTrait, subject: Subject) -> KubeObject:
    """Return the rule of the mesh for the Service, whose short name counts in the namespace of the rule."""
    return kube_object(
        subject.instance,
        ("networking.istio.io/v1", "DestinationRule"),
        subject.name,
        labels=TRAIT_ROLE,
        fields=(("spec", {"host": prefixed(subject.name)}),),
        span=use.name_span,
    )


def canary_in_mesh(subject: Subject) -> BoundTrait | None:
    """Return the trait by which Flagger shifts requests in the mesh, and so makes the rules for its Services; None without one.

    It copies `trafficPolicy` of its Canary into the rules for both versions; a rule for the Service of the instance would hold
    for no request, because none goes there (docs/spec/traffic.md, 2.7).
    """
    makers = (other for other in subject.instance.traits if CANARY in other.trait.produces)  # type: ignore[attr-defined]  # of a trait
    found = next(makers, None)
    if found is None or not subject.workload_type.run_by:
        return None
    return found if (found.known("strategy"), found.known("traffic")) == ("canary", ISTIO) else None


def writing_to_mesh(use: BoundTrait, subject: Subject, policy: Tree) -> Change:
    """Return the change that writes a part of the policy of the mesh, into the rule of the instance or into its Canary."""
    if canary_in_mesh(subject) is None:
        return writing(destination_rule(use, subject), {"trafficPolicy": policy})
    if policy is None:
        return Change()
    target = (CANARY.rpartition(" ")[2], subject.name)
    return Change(patches=(Patch(tree={"spec": {"service": {"trafficPolicy": policy}}}, target=target, of_another=True),))


def backend_policy(use: BoundTrait, subject: Subject) -> KubeObject | None:
    """Return the policy for the routes of the instance, which is there while they are; None after a report that it has none."""
    found = exposing_trait(use, subject)
    if found is None:
        return None
    targets: Tree = [
        {"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "name": prefixed(name)}
        for name in routes_of(found, subject.name)
    ]
    policy = kube_object(
        subject.instance,
        ("gateway.envoyproxy.io/v1alpha1", "BackendTrafficPolicy"),
        subject.name,
        labels=TRAIT_ROLE,
        fields=(("spec", {"targetRefs": targets}),),
        span=use.name_span,
    )
    return replace(policy, condition=found.enabled)


def exposing_trait(use: BoundTrait, subject: Subject) -> BoundTrait | None:
    """Return the trait of the instance that makes its HTTPRoutes; None after one report that there is none."""
    makers = (other for other in subject.instance.traits if any("HTTPRoute" in kind for kind in other.trait.produces))  # type: ignore[attr-defined]  # of a trait
    found = next(makers, None)
    if found is not None and api_of_use(found) == GATEWAY:
        return found
    if use is not next(other for other in subject.instance.traits if _acts_on_routes(other)):
        return None  # which the first one that acts on routes has told
    subject.context.reports.add(
        codes.NO_ROUTE,
        at=use.tree.span_of("provider") if use.tree is not None else use.name_span,
        trait=use.trait.name,
        instance=subject.name,
        hint="attach the trait ingress with parentRefs" if found is None else "give the trait ingress parentRefs, too",
    )
    return None


def _acts_on_routes(use: BoundTrait) -> bool:
    """Tell whether a use of a trait is about the routes of its instance."""
    return use.tree is not None and use.tree.known("provider") in (ENVOY_GATEWAY, GATEWAY)


def writing(shared: KubeObject | None, spec: Tree) -> Change:
    """Return the change that writes a part of a shared object, nothing where there is no such object."""
    if shared is None or spec is None:
        return Change()
    return Change(patches=(Patch(tree={"spec": spec}, target=(shared.kind, shared.name)),), shared=(shared,))
