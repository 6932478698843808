"""rate-limit: answer only so many requests in a time, and refuse the others (docs/spec/traffic.md, 4)."""

from __future__ import annotations

from oamc.capabilities.contracts import SERVICE_ENDPOINT, Change, Trait, Variant
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.labels import TRAIT_ROLE, selector
from oamc.capabilities.number_types import ABOVE_ZERO
from oamc.capabilities.own_ports import is_served
from oamc.capabilities.pods import kube_object
from oamc.capabilities.property_schema import Struct, choice
from oamc.capabilities.route_examples import BY_GATEWAY
from oamc.capabilities.text_types import HEADER_NAME
from oamc.capabilities.traffic_policies import ISTIO, PROVIDERS, WHY_PROVIDER, backend_policy, writing
from oamc.capabilities.trait_findings import refuse
from oamc.diagnostics.codes import traffic as codes
from oamc.expressions.holes import AtMost, Equals, Hole, When
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At, entries
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import KubeObject, Tree

ROUTE, CLIENT_IP, HEADER = "route", "clientIP", "header"
UNITS = {"second": ("Second", "1s"), "minute": ("Minute", "60s"), "hour": ("Hour", "3600s")}
"""The unit of Envoy Gateway, and the time in which Envoy fills its bucket, by the unit of the trait."""
EVERY_ADDRESS = ("0.0.0.0/0", "::/0")
FILTER = "envoy.filters.http.local_ratelimit"
LIMIT = "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit"


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write the limit into the policy of the routes, or add a filter to the proxies of the pods."""
    tree, reports = use.tree, subject.context.reports
    assert tree is not None
    errors = reports.errors
    if not is_served(use, subject):
        return Change()
    _check(use, subject, tree)
    if reports.errors > errors:
        return Change()
    if tree.known("provider") != ISTIO:
        return writing(backend_policy(use, subject), {"rateLimit": {"local": {"rules": [_rule(tree)]}}})
    hint = "watch it after an upgrade of Istio; a limit of Envoy Gateway is a part of its API"
    reports.add(codes.EXPERIMENTAL, at=tree.span_of("provider"), instance=subject.name, hint=hint)
    return Change(objects=(_filter(use, subject, tree),), requirements=tuple(_requirements(use, tree)))


def _check(use: BoundTrait, subject: Subject, tree: Group) -> None:
    """Report what does not go together, and what the provider does not have."""
    per, is_istio = tree.known("per"), tree.known("provider") == ISTIO
    if is_istio and per != ROUTE:
        what = "the filter of Istio counts all requests of a pod together"
        refuse(use, subject, what, at=tree.span_of("per"), hint=f"set per: {ROUTE}, or provider: envoy-gateway")
    if not is_istio and "burst" in tree:
        what = "Envoy Gateway has no burst: a limit is what is answered in one unit of time"
        refuse(use, subject, what, at=tree.keys["burst"], hint="remove burst, or count in a longer unit")
    burst, requests = tree.known("burst"), tree.known("requests")
    if is_istio and isinstance(burst, int) and isinstance(requests, int) and burst < requests:
        what = "a burst is the most that is answered at once, and requests are more"
        refuse(use, subject, what, at=tree.span_of("burst"), hint=f"set burst to {requests} at least")


def _requirements(use: BoundTrait, tree: Group) -> Iterator[Requirement]:
    """Yield that a burst stays as large as the requests of one unit of time."""
    burst, requests = tree.leaf("burst"), tree.leaf("requests")
    if burst is not None and requests is not None and isinstance(burst.value, Hole) and isinstance(requests.value, Hole):
        message = f"{'.'.join(use.path)}: burst must not be less than requests"
        yield Requirement(condition=AtMost(path=requests.value.path, bound=burst.value.path), message=message, span=burst.span)


def _rule(tree: Group) -> Tree:
    """Return the limit of Envoy Gateway. Of clients each has its own."""
    clients: Tree = None
    if tree.known("per") == CLIENT_IP:
        clients = [{"sourceCIDR": {"type": "Distinct", "value": every}} for every in EVERY_ADDRESS]
    elif tree.known("per") == HEADER:
        clients = [{"headers": [{"name": tree.tree("header"), "type": "Distinct"}]}]
    limit = {"requests": tree.tree("requests"), "unit": _unit(tree, 0)}
    return entries((("clientSelectors", clients), ("limit", limit)))


def _unit(tree: Group, index: int) -> Tree:
    """Return the unit of time in the words of the provider."""
    leaf = tree.leaf("unit")
    assert leaf is not None
    if not isinstance(leaf.value, Hole):
        return At(UNITS[str(leaf.known)][index], leaf.span)
    (_, first), *others = UNITS.items()
    found: Tree = At(first[index], leaf.span)
    for word, words in others:
        found = When(condition=Equals(path=leaf.value.path, value=word), then=At(words[index], leaf.span), otherwise=found)
    return found


def _filter(use: BoundTrait, subject: Subject, tree: Group) -> KubeObject:
    """Return the filter of the proxies: without the two shares Envoy would count, and refuse nothing."""
    all_requests: Tree = {"numerator": 100, "denominator": "HUNDRED"}
    limit: Tree = {
        "stat_prefix": "http_local_rate_limiter",
        "token_bucket": {
            "max_tokens": tree.tree("burst" if "burst" in tree else "requests"),
            "tokens_per_fill": tree.tree("requests"),
            "fill_interval": _unit(tree, 1),
        },
        "filter_enabled": {"runtime_key": "local_rate_limit_enabled", "default_value": all_requests},
        "filter_enforced": {"runtime_key": "local_rate_limit_enforced", "default_value": all_requests},
    }
    patch: Tree = {
        "applyTo": "HTTP_FILTER",
        "match": {
            "context": "SIDECAR_INBOUND",
            "listener": {"filterChain": {"filter": {"name": "envoy.filters.network.http_connection_manager"}}},
        },
        "patch": {
            "operation": "INSERT_BEFORE",
            "value": {
                "name": FILTER,
                "typed_config": {"@type": "type.googleapis.com/udpa.type.v1.TypedStruct", "type_url": LIMIT, "value": limit},
            },
        },
    }
    spec: Tree = {"workloadSelector": {"labels": selector(subject.name)}, "configPatches": [patch]}
    return kube_object(
        subject.instance,
        ("networking.istio.io/v1alpha3", "EnvoyFilter"),
        f"{subject.name}-rate-limit",
        labels=TRAIT_ROLE,
        fields=(("spec", spec),),
        span=use.name_span,
    )


RATE_LIMIT = Trait(
    names=("rate-limit", "rate-limiter"),
    summary="Answer only so many requests in a time, and refuse the others.",
    properties=(),
    needs=frozenset({SERVICE_ENDPOINT}),
    change=change,
    optional=True,
    schema=Struct(
        items=(
            needed("provider", PROVIDERS, "Who acts on it: the mesh Istio, or Envoy Gateway on its routes.", why=WHY_PROVIDER),
            needed("requests", ABOVE_ZERO, "How many requests are answered in one unit of time, by each proxy."),
            item("unit", choice(*UNITS), "The unit of time.", default="second"),
            item("burst", ABOVE_ZERO, "How many requests are answered at once after a pause. As many as requests, by default."),
            item(
                "per",
                choice(ROUTE, CLIENT_IP, HEADER),
                "Whose requests are counted together: all, those of one address, those with one value of a header.",
                default=ROUTE,
                why="other fields hang on it",
            ),
            replace(needed("header", HEADER_NAME, "The header whose values are told apart."), of=("per", (HEADER,))),
        )
    ),
    example={"provider": "istio", "requests": 100, "unit": "minute"},
    produces=(
        "networking.istio.io/v1alpha3 EnvoyFilter",
        "gateway.envoyproxy.io/v1alpha1 BackendTrafficPolicy",
    ),
    wants=("service.object", "route.object"),
    variants=(
        Variant(
            words="provider: envoy-gateway",
            properties={"provider": "envoy-gateway", "requests": 100, "unit": "minute"},
            beside=BY_GATEWAY,
        ),
    ),
)
