"""circuit-breaker: refuse requests that an instance cannot take, and leave out pods that fail (docs/spec/traffic.md, 2)."""

from __future__ import annotations

from oamc.capabilities.contracts import SERVICE_ENDPOINT, Change, Trait, Variant
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.number_types import ABOVE_ZERO
from oamc.capabilities.own_ports import is_served
from oamc.capabilities.property_schema import Struct
from oamc.capabilities.route_examples import BY_GATEWAY
from oamc.capabilities.traffic_policies import (
    ISTIO,
    PROVIDERS,
    TIME,
    WHY_PROVIDER,
    backend_policy,
    canary_in_mesh,
    writing,
    writing_to_mesh,
)
from oamc.capabilities.trait_findings import refuse
from oamc.diagnostics.reports import Related
from oamc.expressions.types import NumberType
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

PERCENT = NumberType(whole=True, minimum=0, maximum=100)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write the limits, and when pods are left out, into the object that the traits of the instance share."""
    tree = use.tree
    assert tree is not None
    if not is_served(use, subject):
        return Change()
    if len(tree.parts) == 1:
        hint = "set maxConnections or another limit, or outlier: {}"
        refuse(use, subject, "it says no limit", at=use.name_span, hint=hint)
        return Change()
    if tree.known("provider") == ISTIO:
        return Change() if _has_no_place(use, subject, tree) else writing_to_mesh(use, subject, _of_istio(tree))
    return writing(backend_policy(use, subject), _of_envoy_gateway(tree))


def _has_no_place(use: BoundTrait, subject: Subject, tree: Group) -> bool:
    """Report limits that a Canary has no place for, and tell whether there are some."""
    found = [name for name in OF_CONNECTIONS if name in tree and tree.tree(name) is not None]
    rollout = canary_in_mesh(subject) if found else None
    for name in found if rollout is not None else ():
        assert rollout is not None
        refuse(
            use,
            subject,
            f"Flagger makes the rules of the mesh for a canary, and has no place for {name}",
            at=tree.span_of(name),
            hint="set maxRequests, maxPendingRequests or outlier in its place",
            related=[Related(span=rollout.span_of("engine"), message="the rollout is here")],
        )
    return rollout is not None


def _of_istio(tree: Group) -> Tree:
    """Return the part of a traffic policy of Istio."""
    outlier = tree.group("outlier")
    http = (
        ("http1MaxPendingRequests", tree.tree("maxPendingRequests")),
        ("http2MaxRequests", tree.tree("maxRequests")),
        ("maxRequestsPerConnection", tree.tree("maxRequestsPerConnection")),
        ("maxRetries", tree.tree("maxRetries")),
    )
    tcp = (("maxConnections", tree.tree("maxConnections")), ("connectTimeout", tree.tree("connectTimeout")))
    detection = (
        None
        if outlier is None
        else entries((*_detection(outlier, "consecutive5xxErrors"), _health(outlier, "minHealthPercent")))
    )
    pool = entries((("tcp", entries(tcp)), ("http", entries(http))))
    return entries((("connectionPool", pool), ("outlierDetection", detection)))


def _of_envoy_gateway(tree: Group) -> Tree:
    """Return the parts of a policy of Envoy Gateway."""
    outlier = tree.group("outlier")
    limits = (
        ("maxConnections", tree.tree("maxConnections")),
        ("maxPendingRequests", tree.tree("maxPendingRequests")),
        ("maxParallelRequests", tree.tree("maxRequests")),
        ("maxParallelRetries", tree.tree("maxRetries")),
        ("maxRequestsPerConnection", tree.tree("maxRequestsPerConnection")),
    )
    connect = entries((("connectTimeout", tree.tree("connectTimeout")),))
    health = None
    if outlier is not None:
        health = entries(
            (("passive", entries(_detection(outlier, "consecutive5XxErrors"))), _health(outlier, "panicThreshold"))
        )
    timeout = None if connect is None else {"tcp": connect}
    return entries((("circuitBreaker", entries(limits)), ("timeout", timeout), ("healthCheck", health)))


def _detection(outlier: Group, errors: str) -> tuple[tuple[str, Tree], ...]:
    """Return when a pod is left out; `errors` is what the provider calls the number of errors."""
    same = ("interval", "baseEjectionTime", "maxEjectionPercent")
    return ((errors, outlier.tree("consecutive5xx")), *((name, outlier.tree(name)) for name in same))


def _health(outlier: Group, name: str) -> tuple[str, Tree]:
    """Return the share of pods below which none is left out, as the provider calls it."""
    return name, outlier.tree("minHealthPercent")


OF_CONNECTIONS = ("maxConnections", "connectTimeout")
"""What a Canary of Flagger does not know of the limits: those of TCP."""
OUTLIER = Struct(
    items=(
        item("consecutive5xx", ABOVE_ZERO, "After how many errors of the server in a row a pod is left out.", default=5),
        item("interval", TIME, "How often that is looked at.", default="10s"),
        item("baseEjectionTime", TIME, "For how long a pod is left out the first time; later times are longer.", default="30s"),
        item("maxEjectionPercent", PERCENT, "The largest share of the pods that is left out.", default=10),
        item("minHealthPercent", PERCENT, "With a smaller share of good pods than this, all of them get requests.", default=0),
    )
)
CIRCUIT_BREAKER = Trait(
    names=("circuit-breaker",),
    summary="Refuse requests beyond what an instance can take, and leave out pods that fail.",
    properties=(),
    needs=frozenset({SERVICE_ENDPOINT}),
    change=change,
    optional=True,
    schema=Struct(
        items=(
            needed("provider", PROVIDERS, "Who acts on it: the mesh Istio, or Envoy Gateway on its routes.", why=WHY_PROVIDER),
            item("maxConnections", ABOVE_ZERO, "How many connections each proxy opens."),
            item("maxPendingRequests", ABOVE_ZERO, "How many requests wait for a connection."),
            item("maxRequests", ABOVE_ZERO, "How many requests are under way at a time."),
            item("maxRequestsPerConnection", ABOVE_ZERO, "After how many requests a connection is closed."),
            item("maxRetries", ABOVE_ZERO, "How many requests are tried again at a time."),
            item("connectTimeout", TIME, "How long a connection may take to be there."),
            item("outlier", OUTLIER, "When a pod that fails gets no requests for a while."),
        )
    ),
    example={"provider": "istio", "maxConnections": 100, "maxPendingRequests": 50, "outlier": {"consecutive5xx": 5}},
    produces=(
        "networking.istio.io/v1 DestinationRule",
        "gateway.envoyproxy.io/v1alpha1 BackendTrafficPolicy",
    ),
    wants=("service.object", "route.object"),
    variants=(
        Variant(
            words="provider: envoy-gateway", properties={"provider": "envoy-gateway", "maxConnections": 100}, beside=BY_GATEWAY
        ),
    ),
)
