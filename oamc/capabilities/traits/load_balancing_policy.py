"""load-balancing-policy: which pod of an instance gets a request (docs/spec/traffic.md, 3).

With the provider `service` that is a matter of the Service alone, which every cluster has; proxies know more ways.
"""

from __future__ import annotations

from oamc.capabilities.balancer_checks import check_locality
from oamc.capabilities.contracts import SERVICE_ENDPOINT, Change, Patch, Trait, Variant
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.nearness import LOCALITY, STICKY, affinity, distribution
from oamc.capabilities.own_ports import is_served, service_of
from oamc.capabilities.property_schema import SWITCH, Struct, choice
from oamc.capabilities.route_examples import BY_GATEWAY
from oamc.capabilities.route_properties import DURATION
from oamc.capabilities.text_types import HEADER_NAME
from oamc.capabilities.traffic_policies import (
    ENVOY_GATEWAY,
    ISTIO,
    TIME,
    WHY_PROVIDER,
    backend_policy,
    canary_in_mesh,
    writing,
    writing_to_mesh,
)
from oamc.capabilities.trait_findings import refuse
from oamc.objects.tree import At, entries
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.property_schema import Item
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import KubeObject, Tree

SERVICE = "service"
HASHED = "consistent-hash"
WORDS = {
    "round-robin": ("ROUND_ROBIN", "RoundRobin"),
    "least-request": ("LEAST_REQUEST", "LeastRequest"),
    "random": ("RANDOM", "Random"),
    HASHED: ("", "ConsistentHash"),
    "passthrough": ("PASSTHROUGH", ""),
}
"""What Istio and Envoy Gateway call each algorithm, empty where there is no word."""
WARMED = ("round-robin", "least-request")
"""The algorithms that can lead less to a pod that is new."""
KEYS = ("header", "cookie", "query", "sourceIP")


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write the policy into the Service, or into the object that the traits of the instance share."""
    tree, errors = use.tree, subject.context.reports.errors
    assert tree is not None
    provider = str(tree.known("provider"))
    service = service_of(use, subject) if provider == SERVICE else None
    if service is None and (provider == SERVICE or not is_served(use, subject)):
        return Change()
    _check(use, subject, tree)
    if subject.context.reports.errors > errors:
        return Change()
    if service is not None:
        return _of_service(service, tree, subject)
    if provider == ISTIO:
        return writing_to_mesh(use, subject, {"loadBalancer": _of_istio(tree, of_canary=canary_in_mesh(subject) is not None)})
    return writing(backend_policy(use, subject), {"loadBalancer": _of_envoy_gateway(tree)})


def _check(use: BoundTrait, subject: Subject, tree: Group) -> None:
    """Report what does not go together."""
    provider, algorithm, hashed = tree.known("provider"), tree.known("algorithm"), tree.group("hash")
    if provider == SERVICE:
        check_locality(use, subject, tree)
        if len(tree.parts) == 1:
            refuse(use, subject, "it says nothing", at=use.name_span, hint="set sticky: {} or locality")
        return
    if provider == ENVOY_GATEWAY and algorithm == "passthrough":
        what = "Envoy Gateway always chooses the pod"
        refuse(use, subject, what, at=tree.span_of("algorithm"), hint="choose another algorithm, or leave the trait out")
    if algorithm == HASHED:
        keys = [] if hashed is None else [name for name in KEYS if name in hashed and hashed.known(name) is not False]
        if len(keys) != 1:
            at = tree.span_of("algorithm") if hashed is None else tree.keys["hash"]
            what = "a hash has one key: what of a request says to which pod it goes"
            refuse(
                use,
                subject,
                what,
                at=at,
                hint="set hash to one of {header: NAME}, {cookie: {name: NAME}}, {query: NAME}, {sourceIP: true}",
            )
    elif hashed is not None:
        hint = f"set algorithm: {HASHED}, or remove hash"
        refuse(use, subject, f"with {algorithm} nothing is hashed", at=tree.keys["hash"], hint=hint)
    if "warmup" in tree and algorithm not in WARMED:
        hint = "remove it, or choose round-robin or least-request"
        refuse(use, subject, f"with {algorithm} a new pod cannot get fewer requests", at=tree.keys["warmup"], hint=hint)


def _of_service(service: KubeObject, tree: Group, subject: Subject) -> Change:
    """Return the change of the Service."""
    spec = entries((*affinity(tree), ("trafficDistribution", distribution(tree, subject))))
    return Change() if spec is None else Change(patches=(Patch(tree={"spec": spec}, target=(service.kind, service.name)),))


def _of_istio(tree: Group, *, of_canary: bool) -> Tree:
    """Return the load balancer of a traffic policy of Istio; that `of_canary` has the older field for new pods."""
    hashed = tree.group("hash")
    if hashed is not None:
        cookie = hashed.group("cookie")
        keys = (
            ("httpHeaderName", hashed.tree("header")),
            ("httpCookie", None if cookie is None else entries((("name", cookie.tree("name")), ("ttl", cookie.tree("ttl"))))),
            ("httpQueryParameterName", hashed.tree("query")),
            ("useSourceIp", At(True, hashed.span) if hashed.known("sourceIP") else None),
        )
        return {"consistentHash": entries(keys)}
    warmup = tree.tree("warmup") if "warmup" in tree else None
    if of_canary:
        return entries((("simple", _word(tree, 0)), ("warmupDurationSecs", warmup)))
    return entries((("simple", _word(tree, 0)), ("warmup", None if warmup is None else {"duration": warmup})))


def _of_envoy_gateway(tree: Group) -> Tree:
    """Return the load balancer of a policy of Envoy Gateway."""
    hashed, slow = tree.group("hash"), {"window": tree.tree("warmup")} if "warmup" in tree else None
    consistent = None
    if hashed is not None:
        cookie = hashed.group("cookie")
        if "header" in hashed:
            consistent = entries((("type", "Headers"), ("headers", [{"name": hashed.tree("header")}])))
        elif cookie is not None:
            made = entries((("name", cookie.tree("name")), ("ttl", cookie.tree("ttl"))))
            consistent = entries((("type", "Cookie"), ("cookie", made)))
        elif "query" in hashed:
            consistent = entries((("type", "QueryParams"), ("queryParams", [{"name": hashed.tree("query")}])))
        else:
            consistent = entries((("type", "SourceIP"),))
    return entries((("type", _word(tree, 1)), ("consistentHash", consistent), ("slowStart", slow)))


def _word(tree: Group, index: int) -> Tree:
    """Return what the provider calls the algorithm."""
    return At(WORDS[str(tree.known("algorithm"))][index], tree.span_of("algorithm"))


def _of(known: Item, *providers: str) -> Item:
    """Return a property that some providers have."""
    return replace(known, of=("provider", providers))


HASH = Struct(
    items=(
        item("header", HEADER_NAME, "A header by its name."),
        item(
            "cookie",
            Struct(
                items=(
                    needed("name", HEADER_NAME, "The name of the cookie."),
                    item(
                        "ttl", DURATION, "How long a cookie counts that the proxy itself sets. 0s: as long as the browser runs."
                    ),
                )
            ),
            "A cookie. One that is not there is set where it has a ttl.",
        ),
        item("query", HEADER_NAME, "A parameter of the query by its name."),
        item("sourceIP", SWITCH, "Whether it is the address of the client.", why="it decides which field there is"),
    )
)
LOAD_BALANCING_POLICY = Trait(
    names=("load-balancing-policy",),
    summary="Say which pod of an instance gets a request.",
    properties=(),
    needs=frozenset({SERVICE_ENDPOINT}),
    change=change,
    optional=True,
    schema=Struct(
        items=(
            needed(
                "provider",
                choice(SERVICE, ISTIO, ENVOY_GATEWAY),
                "Who acts on it: the Service of every cluster, the mesh Istio, or Envoy Gateway on its routes.",
                why=WHY_PROVIDER,
            ),
            _of(STICKY, SERVICE),
            _of(LOCALITY, SERVICE),
            _of(
                needed(
                    "algorithm",
                    choice(*WORDS),
                    "How a pod is chosen. passthrough: the client has chosen it by its address.",
                    why="other fields hang on it",
                ),
                ISTIO,
                ENVOY_GATEWAY,
            ),
            _of(item("hash", HASH, "What says to which pod a request goes, with consistent-hash."), ISTIO, ENVOY_GATEWAY),
            _of(
                item("warmup", TIME, "For how long a new pod gets fewer requests, with round-robin and least-request."),
                ISTIO,
                ENVOY_GATEWAY,
            ),
        )
    ),
    example={"provider": "istio", "algorithm": "least-request", "warmup": "30s"},
    produces=(
        "networking.istio.io/v1 DestinationRule",
        "gateway.envoyproxy.io/v1alpha1 BackendTrafficPolicy",
    ),
    wants=("service.object", "route.object"),
    variants=(
        Variant(words="provider: service", properties={"provider": "service", "locality": "same-zone"}),
        Variant(
            words="provider: envoy-gateway", properties={"provider": "envoy-gateway", "algorithm": "random"}, beside=BY_GATEWAY
        ),
    ),
)
