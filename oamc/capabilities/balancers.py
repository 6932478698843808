"""How a cloud is told what its load balancer shall be: annotations of the Service (docs/spec/load-balancers.md, 3).

In: the properties of the trait and the profile. Out: annotations, all of them texts, with holes where the installer may choose.
What a cloud does not know is found before (`UNDERSTOOD`).
"""

from __future__ import annotations

from oamc.expressions.holes import Equals, Hole, IsTrue, Not, TextOf, When, joined, text_of
from oamc.expressions.types import TextType
from oamc.objects.tree import At
from oamc.profiles import ALIBABA, AWS, AZURE, GCP, LOCAL, POD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from oamc.ir.properties import Group, Leaf
    from oamc.objects.tree import Tree

    Annotations: TypeAlias = Iterator[tuple[str, Tree]]

OF_ALIBABA = "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-"
OF_AWS = "service.beta.kubernetes.io/aws-load-balancer-"
OF_AZURE = "service.beta.kubernetes.io/azure-load-balancer-"
NLB_OF_ALIBABA = "alibabacloud.com/nlb"
"""The class of load balancers that have a subnet in each of several zones."""
ZONE_AND_SUBNET = TextType(
    pattern=r"[a-z0-9-]+:[a-z0-9-]+", rule="must be a zone and a subnet, such as cn-hangzhou-k:vsw-one", maximum_length=200
)
UNDERSTOOD: dict[str, frozenset[str]] = {
    ALIBABA: frozenset(
        (
            *("internal", "target", "loadBalancerId", "overrideListeners", "bandwidth", "spec", "subnets", "tls"),
            *("healthCheck", "healthCheck.path", "healthCheck.port", "healthCheck.interval"),
        )
    ),
    AWS: frozenset(
        (
            *("internal", "target", "subnets", "tls", "healthCheck"),
            *("healthCheck.path", "healthCheck.port", "healthCheck.interval"),
        )
    ),
    GCP: frozenset(("internal", "staticIP", "subnets")),
    AZURE: frozenset(("internal", "staticIP", "subnets", "healthCheck", "healthCheck.path", "healthCheck.interval")),
    LOCAL: frozenset(),
}
"""The properties that each cloud understands, beside those that become fields of the Service."""
OF_CLOUDS = frozenset[str]().union(*UNDERSTOOD.values())
"""The properties that need a profile."""
NOT_OF_NLB = ("bandwidth", "spec")


def annotations_of(provider: str, tree: Group) -> dict[str, Tree]:
    """Return the annotations by which a cloud is told what the document asks for."""
    found = TELLING.get(provider)
    return {} if found is None else {key: value for key, value in found(tree) if value is not None}


def is_nlb(tree: Group) -> bool:
    """Tell whether the document asks Alibaba for a load balancer with subnets in several zones."""
    return bool(tree.known("class") == NLB_OF_ALIBABA)


def _alibaba(tree: Group) -> Annotations:
    """Yield what the Cloud Controller Manager of Alibaba reads."""
    yield "service.beta.kubernetes.io/backend-type", _either(tree, "target", POD, "eni", "ecs")
    yield f"{OF_ALIBABA}address-type", _switched(tree, "intranet", "internet")
    yield f"{OF_ALIBABA}{'zone-maps' if is_nlb(tree) else 'vswitch-id'}", _list(tree, "subnets")
    yield f"{OF_ALIBABA}id", _text(tree, "loadBalancerId")
    yield f"{OF_ALIBABA}force-override-listeners", _text(tree, "overrideListeners")
    yield f"{OF_ALIBABA}spec", _text(tree, "spec")
    yield f"{OF_ALIBABA}bandwidth", _text(tree, "bandwidth")
    yield f"{OF_ALIBABA}charge-type", "paybybandwidth" if "bandwidth" in tree else None
    check, tls = tree.group("healthCheck"), tree.group("tls")
    if check is not None:
        yield f"{OF_ALIBABA}health-check-flag", "on"
        yield f"{OF_ALIBABA}health-check-type", "http" if "path" in check else "tcp"
        yield f"{OF_ALIBABA}health-check-uri", _text(check, "path")
        yield f"{OF_ALIBABA}health-check-connect-port", _text(check, "port")
        yield f"{OF_ALIBABA}health-check-interval", _text(check, "interval")
    if tls is not None:
        protocol = "tcpssl" if is_nlb(tree) else "https"
        yield f"{OF_ALIBABA}cert-id", _text(tls, "cert")
        yield f"{OF_ALIBABA}protocol-port", _list(tls, "ports", before=f"{protocol}:")


def _aws(tree: Group) -> Annotations:
    """Yield what the AWS Load Balancer Controller reads. Its own default is internal, so the scheme is written."""
    yield f"{OF_AWS}nlb-target-type", _either(tree, "target", POD, "ip", "instance")
    yield f"{OF_AWS}scheme", _switched(tree, "internal", "internet-facing")
    yield f"{OF_AWS}subnets", _list(tree, "subnets")
    check, tls = tree.group("healthCheck"), tree.group("tls")
    if check is not None:
        yield f"{OF_AWS}healthcheck-protocol", "HTTP" if "path" in check else "TCP"
        yield f"{OF_AWS}healthcheck-path", _text(check, "path")
        yield f"{OF_AWS}healthcheck-port", _text(check, "port")
        yield f"{OF_AWS}healthcheck-interval", _text(check, "interval")
    if tls is not None:
        yield f"{OF_AWS}ssl-cert", _text(tls, "cert")
        yield f"{OF_AWS}ssl-ports", _list(tls, "ports")


def _gcp(tree: Group) -> Annotations:
    """Yield what the controller of GKE reads. A class decides by itself which load balancer it is."""
    yield "networking.gke.io/load-balancer-type", _switched(tree, "Internal", None)
    if "class" not in tree:
        yield "cloud.google.com/l4-rbs", _switched(tree, None, "enabled")
    yield "networking.gke.io/internal-load-balancer-subnet", _list(tree, "subnets")


def _azure(tree: Group) -> Annotations:
    """Yield what the Cloud Controller Manager of Azure reads."""
    yield f"{OF_AZURE}internal", _switched(tree, "true", "false")
    yield f"{OF_AZURE}internal-subnet", _list(tree, "subnets")
    yield f"{OF_AZURE}ipv4", _text(tree, "staticIP")
    check = tree.group("healthCheck")
    if check is not None:
        yield f"{OF_AZURE}health-probe-protocol", "Http" if "path" in check else "Tcp"
        yield f"{OF_AZURE}health-probe-request-path", _text(check, "path")
        yield f"{OF_AZURE}health-probe-interval", _text(check, "interval")


TELLING: dict[str, Callable[[Group], Annotations]] = {ALIBABA: _alibaba, AWS: _aws, GCP: _gcp, AZURE: _azure}


def as_text(leaf: Leaf) -> str | Hole | TextOf:
    """Return a value as the text that an annotation holds."""
    value = leaf.value
    if isinstance(value, Hole):
        return text_of(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _text(tree: Group, name: str) -> Tree:
    """Return a property as a text; None where it is not there."""
    leaf = tree.leaf(name)
    return None if leaf is None else At(as_text(leaf), leaf.span)


def _list(tree: Group, name: str, before: str = "") -> Tree:
    """Return the items of a property in one text, with commas between them and a word before each."""
    leaves = tree.leaves(name)
    parts = [part for leaf in leaves for part in (",", before, as_text(leaf))][1:]
    return At(joined(parts), tree.span_of(name)) if leaves else None


def _switched(tree: Group, on: str | None, off: str | None) -> Tree:
    """Return one text where the load balancer is internal, and another one where it is not."""
    leaf = tree.leaf("internal")
    if leaf is None:
        return off
    if not isinstance(leaf.value, Hole):
        return At(on if leaf.value else off, leaf.span)
    condition = IsTrue(path=leaf.value.path)
    if on is None:
        return When(condition=Not(condition=condition), then=off)
    return When(condition=condition, then=At(on, leaf.span), otherwise=off)


def _either(tree: Group, name: str, word: str, equal: str, other: str) -> Tree:
    """Return one text where a property is the word, and another one where it is not."""
    leaf = tree.leaf(name)
    if leaf is None:
        return None
    if not isinstance(leaf.value, Hole):
        return At(equal if leaf.value == word else other, leaf.span)
    return When(condition=Equals(path=leaf.value.path, value=word), then=At(equal, leaf.span), otherwise=other)
