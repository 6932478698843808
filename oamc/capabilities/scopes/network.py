"""Network scope: a network that its members share (docs/spec/oam-v1alpha1.md, 10.2 and 10.3).

Policies of Kubernetes add up: one lets the members reach one another and nobody else reach them; then each member that is
exposed has one that lets those in who come by the way that exposes it.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Property, Scope
from oamc.capabilities.labels import TEST_ROLE
from oamc.capabilities.located import located_in
from oamc.capabilities.pods import kube_object
from oamc.capabilities.scopes.exposure import Exposure, exposures
from oamc.capabilities.scopes.marks import mark
from oamc.capabilities.scopes.parts import has_pods, members_here, scope_object
from oamc.diagnostics.codes import scopes as codes
from oamc.expressions.holes import Equals, Hole, When
from oamc.expressions.types import ListType, TextType
from oamc.model.reserved_keys import INSTANCE, ROLE
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, entries, listing
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Change, Context, Subject
    from oamc.expressions.holes import Condition
    from oamc.ir.program import BoundScope
    from oamc.objects.tree import KubeObject, Tree

NETWORKING = "networking.k8s.io/v1"
RESTRICT, OPEN = "restrict", "open"
NAMESPACE_NAME = "kubernetes.io/metadata.name"
DNS_NAMESPACE = "kube-system"
NODE_LOCAL_DNS = "169.254.20.10/32"
"""Where the cache of DNS on each node listens, in clusters that have one: no pod has that address."""
DNS_PORT = 53
CIDR = TextType(
    pattern=r"[0-9]{1,3}(\.[0-9]{1,3}){3}/([0-9]|[12][0-9]|3[0-2])|[0-9a-f:]{2,39}/([0-9]|[1-9][0-9]|1[01][0-9]|12[0-8])",
    rule="must be a range of addresses such as 10.0.0.0/8",
)
NAMESPACE = TextType(
    pattern=r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", rule="must be the name of a namespace", minimum_length=1, maximum_length=63
)


def change(scope: BoundScope, subject: Subject) -> Change:
    """Mark a member; its pods are selected by the label that they have."""
    has_pods(scope, subject)
    return mark(scope, subject)


def make(scope: BoundScope, context: Context) -> tuple[KubeObject, ...]:
    """Make the policy that lets the members reach one another, and closes the network around them; nothing without members."""
    names = [instance.name for instance in members_here(scope, context) if getattr(instance.workload_type, "pod", ())]
    names += [member.instance for member in scope.elsewhere]
    if not names:
        return ()
    context.reports.add(
        codes.OUTSIDE_NEEDED,
        at=scope.name.span,
        scope=scope.name.value,
        what="a network plugin that enforces NetworkPolicies; network-id and subnet-id are annotations, for people alone",
        hint="ask whoever runs the cluster: without such a plugin the policies do nothing",
    )
    values: list[Tree] = [At(prefixed(name.value), name.span) for name in names]
    members: Tree = {"matchExpressions": [{"key": INSTANCE, "operator": "In", "values": values}]}
    inside: Tree = {"podSelector": members}
    egress = _while_limited(scope, _egress(scope, inside))
    spec = entries(
        (
            ("podSelector", members),
            ("policyTypes", listing(("Ingress", _while_limited(scope, "Egress")))),
            ("ingress", [{"from": [inside, *_tests(context)]}]),
            ("egress", egress),
        )
    )
    annotations = entries(
        (("oamc.dev/network-id", located_in(scope, "network-id")), ("oamc.dev/subnet-id", located_in(scope, "subnet-id")))
    )
    name = f"{scope.name.value}-isolate"
    return (scope_object(scope, (NETWORKING, "NetworkPolicy"), name, ("spec", spec), annotations=annotations),)


def finish(scope: BoundScope, subject: Subject, objects: tuple[KubeObject, ...]) -> tuple[KubeObject, ...]:
    """Make the policies by which an exposed member stays reachable."""
    name = f"{subject.name}-{scope.name.value}"
    return tuple(_policy(scope, subject, f"{name}-{found.way}", found) for found in exposures(subject, objects))


def _policy(scope: BoundScope, subject: Subject, name: str, found: Exposure) -> KubeObject:
    """Return the policy of one way by which a member is exposed. It is there while the way is."""
    ports: Tree = [At({"protocol": protocol, "port": port}, found.span) for protocol, port in found.ports]
    allowed = entries((("from", _from_namespaces(scope) if found.by_controller else None), ("ports", ports)))
    spec: Tree = {
        "podSelector": {"matchLabels": {INSTANCE: prefixed(subject.name)}},
        "policyTypes": ["Ingress"],
        "ingress": [allowed if found.ports else {}],
    }
    policy = kube_object(
        subject.instance,
        (NETWORKING, "NetworkPolicy"),
        name,
        labels={ROLE: "scope"},
        fields=(("spec", spec),),
        span=found.span,
    )
    return replace(policy, condition=found.condition)


def _from_namespaces(scope: BoundScope) -> Tree:
    """Return the namespaces from which a controller may come; None for everywhere."""
    found = scope.properties.get("ingressFrom")
    if found is None or found.known is None:
        return None
    peer: Tree = {
        "namespaceSelector": {
            "matchExpressions": [{"key": NAMESPACE_NAME, "operator": "In", "values": At(found.value, found.span)}]
        }
    }
    return [peer] if found.condition is None else When(condition=found.condition, then=[peer])


def _limited(scope: BoundScope) -> Condition | bool:
    """Tell whether members may only send where the scope says: as `egress` says, else where there is no gateway."""
    egress = scope.known("egress")
    if egress is not None:
        return egress == RESTRICT
    gateway = scope.get("internet-gateway-type")
    if isinstance(gateway, Hole):
        return Equals(path=gateway.path, value="")
    return gateway == ""


def _while_limited(scope: BoundScope, part: Tree) -> Tree:
    """Return what is there while the members may only send where the scope says."""
    limited = _limited(scope)
    if isinstance(limited, bool):
        return part if limited else None
    return When(condition=limited, then=part)


def _egress(scope: BoundScope, inside: Tree) -> Tree:
    """Return where members may send: to one another, to DNS, and to ranges of addresses."""
    dns: Tree = {
        "to": [
            {"namespaceSelector": {"matchLabels": {NAMESPACE_NAME: DNS_NAMESPACE}}},
            {"ipBlock": {"cidr": NODE_LOCAL_DNS}},
        ],
        "ports": [{"protocol": "UDP", "port": DNS_PORT}, {"protocol": "TCP", "port": DNS_PORT}],
    }
    ranges = scope.known("egressCIDRs")
    blocks: list[Tree] = [{"ipBlock": {"cidr": cidr}} for cidr in ranges] if isinstance(ranges, (list, tuple)) else []
    further: Tree = At({"to": blocks}, scope.span_of("egressCIDRs")) if blocks else None
    return [{"to": [inside]}, dns, *([further] if further is not None else [])]


def _tests(context: Context) -> list[Tree]:
    """Return the pods by which `helm test` asks members, where a chart may have some."""
    tested = context.options.chart_tests or any(
        isinstance(bound.scope, Scope) and bound.scope.test is not None
        for instance in context.instances
        for bound in instance.scopes
    )
    return [{"podSelector": {"matchLabels": {ROLE: TEST_ROLE}}}] if tested else []


NETWORK = Scope(
    names=(
        "core.oam.dev/v1alpha1.NetworkScope",
        "core.oam.dev/v1alpha1.Network",
        "core.oam.dev/v1.NetworkScope",
    ),
    summary="A network that its members share.",
    overlap=False,
    change=change,
    make=make,
    finish=finish,
    properties=(
        Property(name="network-id", type=TextType(minimum_length=1), description="Name of the network.", required=True),
        Property(
            name="subnet-id",
            type=TextType(minimum_length=1),
            description="Name of the subnet, or several with commas.",
            required=True,
            aliases=("subnet-ids",),
        ),
        Property(
            name="internet-gateway-type",
            type=TextType(choices=("public", "nat", "")),
            description="Gateway to the internet: public, nat, or empty for none.",
        ),
        Property(
            name="ingressFrom",
            type=ListType(item=NAMESPACE, minimum_length=1),
            description="Namespaces of the controllers that may reach members with an ingress. Everywhere where it is not set.",
            example=["ingress-nginx"],
        ),
        Property(
            name="egress",
            type=TextType(choices=(OPEN, RESTRICT)),
            description="Where members may send: open is anywhere, restrict is one another, DNS and egressCIDRs.",
            live=False,
        ),
        Property(
            name="egressCIDRs",
            type=ListType(item=CIDR, minimum_length=1),
            description="Ranges of addresses that members may send to where they may not send anywhere.",
            live=False,
            example=["10.0.0.0/8"],
        ),
    ),
    of_objects=frozenset({"ingressFrom", "egress", "egressCIDRs"}),
)
