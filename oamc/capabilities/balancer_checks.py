"""What a load balancer cannot be where it is (docs/spec/load-balancers.md, 2 and 3): in the document, and by later values.

In: the properties of the trait, the Service, the profile. Out: findings at the smallest place that is wrong, and conditions on
values, which hold what the document was found to do.
"""

from __future__ import annotations

from oamc.capabilities.balancers import NOT_OF_NLB, OF_CLOUDS, UNDERSTOOD, ZONE_AND_SUBNET, is_nlb
from oamc.capabilities.own_ports import all_ports, equal, known_number, number_of, numbers_differ
from oamc.capabilities.trait_findings import refuse, refuse_key, tell_old_keys
from oamc.diagnostics.codes import balancers as codes
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.holes import Equals, Fits, Hole, IsTrue, Not, any_of
from oamc.expressions.problems import problem
from oamc.kubernetes.names import annotation_key_problem
from oamc.kubernetes.rules.services import SAME_ZONE_SINCE
from oamc.objects.object_set import Requirement
from oamc.profiles import ALIBABA, AWS, DIVIDED, LOCAL, NODE, POD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oamc.capabilities.contracts import Subject
    from oamc.expressions.holes import Condition
    from oamc.ir.program import BoundTrait, Instance
    from oamc.ir.properties import Group, Leaf
    from oamc.objects.tree import Tree
    from oamc.profiles import Profile
    from oamc.spans import Span

FEWEST_ZONES = 2
TAKEN_BY_TRAEFIK = (80, 443)
HARMLESS = {"internal": False, "target": NODE}
"""Values that mean the same everywhere."""
HINT = "remove it, or say it as annotations"


def check(use: BoundTrait, subject: Subject, ports: Mapping[str, Group], told: Mapping[str, Tree]) -> bool:
    """Report what is wrong in the document; tell whether nothing is. `told` are the annotations that the profile makes."""
    tree, profile, reports = use.tree, subject.context.options.cluster, subject.context.reports
    assert tree is not None
    faults, everywhere = reports.faults, all_ports(subject, ports)
    for name, place, words in _without_meaning(tree, profile):
        hint = f"{HINT} for {profile.name}" if profile is not None else f"give --profile, {HINT}"
        reports.add(codes.NOT_OF_PROFILE, at=place, property=name, trait=use.trait.name, whom=words, hint=hint)
    if profile is not None:
        _check_target(subject, tree, profile)
        if profile.provider != LOCAL:
            _check_subnets(subject, tree, profile)
        if profile.shares_nodes:
            _warn_of_shared_ports(use, subject, everywhere)
    _check_annotations(use, subject, tree, told)
    _check_other_traits(use, subject)
    _check_tls(use, subject, tree, everywhere)
    check_locality(use, subject, tree)
    identity = tree.leaf("loadBalancerId")
    if profile is not None and profile.provider == ALIBABA and identity is not None and "overrideListeners" not in tree:
        hint = "set overrideListeners: true where it is for this Service alone, or false where somebody else makes them"
        reports.add(codes.LISTENERS_LEFT, at=identity.span, id=identity.known, hint=hint)
    return reports.faults == faults


def _without_meaning(tree: Group, profile: Profile | None) -> Iterator[tuple[str, Span, str]]:
    """Yield each property that the profile does not know, with its place, and to whom it means nothing."""
    known = frozenset[str]() if profile is None else UNDERSTOOD[profile.provider]
    whom = "any cluster without a profile" if profile is None else f"the profile {profile.name}"
    for name in tree.parts:
        told_elsewhere = name == "target" and profile is not None
        is_known = name not in OF_CLOUDS or name in known or _is_harmless(tree, name) or _is_address(name, profile)
        if not is_known and not told_elsewhere:
            yield name, tree.keys[name], whom
    inner = tree.group("healthCheck")
    if inner is not None and "healthCheck" in known:
        for name in inner.parts:
            if f"healthCheck.{name}" not in known:
                yield f"healthCheck.{name}", inner.keys[name], whom
    if profile is not None and profile.provider == ALIBABA and is_nlb(tree):
        for name in NOT_OF_NLB:
            if name in tree:
                yield name, tree.keys[name], f"a load balancer of class {tree.known('class')}"


def _is_address(name: str, profile: Profile | None) -> bool:
    """Tell whether a property is the address of a Service, in a cluster that lets it choose one."""
    return name == "staticIP" and (profile is None or profile.takes_address)


def _is_harmless(tree: Group, name: str) -> bool:
    """Tell whether a property says what is so anyway."""
    return name in HARMLESS and tree.known(name) == HARMLESS[name]


def _check_target(subject: Subject, tree: Group, profile: Profile) -> None:
    """Report pods that no load balancer reaches, and nodes without ports."""
    reports = subject.context.reports
    if tree.known("target") == POD and profile.not_to_pods:
        hint = f"leave the target out, or set it to {NODE}"
        reports.add(codes.NOT_TO_PODS, at=tree.span_of("target"), profile=profile.name, reason=profile.not_to_pods, hint=hint)
    elif tree.known("allocateLoadBalancerNodePorts") is False and tree.known("target") != POD:
        can = profile.provider in DIVIDED and not profile.not_to_pods
        hint = "remove it" + (f", or set target: {POD}" if can else "")
        place = tree.span_of("allocateLoadBalancerNodePorts")
        reports.add(codes.NEEDS_NODE_PORTS, at=place, instance=subject.name, hint=hint)


def _check_subnets(subject: Subject, tree: Group, profile: Profile) -> None:
    """Report subnets that the load balancer cannot have, and those that it lacks."""
    reports, subnets = subject.context.reports, tree.leaves("subnets")
    if profile.provider == ALIBABA and is_nlb(tree):
        whom = f"a load balancer of class {tree.known('class')}"
        for subnet in subnets:
            if problem(ZONE_AND_SUBNET, subnet.known):
                what = "has subnets with their zones, such as cn-hangzhou-k:vsw-one"
                hint = "write the zone before it, and a colon"
                reports.add(codes.WRONG_SUBNETS, at=subnet.span, whom=whom, problem=what, hint=hint)
        if len(subnets) < FEWEST_ZONES and "loadBalancerId" not in tree:
            place = tree.span_of("subnets") if subnets else tree.span_of("class")
            hint = "list zone:vswitch of two zones in subnets"
            reports.add(codes.WRONG_SUBNETS, at=place, whom=whom, problem="has subnets in two zones at least", hint=hint)
    elif profile.provider != AWS and subnets:
        whom = f"a load balancer of the profile {profile.name}"
        if len(subnets) > 1:
            hint = "keep one of them"
            reports.add(codes.WRONG_SUBNETS, at=subnets[1].span, whom=whom, problem="has one subnet", hint=hint)
        elif not tree.known("internal"):
            what, hint = "has a subnet only where it is internal", "set internal: true, or remove subnets"
            reports.add(codes.WRONG_SUBNETS, at=tree.keys["subnets"], whom=whom, problem=what, hint=hint)


def _warn_of_shared_ports(use: BoundTrait, subject: Subject, ports: Mapping[str, Group]) -> None:
    """Report ports of nodes that something else has: the ingress controller, or another instance of the application."""
    taken = dict.fromkeys(TAKEN_BY_TRAEFIK, "Traefik")
    for other in subject.context.instances:
        if other.name.value == subject.name:
            break
        taken |= dict.fromkeys(_balanced(other, use), f'instance "{other.name.value}"')
    for port in subject.rendered.ports:
        own, number = ports.get(port.name), known_number(port, ports)
        if number in taken:
            place = own.span_of("port") if own is not None else use.name_span
            hint = "give the port another number, or expose the Service by an ingress"
            subject.context.reports.add(
                codes.PORT_OF_NODES_TAKEN, at=place, port=number, owner=taken[number], instance=subject.name, hint=hint
            )


def _balanced(instance: Instance, use: BoundTrait) -> set[int]:
    """Return the numbers at which another instance has a load balancer."""
    trees = [other.tree for other in instance.traits if other.trait is use.trait and other.tree is not None]
    if not trees:
        return set()
    own = {port.known("name"): port.known("port") for port in trees[0].groups("ports") if "port" in port}
    ports = (port for container in instance.component.containers for port in container.ports)
    return {own.get(port.name.value, port.number.value) for port in ports}


def _check_annotations(use: BoundTrait, subject: Subject, tree: Group, told: Mapping[str, Tree]) -> None:
    """Report keys that are none, and those that another property writes."""
    annotations = tree.group("annotations")
    if annotations is not None:
        tell_old_keys(use, subject, annotations)
    for key in () if annotations is None else annotations.parts:
        assert annotations is not None
        wrong = annotation_key_problem(key)
        hint = "choose another key"
        if not wrong and key in told:
            wrong, hint = "is written by another property", "remove it, and set the property"
        if wrong:
            refuse_key(use, subject, annotations, key, wrong, of="annotations", hint=hint)


def _check_other_traits(use: BoundTrait, subject: Subject) -> None:
    """Report a Service that another trait leaves without an address."""
    for other in subject.instance.traits:
        if other.tree is not None and other.tree.known("headless"):
            related = [Related(span=other.tree.span_of("headless"), message="headless is here")]
            what, hint = "a Service without an address has no load balancer", "remove headless, or this trait"
            refuse(use, subject, what, at=use.name_span, hint=hint, related=related)


def _check_tls(use: BoundTrait, subject: Subject, tree: Group, ports: Mapping[str, Group]) -> None:
    """Report ports with a certificate that the Service does not have."""
    tls = tree.group("tls")
    numbers = [known_number(port, ports) for port in subject.rendered.ports]
    for leaf in () if tls is None else tls.leaves("ports"):
        if leaf.known not in numbers:
            hint = f"its ports are {listing(sorted(map(str, numbers)))}"
            refuse(use, subject, f"its Service has no port {leaf.known}", at=leaf.span, hint=hint)


def _has_no_nodes_to_prefer(subject: Subject) -> bool:
    """Tell whether some version of Kubernetes that is aimed at prefers no pods on the same node."""
    return any(int(version[2:]) < SAME_ZONE_SINCE for version in subject.context.options.kube_versions)


def check_locality(use: BoundTrait, subject: Subject, tree: Group) -> None:
    """Report a preference that a version of Kubernetes does not have."""
    if tree.known("locality") == "same-node" and _has_no_nodes_to_prefer(subject):
        what = f"Kubernetes before 1.{SAME_ZONE_SINCE} does not prefer pods on the same node"
        refuse(use, subject, what, at=tree.span_of("locality"), hint="set locality: same-zone, or aim at newer versions")


def requirements(use: BoundTrait, subject: Subject, ports: dict[str, Group]) -> Iterator[Requirement]:
    """Yield what later values must keep of what the document was found to do."""
    tree, profile = use.tree, subject.context.options.cluster
    assert tree is not None
    yield from numbers_differ(use, subject, tree, ports)
    words = ".".join(use.path)
    target, internal = _hole(tree.leaf("target")), _hole(tree.leaf("internal"))
    provider = LOCAL if profile is None else profile.provider
    if target is not None and (provider not in DIVIDED or (profile is not None and profile.not_to_pods)):
        leads_to_nodes = Equals(path=target.path, value=NODE)
        yield _requirement(leads_to_nodes, f"{words}.target must be {NODE}: load balancers lead to nodes there", tree, "target")
    if internal is not None and "internal" not in UNDERSTOOD[provider]:
        message = f"{words}.internal must be false: no load balancer is internal there"
        yield _requirement(Not(condition=IsTrue(path=internal.path)), message, tree, "internal")
    allocates = _hole(tree.leaf("allocateLoadBalancerNodePorts"))
    if allocates is not None and profile is not None:
        conditions: tuple[Condition, ...] = (IsTrue(path=allocates.path),)
        conditions += () if target is None else (Equals(path=target.path, value=POD),)
        message = f"{words}.allocateLoadBalancerNodePorts must be true where the load balancer leads to nodes"
        yield _requirement(any_of(conditions), message, tree, "allocateLoadBalancerNodePorts")
    yield from _of_subnets(tree, provider, words)
    yield from _of_tls(subject, tree, all_ports(subject, ports), words)
    locality = _hole(tree.leaf("locality"))
    if locality is not None and _has_no_nodes_to_prefer(subject):
        message = f"{words}.locality must not be same-node: Kubernetes has that from 1.{SAME_ZONE_SINCE} on"
        yield _requirement(Not(condition=Equals(path=locality.path, value="same-node")), message, tree, "locality")


def _of_subnets(tree: Group, provider: str, words: str) -> Iterator[Requirement]:
    """Yield that a load balancer of Alibaba stays one of its kind, and that one with a subnet stays internal."""
    kind, internal, subnets = _hole(tree.leaf("class")), _hole(tree.leaf("internal")), tree.leaves("subnets")
    if provider == ALIBABA and kind is not None:
        zoned = Equals(path=kind.path, value=str(tree.known("class")))
        message = f"{words}.class must be {tree.known('class')}: the annotations are for that"
        yield _requirement(zoned, message, tree, "class")
        for number, hole in enumerate(map(_hole, subnets)):
            if hole is not None and is_nlb(tree):
                message = f"{words}.subnets.{number} {ZONE_AND_SUBNET.rule}"
                yield Requirement(condition=Fits(value=hole, type=ZONE_AND_SUBNET), message=message, span=subnets[number].span)
    if subnets and internal is not None and provider != AWS and not (provider == ALIBABA and is_nlb(tree)):
        message = f"{words}.internal must be true: it has a subnet"
        yield _requirement(IsTrue(path=internal.path), message, tree, "internal")


def _of_tls(subject: Subject, tree: Group, ports: dict[str, Group], words: str) -> Iterator[Requirement]:
    """Yield that a port with a certificate is one of the Service."""
    tls = tree.group("tls")
    for number, leaf in enumerate(() if tls is None else tls.leaves("ports")):
        hole = _hole(leaf)
        found = [] if hole is None else [equal(hole, number_of(port, ports)) for port in subject.rendered.ports]
        conditions = tuple(condition for condition in found if condition is not None)
        if conditions:
            message = f"{words}.tls.ports.{number} must be a port of the Service"
            yield Requirement(condition=any_of(conditions), message=message, span=leaf.span)


def _hole(leaf: Leaf | None) -> Hole | None:
    """Return the hole of a property; None where it is not there, or fixed."""
    return leaf.value if leaf is not None and isinstance(leaf.value, Hole) else None


def _requirement(condition: Condition, message: str, tree: Group, name: str) -> Requirement:
    """Return a condition on the value of a property."""
    return Requirement(condition=condition, message=message, span=tree.span_of(name))
