"""load-balancer: clients outside of the cluster reach the Service of an instance at an address of its own.

Rules: docs/spec/load-balancers.md, 1 to 3. The Service is the one that the workload type has made: another trait may write
other fields of it. What a cloud is told stands in `balancers`, what it can do in the profile.
"""

from __future__ import annotations

from oamc.capabilities.address_types import ADDRESS, RANGES
from oamc.capabilities.balancer_checks import check, requirements
from oamc.capabilities.balancers import annotations_of
from oamc.capabilities.contracts import SERVICE_ENDPOINT, Change, Patch, Trait
from oamc.capabilities.kubevela.shapes import PORT_NUMBER, item, needed
from oamc.capabilities.nearness import LOCALITY, STICKY, affinity, distribution
from oamc.capabilities.own_ports import ports_of, service_of
from oamc.capabilities.property_schema import NAME, SWITCH, TEXT, Listed, Mapped, Struct, choice
from oamc.expressions.types import NumberType, TextType
from oamc.objects.patch_marks import REPLACE, Directed
from oamc.objects.tree import At, entries
from oamc.profiles import AZURE, NODE, POD
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.property_schema import Item
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree


def change(use: BoundTrait, subject: Subject) -> Change:
    """Make a load balancer of the Service that the instance has."""
    tree, profile = use.tree, subject.context.options.cluster
    assert tree is not None
    service = service_of(use, subject)
    if service is None:
        return Change()
    ports = ports_of(use, subject, tree)
    told = {} if profile is None else annotations_of(profile.provider, tree)
    if not check(use, subject, ports, told):
        return Change()
    own = tree.group("annotations")
    annotations = entries((*told.items(), *(() if own is None else own.entries())))
    patch = {"metadata": {"annotations": annotations}} if annotations is not None else {}
    return Change(
        patches=(Patch(tree={**patch, "spec": _spec(tree, subject, ports)}, target=(service.kind, service.name)),),
        requirements=tuple(requirements(use, subject, ports)),
    )


def _spec(tree: Group, subject: Subject, ports: dict[str, Group]) -> Tree:
    """Return what the trait writes into the spec of the Service."""
    profile = subject.context.options.cluster
    is_field = profile is None or profile.provider != AZURE  # which reads an annotation
    fields: list[tuple[str, Tree]] = [
        ("type", "LoadBalancer"),
        ("loadBalancerClass", tree.tree("class")),
        ("allocateLoadBalancerNodePorts", tree.tree("allocateLoadBalancerNodePorts")),
        ("externalTrafficPolicy", tree.tree("externalTrafficPolicy")),
        ("loadBalancerSourceRanges", tree.tree("sourceRanges")),
        ("loadBalancerIP", tree.tree("staticIP") if is_field else None),
        ("ipFamilyPolicy", tree.tree("ipFamilyPolicy")),
        ("trafficDistribution", distribution(tree, subject)),
        ("ports", Directed(_listed(subject, ports), strategy=REPLACE) if ports else None),  # type: ignore[list-item]  # of patches
    ]
    return entries((*fields, *affinity(tree)))


def _listed(subject: Subject, ports: dict[str, Group]) -> list[Tree]:
    """Return all ports of the Service, some with other numbers."""
    found: list[Tree] = []
    for port in subject.rendered.ports:
        own = ports.get(port.name)
        number = own.tree("port") if own is not None and "port" in own else port.port
        fields = (
            ("name", At(port.name, port.name_span)),
            ("port", number),
            ("targetPort", port.target),
            ("protocol", port.protocol),
        )
        found.append(At(entries(fields), port.span if own is None else own.span))
    return found


def _of_profile(known: Item, name: str) -> Item:
    """Return a property for which a profile has a default."""
    return replace(known, of_profile=name)


CLASS = TextType(
    pattern=r"([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?",
    forbidden="[-a-z0-9]{64}",
    rule="must be the class of a load balancer, such as service.k8s.aws/nlb",
    maximum_length=253,
)
IDENTITY = TextType(pattern=r"[!-+\--~]+", rule="must be one word without commas", maximum_length=200)
PORT = Struct(
    items=(
        needed("name", NAME, "The name of the port, as the component has it.", why="ports are found by their names"),
        item("port", PORT_NUMBER, "The number that clients use. That of the container, where it is not written."),
    )
)
CHECK = Struct(
    items=(
        item(
            "path",
            TextType(pattern="/[!-~]*", rule='must begin with "/" and have no blanks', maximum_length=80),
            "The path that is asked by HTTP. Without it, a connection is enough.",
        ),
        item("port", PORT_NUMBER, "The port that is asked. That of the traffic, where it is not written."),
        item("interval", NumberType(whole=True, minimum=5, maximum=50), "The seconds from one check to the next."),
    )
)
TLS = Struct(
    items=(
        needed("cert", IDENTITY, "The name that the cloud has for the certificate."),
        needed("ports", Listed(item=PORT_NUMBER, filled=True), "The numbers of the ports of the Service at which it is used."),
    )
)
LOAD_BALANCER = Trait(
    names=("load-balancer",),
    summary="Let clients outside of the cluster reach a service at an address of its own.",
    properties=(),
    needs=frozenset({SERVICE_ENDPOINT}),
    change=change,
    optional=True,
    caution="Without it, the Service is reached from inside of the cluster alone.",
    schema=Struct(
        items=(
            _of_profile(
                item("internal", SWITCH, "Whether it has an address of the private network, not of the internet."), "internal"
            ),
            _of_profile(
                item(
                    "target",
                    choice(POD, NODE),
                    "Where it leads: straight to the pods, or to ports of the nodes. The profile has a default.",
                ),
                "target",
            ),
            item("ports", Listed(item=PORT, keys=("name",)), "What differs from the ports of the containers."),
            item("sourceRanges", RANGES, "From where clients may reach it. Anybody may, where it is not written."),
            item(
                "staticIP",
                ADDRESS,
                "The address that it gets. In most clusters that is loadBalancerIP, which Kubernetes calls deprecated.",
            ),
            item("loadBalancerId", IDENTITY, "The load balancer of the cloud to take, in the place of a new one."),
            item(
                "overrideListeners",
                SWITCH,
                "Whether listeners of a load balancer that is there already are replaced by those of the Service.",
            ),
            item(
                "externalTrafficPolicy",
                choice("Cluster", "Local"),
                "To which pods requests go: all, or those of the node, which see the address of the client.",
            ),
            _of_profile(
                item(
                    "class",
                    CLASS,
                    "Which controller makes the load balancer. It cannot be changed while the Service is there.",
                ),
                "load balancer class",
            ),
            item("allocateLoadBalancerNodePorts", SWITCH, "Whether the Service has ports on all nodes. It has, by default."),
            item(
                "ipFamilyPolicy",
                choice("SingleStack", "PreferDualStack", "RequireDualStack"),
                "Whether it has addresses of IPv4 and IPv6.",
            ),
            item("bandwidth", NumberType(whole=True, minimum=1, maximum=5000), "The bandwidth that is paid, in Mbit/s."),
            item("spec", IDENTITY, "The size that is paid, such as slb.s1.small."),
            item(
                "subnets",
                Listed(item=IDENTITY, filled=True),
                "The subnets that it has addresses in: zone:vswitch of an NLB of Alibaba, else their names or numbers.",
            ),
            item("healthCheck", CHECK, "How it finds out which pods or nodes answer."),
            item("tls", TLS, "Where it ends TLS."),
            STICKY,
            LOCALITY,
            item("annotations", Mapped(item=TEXT), "Further annotations of the Service."),
        )
    ),
    example={"externalTrafficPolicy": "Local", "sourceRanges": ["203.0.113.0/24"]},
)
